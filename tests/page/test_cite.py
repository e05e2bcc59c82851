from __future__ import annotations

import json
import re

import pypandoc
import pytest

from analysis.page.cite import Citation

WHOLE = Citation(
    "Prices: what & why", "The B_P maintainers", "2026.11", "October 2026", "2026-11-22"
)
AT = "https://example.org/site/v/2026.11/"
FIGURE = Citation(
    **{**vars(WHOLE), "part": "Figure 1: 50 % cheaper", "address": AT + "report/a.html#fig-x"}
)


def test_one_line_names_authors_year_version_and_data():
    assert WHOLE.plain() == (
        "The B_P maintainers (2026). Prices: what & why. Version 2026.11, data to October 2026."
    )
    assert FIGURE.plain().startswith(
        "The B_P maintainers (2026). Figure 1: 50 % cheaper. In: Prices: what & why. Version 2026.11"
    )
    assert FIGURE.plain().endswith("report/a.html#fig-x")


def test_keys_differ_by_version_page_and_figure():
    assert WHOLE.key == "benchmark-prices-2026-11"
    assert FIGURE.key == "benchmark-prices-2026-11-report-a-fig-x"


@pytest.mark.parametrize("form", ["bibtex", "ris"])
@pytest.mark.parametrize("citation", [WHOLE, FIGURE])
def test_pandoc_reads_back_what_was_meant(form, citation):
    # a second reader of both formats: pandoc's, which citation managers' exports are tried on
    text = getattr(citation, form)()
    (item,) = json.loads(pypandoc.convert_text(text, "csljson", format=form))
    plain = re.sub(r"<[^>]+>|\u00a0", " ", item["title"]).replace("  ", " ").strip()
    assert (
        plain.replace(" ", "").lower() == (citation.part or citation.title).replace(" ", "").lower()
    )
    assert citation.authors in json.dumps(item["author"])
    assert item["issued"]["date-parts"][0][0] == 2026
    assert item.get("URL", "") == citation.address


def test_csl_says_the_day_and_where():
    item = FIGURE.csl()
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert (item["type"], item["container-title"], item["version"]) == (
        "webpage",
        WHOLE.title,
        "2026.11",
    )
    assert WHOLE.csl()["type"] == "report"
    assert "URL" not in WHOLE.csl()
