"""What a reader takes from a chart, in a real browser: state, pictures, data, embedding, citation."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from analysis import charts
from analysis.facts import tables
from analysis.page.pieces import figure, vega
from analysis.page.pieces.grid import grid
from analysis.site.policy import POLICY
from tests.browser.conftest import come_alive
from tests.browser.test_charts import RUNS, STYLE
from tests.conftest import served

pytestmark = pytest.mark.browser

THEME = tables.ROOT / "report" / "theme"
FOOTER = (
    "<footer><span data-cite data-authors='A. Nobody' data-title='Planted Prices: a test'"
    " data-version='2026.11' data-year='2026'></span></footer>"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("share")
    drawn = figure.figure(
        charts.price_against_score(RUNS),
        RUNS.assign(source='a "quoted", source\nof two lines'),
        name="score",
        columns={"benchmark": "Benchmark", "price": "Price", "source": "From"},
    )
    named = RUNS.head(2).rename(columns={"model": "Model", "benchmark": "Benchmark"})
    table = grid(named, caption="Planted rows")
    (folder / "vega.js").write_text(vega.bundle(), encoding="utf-8")
    for script in ("charts.js", "share.js"):
        shutil.copy(THEME / script, folder)
    (folder / "favicon.ico").touch()
    (folder / "page.css").write_text(STYLE + (THEME / "charts.css").read_text(encoding="utf-8"))
    (folder / "index.html").write_text(
        "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Charts</title>"
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        "<meta name='quarto:offset' content='./'><link rel='stylesheet' href='page.css'></head>"
        "<body class='quarto-light'><main><h1>A page</h1><p>Other words.</p>"
        f"<div id='fig-plane'><figure>{drawn.markup}<figcaption><strong>What a score costs.</strong>"
        f" More.</figcaption></figure></div>{table}</main>{FOOTER}"
        "<script defer src='charts.js' data-vega='/vega.js'></script>"
        "<script defer src='share.js'></script></body></html>",
        encoding="utf-8",
    )
    with served(folder) as where:
        yield where


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    context = browser.new_context(accept_downloads=True, viewport={"width": 1000, "height": 800})
    opened = context.new_page()
    opened.goto(address)
    come_alive(opened)
    yield opened
    context.close()


def saved(page: Any, words: str) -> bytes:
    page.locator(".bp-data").evaluate("fold => { fold.open = true }")
    with page.expect_download() as caught:
        page.get_by_text(words, exact=True).click()
    return Path(caught.value.path()).read_bytes()


def test_a_choice_stands_in_the_address_and_comes_back_from_it(
    page: Any, browser: Any, address: str
) -> None:
    page.get_by_role("radio", name="Other").check()
    assert page.evaluate("location.hash") == "#fig-plane?benchmark=Other"
    other = browser.new_page()
    other.goto(f"{address}#fig-plane?benchmark=Other")
    come_alive(other)
    assert other.get_by_role("radio", name="Other").is_checked()
    assert "Now showing Other" in (other.locator(".bp-plot").get_attribute("aria-label") or "")
    other.close()


def test_the_pictures_have_their_colours_and_their_source_in_them(page: Any) -> None:
    drawing = saved(page, "SVG").decode()
    assert drawing.startswith("<svg") and "var(--" not in drawing
    assert "Planted Prices, version 2026.11" in drawing and "What a score costs." in drawing
    assert saved(page, "PNG").startswith(b"\x89PNG")


def test_the_data_say_where_they_come_from_in_every_row(page: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(saved(page, "Download as CSV").decode())))
    assert len(rows) == len(RUNS)
    for row in rows:
        assert row["version"] == "2026.11" and row["licence"].startswith("CC BY 4.0")
        assert "#fig-plane" in row["source"] and row["From"].endswith("of two lines")


def test_an_embedded_chart_is_the_page_with_nothing_else(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}?embed=fig-plane#fig-plane?benchmark=Other")
    come_alive(page)
    assert page.get_by_text("Other words.").count() == 0
    assert page.locator("main a[target=_top]").get_attribute("href").endswith("benchmark=Other")
    page.close()


def test_the_lines_to_embed_and_to_cite_name_figure_page_and_version(page: Any) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".bp-data").evaluate("fold => { fold.open = true }")
    page.get_by_role("button", name="Copy a citation", exact=True).click()
    told = page.evaluate("navigator.clipboard.readText()")
    assert told.startswith("A. Nobody (2026). What a score costs. In: A page. Planted Prices")
    assert "Version 2026.11." in told and told.endswith("#fig-plane")
    page.get_by_role("button", name="Copy a line to embed it").click()
    line = page.evaluate("navigator.clipboard.readText()")
    assert line.startswith("<iframe src=") and "?embed=fig-plane#fig-plane" in line


def test_a_chart_and_a_table_lead_to_forms_that_name_them(page: Any) -> None:
    page.locator(".bp-data").evaluate("fold => { fold.open = true }")
    page.get_by_role("radio", name="Other").check()
    links = page.locator(".bp-chart .bp-forms a")
    assert links.all_text_contents() == ["Question this", "Add a run", "Correct a price"]
    page.evaluate("addEventListener('click', (event) => event.preventDefault())")
    links.first.click()
    asked = urlsplit(links.first.get_attribute("href"))
    assert asked.path == "/report/guide/contribute.html" and asked.fragment == "sec-claim"
    (told,) = parse_qs(asked.query)["number"]
    assert told.startswith("What a score costs. (") and "#fig-plane?benchmark=Other)" in told
    under = page.locator(".bp-table + .bp-forms a")
    (told,) = parse_qs(urlsplit(under.first.get_attribute("href")).query)["number"]
    assert told.startswith("Planted rows (http") and under.count() == 3


def test_a_row_that_was_clicked_a_pin_and_a_choice_are_filled_in(page: Any) -> None:
    stay = "(event) => { if (event.target.closest('a')) event.preventDefault() }"
    page.evaluate(f"addEventListener('click', {stay})")
    page.get_by_role("row", name="Beta").click()
    link = page.locator(".bp-table + .bp-forms a").last
    link.click()
    asked = parse_qs(urlsplit(link.get_attribute("href")).query)
    assert (asked["model"], asked["benchmark"]) == (["Beta"], ["Planted"])
    assert asked["page"][0].startswith("Planted rows (http")
    page.locator(".bp-data").evaluate("fold => { fold.open = true }")
    page.get_by_role("radio", name="Other").check()
    page.evaluate("document.dispatchEvent(new CustomEvent('bp:pin', { detail: 'Delta' }))")
    link = page.locator(".bp-chart .bp-forms a").last
    link.click()
    asked = parse_qs(urlsplit(link.get_attribute("href")).query)
    assert (asked["model"], asked["benchmark"]) == (["Delta"], ["Other"])
