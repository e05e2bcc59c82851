"""A tree of six versions in a real Chromium, made of pages of the real renderer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.register import versions
from analysis.release import freeze, tree
from analysis.release.stores import read_in, write_out
from tests.conftest import served

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ("2026.1", "2026.2", "2026.3", "2026.2.1", "2026.5", "2026.11")
LATEST = "2026.11"
PAGE, ONLY_OLD, ONLY_NEW = "report/features.html", "report/guide/old.html", "report/new.html"


def files(site: dict[str, bytes], version: str) -> dict[str, bytes]:
    """The site of a version: one page was dropped after 2026.3, one came with 2026.5."""
    ours = {name: (ROOT / name).read_bytes() for name in (freeze.SCRIPT, freeze.STYLE)}
    other = ONLY_OLD if versions.parse(version) < versions.parse("2026.5") else ONLY_NEW
    named = site["report/guide/second.html"].replace(b"<h1", f"<p>In {version}.</p><h1".encode())
    return {**site, **ours, other: named if other == ONLY_OLD else site[PAGE]}


@pytest.fixture(scope="module")
def folder(features_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site, made = read_in(features_site), {}
    for version in VERSIONS:
        note = "A price was typed wrongly." if version.count(".") == 2 else ""
        release = tree.frozen(versions.parse(version), "2026-11-01", files(site, version))
        release = tree.Release(**{**vars(release), "note": note})
        changes = tree.plan(release, made.get)
        made = {n: c for n, c in {**made, **changes}.items() if c is not None}
    top = tmp_path_factory.mktemp("host")
    write_out(made, top / "a" / "project")  # hosts serve projects below an address of their own
    return top


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with served(folder) as where:
        yield f"{where}a/project/"


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda e: page.faults.append(str(e)))
    page.on("response", lambda r: r.status >= 400 and page.faults.append(f"{r.status} {r.url}"))
    yield page
    context.close()


def expected(address: str, index: dict, version: str, name: str) -> str:
    """Where a menu entry should lead: by the rule, from the index, not from the script."""
    base = address if version == LATEST else f"{address}v/{version}/"
    return base + (name if version in index["pages"][name] else "")


def entries(page) -> dict[str, str]:
    """The open menu as the reader has it: version to absolute address."""
    page.locator(".bp-version-menu").evaluate("menu => { menu.open = true }")
    found = page.locator(".bp-version-menu a").evaluate_all(
        "links => links.map(a => [a.querySelector('b').textContent, a.href])"
    )
    return dict(found)


@pytest.mark.parametrize("name", ["index.html", PAGE, ONLY_OLD, ONLY_NEW])
def test_every_menu_entry_leads_to_the_same_page_where_it_exists(page, address, folder, name):
    index = json.loads((folder / "a/project/versions.json").read_text())
    right = {version: expected(address, index, version, name) for version in VERSIONS}
    for version in index["pages"][name]:
        page.goto(f"{address}v/{version}/{name}")
        assert entries(page) == right, version
        assert page.locator(".bp-version-menu > summary").text_content() == version
    been = {f"{address}v/{version}/{name}" for version in index["pages"][name]}
    # the others are followed, from one version: they are the same everywhere
    for version, target in [pair for pair in right.items() if pair[1] not in been]:
        page.goto(f"{address}v/{index['pages'][name][0]}/{name}")
        entries(page)
        page.locator(".bp-version-menu a", has=page.get_by_text(version, exact=True)).click()
        page.wait_for_url(target)
        assert page.locator(".bp-version-menu > summary").text_content() == version
    assert page.faults == []


def test_the_banner_stands_on_old_versions_only_and_leads_to_the_latest(page, address):
    for version in VERSIONS:
        page.goto(f"{address}v/{version}/{PAGE}#sec-nowhere")
        page.locator(".bp-version-menu").wait_for()
        banner = page.locator(".bp-old-version")
        if version == LATEST:
            assert banner.count() == 0
            continue
        assert f"This is version {version} of" in banner.text_content()
        banner.get_by_role("link", name="See this page in the latest").click()
        page.wait_for_load_state()
        assert page.url == f"{address}{PAGE}#sec-nowhere"
        assert page.locator(".bp-old-version").count() == 0
    assert page.faults == []


def test_the_banner_of_a_corrected_version_names_the_correction(page, address):
    page.goto(f"{address}v/2026.2/")
    told = page.locator(".bp-old-version").text_content()
    assert "It was corrected in 2026.2.1: A price was typed wrongly." in told


def test_a_page_that_is_gone_still_leads_somewhere_from_its_old_address(page, address):
    page.goto(f"{address}v/2026.1/{ONLY_OLD}")
    assert (
        "This page is gone; see the latest version"
        in page.locator(".bp-old-version").text_content()
    )
    page.goto(address + ONLY_OLD)
    page.wait_for_url(f"{address}v/2026.3/{ONLY_OLD}")


def test_the_menu_opens_and_closes_by_keyboard(page, address):
    page.goto(address)
    name = page.locator(".bp-version-menu > summary")
    name.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("link", name="2026.2.1").is_visible()
    assert page.locator(".bp-version-menu [aria-current]").text_content().startswith(LATEST)
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="2026.2.1").is_visible()
    assert name.evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("width", [360, 1400])
def test_the_open_menu_stays_on_the_screen(browser, address, width):
    context = browser.new_context(viewport={"width": width, "height": 740})
    page = context.new_page()
    page.goto(f"{address}v/2026.1/{PAGE}")
    page.locator(".bp-version-menu > summary").click()
    box = page.locator(".bp-version-menu > ul").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_without_scripts_the_versions_are_a_plain_link_away(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}versions.html")
    assert [row.split()[0] for row in page.locator("tbody tr").all_inner_texts()] == sorted(
        VERSIONS, key=versions.parse, reverse=True
    )
    page.get_by_role("link", name="2026.2.1").click()
    assert page.url == f"{address}v/2026.2.1/"
    context.close()


def test_search_and_scripts_work_from_a_frozen_version(page, address):
    page.goto(f"{address}v/2026.1/")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("table")
    first = page.locator("#bp-search li a").first
    first.wait_for()
    assert first.get_attribute("href").startswith("/a/project/v/2026.1/")
    assert page.faults == []
