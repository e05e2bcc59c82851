"""``_quarto.yml``: the site's title, navigation, themes, bibliography and defaults."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.site import globs, shape, yamltext
from analysis.site.problems import Problem, Problems
from analysis.site.source import Line, shortcodes

FILE = "_quarto.yml"


@dataclass(frozen=True)
class Link:
    """An entry of the navigation; ``href`` is a page (``report/x.qmd``) or an address.

    ``text`` is empty where the page's title is meant.
    """

    href: str
    text: str = ""
    label: str = ""
    menu: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Sidebar:
    """The pages of one section, in order, under optional headings."""

    id: str
    title: str
    groups: tuple[tuple[str, tuple[Link, ...]], ...]

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages in reading order."""
        return tuple(link.href for _, links in self.groups for link in links)


@dataclass(frozen=True)
class Config:
    """What ``_quarto.yml`` says, as the template and the builder need it."""

    document: yamltext.Document
    title: str
    description: str
    site_url: str
    repo_url: str
    favicon: str
    image: str
    lang: str
    left: tuple[Link, ...]
    right: tuple[Link, ...]
    sidebars: tuple[Sidebar, ...]
    footer: dict[str, tuple[Link | str, ...]]
    css: tuple[str, ...]
    bibliography: tuple[str, ...]
    csl: str
    resources: tuple[str, ...]
    search: bool
    llms: bool
    filters: tuple[str, ...]
    html: dict[str, Any]
    execute: dict[str, Any]
    variables: dict[str, Any]
    output: str

    @property
    def order(self) -> tuple[str, ...]:
        """Every page of the sidebars in reading order."""
        return tuple(page for sidebar in self.sidebars for page in sidebar.pages)


def project(root: Path) -> dict[str, Any]:
    """Read what ``_quarto.yml`` says of the project itself; nothing it names need be there yet."""
    found: dict[str, Any] = _document(root).data.get("project", {})
    return found


def _document(root: Path) -> yamltext.Document:
    path = root / FILE
    if not path.is_file():
        raise Problems([Problem(FILE, 1, "there is no such file; a website needs one")])
    return yamltext.load(path.read_text(encoding="utf-8"), FILE)


def load(root: Path) -> Config:
    """Read ``_quarto.yml`` and ``_variables.yml``. Raises Problems with file and line."""
    document = _document(root)
    shape.check(document, shape.SITE)
    if problems := [*globs.unheeded(root)]:
        raise Problems(problems)
    data = document.data
    website, html = data.get("website", {}), data.get("format", {}).get("html", {})
    navbar, variables = website.get("navbar", {}), _variables(root)
    config = Config(
        document=document,
        title=website.get("title", ""),
        description=website.get("description", ""),
        site_url=_with_slash(website.get("site-url", "")),
        repo_url=website.get("repo-url", ""),
        favicon=website.get("favicon", ""),
        image=website.get("image", ""),
        lang=data.get("lang", "en"),
        left=_links(navbar.get("left", [])),
        right=_links(navbar.get("right", [])),
        sidebars=tuple(map(_sidebar, _listed(website.get("sidebar", [])))),
        footer=_footer(website.get("page-footer", {}), document, variables),
        css=tuple(_listed(html.get("css", []))),
        bibliography=tuple(_listed(data.get("bibliography", []))),
        csl=data.get("csl", ""),
        resources=tuple(data.get("project", {}).get("resources", [])),
        search=website.get("search", True) is not False,
        llms=bool(website.get("llms-txt", False)),
        filters=tuple(_listed(data.get("filters", []))),
        html=html,
        execute=data.get("execute", {}),
        variables=variables,
        output=data.get("project", {}).get("output-dir", "_site"),
    )
    _check_files(root, config)
    return config


