"""What a page's code gave, noted: where only words change, it is said again and no code runs."""

from __future__ import annotations

from typing import Any

from analysis.site.execute import Output, Session

Noted = list[tuple[str, str, list[tuple[str, str]]]]  # what was asked, of which code, outputs


class Unlike(Exception):
    """A page asks for something else than what was noted: its code has to run."""


class Noting:
    """Runs a page's code and notes what it gives; the shell is made when something is asked."""

    def __init__(self) -> None:
        self.noted: Noted = []
        self._session: Session | None = None

    def run(self, code: str) -> list[Output]:
        """Run a cell. Raises CellError."""
        return self._told("run", code, self._shell().run(code))

    def value(self, expression: str) -> Output:
        """Evaluate an inline expression. Raises CellError."""
        return self._told("value", expression, [self._shell().value(expression)])[0]

    def _shell(self) -> Session:
        self._session = self._session or Session()
        return self._session

    def _told(self, kind: str, code: str, outputs: list[Output]) -> list[Output]:
        self.noted.append((kind, code, [(output.mime, output.text) for output in outputs]))
        return outputs


class Again:
    """Gives what was noted. Raises Unlike where something else is asked."""

    def __init__(self, noted: Any) -> None:
        self._noted = iter(noted)

    def run(self, code: str) -> list[Output]:
        """Return what a cell gave."""
        return self._said("run", code)

    def value(self, expression: str) -> Output:
        """Return what an inline expression gave."""
        return self._said("value", expression)[0]

    def _said(self, kind: str, code: str) -> list[Output]:
        asked, of, outputs = next(self._noted, ("", "", []))
        if (asked, of) != (kind, code):
            raise Unlike
        return [Output(*output) for output in outputs]


Asked = Noting | Again  # by a page: its cells and inline expressions, in their order
