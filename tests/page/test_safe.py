"""Names, addresses and data of others on a page: text, whatever they hold."""

from __future__ import annotations

import html.parser
import json

import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.page.pieces import safe

HOSTILE = ["</script><b>", "<!--", "<script", "]]>", "\u2028", "&lt;", "'\"", "<!--<script>"]


class Scripts(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_no_text_ends_the_element_that_holds_it() -> None:
    page = Scripts()
    page.feed(safe.embedded_json(HOSTILE, 'class="a"') + "<p></p>")
    assert page.tags == ["script", "p"]
    assert json.loads(page.text) == HOSTILE
    assert "<" not in page.text


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("HTTP://example.org", True),
        ("javascript:alert(1)", False),
        (" https://example.org", False),
        ("data:text/html,a", False),
        ("//example.org", False),
        ("https://", False),
        ("", False),
        (None, False),
        (float("nan"), False),
    ],
)
def test_only_addresses_of_the_web_become_links(address: object, linked: bool) -> None:
    found = safe.link(address, "<b>words")
    assert ("<a " in found) is linked
    assert "&lt;b&gt;words" in found and "<b>" not in found


def test_a_quote_cannot_leave_the_attribute() -> None:
    assert '"' not in safe.link('https://a.b/"onload="x', "w").split('href="')[1].split('">')[0]


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\x00", "\x0b", "\ufffe", "\x85", "\ud800"])
def test_control_characters_are_refused_with_row_and_column(sign: str) -> None:
    rows = [{"model": "ä, 中 ok\t\n", "price": 1.0}, {"model": f"a{sign}b", "price": 2.0}]
    with pytest.raises(UserError, match=rf"runs: row 2: model: .*U\+{ord(sign):04X}"):
        safe.refuse_controls(rows, "runs")


def test_a_downloaded_cell_is_no_formula_and_no_number_changes() -> None:
    rows = pd.DataFrame({"name": ["=1+1", "@a", "-b", "ok", None], "change": [-1.5, 2, 3, 4, 5]})
    found = safe.spreadsheet(rows)
    assert found["name"].tolist()[:4] == ["'=1+1", "'@a", "'-b", "ok"]
    assert found["name"].isna().sum() == 1
    assert found["change"].tolist() == [-1.5, 2, 3, 4, 5]
