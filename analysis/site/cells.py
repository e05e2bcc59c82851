"""A page with its cells run: every cell and inline expression replaced by the Markdown it gave."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.site import shape
from analysis.site.answers import Asked
from analysis.site.execute import CellError, Output
from analysis.site.problems import Problem, Problems, SiteError
from analysis.site.source import Cell, Line, Prose, with_code

INLINE = re.compile(r"(?<!`)`\{python\}[ \t]([^`]+)`")
_SYMBOL = re.compile(r"([\\`*_{}\[\]()>#+,\-.!])")  # those that Quarto takes, and no others
# A label with one of these makes Quarto number the cell's output as a figure or table of its own.
_FLOATS = ("fig-", "tbl-", "lst-", "eq-", "sec-")


def run(chunks: list[Prose | Cell], defaults: Mapping[str, Any], session: Asked) -> list[Line]:
    """Run a page's chunks in order. Raises Problems at the first cell that fails.

    ``defaults`` are the options that a cell does not set itself (echo, warning, code-fold).
    """
    lines: list[Line] = []
    for chunk in chunks:
        if isinstance(chunk, Cell):
            lines += [chunk.start.saying(text) for text in _cell(chunk, session, defaults)]
        else:
            lines += _prose(chunk, session)
    return lines


def _prose(prose: Prose, session: Asked) -> Iterator[Line]:
    for line, in_code in with_code(prose.lines):
        if "`{python}" not in line.text:
            yield line
        elif in_code or "`{python}" in INLINE.sub("", line.text):
            text = "`{python} ...` must open and close on one line of text, outside code blocks"
            raise Problems([line.problem(text)])
        else:
            yield line.saying(_with_values(line, session))


def _with_values(line: Line, session: Asked) -> str:
    def value(found: re.Match[str]) -> str:
        try:
            return _inline(session.value(found[1].strip()))
        except (CellError, SiteError) as error:
            text = f"`{{python}} {found[1].strip()}`: {error}"
            raise Problems([line.problem(text)]) from error

    return INLINE.sub(value, line.text)


def _inline(output: Output) -> str:
    """Return the Markdown that Quarto makes of a value, a text from how Python writes it."""
    if output.mime == "image/svg+xml":
        raise SiteError("an image inside a line; put it into a cell of its own")
    text = output.text
    if output.mime == "text/plain" and text[:1] in ("'", '"') and text[0] == text[-1]:
        if "\\" in text:
            raise SiteError(f"Quarto would show a backslash of {text}; give it as Markdown")
        text = _SYMBOL.sub(r"\\\1", text[1:-1])
    if not text:
        raise SiteError("the text is empty, and Quarto would show the code; join it to words")
    return text


def _cell(cell: Cell, session: Asked, defaults: Mapping[str, Any]) -> list[str]:
    shape.check(cell.options, shape.CELL)
    options = {**defaults, **cell.options.data}
    label = options.get("label", "")
    if label.startswith(_FLOATS):
        text = f"label `{label}`: write a `::: {{#{label}}}` block around the cell, caption last"
        raise Problems([cell.options.problem(("label",), text)])
    try:
        code = "\n".join(line.text for line in cell.code)
        outputs = session.run(code) if options.get("eval", True) else []
    except CellError as error:
        raise Problems([_failed(cell, error, label)]) from error
    if not options.get("include", True):
        return [""]
    shown = list(_outputs(cell, outputs, options))
    echo = _echo(cell, options) if options.get("echo", True) else []
    return ["", "::: {.cell}", "", *echo, *shown, ":::", ""] if echo or shown else [""]


def _failed(cell: Cell, error: CellError, label: str) -> Problem:
    first = cell.code[0] if cell.code else cell.start
    name = f"cell `{label}`" if label else "cell"
    return Problem(first.file, first.number + error.line - 1, f"{name}: {error}")


def _echo(cell: Cell, options: Mapping[str, Any]) -> list[str]:
    fold = options.get("code-fold", False)
    attributes = [".python", ".cell-code"]
    if fold:
        summary = str(options.get("code-summary", "Code")).replace('"', "&quot;")
        attributes += [f'code-fold="{str(fold).lower()}"', f'code-summary="{summary}"']
    code = "\n".join(line.text for line in cell.code).strip("\n")
    return [*_fenced(code + "\n", " {" + " ".join(attributes) + "}").split("\n"), ""]


def _outputs(cell: Cell, outputs: list[Output], options: Mapping[str, Any]) -> Iterator[str]:
    for output in outputs:
        if output.mime == "stderr":
            if options.get("warning", True):
                first = next((t for t in output.text.splitlines() if t.strip()), "")
                text = f"the cell warns: {first.strip()}; mend it, or set `#| warning: false`"
                raise Problems([cell.start.problem(text)])
        elif options.get("output", True) == "asis" and output.mime == "stdout":
            yield from ("", *output.text.split("\n"), "")
        elif options.get("output", True):
            kind = "stdout" if output.mime == "stdout" else "display"
            yield from ("", f"::: {{.cell-output .cell-output-{kind}}}", "")
            yield from _block(cell, output, options).split("\n")
            yield from ("", ":::", "")


def _block(cell: Cell, output: Output, options: Mapping[str, Any]) -> str:
    if output.mime == "text/markdown":
        return output.text
    if output.mime == "image/svg+xml":
        if not options.get("fig-alt"):
            raise Problems([cell.start.problem("an image without words; add `#| fig-alt: ...`")])
        data = base64.b64encode(output.text.encode()).decode()
        return f'![](data:image/svg+xml;base64,{data}){{fig-alt="{options["fig-alt"]}"}}'
    return _fenced(output.text.rstrip("\n") + "\n", "")


def _fenced(text: str, attributes: str) -> str:
    """Put ``text`` into a code block whose fence is longer than any run of backticks inside it."""
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", text))])
    return f"{fence}{attributes}\n{text}{fence}"
