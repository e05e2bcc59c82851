"""The report itself: every page builds, and in a real Chromium everything on it works.

Where there is a Quarto, all of it holds for the site that Quarto makes too, word for word.
"""

from __future__ import annotations

import html.parser
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis import format as fmt
from analysis.facts import tables
from analysis.register import chapters
from analysis.register.cited import headlines
from tests.browser.conftest import DRAWN_ANEW, SETTLED, come_alive

# read off the folders: the site's configuration is whole only once a build has prepared it
SOURCES = (tables.ROOT / "index.qmd", *sorted((tables.ROOT / "report").rglob("*.qmd")))
PAGES = [str(source.relative_to(tables.ROOT).with_suffix("")) for source in SOURCES]

# What a block on a page needs, as its class says: scripts and styles that the pages declare.
NEEDED = {
    "bp-chart": ("charts.js", "charts.css"),
    "num": ("numbers.js", "charts.css"),
    "bp-guide": ("guide.css",),
    "bp-guide bp-guide-plan": ("guide.js",),
    "bp-guide bp-guide-check": ("guide.js",),
    "bp-guide bp-guide-price": ("pricing.js",),
    "bp-guide bp-ask": ("contribute.js",),
    "price-card": ("guide.css",),
    "bp-ways": ("ways.js", "guide.css", "made.css"),
    "bp-index": ("filter.js",),
    "bp-explorer": ("explorer.js", "explorer.css"),
}


def test_every_page_is_built_and_cites_only_numbers_that_are_there(report_site: Path) -> None:
    register = (report_site / "report/reference/numbers.html").read_text(encoding="utf-8")
    ids = set(re.findall(r'id="([^"]+)"', register))
    for name in PAGES:
        text = (report_site / f"{name}.html").read_text(encoding="utf-8")
        cited = set(re.findall(r'data-key="([^"]+)"', text))
        assert cited <= ids, f"{name}: {sorted(cited - ids)[:3]}"
        assert "?@" not in text and "np.float64" not in text


def test_the_front_page_states_its_numbers_with_their_intervals(report_site: Path) -> None:
    text = (report_site / "index.html").read_text(encoding="utf-8")
    cited = set(re.findall(r'data-key="([^"]+)"', text))
    assert {"reach.all-benchmarks.all.annual", "score.hle.20.first", "score.hle.20.today"} <= cited
    assert re.search(r"\d+ to \d+", text)
    told = headlines(tables.ROOT, tables.load().benchmarks)
    assert cited == {*told} & {*chapters.register()}, "an update tells of others"


def test_every_page_declares_what_its_blocks_need(report_site: Path) -> None:
    for name in PAGES:
        text = (report_site / f"{name}.html").read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script src|link rel="stylesheet" href)="([^"]+)"', text)
        places = [(report_site / name).parent / address for address in loaded]
        assert all(place.resolve().is_file() for place in places), name
        for block, files in NEEDED.items():
            if re.search(rf'class="{block}["\s]', text):
                missing = {*files} - {place.name for place in places}
                assert not missing, f"{name} has class {block} and does not load {missing}"
    assert (report_site / "report/theme/vega.js").is_file()


SPLIT = re.compile(r"\d[ \n]%")
UNSEEN = re.compile(r"<(script|svg|pre|option|textarea|title)\b.*?</\1>|<[^>]+>", re.DOTALL)


def test_no_line_ends_between_a_number_and_its_percent_sign(report_site: Path) -> None:
    made = [*report_site.glob("report/benchmarks/*.html")]
    assert len(made) > 50
    for page in [*(report_site / f"{name}.html" for name in PAGES), *made]:
        words = UNSEEN.sub("", page.read_text(encoding="utf-8"))
        assert not SPLIT.search(words), f"{page}: {words[SPLIT.search(words).start() - 40 :][:80]}"


