"""Markdown to HTML through pandoc and the filters; every warning is a problem with its line."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypandoc

from analysis.site.problems import Problem, Problems
from analysis.site.source import Line, with_code

FILTERS = Path(__file__).parent / "filters"
# The header is read here, not by pandoc; a `---` inside a page is a rule.
READER = "markdown-yaml_metadata_block-pandoc_title_block"
_PARTS = re.compile(r"<!--bp:(title|subtitle|toc|body)-->")


@dataclass(frozen=True)
class Converted:
    """A page in HTML: title and subtitle inline, the table of contents as a list, the body."""

    title: str
    subtitle: str
    toc: str
    body: str


@functools.cache
def pandoc() -> str:
    """Return the path of the pandoc that the package ``pypandoc_binary`` carries."""
    return str(pypandoc.get_pandoc_path())


def convert(
    lines: list[Line],
    meta: Mapping[str, Any],
    root: Path,
    bibliography: tuple[str, ...],
    csl: str,
    filters: tuple[str, ...] = (),
) -> Converted:
    """Convert a page whose cells have run; ``filters`` are the project's own, in Lua.

    ``meta`` needs title; subtitle, toc-depth, number-sections and nocite may be there. Raises
    Problems with everything that the filters refuse and everything that pandoc warns about.
    """
    text = "\n".join(line.text for line in lines) + "\n"
    kept = {k: meta[k] for k in ("title", "subtitle", "number-sections", "nocite") if k in meta}
    with tempfile.TemporaryDirectory(prefix="page-") as folder:
        log, header = Path(folder, "log.json"), Path(folder, "meta.json")
        header.write_text(json.dumps(kept | {"link-citations": True}), encoding="utf-8")
        command = _command(root, bibliography, csl, meta.get("toc-depth", 3), filters)
        command += [f"--metadata-file={header}", f"--log={log}"]
        done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", cwd=root)
        warnings = json.loads(log.read_text(encoding="utf-8")) if log.is_file() else []
    if done.returncode:
        raise Problems([Problem(lines[0].file, 1, f"pandoc: {done.stderr.strip()}")])
    head, *parts = _PARTS.split(done.stdout)
    problems = [*_filtered(head, lines), *_warned(warnings, lines)]
    if problems:
        raise Problems(problems)
    found = dict(zip(parts[::2], parts[1::2], strict=True))
    body = found["body"].strip()
    return Converted(found["title"], found["subtitle"], found["toc"].strip(), _with_heading(body))


@functools.cache
def inline_html(text: str) -> str:
    """Convert one line of Markdown, as the footer has it, to HTML without a paragraph around it."""
    command = [pandoc(), f"--from={READER}", "--to=html5", "--wrap=none"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip().removeprefix("<p>").removesuffix("</p>")


def _command(
    root: Path, bibliography: tuple[str, ...], csl: str, depth: int, filters: tuple[str, ...]
) -> list[str]:
    command = [pandoc(), f"--from={READER}", "--to=html5", "--mathml", "--section-divs"]
    command += ["--wrap=preserve", "--toc", f"--toc-depth={depth}", "--quiet"]
    command += [f"--template={FILTERS / 'page.html'}"]
    command += [f"--lua-filter={FILTERS / name}.lua" for name in ("check", "blocks", "crossref")]
    command += [f"--lua-filter={name}" for name in filters]  # from the project's folder
    command += ["--citeproc", *(f"--bibliography={root / name}" for name in bibliography)]
    if csl:
        command += [f"--csl={root / csl}"]
    return [*command, f"--lua-filter={FILTERS / 'finish.lua'}"]


def _with_heading(body: str) -> str:
    """Put a heading over the footnotes in place of pandoc's rule."""
    opening = 'role="doc-endnotes">\n'
    heading = '<h2 class="quarto-appendix-heading">Footnotes</h2>'
    return body.replace(f"{opening}<hr />", f"{opening}{heading}")


def _filtered(head: str, lines: list[Line]) -> Iterator[Problem]:
    for row in head.splitlines():
        if "\t" in row:
            needle, text = row.split("\t", 1)
            yield find(lines, needle).problem(text)


def _warned(log: list[dict[str, Any]], lines: list[Line]) -> Iterator[Problem]:
    for entry in log:
        if entry.get("verbosity") not in ("WARNING", "ERROR"):
            continue
        text = " ".join(entry["pretty"].split())
        if key := re.match(r"citation (\S+) not found", entry.get("message", "")):
            text = f"unknown citation `@{key[1]}`; add it to the bibliography or correct the key"
            yield find(lines, f"@{key[1]}").problem(text)
        elif entry["type"] == "CouldNotConvertTeXMath":
            formula = entry["contents"].strip()
            text = f"pandoc cannot set the formula `{formula.splitlines()[0]}`: {entry['message']}"
            yield find(lines, formula.splitlines()[0]).problem(" ".join(text.split()))
        elif key := re.match(r"Duplicate identifier '(\S+)'", text):
            text = f"the id `{key[1]}` stands twice on the page; rename one"
            yield find(lines, f"#{key[1]}").problem(text)
        else:
            place = entry if "line" in entry else entry.get("openpos", {"line": 1})
            index = min(place["line"], len(lines)) - 1
            yield lines[index].problem(re.sub(r" at line \d+ column \d+", "", text))


def find(lines: list[Line], needle: str) -> Line:
    """Return the first line with ``needle``: in prose if there is one, else in code.

    Falls back on the page's first line.
    """
    pattern = re.compile(re.escape(needle) + (r"(?![\w-])" if needle[-1:].isalnum() else ""))
    code: Line | None = None
    for line, in_code in with_code(tuple(lines)):
        if pattern.search(line.text):
            if not in_code:
                return line
            code = code or line
    return code or lines[0]
