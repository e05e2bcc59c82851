"""The site's frame around pages made from data: rendered once a folder, then filled in."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis import format as fmt
from analysis.site import assemble, config, links, source
from analysis.site.render import Rendered

_TITLE, _ABOUT, _BODY, _NAME = "bp-the-title", "bp-the-description", "bp-the-body", "bp-the-name"
_DATA = re.compile(r'(<script type="application/ld\+json">).*?(</script>)', re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """A page made from data; ``name`` is that of its file, ``body`` HTML with relative links.

    ``told`` says what it is in the words of schema.org.
    """

    name: str
    title: str
    description: str
    body: str
    told: Mapping[str, Any] = field(default_factory=dict)


class Frame:
    """The frame of the pages of one folder, such as ``report/models``.

    ``searched`` puts them into the search index; ``head`` goes into their head, its addresses from
    the site's root; ``full`` gives tables the width of the window; ``copied`` where each page has a
    copy in Markdown.
    """

    def __init__(
        self,
        root: Path,
        folder: str,
        *,
        searched: bool,
        head: str = "",
        full: bool = False,
        copied: bool = False,
    ) -> None:
        site = config.load(root)
        titles = {name: _title(root, name) for name in config.pages(root, site)}
        output = f"{folder}/{_NAME}.html"
        meta = {"description": _ABOUT, "search": searched, "sidebar": False, "copied": copied}
        if full:
            meta |= {"page-layout": "full", "body-classes": "bp-made"}
        page = Rendered("", output, _TITLE, "", "", meta)
        page.header = links.rewrite("\n".join([*_header(site), head]), output).html
        page.body = links.Body(_BODY)
        self.text = assemble.Frame(root, site, titles).around(page)
        self.folder = folder
        self.copied = assemble.copied(site, titles)  # pages of the site that have copies

    def around(self, sheet: Sheet) -> str:
        """Return the whole document."""
        told = {"@context": "https://schema.org", "@type": "WebPage", "name": sheet.title}
        data = json.dumps(told | dict(sheet.told), ensure_ascii=False).replace("<", "\\u003c")
        text = _DATA.sub(lambda found: f"{found[1]}{data}{found[2]}", self.text, count=1)
        for mark, words in (
            (_TITLE, html.escape(sheet.title)),
            (_ABOUT, html.escape(sheet.description)),
            (_NAME, html.escape(sheet.name)),
            (_BODY, fmt.unbroken(sheet.body)),
        ):
            text = text.replace(mark, words)
        return text


def _title(root: Path, name: str) -> str:
    return str(source.read(root, name).header.data.get("title", name))


def _header(site: config.Config) -> list[str]:
    return [item["text"].strip() for item in site.html.get("include-in-header", [])]
