"""The report itself: every page builds, and in a real Chromium everything on it works."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import served

from analysis import format as fmt
from analysis import numbers, tables
from analysis.site import build

# read off the folders: the site's configuration is whole only once a build has prepared it
SOURCES = (tables.ROOT / "index.qmd", *sorted((tables.ROOT / "report").rglob("*.qmd")))
PAGES = [str(source.relative_to(tables.ROOT).with_suffix("")) for source in SOURCES]
SETTLED = 20_000  # milliseconds a page may take on a busy machine


@pytest.fixture(scope="session")
def report_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built report; pages come from the build's cache where nothing changed."""
    return build.build(tables.ROOT, tmp_path_factory.mktemp("report") / "_site")


@pytest.fixture(scope="module")
def address(report_site: Path) -> Iterator[str]:
    with served(report_site) as where:
        yield where


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
    cited = re.findall(r'data-key="(living\.gpqa-diamond\.[^"]+)"', text)
    assert {"living.gpqa-diamond.frontier-all.factor", "living.gpqa-diamond.best-run.rise"} <= set(
        cited
    )
    assert re.search(r"\d+ to \d+", text)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_its_charts_asks_no_other_host_and_fits_a_phone(
    browser: Any, address: str, name: str
) -> None:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    requests: list[str] = []
    errors: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: m.type == "error" and errors.append(m.text))
    page.goto(f"{address}{name}.html", wait_until="load")
    for chart in page.locator(".bp-chart").all():
        if not chart.is_visible():
            continue  # in a tab that is not open
        chart.scroll_into_view_if_needed()
        chart.locator(".bp-drawn").wait_for(timeout=SETTLED)
    assert [u for u in requests if not u.startswith((address, "data:", "blob:"))] == []
    assert errors == []
    page.set_viewport_size({"width": 360, "height": 780})
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= 361
    context.close()


@pytest.mark.browser
def test_search_finds_a_model_and_a_page_without_charts_loads_no_vega(
    browser: Any, address: str
) -> None:
    page = browser.new_page()
    requests: list[str] = []
    page.on("request", lambda r: requests.append(r.url))
    page.goto(f"{address}report/reference/methods.html", wait_until="networkidle")
    assert not any("vega" in url for url in requests)
    page.keyboard.press("/")
    page.get_by_label("Search for").fill("GPT-4")
    page.locator("#bp-search li a").first.wait_for(timeout=SETTLED)
    assert page.locator("#bp-search li a").count() > 0
    page.close()


@pytest.mark.browser
def test_choosing_a_benchmark_redraws_the_chart(browser: Any, address: str) -> None:
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{address}index.html")
    chart = page.locator(".bp-chart").first
    chart.locator(".bp-drawn").wait_for(timeout=SETTLED)
    before = chart.locator(".bp-live").inner_html()
    chart.locator("select").first.select_option(index=1)
    drawn = "b => document.querySelector('.bp-chart .bp-live').innerHTML !== b"
    page.wait_for_function(drawn, arg=before, timeout=SETTLED)
    page.close()


def test_the_readme_states_the_headline_as_computed() -> None:
    """README: a given score on GPQA Diamond got about 20 times cheaper a year (16 to 26)."""
    number = numbers.get("living.gpqa-diamond.frontier-all.factor")
    said = fmt.quantity(number.value, number.unit, number.low, number.high)
    interval = fmt.interval(number.low, number.high, number.unit)
    readme = " ".join((tables.ROOT / "README.md").read_text(encoding="utf-8").split())
    assert f"{said.rstrip('×')} times cheaper a year ({interval}" in readme
