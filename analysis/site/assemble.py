"""The rendered pages in their template, with navigation, search, sitemap and the files they use."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup, escape

from analysis.site import links, markdown, navigation, policy, rests, search, stored
from analysis.site.config import Config
from analysis.site.problems import Problem, Problems
from analysis.site.render import Rendered

_RELATIVE = re.compile(r'(href|src|name="quarto:offset" content)="(?![a-z]+:|[#/])([^"]*)"')
TEMPLATES = Path(__file__).parent / "templates"
FRAME = "report/theme/site.js"  # works what this template puts around a page; Quarto has its own
MISSING = "404.html"  # what a host shows at any address that has no page
ROBOTS = "robots.txt"
SCHEME = "report/theme/scheme.js"  # light or dark, before a page is painted


def write(
    root: Path, site: Config, pages: list[Rendered], folder: Path, files: Sequence[str]
) -> None:
    """Write the pages, and what lists them, into a folder that has the other ``files`` already."""
    frame = Frame(root, site, {page.file: page.plain_title for page in pages})
    for page in pages:
        target = folder / page.output
        target.parent.mkdir(parents=True, exist_ok=True)
        text = frame.around(page)
        if page.output == MISSING:
            text = _rooted(text, site)
        target.write_text(text, encoding="utf-8", newline="\n")
        _aliases(folder, page, site.lang)
    copied = [page for page in pages if _is_copied(site, page)]
    with ThreadPoolExecutor(1) as beside:  # pagefind reads the pages while pandoc copies them
        outputs = [page.output for page in pages]
        index = beside.submit(search.index, folder, outputs) if site.search else None
        if copied:
            kept = stored.Store(root / rests.CACHE / "copies")
            markdown.write(site, copied, folder, kept, markdown.of_copies(files))
        if index:
            index.result()
    if site.site_url:
        (folder / "sitemap.xml").write_text(
            _sitemap(site, pages, files), encoding="utf-8", newline="\n"
        )
    if not (folder / ROBOTS).exists():
        (folder / ROBOTS).write_text(_robots(site), encoding="utf-8", newline="\n")


class Frame:
    """The template with the site's navigation; ``titles`` says what each page file is called."""

    def __init__(self, root: Path, site: Config, titles: Mapping[str, str]) -> None:
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        self._template = environment.get_template("page.html.j2")
        self._root, self._site, self._map = root, site, navigation.Map(site, titles)

    def around(self, page: Rendered) -> str:
        """Return a whole document: the page in its frame."""
        return self._template.render(_context(self._root, self._site, self._map, page))


def _context(root: Path, site: Config, map_: navigation.Map, page: Rendered) -> dict[str, Any]:
    meta = page.meta
    title = meta.get("pagetitle") or page.plain_title
    whole = title if title == site.title else f"{title} – {site.title}"
    description = meta.get("description", site.description)
    image = meta.get("image") or site.image
    return {
        "site": site,
        "page": _marked(page),
        "page_title": whole,
        "description": description,
        "canonical": site.site_url + _address(page) if site.site_url else "",
        "image": site.site_url + image if image and site.site_url else "",
        "frame": FRAME if (root / FRAME).is_file() else "",
        "header": Markup(page.header),
        "url": lambda name: links.relative(name, page.output),
        "json_ld": Markup(_json_ld(site, page, description)),
        "copy": markdown.name(page.output) if _is_copied(site, page) else "",
        "scheme": SCHEME if (root / SCHEME).is_file() else "",
        "policy": Markup(policy.POLICY),
        "full": meta.get("page-layout") == "full",
        "body_classes": meta.get("body-classes", ""),
        "made": any(pattern.endswith(".html") for pattern in site.resources),
        "searched": meta.get("search", True) and site.search,
        "toc_title": meta.get("toc-title", "On this page"),
        "author": meta.get("author", ""),
        "date": _date(meta.get("date", "")),
        **map_.around(page),
    }


def _is_copied(site: Config, page: Rendered) -> bool:
    """Tell whether a page has a copy in Markdown: not the lost one, nor a file that has none."""
    own = page.file or page.meta.get("copied")
    return bool(site.llms and own and page.output != MISSING)


def copied(site: Config, files: Iterable[str]) -> set[str]:
    """Return where the pages written in ``files`` stand, of those that have copies in Markdown."""
    return {links.output_of(file) for file in files} - {MISSING} if site.llms else set()


def _marked(page: Rendered) -> dict[str, Any]:
    """Return the parts of a page that are HTML already, so marked for the template."""
    html = {"title": page.title, "subtitle": page.subtitle, "toc": page.toc, "body": page.body.html}
    marked: dict[str, Any] = {name: Markup(text) for name, text in html.items()}
    return marked | {"output": page.output, "plain_title": page.plain_title}


