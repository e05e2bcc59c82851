"""How a reader cites a page made from data: a line, BibTeX, an address, and buttons to copy."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Mapping
from typing import Any

from analysis.page import cite
from analysis.page.cite import Citation

LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def dataset(key: str, name: str, summary: str, files: Mapping[str, str]) -> dict[str, Any]:
    """Describe the data of a page in the words of schema.org; ``files``: address -> media type."""
    whole = cite.current()
    return {
        "@type": "Dataset",
        "name": name,
        "description": summary,
        "identifier": key,
        "license": LICENCE,
        "version": whole.version,
        "creator": {"@type": "Organization", "name": whole.authors},
        "isPartOf": {"@type": "Dataset", "name": whole.title},
        "distribution": [
            {"@type": "DataDownload", "contentUrl": place, "encodingFormat": kind}
            for place, kind in files.items()
        ],
    }


def citation(part: str, address: str) -> Citation:
    """Return the citation of one part of this version; ``address`` is below the site's root."""
    return dataclasses.replace(cite.current(), part=part, address=address)


def box(part: str, address: str) -> str:
    """Return a section that says how to cite what stands at ``address``."""
    told = citation(part, address)
    line, entry = html.escape(told.plain()), html.escape(told.bibtex().strip())
    buttons = " ".join(
        f'<button type="button" class="bp-tool" {what} hidden>{words}</button>'
        for what, words in (
            ('data-copy="cite-line"', "Copy the line"),
            ('data-copy="cite-bibtex"', "Copy BibTeX"),
            ("data-copy-address", "Copy the address"),
        )
    )
    return (
        '<section class="bp-cite" data-pagefind-ignore><h2 id="cite">Cite this</h2>'
        f'<p id="cite-line" class="bp-quiet">{line}</p>'
        f"<p>{buttons}</p>"
        f'<details><summary>BibTeX</summary><pre id="cite-bibtex">{entry}</pre></details></section>'
    )
