"""The feature page holds every construct that pages may use; each must come out as Quarto's does."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.site.build import build
from analysis.site.problems import SiteError


@pytest.fixture(scope="module")
def page(features_site: Path) -> str:
    return (features_site / "report/features.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def second(features_site: Path) -> str:
    return (features_site / "report/guide/second.html").read_text(encoding="utf-8")


NUMBER = '<a href="guide/second.html#sec-links" class="num" data-key="a.b">9.0×</a>'


@pytest.mark.parametrize(
    "markup",
    [
        f"The first paragraph has a value, {NUMBER}",
        "shown as it is: from the *first* cell.",  # a plain text is escaped
        "An expression: 1,234.5, a whole number: 42, an apostrophe: a page’s.",
        "its cell ran on the including page: from the *first* cell.",
        "The project is called Benchmark Prices; this page is Every construct: <em>the</em> page.",
        '<h1 class="title" data-pagefind-meta="title">Every construct: <em>the</em> page</h1>',
        '<p class="subtitle lead">What pages may use</p>',
    ],
)
def test_values_shortcodes_and_titles(page: str, markup: str):
    assert markup in page


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="#fig-raw" class="quarto-xref">Figure\N{NO-BREAK SPACE}1</a> shows',
        'only the number <a href="#fig-raw" class="quarto-xref">1</a>',
        '<a href="#fig-raw" class="quarto-xref">Drawing\N{NO-BREAK SPACE}1</a>',
        '<a href="#tbl-pipe" class="quarto-xref">Table\N{NO-BREAK SPACE}2</a> are tables',
        '<a href="#eq-factor" class="quarto-xref">Equation\N{NO-BREAK SPACE}1</a>',
        '<div id="fig-raw" class="quarto-float quarto-figure quarto-figure-center column-page">',
        f"Its caption has a value, {NUMBER}.",
        '<span class="caption-label">Figure\N{NO-BREAK SPACE}3: </span>A dot, and <em>emphasis</em>',
        '<img src="dot.svg" class="img-fluid" width="120" alt="A grey dot" />',
        '<span class="equation-number">(1)</span>',
    ],
)
def test_figures_tables_and_formulas_are_numbered(page: str, markup: str):
    assert markup in page


def test_a_table_has_its_caption_above_and_a_figure_below(page: str):
    table = page[page.index('id="tbl-computed"') :]
    assert table.index("<figcaption") < table.index("<table")
    figure = page[page.index('id="fig-cell"') :]
    assert figure.index("From a cell") < figure.index("<figcaption")


def test_sections_are_numbered_where_the_page_asks_for_it(second: str):
    assert '<a href="#sec-deep" class="quarto-xref">Section\N{NO-BREAK SPACE}1.1</a>' in second
    assert '<span class="header-section-number">1.1</span> Deeper' in second
    assert re.search(r"<h2[^>]*>Not numbered", second)


@pytest.mark.parametrize("kind", ["note", "tip", "warning", "important", "caution"])
def test_callouts(page: str, kind: str):
    assert re.search(rf'class="callout callout-style-\w+ callout-{kind}[ "]', page)


def test_a_callout_that_collapses_opens_without_javascript(page: str):
    opening = '<details class="callout callout-style-default callout-important callout-titled">'
    assert f'{opening}<summary class="callout-header' in page


def test_tabs_are_links_to_panels_that_all_stand_on_the_page(page: str):
    assert '<a href="#tabset-1-2" id="tabset-1-2-tab" class="nav-link">Second tab</a>' in page
    assert '<div id="tabset-1-2" class="tab-pane">' in page
    assert (
        "Second tab"
        not in page[page.index('id="TOC"') : page.index("</nav>", page.index('id="TOC"'))]
    )


@pytest.mark.parametrize("name", ["column-margin", "column-page", "column-screen-inset"])
def test_columns(page: str, name: str):
    assert f'<div class="{name}">' in page


@pytest.mark.parametrize(
    ("markup", "count"),
    [
        ("<pre><code>printed</code></pre>", 1),
        ('<details class="code-fold"><summary>How it is computed</summary>', 1),
        ("Markdown that is <em>printed</em>", 1),
        ("nobody sees this", 0),
        ("<p>First <strong>output</strong>.</p>", 1),
        (
            '<p class="raw-html">HTML from a cell with a <a href="guide/second.html">link</a>.</p>',
            1,
        ),
        ("class Marked", 0),  # cells that say `include: false`
        ('alt="A black ring"', 1),
    ],
)
def test_cells_show_what_their_options_say(page: str, markup: str, count: int):
    assert page.count(markup) == count


@pytest.mark.parametrize(
    "markup",
    [
        "<dt>Term</dt>",
        '<input type="checkbox" checked="" />',
        "<p>Shown on a web page.</p>",
        '<div class="of-the-site" data-kind="x">',
        'with a <a href="guide/second.html#sec-links">link</a>.\n</div>',
        '<div id="ref-knuth1984" class="csl-entry"',
        '<h2 class="quarto-appendix-heading">Footnotes</h2>',
        '<h2 class="quarto-appendix-heading">References</h2>',
        'annotation encoding="application/x-tex">a^2 + b^2<',
    ],
)
def test_text(page: str, markup: str):
    assert markup in page
    assert "Never shown" not in page


def test_the_frame_around_the_text(page: str, features_site: Path):
    assert "<title>Every construct: the page – Features</title>" in page
    assert '<link rel="canonical" href="https://example.org/features/report/features.html">' in page
    assert '<a class="sidebar-link" href="guide/second.html">Second page</a>' in page
    assert '<span class="nav-page-text">Second page</span>' in page
    assert '<div class="nav-footer-left">Version 2026.11, <em>features</em></div>' in page
    assert '<a href="#sec-floats" id="toc-sec-floats">Figures and tables</a>' in page
    front = (features_site / "index.html").read_text(encoding="utf-8")
    assert 'id="TOC"' not in front
    assert 'id="quarto-sidebar"' not in front


def test_the_files_around_the_pages(features_site: Path):
    sitemap = (features_site / "sitemap.xml").read_text()
    assert "<loc>https://example.org/features/</loc>" in sitemap
    assert "404.html" not in sitemap
    lost = (features_site / "404.html").read_text()
    assert 'href="/features/report/guide/second.html"' in lost
    assert 'content="/features/"' in lost
    addresses = re.findall(r'(?:href|src)="([^"]*)"', lost)
    assert all(a.startswith(("/features/", "#", "https:")) for a in addresses)
    robots = (features_site / "robots.txt").read_text()
    assert robots.endswith("Sitemap: https://example.org/features/sitemap.xml\n")
    moved = (features_site / "old/second.html").read_text()
    assert "url=../report/guide/second.html" in moved
    assert (features_site / "report/theme/site.css").is_file()
    assert (features_site / "pagefind/pagefind.js").is_file()
    assert not list(features_site.rglob("*.qmd"))


def test_pages_load_what_the_site_and_they_themselves_declare(small: Callable[..., Path]):
    root = small("Text.")
    (root / "report/theme").mkdir()
    for name in ("site.js", "all.js", "own.js"):
        (root / "report/theme" / name).write_text("")
    settings = """format:
  html:
    include-in-header:
      - text: <script src="/report/theme/all.js" data-more="/more.js" defer></script>
