"""A built site as a reader gets it: its pages with their links, ids, scripts and numbers."""

from __future__ import annotations

import gzip
import json
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from analysis.site import links, policy

MADE = ("report/numbers/", "report/models/", "report/benchmarks/")  # pages made from data


@dataclass
class Page:
    """What stands on one page; ``cited`` are the attributes of numbers, ``specs`` of charts."""

    name: str
    ids: set[str] = field(default_factory=set)
    twice: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    cited: list[dict[str, str]] = field(default_factory=list)
    charts: list[tuple[str, str, str]] = field(default_factory=list)  # id, spec, CSV's address
    policies: list[str] = field(default_factory=list)
    blocked: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page, self._chart, self._spec = page, "", ""
        self._in_spec = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        names = told.get("class", "").split()
        if "id" in told:
            (self.page.twice.append if told["id"] in self.page.ids else self.page.ids.add)(
                told["id"]
            )
        self.page.blocked += policy.blocked(tag, told)
        address = told.get("href", told.get("src", ""))
        if tag in ("script", "img", "source") or (
            tag == "link" and told.get("rel") == "stylesheet"
        ):
            self.page.assets += [address] if address else []
        if address and not address.startswith("data:"):
            self.page.links.append(address)
        if told.get("http-equiv") == "Content-Security-Policy":
            self.page.policies.append(told.get("content", ""))
        if "num" in names and "data-key" in told:
            self.page.cited.append(told)
        if "bp-chart" in names:
            self._chart, self._spec = told.get("id", ""), ""
        self._in_spec = tag == "script" and "bp-spec" in names
        if self._chart and tag == "a" and told.get("href", "").startswith("data:text/csv"):
            self.page.charts.append((self._chart, self._spec, told["href"]))

    def handle_data(self, data: str) -> None:
        if self._in_spec:
            self._spec += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_spec = False


class Site:
    """The files of a built site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        self._pages: dict[str, Page] = {}
        self.names = sorted(name for name in self.files if name.endswith(".html"))

    def page(self, name: str) -> Page:
        """Return a page as it stands; parsed once."""
        if name not in self._pages:
            self._pages[name] = page = Page(name)
            reader = _Reader(page)
            reader.feed(self.text(name))
            reader.close()
        return self._pages[name]

    def text(self, name: str) -> str:
        """Return a file of the site as text."""
        return (self.folder / name).read_text(encoding="utf-8")

    def pages(self, *, made: bool = True) -> Iterator[Page]:
        """Yield every page; without those that are made from data, if asked."""
        for name in self.names:
            if made or not name.startswith(MADE):
                yield self.page(name)

    def some(self, each: int = 1) -> list[str]:
        """Return every page that somebody wrote, and a few of each kind made from data."""
        few = [n for kind in MADE for n in [m for m in self.names if m.startswith(kind)][:each]]
        return [n for n in self.names if not n.startswith(MADE)] + few

    def weight(self, name: str) -> int:
        """Return how many bytes a file is on its way to a reader, compressed."""
        return len(gzip.compress((self.folder / name).read_bytes(), 6))

    def resolved(self, address: str, page: str) -> tuple[str, str]:
        """Return the file and the fragment that an address on a page means."""
        parts = urlsplit(address)
        path = unquote(parts.path)
        base = "" if path.startswith("/") else posixpath.dirname(page)
        target = posixpath.normpath(posixpath.join(base, path.lstrip("/"))) if path else page
        if path.endswith("/") or target == ".":
            target = posixpath.join(target, "index.html").removeprefix("./")
        return target, unquote(parts.fragment)

    def numbers(self) -> dict[str, dict[str, object]]:
        """Return what the site's own API says of every number, by key."""
        found: dict[str, dict[str, object]] = json.loads(self.text("api/v1/numbers.json"))[
            "numbers"
        ]
        return found


def outside(address: str) -> bool:
    """Tell whether an address leaves the site."""
    return links.is_external(address)
