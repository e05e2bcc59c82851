"""A small site of our own, as a builder leaves it, for the tests of releases."""

from __future__ import annotations

import dataclasses

from analysis.register import versions
from analysis.release import freeze, tree
from analysis.release.tree import Release

SCRIPT = b"document.title += '.'"


def page(title: str, text: str, depth: int = 0, head: str = "") -> bytes:
    up = "../" * depth
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<link rel="stylesheet" href="{up}report/theme/site.css">\n'
        f'<script src="{up}report/theme/site.js" defer></script>{head}</head>\n'
        f'<body><header><div class="quarto-navbar-tools"></div></header>\n'
        f'<main class="content"><h1>{title}</h1>\n{text}</main>\n'
        f'<footer><a class="bp-versions" href="{up}report/releases.html">Version</a></footer></body></html>\n'
    ).encode()


def site(text: str = "Nine times cheaper.", **pages: str) -> dict[str, bytes]:
    """A front page, a page in a folder, a download, a style, scripts; ``pages`` adds more."""
    return {
        "index.html": page("Front", f"{text} <a href='data/prices.csv'>data</a>"),
        "report/a.html": page("A", '<h2 id="sec-a">A</h2>', depth=1),
        **{f"report/{name}.html": page(name, words, depth=1) for name, words in pages.items()},
        "data/prices.csv": b"model_id,input\nm,1\n",
        "report/theme/site.css": b"main { max-width: 70ch }",
        "report/theme/site.js": SCRIPT,
        freeze.SCRIPT: b"/* menu */",
        freeze.STYLE: b".bp-old {}",
    }


def release(version: str, files: dict[str, bytes] | None = None, note: str = "") -> Release:
    parsed = versions.parse(version)
    date = f"{parsed.year}-{parsed.month:02}-01"
    made = tree.frozen(parsed, date, files or site(f"Text of {version}."))
    return dataclasses.replace(made, log="log\n", note=note)