"""
    with (root / "_quarto.yml").open("a") as file:
        file.write(settings)
    (root / "report/own.qmd").write_text(
        "---\ntitle: Own\ninclude-in-header:\n"
        '  - text: <script src="/report/theme/own.js" defer></script>\n---\n\nText.\n'
    )
    site = build(root, tell=lambda _: None)
    scripts = {
        page: re.findall("<script src=.*", (site / page).read_text())
        for page in ("index.html", "report/own.html")
    }
    assert scripts["index.html"] == [
        '<script src="report/theme/site.js" defer></script>',
        '<script src="report/theme/all.js" data-more="/more.js" defer></script>',
    ]
    assert scripts["report/own.html"] == [
        '<script src="theme/site.js" defer></script>',
        '<script src="theme/all.js" data-more="/more.js" defer></script>',
        '<script src="theme/own.js" defer></script>',
    ]
    assert all((site / f"report/theme/{name}.js").is_file() for name in ("site", "all", "own"))


def test_a_script_that_is_not_there_is_refused(small: Callable[..., Path]):
    header = 'title: Front\ninclude-in-header:\n  - text: <script src="/gone.js"></script>'
    with pytest.raises(SiteError, match=r"index\.qmd:1: broken link `/gone\.js`"):
        build(small("Text.", header), tell=lambda _: None)


def test_no_page_names_another_host_to_load_from(features_site: Path):
    for path in features_site.rglob("*.html"):
        assert not re.search(r'(?:src|<link[^>]+stylesheet[^>]+href)="https?:', path.read_text())
