"""A page's text: header, includes, shortcodes and cells, every line knowing where it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.site import yamltext
from analysis.site.problems import Problem, Problems

FENCE = re.compile(r"^(\s*)(`{3,}|~{3,})\s*(.*?)\s*$")
SHORTCODE = re.compile(r"\{\{<\s*(.*?)\s*>\}\}")
INCLUDE = re.compile(r"^\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")


@dataclass(frozen=True)
class Line:
    """One line of text and where it was written."""

    text: str
    file: str
    number: int

    def problem(self, text: str) -> Problem:
        """Make a Problem at this line."""
        return Problem(self.file, self.number, text)

    def saying(self, text: str) -> Line:
        """Return another text at the same place."""
        return Line(text, self.file, self.number)


@dataclass(frozen=True)
class Prose:
    """Lines that pandoc reads; inline ``{python}`` expressions are still in them."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Cell:
    """A ``{python}`` cell: options from its ``#|`` lines, and its code."""

    start: Line
    options: yamltext.Document
    code: tuple[Line, ...]


@dataclass(frozen=True)
class Page:
    """A page as written: its header, and its lines with includes in place."""

    file: str
    header: yamltext.Document
    lines: tuple[Line, ...]
    includes: tuple[str, ...]


def read(root: Path, file: str) -> Page:
    """Read a page and what it includes. Raises Problems naming file and line."""
    texts = _read_lines(root, file)
    header, start = _header(texts, file)
    body = tuple(Line(t, file, i) for i, t in enumerate(texts[start:], start + 1))
    included: list[str] = []
    return Page(file, header, tuple(_included(root, body, (file,), included)), tuple(included))


def _read_lines(root: Path, file: str) -> list[str]:
    try:
        text = (root / file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Problems([Problem(file, 1, f"not UTF-8 text: {error}; save it as UTF-8")]) from None
    return text.replace("\r\n", "\n").split("\n")


def _header(texts: list[str], file: str) -> tuple[yamltext.Document, int]:
    """Return the YAML header and the number of lines that it takes."""
    if not texts or texts[0].rstrip() != "---":
        text = "a page begins with a YAML header: `---`, `title: ...`, `---`"
        raise Problems([Problem(file, 1, text)])
    for index, line in enumerate(texts[1:], 1):
        if line.rstrip() in ("---", "..."):
            return yamltext.load("\n".join(texts[1:index]), file, 2), index + 1
    raise Problems([Problem(file, 1, "the YAML header never ends; close it with `---`")])


def _included(
    root: Path, lines: tuple[Line, ...], inside: tuple[str, ...], included: list[str]
) -> Iterator[Line]:
    """Put included files in place of their shortcodes; ``inside`` is the chain of files."""
    for line, in_code in with_code(lines):
        found = None if in_code else INCLUDE.match(line.text)
        if found is None:
            yield line
            continue
        name = _resolve(root, found[1], inside, line)
        included.append(name)
        inner = [Line(t, name, i) for i, t in enumerate(_read_lines(root, name), 1)]
        yield from _included(root, tuple(inner), (*inside, name), included)


def _resolve(root: Path, target: str, inside: tuple[str, ...], line: Line) -> str:
    base = root if target.startswith("/") else (root / inside[-1]).parent
    path = base / target.lstrip("/")
    if len(inside) > 1 and not target.startswith("/"):
        text = f"include {target}: inside an included file write the path from the root, `/...`"
        raise Problems([line.problem(text)])
    if not path.is_file():
        raise Problems([line.problem(f"include {target}: there is no such file; correct the path")])
    name = path.resolve().relative_to(root.resolve()).as_posix()
    if name in inside:
        raise Problems(
            [line.problem(f"include {target}: the file includes itself; break the circle")]
        )
    return name


def with_code(lines: tuple[Line, ...]) -> Iterator[tuple[Line, bool]]:
    """Pair each line with whether it belongs to a fenced code block, fences included."""
    fence = ""
    for line in lines:
        found = FENCE.match(line.text)
        if fence:
            yield line, True
            if found and not found[3] and found[2][0] == fence[0] and len(found[2]) >= len(fence):
                fence = ""
        elif found and not (found[2][0] == "`" and "`" in found[3]):
            fence = found[2]
            yield line, True
        else:
            yield line, False


def computes(page: Page) -> bool:
    """Tell whether a page runs any code, and so depends on the analysis and the data."""
    return any("{python}" in line.text for line in page.lines)


def cells(page: Page) -> int:
    """Count a page's cells."""
    return sum(line.text.startswith("```{python}") for line in page.lines)


def chunks(page: Page) -> Iterator[Prose | Cell]:
    """Cut a page into prose and cells. Raises Problems for cells that cannot run here."""
    prose: list[Line] = []
    block: list[Line] = []
    for line, in_code in with_code(page.lines):
        if block:
            block.append(line)
            if _closes(line.text, block[0].text):
                yield _cell(block)
                block = []
        elif in_code and (language := _language(line)) is not None:
            if language != "python":
                text = f"a `{{{language}}}` cell: only `{{python}}` cells run; rewrite it in Python"
                raise Problems([line.problem(text)])
            yield Prose(tuple(prose))
            prose, block = [], [line]
        else:
            prose.append(line)
    if block:
        raise Problems([block[0].problem("this cell never ends; close it with ```")])
    yield Prose(tuple(prose))


CELL = re.compile(r"^(\s*)(`{3,})\s*\{([A-Za-z][\w.+-]*)([^}]*)\}\s*$")


def _language(line: Line) -> str | None:
    found = CELL.match(line.text)
    if found is None:
        return None
    if found[1]:
        raise Problems([line.problem("a cell begins in the first column; move it out of the list")])
    if found[4].strip():
        text = (
            f"cell options `{found[4].strip()}` on the fence; write them as `#| key: value` lines"
        )
        raise Problems([line.problem(text)])
    return found[3]


def _closes(text: str, opening: str) -> bool:
    ticks = opening[: len(opening) - len(opening.lstrip("`"))]
    return text.rstrip() == ticks


def _cell(block: list[Line]) -> Cell:
    start, inner = block[0], block[1:-1]
    count = next((i for i, line in enumerate(inner) if not line.text.startswith("#|")), len(inner))
    text = "\n".join(line.text[2:].removeprefix(" ") for line in inner[:count])
    options = yamltext.load(text, start.file, start.number + 1)
    # IPython drops blank lines at the top, and line numbers would be off by them.
    code = itertools.dropwhile(lambda line: not line.text.strip(), inner[count:])
    return Cell(start, options, tuple(code))


def shortcodes(line: Line, variables: Mapping[str, Any], meta: Mapping[str, Any]) -> Line:
    """Fill in ``{{< var x.y >}}`` and ``{{< meta x.y >}}``. Raises Problems for any other."""

    def value(found: re.Match[str]) -> str:
        name, _, key = found[1].partition(" ")
        if name not in ("var", "meta"):
            text = (
                f"the shortcode `{name}` is not supported; use include, var, meta or plain Markdown"
            )
            raise Problems([line.problem(text)])
        here: Any = variables if name == "var" else meta
        for part in key.strip().split("."):
            here = here.get(part) if isinstance(here, dict) else None
        if here is None or isinstance(here, dict | list):
            place = "_variables.yml" if name == "var" else "the page's header"
            raise Problems([line.problem(f"unknown {name} `{key.strip()}`; define it in {place}")])
        return str(here)

    return line.saying(SHORTCODE.sub(value, line.text))
