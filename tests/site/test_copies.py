"""What a site says to programs, and its project's own filters: Markdown copies, llms.txt, terms."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.facts import tables
from analysis.site import markdown
from analysis.site.build import build
from analysis.site.problems import SiteError

Make = Callable[..., Path]
TERMS = tables.ROOT / "report" / "theme" / "terms.lua"
GLOSSARY = """\
---
title: "Glossary"
---

[pass]{#term-pass aka="passes; one pass"}
:   One answer to every task.

[record low]{#term-record-low}
:   A price below all before. A pass.
"""
FRONT = """\
::: {.callout-note title="Cite"}
The Pass (2026), a record low.
:::

A [second](/report/second.qmd#there) page. One *pass* is
one pass; a record
low, of passes.

| a | b |
|---|---|
| 1 | 2 |

```{=html}
<div role="img" aria-label="Prices fall."><svg><text>Loud</text></svg></div>
<script type="application/json">{"quiet": 1}</script>
```
"""


def made(small: Make, **website: str) -> Path:
    root = small(FRONT, "title: Front\ndescription: What it says")
    (root / "report/second.qmd").write_text(
        "---\ntitle: Second\n---\n\nText.\n\n## There {#there}\n"
    )
    settings = root / "_quarto.yml"
    for place, line in website.items():
        settings.write_text(settings.read_text().replace(f"{place}:\n", f"{place}:\n  {line}\n"))
    return root


def test_each_page_has_a_markdown_copy_whose_links_lead_to_copies(small: Make):
    root = made(small, website="llms-txt: true")
    build(root, tell=lambda _: None)
    site = root / "_site"
    copy = (site / "index.llms.md").read_text()
    assert copy.startswith("# Front\n") and "[second](report/second.llms.md#there)" in copy
    assert "\\[Chart: Prices fall.\\]" in copy and "Loud" not in copy and "quiet" not in copy
    assert "| 1" in copy
    assert (site / "report/second.llms.md").read_text().endswith("\n## There\n")
    index = (site / "llms.txt").read_text()
    assert index.startswith("# Small\n") and "- [Front](index.llms.md): What it says" in index
    assert 'type="text/markdown" href="second.llms.md"' in (site / "report/second.html").read_text()


def test_a_page_as_it_was_is_not_converted_again(small: Make, monkeypatch: pytest.MonkeyPatch):
    root = made(small, website="llms-txt: true")
    build(root, tell=lambda _: None)
    asked: list[int] = []
    convert = markdown._converted
    monkeypatch.setattr(markdown, "_converted", lambda t: asked.append(len(t)) or convert(t))
    first = (root / "_site/index.llms.md").read_bytes()
    shutil.rmtree(root / "_site")  # or it stands
    build(root, tell=lambda _: None)
    assert asked == [0] and (root / "_site/index.llms.md").read_bytes() == first
    page = root / "index.qmd"
    page.write_text(page.read_text() + "\nAnother word.\n")
    build(root, tell=lambda _: None)
    assert asked == [0, 1] and "Another word." in (root / "_site/index.llms.md").read_text()


def test_the_page_for_lost_addresses_names_no_copy(small: Make):
    root = made(small, website="llms-txt: true")
    (root / "404.qmd").write_text("---\ntitle: Lost\n---\n\nNothing here.\n")
    build(root, tell=lambda _: None)
    assert not (root / "_site/404.llms.md").exists()
    assert "llms.md" not in (root / "_site/404.html").read_text()


def test_no_copy_is_written_where_none_is_asked_for(small: Make):
    root = made(small)
    build(root, tell=lambda _: None)
    assert not list((root / "_site").rglob("*.llms.md")) and not (root / "_site/llms.txt").exists()


def with_terms(small: Make) -> Path:
    root = made(small)
    (root / "report/theme").mkdir()
    (root / "report/theme/terms.lua").write_text(TERMS.read_text())
    (root / "report/reference").mkdir()
    (root / "report/reference/glossary.qmd").write_text(GLOSSARY)
    settings = root / "_quarto.yml"
    settings.write_text(settings.read_text() + "filters: [report/theme/terms.lua]\n")
    return root


def test_a_terms_first_use_leads_to_the_glossary_and_later_ones_do_not(small: Make):
    root = with_terms(small)
    build(root, tell=lambda _: None)
    text = " ".join((root / "_site/index.html").read_text().split())
    place = 'href="report/reference/glossary.html#term-'
    assert text.count(place) == 2
    assert f'{place}pass" class="term">one pass</a>;' in text
    assert f'{place}record-low" class="term">record low</a>,' in text
    assert 'class="term"' not in (root / "_site/report/reference/glossary.html").read_text()


def test_a_page_is_rendered_again_where_the_glossary_changed(small: Make):
    root = with_terms(small)
    build(root, tell=lambda _: None)
    glossary = root / "report/reference/glossary.qmd"
    glossary.write_text(GLOSSARY.replace("term-record-low", "term-lowest"))
    build(root, tell=lambda _: None)
    assert "#term-lowest" in (root / "_site/index.html").read_text()


def test_a_filter_that_is_not_there_is_named(small: Make):
    root = made(small)
    settings = root / "_quarto.yml"
    settings.write_text(settings.read_text() + "filters: [report/none.lua]\n")
    with pytest.raises(SiteError, match=r"report/none\.lua: there is no such file"):
        build(root, tell=lambda _: None)


def test_the_sitemap_names_pages_that_come_as_files(small: Make):
    root = small()
    (root / "report" / "made.html").write_text("<!DOCTYPE html><title>Made</title>")
    settings = root / "_quarto.yml"
    text = settings.read_text().replace(
        "type: website\n", "type: website\n  resources:\n    - report/*.html\n"
    )
    settings.write_text(
        text.replace("website:\n", "website:\n  site-url: https://example.org/\n", 1)
    )
    sitemap = (build(root, tell=lambda _: None) / "sitemap.xml").read_text()
    assert "<loc>https://example.org/</loc>" in sitemap
    assert "<loc>https://example.org/report/made.html</loc>" in sitemap