def _address(page: Rendered) -> str:
    """Return a page's address under the site's: folders without ``index.html``."""
    return page.output.removesuffix("index.html")


def _json_ld(site: Config, page: Rendered, description: str) -> str:
    front = page.output == "index.html"
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebSite" if front else "WebPage",
        "name": site.title if front else page.plain_title,
        "description": description,
        "inLanguage": site.lang,
    }
    if site.site_url:
        data["url"] = site.site_url + _address(page)
    text = json.dumps({k: v for k, v in data.items() if v}, ensure_ascii=False)
    return text.replace("<", "\\u003c")


def _date(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%B} {day.year}"


def _rooted(text: str, site: Config) -> str:
    """Let the addresses of a page begin at the site's root: it is shown at any depth."""
    root = urlsplit(site.site_url).path or "/"
    return _RELATIVE.sub(lambda found: f'{found[1]}="{root}{found[2].removeprefix("./")}"', text)


def _robots(site: Config) -> str:
    """Let every page be read; name the sitemap where there is one."""
    named = f"Sitemap: {site.site_url}sitemap.xml\n" if site.site_url else ""
    return f"User-agent: *\nAllow: /\n{named}"


def _aliases(folder: Path, page: Rendered, lang: str) -> None:
    """Leave a redirect at every address that the page had before."""
    for alias in page.meta.get("aliases", []):
        name = alias.lstrip("/")
        target = folder / (name + "index.html" if alias.endswith("/") else name)
        target.parent.mkdir(parents=True, exist_ok=True)
        address = links.relative(page.output, target.relative_to(folder).as_posix())
        target.write_text(
            f'<!DOCTYPE html>\n<html lang="{lang}">\n'
            f'<meta charset="utf-8"><title>{page.title}</title>\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy.NOTHING}">\n'
            f'<meta http-equiv="refresh" content="0; url={address}">\n'
            f'<link rel="canonical" href="{address}">\n'
            f'<main><h1><a href="{address}">{page.title}</a></h1></main>\n',
            encoding="utf-8",
            newline="\n",
        )


def begin(root: Path, site: Config, pages: Iterable[str], folder: Path, before: Path) -> set[str]:
    """Put the project's own resources into a site's folder, and index them; return their names.

    ``pages`` are rendered meanwhile. Raises Problems for resources that are missing.
    """
    files = _resources(root, site)
    put(root, files, folder, before)
    if site.search:
        kept = stored.Store(root / rests.CACHE / "search")
        search.index_made(folder, pages, kept, before)
    return files


def put(root: Path, names: Collection[str], folder: Path, before: Path) -> None:
    """Copy files of the project into a folder, with their times.

    What the site ``before`` has of the same size and time is linked and not copied: that site goes
    when this one takes its place.
    """
    for parent in {(folder / name).parent for name in names}:
        parent.mkdir(parents=True, exist_ok=True)
    for name in sorted(names):
        source, copy, old = f"{root}/{name}", f"{folder}/{name}", f"{before}/{name}"
        now = os.stat(source)  # noqa: PTH116  of thousands of files: pathlib takes two thirds more
        with contextlib.suppress(OSError):  # not there before, or a disk without links
            then = os.stat(old)  # noqa: PTH116
            if (now.st_size, now.st_mtime_ns) == (then.st_size, then.st_mtime_ns):
                os.link(old, copy)
                continue
        shutil.copyfile(source, copy)
        os.utime(copy, ns=(now.st_atime_ns, now.st_mtime_ns))


def used(root: Path, site: Config, pages: list[Rendered]) -> set[str]:
    """List the files that pages are shown with or link to: styles, scripts, pictures, downloads."""
    named = {*site.css, site.favicon, site.image, FRAME, SCHEME}
    outputs = {page.output for page in pages}
    linked = {target for page in pages for _, target, _ in page.body.links} - outputs
    return {name for name in named | linked if name and (root / name).is_file()}


def _resources(root: Path, site: Config) -> set[str]:
    """List the files that ``_quarto.yml`` names. Raises Problems for a pattern that has none."""
    files = set[str]()
    for pattern in site.resources:
        found = [p.relative_to(root).as_posix() for p in root.glob(pattern) if p.is_file()]
        if not found:
            problem = Problem("_quarto.yml", 1, f"resources: nothing matches {pattern}; correct it")
            raise Problems([problem])
        files |= set(found)
    return files


def _sitemap(site: Config, pages: list[Rendered], files: Iterable[str]) -> str:
    """List the addresses of the pages, and of those among the site's files that are pages too."""
    shown = [_address(page) for page in pages if page.output != MISSING]
    shown += [name for name in files if name.endswith(".html")]
    rows = [f"  <url><loc>{escape(site.site_url + name)}</loc></url>" for name in shown]
    opening = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', opening, *rows, "</urlset>", ""])
