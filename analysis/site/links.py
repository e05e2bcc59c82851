"""Links of the built pages: rewritten to where the pages are, and every one of them checked."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from analysis.site import policy

_LINKS = {
    "a": "href",
    "img": "src",
    "link": "href",
    "script": "src",
    "source": "src",
    "use": "href",
}


@dataclass
class Body:
    """A page's HTML with its links rewritten, and what it points to and offers.

    ``links`` pairs the address as written with the file in the site and the fragment it means;
    ``files`` are the files of the project that the page shows or offers for download.
    """

    html: str = ""
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str, str]] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)  # images without a text alternative
    blocked: list[str] = field(default_factory=list)  # what the site's policy would not let run


def output_of(page: str) -> str:
    """Return where a page stands in the site: ``report/x.qmd`` -> ``report/x.html``."""
    return page.removesuffix(".qmd") + ".html" if page.endswith(".qmd") else page


def relative(target: str, page: str) -> str:
    """Return the address of a file of the site as seen from a page of the site."""
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


def is_external(address: str) -> bool:
    """Tell whether an address leaves the site (or is no address of a file at all)."""
    return bool(urlsplit(address).scheme) or address.startswith("//")


def resolve(address: str, page: str) -> tuple[str, str]:
    """Return the file in the site and the fragment that an address means on a page.

    Addresses are as in Quarto: relative to the page, or from the root with a leading ``/``.
    """
    parts = urlsplit(address)
    path = unquote(parts.path)
    if not path:
        return page, unquote(parts.fragment)
    base = "" if path.startswith("/") else posixpath.dirname(page)
    target = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
    if path.endswith("/"):
        target = posixpath.join(target, "index.html").removeprefix("./")
    return output_of(target), unquote(parts.fragment)


class _Rewriter(HTMLParser):
    """Copies HTML and changes nothing but the addresses in links."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=False)
        self.page, self.found, self._parts = page, Body(), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.found.ids.append(values["id"])
        self.found.blocked += policy.blocked(tag, values)
        if tag == "img" and "alt" not in values and values.get("role") != "presentation":
            self.found.silent.append(values.get("src", ""))
        address = values.get(_LINKS.get(tag, ""), "")
        if address and not is_external(address):
            target, fragment = resolve(address, self.page)
            self.found.links.append((address, target, fragment))
            text = _replaced(text, address, self._address(address, target, fragment))
        self._parts.append(text)

    def _address(self, address: str, target: str, fragment: str) -> str:
        if address.startswith("#"):
            return address
        query = urlsplit(address).query
        shown = relative(target, self.page)
        return shown + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self._parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self._parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._parts.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        if not data.startswith("bp:"):
            self._parts.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._parts.append(f"<!{decl}>")

    def close(self) -> None:
        super().close()
        self.found.html = "".join(self._parts)


def _replaced(tag: str, old: str, new: str) -> str:
    for written in (old, escape(old)):
        for quote in ('"', "'"):
            attribute = f"={quote}{written}{quote}"
            if attribute in tag:
                return tag.replace(attribute, f"={quote}{escape(new)}{quote}", 1)
    return tag


def rewrite(html: str, page: str) -> Body:
    """Make the links of a page relative and list ids, links and images without words.

    ``page`` is the page's path in the site (``report/x.html``).
    """
    parser = _Rewriter(page)
    parser.feed(html)
    parser.close()
    return parser.found


def broken(
    pages: Mapping[str, Body], exists: Callable[[str], bool]
) -> Iterator[tuple[str, str, str]]:
    """Yield page, address as written and what is wrong, for each link that leads nowhere.

    ``exists`` tells whether a path that is no page is in the site.
    """
    ids = {page: set(body.ids) for page, body in pages.items()}
    for page, body in pages.items():
        for address, target, fragment in body.links:
            if target in ids:
                if fragment and fragment not in ids[target]:
                    yield page, address, f"there is no id `{fragment}` on {target}"
            elif not exists(target):
                yield page, address, f"there is no page or file {target}"
