"""Where a page stands: the bar on top, its section's pages, what comes before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from analysis.site import links
from analysis.site.config import Config, Link, Sidebar
from analysis.site.convert import inline_html
from analysis.site.render import Rendered


@dataclass(frozen=True)
class Entry:
    """A link as one page sees it: its address from there, and whether it leads there."""

    href: str
    text: str
    current: bool = False
    active: bool = False
    label: str = ""
    menu: tuple[Entry, ...] = ()


class Map:
    """The navigation of the site."""

    def __init__(self, site: Config, titles: Mapping[str, str]) -> None:
        self._site = site
        self._titles = titles
        self._footer = {
            place: [i if isinstance(i, Link) else inline_html(i) for i in items]
            for place, items in site.footer.items()
        }

    def around(self, page: Rendered) -> dict[str, Any]:
        """Return what the template shows around a page."""
        sidebar = self._sidebar(page)
        before, after = self._neighbours(page, sidebar)
        return {
            "left": [self._entry(link, page) for link in self._site.left],
            "right": [self._entry(link, page) for link in self._site.right],
            "section": sidebar.title if sidebar else "",
            "groups": [
                (title, [self._entry(link, page) for link in items])
                for title, items in (sidebar.groups if sidebar else ())
            ],
            "previous": before,
            "next": after,
            "footer": [(place, self._foot(items, page)) for place, items in self._footer.items()],
        }

    def _entry(self, link: Link, page: Rendered) -> Entry:
        menu = tuple(self._entry(item, page) for item in link.menu)
        current = bool(link.href) and link.href == page.file  # neither a menu's nor a made page's
        section = self._sidebar(page)
        inside = bool(section and link.href and link.href == section.pages[0])
        active = current or inside or any(item.active for item in menu)
        text = link.text or self._titles.get(link.href, link.href)
        return Entry(self._href(link.href, page), text, current, active, link.label, menu)

    def _href(self, href: str, page: Rendered) -> str:
        if not href or links.is_external(href):
            return href
        name, hash_, fragment = href.partition("#")
        return links.relative(links.output_of(name), page.output) + hash_ + fragment

    def _sidebar(self, page: Rendered) -> Sidebar | None:
        wanted = page.meta.get("sidebar")
        if wanted is False:
            return None
        for sidebar in self._site.sidebars:
            if sidebar.id == wanted or (wanted is None and page.file in sidebar.pages):
                return sidebar
        return None

    def _neighbours(
        self, page: Rendered, sidebar: Sidebar | None
    ) -> tuple[Entry | None, Entry | None]:
        order = sidebar.pages if sidebar else ()
        if page.file not in order:
            return None, None
        here = order.index(page.file)
        before = self._entry(Link(order[here - 1]), page) if here else None
        after = self._entry(Link(order[here + 1]), page) if here + 1 < len(order) else None
        return before, after

    def _foot(self, items: list[Link | str], page: Rendered) -> Markup:
        parts = []
        for item in items:
            if isinstance(item, Link):
                entry = self._entry(item, page)
                parts.append(Markup('<a href="{}">{}</a>').format(entry.href, entry.text))
            else:
                parts.append(Markup(links.rewrite(item, page.output).html))
        return Markup(" ").join(parts)
