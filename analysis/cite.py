"""How to cite the site: one place that knows title, authors, version and date."""

from __future__ import annotations

import datetime
import functools
import tomllib
from dataclasses import dataclass

from analysis import numbers
from analysis.tables import ROOT

TITLE = "Benchmark Prices: what it costs to run AI benchmarks, how fast that falls, and why"
AUTHORS = "The Benchmark Prices maintainers"


@dataclass(frozen=True)
class Citation:
    """What a citation says; ``version`` is a calendar version such as 2026.11.

    ``date`` is that of the newest fact, in words: the report says nothing about later days.
    """

    title: str
    authors: str
    version: str
    date: str

    @property
    def year(self) -> str:
        """Return the year of the version."""
        return self.version.split(".")[0]

    def plain(self) -> str:
        """Return one line of text."""
        return (
            f"{self.authors} ({self.year}). {self.title}. "
            f"Version {self.version}, data to {self.date}."
        )


@functools.cache
def current() -> Citation:
    """Return the citation of this version, as ``pyproject.toml`` names it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return Citation(TITLE, AUTHORS, project["version"], newest_fact())


def newest_fact() -> str:
    """Return the month of the newest price or run, from its number in the register."""
    day = max(n.end for n in numbers.register().values() if n.end)
    return datetime.date.fromisoformat(day).strftime("%B %Y")
