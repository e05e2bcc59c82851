"""What pages import: numbers with their links, tables, errors that name what is wrong."""

from __future__ import annotations

import ast
import dataclasses
import importlib.util
import re

import pandas as pd
import pytest

from analysis import format as fmt
from analysis.benchprice.errors import UserError
from analysis.facts.tables import ROOT
from analysis.findings.rows import COLUMNS
from analysis.number import Number
from analysis.page import calls, meaning, names, releases, silent
from analysis.page.pieces.grid import grid
from analysis.register import chapters

PLANTED = Number(
    key="planted.factor",
    value=9.026,
    low=3.907,
    high=20.854,
    level=0.9,
    n=57,
    models=12,
    r2=0.8152,
    unit="factor per year",
    start="2024-04-01",
    end="2026-02-01",
    method='Least squares of "log price"',
    function="analysis.methods.trends.fit",
    data="price-of-progress",
    digest="abc123",
)
BARE = Number(
    key="planted.bare",
    value=4.53,
    unit="factor per year",
    method="",
    function="",
    note="3 rows, 3 parameters",
)

LOGS = dataclasses.replace(
    PLANTED, key="planted.logs", value=0.13, low=0.045, high=0.21, unit="log points per year"
)
RENT = dataclasses.replace(BARE, key="planted.rent", value=0.9727)


@pytest.fixture(autouse=True)
def planted(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {number.key: number for number in (PLANTED, BARE, LOGS, RENT)}
    monkeypatch.setattr(chapters, "register", lambda: known)
    # what tables link to: no name of the record, whose every price would be weighed for that
    monkeypatch.setattr(names, "living", lambda: names.Names({}, {}, {}, {}))


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("value", "9.0×"),
        ("interval", "3.9 to 21"),
        ("value-interval", "9.0× (3.9 to 21)"),
        ("n", "57"),
        ("models", "twelve"),
        ("r2", "0.82"),
    ],
)
def test_forms_of_a_number(form: str, text: str) -> None:
    assert calls.num("planted.factor", form).text == text


def test_a_number_links_to_its_page_and_carries_its_card() -> None:
    markdown = calls.num("planted.factor")._repr_markdown_()
    assert markdown.startswith("[9.0×](/report/numbers/planted.factor.html){.num ")
    assert 'title="90 % interval 3.9 to 21; n 57; 12 models; 2024-04-01 to 2026-02-01"' in markdown
    assert 'data-key="planted.factor"' in markdown
    assert markdown.count('"') % 2 == 0, "a quote inside an attribute would end it"
    assert "”log price”" in markdown


def test_a_number_in_a_table_is_the_same_link_in_html() -> None:
    cell = calls.num("planted.factor").__html__()
    assert cell.startswith('<a class="num" href="/report/numbers/planted.factor.html"')
    assert "&quot;log price&quot;" in cell


def test_digits_can_be_set() -> None:
    assert calls.num("planted.factor", digits=3).text == "9.03×"


def test_a_difference_of_logs_reads_as_a_factor_and_as_percent() -> None:
    assert calls.num("planted.logs").text == "0.13 log points per year"
    assert calls.num("planted.logs", "times").text == "1.14×"
    assert calls.num("planted.logs", "times-interval").text == "1.05 to 1.2"
    assert calls.num("planted.logs", "percent").text == "14 %"
    with pytest.raises(UserError, match="no form 'percent'"):
        calls.num("planted.factor", "percent")


def test_what_is_said_of_log_points_is_the_yearly_factor_that_they_are() -> None:
    assert 'data-value="1.14×"' in calls.num("planted.logs").__html__()
    assert "1.14× a year (90 % interval 1.05 to 1.2)" in meaning.meaning(LOGS)
    assert releases.quantity(0.13, LOGS.unit, 0.045, 0.21) == "1.14× (1.05 to 1.2)"


def test_which_way_a_price_moved_follows_from_the_number() -> None:
    assert calls.num("planted.factor", "moved").text == "fell 9.0×"
    assert calls.num("planted.rent", "moved", digits=3).text == "rose 1.03×"


def test_unknown_keys_and_forms_are_refused_by_name() -> None:
    with pytest.raises(UserError, match=r"'planted\.fctor'; did you mean planted\.factor"):
        calls.num("planted.fctor")
    with pytest.raises(UserError, match="no form 'median'; one of value, interval"):
        calls.num("planted.factor", "median")


def test_a_degenerate_fit_has_no_interval_to_print() -> None:
    assert calls.num("planted.bare").text == "4.5×"
    with pytest.raises(UserError, match=r"it has no interval \(3 rows, 3 parameters\)"):
        calls.num("planted.bare", "interval")


