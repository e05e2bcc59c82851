"""Where a version is written down, and how it is described to machines. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any

from analysis.benchprice.errors import UserError
from analysis.facts.downloads.package import LICENCE
from analysis.page.cite import Citation
from analysis.release.contents import Contents

# Each file that names the version, with where its version and its date stand (no date: None).
_PLACES: Mapping[str, tuple[str, str | None]] = {
    "pyproject.toml": (r'^(version = ")([^"]*)(")', None),
    "analysis/benchprice/pyproject.toml": (r'^(version = ")([^"]*)(")', None),
    "CITATION.cff": (r'^(version: ")([^"]*)(")', r'^(date-released: ")([^"]*)(")'),
    ".zenodo.json": (r'^(  "version": ")([^"]*)(")', r'^(  "publication_date": ")([^"]*)(")'),
}
FILES = tuple(_PLACES)
FINDINGS = "report/findings/"  # in the address of what argues for a result


def named(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the version that each file names. Raises UserError where one names none."""
    return {name: _found(name, text, _PLACES[name][0]) for name, text in texts.items()}


def dated(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the date of publication that each file names, of those that do."""
    places = {name: _PLACES[name][1] for name in texts}
    return {name: _found(name, texts[name], place) for name, place in places.items() if place}


def _found(name: str, text: str, place: str) -> str:
    found = re.search(place, text, re.MULTILINE)
    if not found:
        raise UserError(f"{name}: no line fits {place}; write version and date as it says")
    return found[2]


def stamped(texts: Mapping[str, str], version: str, date: str) -> dict[str, str]:
    """Return the files with this version and date written in."""
    named(texts)
    stamped = {}
    for name, text in texts.items():
        for place, value in zip(_PLACES[name], (version, date), strict=True):
            if place:
                text = re.sub(place, rf"\g<1>{value}\g<3>", text, count=1, flags=re.MULTILINE)
        stamped[name] = text
    return stamped


def json_ld(cited: Citation, contents: Contents, package: Mapping[str, Any] | None) -> str:
    """Return a page's description as schema.org has it, in a script element.

    A page of findings is a ScholarlyArticle, any other a Report; the front page is the Dataset of
    ``package``, its descriptor, too.
    """
    base: dict[str, Any] = {
        "@context": "https://schema.org",
        "version": cited.version,
        "datePublished": cited.released,
        "creator": {"@type": "Organization", "name": cited.authors},
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
    }
    url = {"url": cited.address} if "://" in cited.address else {}
    name, text = cited.part or cited.title, contents.description
    told = {**base, "name": name, "description": text, **url}
    if FINDINGS in cited.address:
        article = {"headline": name, "author": base["creator"], "isPartOf": cited.title}
        things = [{**told, "@type": "ScholarlyArticle", **article}]
    else:
        things = [{**told, "@type": "Report"}]
    if package and not cited.part:
        things.append(_dataset(base, cited, package))
    return "\n".join(map(_script, things))


def _dataset(base: dict[str, Any], cited: Citation, package: Mapping[str, Any]) -> dict[str, Any]:
    root = cited.address.removesuffix("index.html")
    files = [
        {
            "@type": "DataDownload",
            "name": resource["name"],
            "encodingFormat": resource.get("mediatype", "text/csv"),
            **({"contentUrl": f"{root}data/{resource['path']}"} if "://" in root else {}),
        }
        for resource in package.get("resources", [])
        if isinstance(resource.get("path"), str)
    ]
    return {
        **base,
        "@type": "Dataset",
        "name": package.get("title", cited.title),
        "description": package.get("description", cited.title),
        "distribution": files,
    }


def _script(data: Mapping[str, Any]) -> str:
    text = json.dumps({k: v for k, v in data.items() if v != ""}, ensure_ascii=False)
    text = text.replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>'


def citation_box(cited: Citation, figures: list[Citation], up: str) -> str:
    """Return the box at the end of a page that says how to cite it and its figures.

    ``up``: the way from the page to the files ``citations.*``.
    """
    files = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}
    links = ", ".join(
        f'<a href="{up}citations.{suffix}" download>{name}</a>' for suffix, name in files.items()
    )
    items = "".join(
        f'<li><a href="#{escape(figure.address.rpartition("#")[2])}">{escape(figure.part)}</a>: '
        f"<code>{escape(figure.key)}</code></li>"
        for figure in figures
    )
    listed = f"<p>Its figures and tables, by key:</p><ul>{items}</ul>" if figures else ""
    return (
        '<details class="bp-cite" data-pagefind-ignore><summary>Cite this page</summary>\n'
        f"<p>{escape(cited.plain())}</p>\n"
        f"<pre><code>{escape(cited.bibtex())}</code></pre>\n{listed}\n"
        f"<p>All pages, figures and tables of version {cited.version}: {links}.</p></details>\n"
    )
