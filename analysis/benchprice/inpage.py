"""One run of the command for a web page: the same code, its words caught and its forms beside.

The page runs the package in a WebAssembly Python, so that its rules and its answers are the
command's own.
"""

from __future__ import annotations

import contextlib
import io
import json
import shlex
from collections.abc import Callable, Sequence
from typing import Any

from . import cli
from .statements import forms


def run(logs: Sequence[str], options: str, tell: Callable[[str], object]) -> str:
    """Price ``logs`` (paths) with ``options`` as on a command line; return JSON for a script.

    ``code`` is the exit code, ``said`` the lines of stderr, which ``tell`` is given as they come;
    ``forms`` has each form of the statement, or is empty where none was made: then ``printed`` says
    what the command printed in its place.
    """
    printed, heard = io.StringIO(), _Heard(tell)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(heard):
        try:
            code = cli.main(["price", "--json", *shlex.split(options), "--", *logs])
        except ValueError as error:  # a quote that is not closed
            code = cli.USAGE
            print(f"benchprice: the options are not understood: {error}", file=heard)
    made = _statement(printed.getvalue())
    found = {
        "code": code,
        "said": heard.lines,
        "printed": "" if made else printed.getvalue(),
        "forms": {form: forms.render(made, form) for form in forms.SUFFIXES} if made else {},
    }
    return json.dumps(found)


class _Heard(io.TextIOBase):
    """What is printed on stderr, by lines."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        self.told, self.lines, self.begun = tell, list[str](), ""

    def write(self, text: str) -> int:
        *whole, self.begun = (self.begun + text).split("\n")
        for line in whole:
            self.lines.append(line)
            self.told(line)
        return len(text)


def _statement(text: str) -> dict[str, Any]:
    """Return the statement printed; nothing where something else was, or another form."""
    try:
        made = json.loads(text)
    except ValueError:
        return {}
    return made if isinstance(made, dict) and "price" in made else {}
