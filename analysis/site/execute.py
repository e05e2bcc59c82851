"""Runs the cells and inline expressions of one page, in order, in one IPython shell.

The semantics are those of Quarto's Jupyter engine; the shell stands in for a kernel, which would
cost seconds a page to start.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config as Traits

from analysis.site.problems import SiteError

MIMES = ("text/markdown", "image/svg+xml")  # in the order of preference


class CellError(Exception):
    """What a cell raised, and on which of its lines (from 1)."""

    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self.line = line


@dataclass
class Output:
    """One output of a cell: ``mime`` is stdout, stderr, text/plain or one of MIMES."""

    mime: str
    text: str


class _Stream(io.TextIOBase):
    """A text stream whose writes join the outputs, in order with what is displayed."""

    def __init__(self, name: str, outputs: list[Output]) -> None:
        self._name, self._outputs = name, outputs

    def write(self, text: str) -> int:
        if not self._outputs or self._outputs[-1].mime != self._name:
            self._outputs.append(Output(self._name, ""))
        self._outputs[-1].text += text
        return len(text)


class _Publisher(DisplayPublisher):
    def publish(self, data: dict[str, Any], *_args: Any, **_kwargs: Any) -> None:
        self.shell.outputs.append(chosen(data))


class _Hook(DisplayHook):
    def __call__(self, result: Any = None) -> None:
        shell: Any = self.shell
        if result is not None and not shell.hushed:
            data, _ = shell.display_formatter.format(result)
            shell.outputs.append(chosen(data))


class _Shell(InteractiveShell):
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    outputs: list[Output]
    hushed = False

    def init_virtualenv(self) -> None:
        """Leave an environment that is active but not this one alone: it has other libraries."""

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        """Say nothing: ``run`` raises the error with its line."""


def chosen(data: dict[str, Any], *, inline: bool = False) -> Output:
    """Pick the richest form that a page can show. Raises SiteError where there is none.

    A cell's output that offers text/html is refused although it could be shown: for it, Quarto
    loads scripts from another host. In a line of text it does not, and Markdown serves as well.
    """
    if "text/html" in data and not (inline and "text/markdown" in data):
        raise SiteError(
            "an output of type text/html: Quarto would load scripts from another host for it; pass "
            "charts to show(), tables to table(), or give Markdown with a `{=html}` block"
        )
    for mime in MIMES:
        if mime in data:
            return Output(mime, str(data[mime]))
    others = sorted(set(data) - {"text/plain"})
    if others:
        raise SiteError(
            f"an output of type {', '.join(others)}: a page shows text/markdown, image/svg+xml or "
            "text; pass charts to show() and tables to table()"
        )
    return Output("text/plain", str(data["text/plain"]))


class Session:
    """One page's shell; names defined in one cell are there in the next."""

    def __init__(self) -> None:
        traits = Traits()
        traits.HistoryManager.enabled = False
        traits.InteractiveShell.colors = "nocolor"
        _Shell.clear_instance()
        self._shell: Any = _Shell.instance(config=traits)

    def run(self, code: str) -> list[Output]:
        """Run a cell and return what it displayed and wrote. Raises CellError."""
        with self._captured() as outputs:
            self._shell.hushed = code.rstrip().endswith(";")
            result = self._shell.run_cell(code, store_history=False)
            error = result.error_before_exec or result.error_in_exec
            if error is not None:
                raise CellError(_told(error), _line(error))
        return outputs

    def value(self, expression: str) -> Output:
        """Evaluate an inline expression. Raises CellError."""
        with self._captured():
            try:
                result = eval(expression, self._shell.user_ns)
                if result is None or type(result).__module__ == "numpy":
                    raise SiteError(f"the value is {result!r}; format it, for example with num()")
                data, _ = self._shell.display_formatter.format(result)
                return chosen(data, inline=True)
            except Exception as error:
                raise CellError(_told(error), 1) from error

    @contextlib.contextmanager
    def _captured(self) -> Iterator[list[Output]]:
        outputs: list[Output] = []
        self._shell.outputs = outputs
        with (
            contextlib.redirect_stdout(_Stream("stdout", outputs)),
            contextlib.redirect_stderr(_Stream("stderr", outputs)),
        ):
            yield outputs


def _told(error: BaseException) -> str:
    if getattr(error, "for_users", False):  # as SiteError says
        return str(error)
    return f"{type(error).__name__}: {error}"


def _line(error: BaseException) -> int:
    """Return the line of the cell that raised: the innermost frame that is this cell's own."""
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    cell, line, trace = "", 1, error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        # The outermost frame is this cell; functions of earlier cells have names of their own.
        cell = cell or (file if file.startswith("<ipython-input") else "")
        if cell and file == cell:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