# The frame, what is for readers without eyes or scripts only, and elements that have no end.
ASIDE = {"screen-reader-only", "tab-title", "description", "quarto-title-breadcrumbs"}
EMPTY = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Words(html.parser.HTMLParser):
    """The words of a page's text, without what stands around it, and the numbers it cites."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.words, self.cited, self._open = "", list[tuple[str | None, str | None]](), list[str]()
        text = page.read_text(encoding="utf-8")
        self.feed(text[text.index("<main") : text.index("</main>")])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        names = (told.get("class") or "").split()
        if "num" in names:
            self.cited.append((told.get("data-key"), told.get("title")))
        left_out = tag in ("nav", "script", "svg", "annotation") or ASIDE & {*names}
        if (self._open or left_out) and tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.words += "".join(data.split())


@pytest.mark.quarto
@pytest.mark.parametrize("name", PAGES)
def test_both_renderers_say_the_same(embedded_site: Path, quarto_site: Path, name: str) -> None:
    ours, theirs = Words(embedded_site / f"{name}.html"), Words(quarto_site / f"{name}.html")
    assert len(ours.words) > 500
    assert theirs.words == ours.words
    assert theirs.cited == ours.cited


@pytest.fixture(scope="module")
def reader(browser: Any) -> Iterator[Any]:
    """A context for all pages: it keeps the scripts that they share."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_its_charts_asks_no_other_host_and_fits_a_phone(
    reader: Any, address: str, name: str
) -> None:
    page = reader.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: m.type == "error" and errors.append(m.text))
    page.goto(f"{address}{name}.html", wait_until="load")
    come_alive(page)
    assert [u for u in requests if not u.startswith((address, "data:", "blob:"))] == []
    assert errors == []
    for width in (1024, 768, 360):
        page.set_viewport_size({"width": width, "height": 780})
        page.evaluate(DRAWN_ANEW)
        assert page.evaluate("document.documentElement.scrollWidth") <= width + 1
        page.evaluate("scrollTo(0, 0)")
        title = page.locator("h1.title").bounding_box()
        assert title and title["y"] < 390, f"{width}: the head of the page is below its first half"
    page.close()


@pytest.mark.browser
def test_search_finds_a_model(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}report/reference/methods.html", wait_until="networkidle")
    page.keyboard.press("/")
    page.locator("input[type=search]:visible").fill("GPT-4")
    found = page.locator("#bp-search li a, .aa-Item a")
    found.first.wait_for(timeout=SETTLED)
    assert found.count() > 0
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize(("name", "times"), [("index", 1), ("report/reference/methods", 0)])
def test_vega_loads_once_and_only_where_a_chart_is(
    browser: Any, address: str, name: str, times: int
) -> None:
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    page.goto(f"{address}{name}.html", wait_until="networkidle")
    come_alive(page)
    assert sum("vega" in url for url in requests) == times
    page.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_is_the_one_the_reader_likes(browser: Any, address: str, scheme: str) -> None:
    page = browser.new_context(color_scheme=scheme).new_page()
    page.goto(f"{address}index.html")
    assert (page.locator("body.quarto-dark").count() == 1) == (scheme == "dark")
    page.context.close()


@pytest.mark.browser
def test_the_explorer_the_calculator_and_the_checker_work(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.goto(f"{address}report/reference/record.html#explorer?view=prices&q=gpt-4o")
    page.locator(".bp-explorer tbody tr").first.wait_for(timeout=SETTLED)
    first = page.locator(".bp-explorer tbody tr").first
    assert "GPT-4o" in first.inner_text()  # asked for by its id, shown by its name
    page.emulate_media(media="print")
    assert first.is_visible() and page.locator(".bp-explorer th button").first.is_visible()
    page.set_viewport_size({"width": 680, "height": 900})  # a printed page within its margins
    rects = "(cell) => { const r = new Range(); r.selectNodeContents(cell); return r.getClientRects().length }"
    days = page.locator(".bp-explorer .bp-day").all()
    assert days and {day.evaluate(rects) for day in days} == {1}  # a date stands on one line
    table = page.locator(".bp-explorer table").bounding_box()
    assert table and table["x"] + table["width"] <= 680  # paper does not scroll
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="screen")
    page.goto(f"{address}report/guide/plan-a-run.html?input=1&output=2")
    assert "expected for one pass" in page.locator(".bp-guide output").inner_text()
    page.goto(f"{address}report/guide/check-a-statement.html")
    page.get_by_role("button", name="Try an example").click()
    assert "Valid. Level reached" in page.locator(".bp-guide output").inner_text()
    page.close()


@pytest.mark.browser
def test_choosing_a_benchmark_redraws_the_chart(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{address}index.html")
    come_alive(page)
    chart = page.locator(".bp-chart").first
    before = chart.locator(".bp-live").inner_html()
    chart.locator("select").first.select_option(index=1)
    drawn = "b => document.querySelector('.bp-chart .bp-live').innerHTML !== b"
    page.wait_for_function(drawn, arg=before, timeout=SETTLED)
    page.close()


def test_the_readme_states_the_headline_as_computed() -> None:
    """README: a score that two makers had reached got this many times cheaper a year."""
    number = chapters.get("reach.all-benchmarks.all.annual")
    said = fmt.quantity(number.value, number.unit, number.low, number.high)
    interval = fmt.interval(number.low, number.high, number.unit)
    readme = " ".join((tables.ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"{said.rstrip('×')} times cheaper a year ({interval}" in readme
