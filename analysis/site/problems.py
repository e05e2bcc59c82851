"""What is wrong with the pages, each with file and line; all of it is shown at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.benchprice.errors import UserError


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: a file relative to the project's root, its line from 1, and what to do."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class Problems(UserError):
    """One or more faults; the message has a line for each, sorted, none twice."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Problems], tuple[list[Problem]]]:
        return Problems, (self.problems,)