def test_whole_numbers_part_their_thousands_whatever_their_column_holds() -> None:
    counted = pd.DataFrame({"of": ["a", "b"], "runs": [1410, 9]})
    assert ">1,410</td>" in str(calls.table(counted).markup)


def test_a_table_names_units_aligns_numbers_and_anchors_rows() -> None:
    frame = pd.DataFrame(
        {
            "model": ["a & b", "c"],
            "price": [0.5, None],
            "day": pd.to_datetime(["2025-01-02", None]),
            "open": [True, False],
            "fit": [calls.num("planted.factor"), calls.num("planted.bare")],
            "key": ["k.one", "k.two"],
        }
    )
    columns = {"model": "Model", "price": "US$ a pass", "day": "Date", "open": "Open", "fit": "Fit"}
    html = calls.table(frame, columns, caption="Planted", ids="key")._repr_markdown_()
    assert html.strip().startswith("```{=html}")
    assert '<th scope="col" class="bp-right">US$ a pass</th>' in html
    assert '<th scope="row">a &amp; b</th>' in html
    assert '<td class="bp-right">0.5</td>' in html.replace("0.500", "0.5")
    assert '<tr id="k.two">' in html
    assert '<td class="bp-day">2025-01-02</td> <td>yes</td>' in html
    assert '<td class="bp-right"><a class="num"' in html
    assert "k.one</td>" not in html


def test_texts_that_are_numbers_stand_as_numbers_and_leave_no_room_for_words() -> None:
    rows = pd.DataFrame(
        {"Level": ["5 %"], "Score": ["35 %"], "Price": ["$1,200.50"], "When": ["Nov 2025"]}
    )
    rows = rows.assign(Ratio=["1.8×"], Version=["2.0.1 beta"], Gone=[None])
    drawn = grid(pd.concat([rows, rows.assign(Ratio="")]))  # one has none
    right = re.findall(r'<th scope="col" class="bp-right">(\w+)</th>', drawn)
    assert right == ["Score", "Price", "Ratio"]
    assert drawn.count('<td class="bp-right">–</td>') == 1


def test_a_table_refuses_a_column_that_is_not_there() -> None:
    with pytest.raises(UserError, match="no column prize; there are price"):
        calls.table(pd.DataFrame({"price": [1.0]}), {"prize": "Price"})


def test_a_table_without_rows_shows_no_bare_head() -> None:
    assert calls.table(pd.DataFrame(columns=["a", "b"]), {"a": "A"}).markup == ""


def test_two_columns_under_one_head_are_refused_by_name():
    frame = pd.DataFrame({"a": [1], "b": [2]})
    with pytest.raises(UserError, match="two columns are called For"):
        calls.table(frame, {"a": "For", "b": "For"})


def test_days_of_silence_are_an_alarm_and_none_is_a_dash():
    rows = pd.DataFrame({"list": ["a", "b"], "silent": pd.array([61, None], dtype="Int64")})
    html = calls.table(silent.marked(rows)).markup
    assert '<strong class="bp-silent">61 days</strong>' in html
    assert html.count("bp-silent") == 1 and fmt.MISSING in html


def test_the_heads_of_a_forest_are_said_once_and_name_its_rows():
    told = calls.heads("Domain", "Benchmark", n="Levels")
    assert list(told) == ["group", "label", "factor", "low", "high", "n", "models"]
    assert told["n"] == "Levels" and "group" not in calls.heads("", "Years")
    assert {*told} <= {*COLUMNS}
    other = calls.heads("", "Part", n="", models="", note="Note", before={"deflator": "Hardware"})
    assert list(other) == ["deflator", "label", "factor", "low", "high", "note"]


def test_no_page_writes_the_heads_of_a_forest_itself():
    written = re.compile(r'"factor": "[^"]*", "low"')
    pages = [ROOT / "index.qmd", *(ROOT / "report").rglob("*.qmd")]
    assert [p.name for p in pages if written.search(p.read_text(encoding="utf-8"))] == []


def test_what_the_pages_import_is_there():
    for page in [ROOT / "index.qmd", *(ROOT / "report").rglob("*.qmd")]:
        cells = re.findall(r"^```\{python\}\n(.*?)^```", page.read_text("utf-8"), re.S | re.M)
        for node in ast.walk(ast.parse("\n".join(cells))):
            if isinstance(node, ast.ImportFrom) and node.module:
                module = importlib.import_module(node.module)
                for name in (alias.name for alias in node.names if alias.name != "*"):
                    path = f"{node.module}.{name}"
                    there = hasattr(module, name) or importlib.util.find_spec(path)
                    assert there, f"{page.name}: {path}"
