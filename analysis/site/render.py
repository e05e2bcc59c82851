"""One page from its source to HTML, without the template around it."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analysis.site import cells, convert, links, shape, source
from analysis.site.answers import Asked
from analysis.site.config import Config
from analysis.site.problems import Problem, Problems

# Addresses in Markdown and in HTML, to say on which line a broken one was written.
_ADDRESS = re.compile(r"""\]\(<?([^)\s>]+)|(?:href|src)=["']([^"']+)""")
_TAG = re.compile(r"<[^>]*>")
_OPTIONS = ("echo", "warning", "code-fold", "code-summary")


@dataclass
class Rendered:
    """A page in HTML, and all that the site needs to know about it.

    ``origins`` maps each address as written to the file and line it stands on.
    """

    file: str
    output: str
    title: str
    subtitle: str
    toc: str
    meta: dict[str, Any]
    header: str = ""
    body: links.Body = field(default_factory=links.Body)
    origins: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def plain_title(self) -> str:
        """The title without markup."""
        return html.unescape(_TAG.sub("", self.title))

    def as_json(self) -> dict[str, Any]:
        """Return what the cache keeps."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Rendered:
        """Read what the cache kept."""
        return cls(**{**data, "body": links.Body(**data["body"])})


def metadata(page: source.Page, config: Config) -> dict[str, Any]:
    """Merge the site's defaults and the page's header. Raises Problems for unknown keys."""
    shape.check(page.header, shape.PAGE)
    own = dict(page.header.data)
    if not own.get("title"):
        raise Problems(
            [page.header.problem(("title",), "the header has no title; add `title: ...`")]
        )
    own |= own.pop("format", {}).get("html", {})
    execute = config.execute | own.pop("execute", {})
    header = _texts(config.html) + _texts(own)
    return {**config.html, **own, "include-in-header": header, "execute": execute}


def _texts(settings: Mapping[str, Any]) -> list[str]:
    """Return what goes into the head of a page: the site's and the page's, as in Quarto."""
    return [item["text"].strip() for item in settings.get("include-in-header", [])]


def render(root: Path, page: source.Page, config: Config, session: Asked) -> Rendered:
    """Let a page's cells run in a session, and convert it. Raises Problems with file and line."""
    meta = metadata(page, config)
    filled = _filled(page, config, meta)
    defaults = meta["execute"] | {k: meta[k] for k in _OPTIONS if k in meta}
    lines = cells.run(list(source.chunks(filled)), defaults, session)
    found = convert.convert(
        lines or [source.Line("", page.file, 1)],
        meta,
        root,
        config.bibliography,
        config.csl,
        config.filters,
    )
    output = links.output_of(page.file)
    toc = found.toc if meta.get("toc", False) else ""
    rendered = Rendered(page.file, output, found.title, found.subtitle, toc, meta)
    rendered.body = links.rewrite(found.body, output)
    header = links.rewrite("\n".join(meta["include-in-header"]), output)
    rendered.header = header.html
    rendered.body.links += header.links
    rendered.body.blocked += header.blocked
    rendered.origins = _origins(lines, rendered.body)
    problems = [*_faults(rendered.body, lines), *_blocked(page, rendered.body)]
    if problems:
        raise Problems(problems)
    return rendered


def _filled(page: source.Page, config: Config, meta: Mapping[str, Any]) -> source.Page:
    """Fill in the shortcodes. Raises Problems for those in code, which Quarto would fill in too."""
    lines, problems = [], []
    for line, in_code in source.with_code(page.lines):
        if "{{<" not in line.text:
            lines.append(line)
        elif in_code:
            problems.append(
                line.problem("a shortcode in code; Quarto would fill it in, so leave it out")
            )
        else:
            try:
                lines.append(source.shortcodes(line, config.variables, meta))
            except Problems as error:
                problems += error.problems
    if problems:
        raise Problems(problems)
    return source.Page(page.file, page.header, tuple(lines), page.includes)


def _origins(lines: list[source.Line], body: links.Body) -> dict[str, tuple[str, int]]:
    wanted = {address for address, _, _ in body.links}
    origins: dict[str, tuple[str, int]] = {}
    for line in lines:
        for found in _ADDRESS.finditer(line.text):
            address = html.unescape(found[1] or found[2])
            if address in wanted:
                origins.setdefault(address, (line.file, line.number))
    return origins


def _faults(body: links.Body, lines: list[source.Line]) -> list[Problem]:
    problems = [
        convert.find(lines, src[:60]).problem(f"the image {src[:60]} has no `alt`; add one")
        for src in body.silent
    ]
    seen: set[str] = set()
    for name in body.ids:
        if name in seen:
            text = f"the id `{name}` stands twice on the page; rename one"
            problems.append(convert.find(lines, name).problem(text))
        seen.add(name)
    return problems


def _blocked(page: source.Page, body: links.Body) -> list[Problem]:
    return [
        Problem(page.file, 1, f"the site's content security policy blocks {what}")
        for what in dict.fromkeys(body.blocked)
    ]
