"""A built site as part of the publish tree: shared assets by content, and what a version adds.

Pure: a site is a mapping from its addresses to their bytes, and so is what comes out.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape

Files = Mapping[str, bytes]
Insert = Callable[[str], tuple[str, str]]

ASSETS = "assets"
VERSIONS_PAGE = "versions.html"
MISSING = "404.html"  # shown at every address that has no page
SCRIPT, STYLE = "report/theme/versions.js", "report/theme/versions.css"
_SHARED = (".css", ".ico", ".jpg", ".js", ".png", ".svg", ".webp", ".woff", ".woff2")
_TAG = re.compile(r"""<(?:link|script|img|source|image|use)\b(?:[^>"']|"[^"]*"|'[^']*')*>""")
_ATTRIBUTE = re.compile(r"""(\s(?:href|src|data-[\w-]+)=)(["'])([^"']+)\2""")
# What a style sheet or a script finds by its own place; such files stay where they are.
_RELATIVE = {
    ".css": re.compile(r"""url\(\s*["']?(?!data:|#|[a-z]+:)([^"')?#]+)"""),
    ".js": re.compile(r"""\b(?:from|import)\s*\(?\s*["'](\.[^"']+)"""),
}
_REDIRECT = re.compile(r"""<meta http-equiv=["']refresh["']""", re.IGNORECASE)
_MENU_LINK = re.compile(r"""<a\b[^>]*\bbp-versions\b[^>]*>""")
_HREF = re.compile(r"""\bhref=(["']).*?\1""")
_CANONICAL = re.compile(r"""<link\b[^>]*\brel=["']?canonical\b""", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where a copy of the site stands in the tree: ``folder`` is ``v/2026.11/``, or empty."""

    folder: str
    version: str

    def tree(self, page: str) -> str:
        """Return the way from a page to the tree's root: empty, or ``../`` some times.

        What a host shows at addresses without a page knows no way but from the host's root.
        """
        if not self.folder and page == MISSING:
            return "/"
        return "../" * (self.folder + page).count("/")


def is_page(name: str, content: bytes) -> bool:
    """Tell whether a file is a page for readers, not one that redirects."""
    return name.endswith(".html") and not _REDIRECT.search(content[:2000].decode(errors="replace"))


def assets(site: Files) -> dict[str, str]:
    """Return the files that versions share and their addresses in the tree.

    Shared are scripts, styles, fonts and images that a page names in a tag and that find no
    other file by their own place. The address holds 16 digits of the content's SHA-256.
    """
    texts = {n: c.decode(errors="replace") for n, c in site.items() if n.endswith((".css", ".js"))}
    needs = {name: set(_needs(name, text)) for name, text in texts.items()}
    held = set().union(*needs.values()) | {name for name, found in needs.items() if found}
    named = {t for p, c in site.items() if p.endswith(".html") for t in _named(p, c.decode())}
    named |= {SCRIPT, STYLE}  # every page gets these two
    shared = {n for n in named & site.keys() if n.endswith(_SHARED)} - held
    return {name: _address(name, site[name]) for name in sorted(shared)}


def _needs(name: str, text: str) -> Iterator[str]:
    for address in _RELATIVE[posixpath.splitext(name)[1]].findall(text):
        yield _resolved(address, name)


def _named(page: str, text: str) -> Iterator[str]:
    for tag in _TAG.findall(text):
        for _, _, address in _ATTRIBUTE.findall(tag):
            yield _resolved(address, page)


def _resolved(address: str, name: str) -> str:
    if address.startswith("/"):  # from the site's root: charts.js looks up data-vega so
        return address.lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), address))


def _address(name: str, content: bytes) -> str:
    stem, suffix = posixpath.splitext(posixpath.basename(name))
    return f"{ASSETS}/{stem}.{hashlib.sha256(content).hexdigest()[:16]}{suffix}"


def placed(site: Files, place: Place, moved: Mapping[str, str], insert: Insert) -> dict[str, bytes]:
    """Return a copy of the site for one place in the tree, by addresses below that place.

    ``moved``: what ``assets`` said. ``insert`` returns for a page what goes to the end of its
    head and of its text (``cite`` and the like). The shared files themselves are left out.
    """
    copy = {}
    for name, content in site.items():
        if name in moved:
            continue
        if name.endswith(".html"):
            text = _rewritten(content.decode(), name, place, moved)
            if is_page(name, content):
                text = _completed(text, name, place, moved, insert(name))
            content = text.encode()
        copy[name] = content
    return copy


def _rewritten(text: str, page: str, place: Place, moved: Mapping[str, str]) -> str:
    def attribute(found: re.Match[str]) -> str:
        to = moved.get(_resolved(found[3], page))
        return f"{found[1]}{found[2]}{place.tree(page)}{to}{found[2]}" if to else found[0]

    return _TAG.sub(lambda tag: _ATTRIBUTE.sub(attribute, tag[0]), text)


def _completed(
    text: str, page: str, place: Place, moved: Mapping[str, str], extra: tuple[str, str]
) -> str:
    """Add the version menu, the canonical address and the page's citation."""
    tree = place.tree(page)
    head = []
    if not _CANONICAL.search(text):
        head.append(f'<link rel="canonical" href="{escape(tree + page)}">')
    if STYLE in moved:
        head.append(f'<link rel="stylesheet" href="{tree}{moved[STYLE]}">')
    if SCRIPT in moved:
        data = f'data-version="{place.version}" data-page="{escape(page)}" data-tree="{tree}"'
        head.append(f'<script src="{tree}{moved[SCRIPT]}" {data} defer></script>')
    text = _versions_link(text, tree)
    text = _before("</head>", "\n".join([*head, extra[0]]).strip() + "\n", text)
    return _before("</main>", extra[1], text)


def _versions_link(text: str, tree: str) -> str:
    """Let the plain link to the versions lead to the list that knows them all."""
    return _MENU_LINK.sub(
        lambda tag: _HREF.sub(f'href="{tree}{VERSIONS_PAGE}"', tag[0], count=1), text
    )


def _before(mark: str, addition: str, text: str) -> str:
    start, found, end = text.rpartition(mark)
    return start + addition + found + end if found else text