def pages(root: Path, config: Config) -> tuple[str, ...]:
    """List the pages in reading order: the front page, the navigation's, then the others.

    Files and folders whose names begin with ``_`` or ``.`` are not pages.
    """
    patterns = config.document.data.get("project", {}).get("render", [])
    found = sorted(_candidates(root, patterns))
    linked = [link.href for top in (*config.left, *config.right) for link in (top, *top.menu)]
    order = [*dict.fromkeys(["index.qmd", *config.order, *linked])]
    return tuple(sorted(found, key=lambda page: (_rank(page, order), page)))


def _rank(page: str, order: list[str]) -> int:
    return order.index(page) if page in order else len(order)


def _candidates(root: Path, patterns: list[str]) -> Iterator[str]:
    for path in (*root.glob("*.qmd"), *(root / "report").rglob("*.qmd")):
        name = path.relative_to(root)
        hidden = any(part.startswith(("_", ".")) for part in name.parts)
        if not hidden and globs.wanted(name.as_posix(), patterns):
            yield name.as_posix()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _with_slash(url: str) -> str:
    return url if not url or url.endswith("/") else url + "/"


def _link(item: Any) -> Link:
    if isinstance(item, str):
        return Link(item)
    menu = _links(item.get("menu", []))
    text, label = item.get("text", ""), item.get("aria-label", "")
    return Link(item.get("href", ""), text or label, label, menu)


def _links(items: list[Any]) -> tuple[Link, ...]:
    return tuple(map(_link, items))


def _sidebar(data: dict[str, Any]) -> Sidebar:
    groups: list[tuple[str, tuple[Link, ...]]] = []
    loose: list[Link] = []
    for item in data.get("contents", []):
        if isinstance(item, dict) and "section" in item:
            if loose:
                groups.append(("", tuple(loose)))
                loose = []
            first = (Link(item["href"]),) if "href" in item else ()
            groups.append((item["section"], first + _links(item.get("contents", []))))
        else:
            loose.append(_link(item))
    if loose:
        groups.append(("", tuple(loose)))
    return Sidebar(data.get("id", ""), data.get("title", ""), tuple(groups))


def _footer(
    data: Any, document: yamltext.Document, variables: dict[str, Any]
) -> dict[str, tuple[Link | str, ...]]:
    """Read the footer's parts and fill in their shortcodes."""
    if isinstance(data, str):
        data = {"center": data}

    def item(value: Any, place: str) -> Link | str:
        if not isinstance(value, str):
            return _link(value)
        at = document.problem(("website", "page-footer", place), "")
        return shortcodes(Line(value, at.file, at.line), variables, {}).text

    return {
        place: tuple(item(value, place) for value in _listed(data[place]))
        for place in ("left", "center", "right")
        if place in data
    }


def _variables(root: Path) -> dict[str, Any]:
    path = root / "_variables.yml"
    if not path.is_file():
        return {}
    return yamltext.load(path.read_text(encoding="utf-8"), path.name).data


def _check_files(root: Path, config: Config) -> None:
    """Raise Problems for files that ``_quarto.yml`` names and that do not exist."""
    nav = [link for top in (*config.left, *config.right) for link in (top, *top.menu)]
    nav += [link for bar in config.sidebars for _, links in bar.groups for link in links]
    nav += [i for items in config.footer.values() for i in items if isinstance(i, Link)]
    hrefs = [link.href for link in nav if link.href and "://" not in link.href]
    named = [*hrefs, *config.css, *config.bibliography, config.csl, config.favicon, config.image]
    named += config.filters
    missing = [
        name for name in dict.fromkeys(named) if name and not (root / name.split("#")[0]).is_file()
    ]
    if missing:
        raise Problems(
            Problem(FILE, _line_of(config.document, name), f"{name}: there is no such file")
            for name in missing
        )


def _line_of(document: yamltext.Document, value: str) -> int:
    """Find the line of a value that stands somewhere in the document."""
    for path, line in document.lines.items():
        here: Any = document.data
        for part in path:
            here = here[part]
        if here == value:
            return line
    return 1
