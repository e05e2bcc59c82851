"""The frame of the site in a real Chromium: themes, search, tabs, phone, no other host."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import served

pytestmark = pytest.mark.browser
PAGES = ("index.html", "report/features.html", "report/guide/second.html")


@pytest.fixture(scope="module")
def address(features_site: Path) -> Iterator[str]:
    with served(features_site) as where:
        yield where


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_request_leaves_the_site_and_nothing_fails(page, address: str, name: str):
    requests, errors = [], []
    page.on("request", lambda r: requests.append(r.url))
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: m.type == "error" and errors.append(m.text))
    page.goto(address + name, wait_until="networkidle")
    assert [url for url in requests if not url.startswith((address, "data:"))] == []
    assert errors == []
    assert not any("pagefind" in url for url in requests)  # search loads when it is used


def ground(page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_theme_follows_the_reader_switches_and_is_remembered(browser, address, scheme: str):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    assert page.evaluate("document.body.classList.contains('quarto-dark')") == (scheme == "dark")
    before = ground(page)
    page.get_by_role("button", name="Switch to the").click()
    after = ground(page)
    assert after != before
    page.goto(address + "report/features.html")
    assert ground(page) == after
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_without_javascript_the_theme_follows_and_everything_shows(browser, address, scheme: str):
    context = browser.new_context(
        color_scheme=scheme, java_script_enabled=False, viewport={"width": 1400, "height": 1000}
    )
    page = context.new_page()
    page.goto(address + "report/features.html")
    assert page.get_by_text("The first panel.").is_visible()
    assert page.get_by_text("The second panel, with a list:").is_visible()
    assert page.get_by_role("link", name="Callouts").is_visible()  # the contents list
    assert (luminance(ground(page)) > 0.5) == (scheme == "light")
    context.close()


def test_search_finds_a_heading(page, address: str):
    page.goto(address)
    page.keyboard.press("/")
    page.get_by_label("Search for").fill("callouts")
    result = page.locator("#bp-search li a").first
    result.wait_for()
    assert "Callouts" in page.locator("#bp-search ol").inner_text()
    page.locator("#bp-search li a", has_text="Callouts").first.click()
    page.wait_for_url("**/report/features.html**")


def test_search_shows_first_what_is_called_so_and_its_title_once(page, address: str):
    page.goto(address)
    page.keyboard.press("/")
    page.get_by_label("Search for").fill("callout")  # a heading has the plural
    found = page.locator("#bp-search li a").first
    found.wait_for()
    assert found.get_attribute("href").endswith("report/features.html#sec-callouts")
    assert found.locator("b").inner_text().endswith("› Callouts")
    assert not found.locator("span").inner_text().startswith("Callouts")


def test_tabs_are_moved_through_with_the_arrow_keys(page, address: str):
    page.goto(address + "report/features.html")
    first, second = page.get_by_role("tab").all()
    assert first.get_attribute("aria-selected") == "true"
    assert not page.get_by_text("The second panel, with a list:").is_visible()
    first.focus()
    page.keyboard.press("ArrowRight")
    assert second.get_attribute("aria-selected") == "true"
    assert page.get_by_text("The second panel, with a list:").is_visible()
    page.keyboard.press("ArrowRight")  # round to the first again
    assert first.get_attribute("aria-selected") == "true"


def test_the_contents_list_marks_the_section_in_view(page, address: str):
    page.goto(address + "report/features.html")
    page.evaluate("document.getElementById('sec-cells').scrollIntoView()")
    page.locator('#TOC a.active:text-is("Cells")').wait_for()


def test_the_first_stop_of_the_keyboard_skips_to_the_text(page, address: str):
    page.goto(address + "report/features.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "quarto-document-content"


@pytest.mark.parametrize("name", PAGES)
def test_a_phone_shows_no_page_wider_than_itself(browser, address: str, name: str):
    context = browser.new_context(viewport={"width": 360, "height": 780}, is_mobile=True)
    page = context.new_page()
    page.goto(address + name)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_a_wide_table_scrolls_on_a_phone_and_holds_its_first_column(browser, address: str):
    context = browser.new_context(viewport={"width": 360, "height": 780}, is_mobile=True)
    page = context.new_page()
    page.goto(address + "report/features.html")
    box = page.locator(".column-screen-inset .table-responsive")
    assert box.get_attribute("tabindex") == "0"
    cell = box.locator("td").first
    before = cell.bounding_box()["x"]
    box.evaluate("box => box.scrollLeft = 200")
    assert cell.bounding_box()["x"] == pytest.approx(before, abs=1)  # sub-pixel rounding
    context.close()


COLOURS = ["fg", "muted", "link", "accent"]
MARKS = ["edge", "knowledge", "reasoning", "mathematics", "software", "agents", "long-context"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_have_the_contrast_that_wcag_asks_for(browser, address: str, scheme: str):
    """4.5:1 for text, 3:1 for marks (WCAG 2.2, 1.4.3 and 1.4.11), on both grounds."""
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    read = "name => getComputedStyle(document.body).getPropertyValue('--bp-' + name)"
    for ground_name in ("bg", "surface"):
        paper = luminance(page.evaluate(read, ground_name))
        for name in COLOURS:
            assert contrast(luminance(page.evaluate(read, name)), paper) >= 4.5, name
        if ground_name == "bg":
            for name in MARKS:
                assert contrast(luminance(page.evaluate(read, name)), paper) >= 3, name
    context.close()


def luminance(colour: str) -> float:
    parts = [int(p) / 255 for p in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(w * v for w, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_charts_weighs_under_150_kb_compressed(features_site: Path, name: str):
    theme = ("report/theme/site.css", "report/theme/site.js", "report/theme/favicon.svg")
    files = [features_site / part for part in (name, *theme)]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 150_000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_nothing_that_stands_in_it_and_evaluates_nothing(page, address: str, name: str):
    blocked: list[str] = []
    page.on("console", lambda m: m.type == "error" and blocked.append(m.text))
    page.goto(address + name)
    page.evaluate(
        "() => { const made = document.createElement('script');"
        " made.textContent = 'window.ran = 1'; document.body.append(made);"
        " const link = Object.assign(document.createElement('a'), {href: 'javascript:window.ran=1'});"
        " document.body.append(link); link.click();"
        " const sheet = document.createElement('style');"
        " sheet.textContent = 'body {display: none}'; document.head.append(sheet); }"
    )
    page.wait_for_function("() => true")
    assert page.evaluate("window.ran") is None
    assert page.locator("main").is_visible()
    assert len(blocked) == 3
    assert all("Content Security Policy" in text for text in blocked)


def test_a_block_of_code_is_copied_as_it_stands(page, address: str):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(address + "report/features.html")
    code = page.locator("div.sourceCode > pre > code").first.text_content()
    page.get_by_role("button", name="Copy code").first.click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == code
