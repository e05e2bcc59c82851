"""The record that the command carries: offers, names, benchmarks, tokens a pass, scores.

One SQLite file, written by ``facts/downloads/export`` from the project's tables. In the wheel it
lies at the top of the package; in a checkout it is made in ``.cache`` when the tables have changed.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import UserError
from . import tiers
from .names import Book, as_served, key, settle, without_host

FORMAT = "benchprice-record/4"
CARRIED = Path(__file__).parents[1] / "record.sqlite"
ROOT = Path(__file__).resolve().parents[3]  # of a checkout
MADE = ROOT / ".cache" / "benchprice" / "record.sqlite"


@dataclass(frozen=True)
class Offer:
    """One seller's price of one model on the days from ``since`` until ``until`` (not included).

    USD per million tokens. ``seen`` is the last day on which a list showed it. ``rank`` orders a
    model's offers: of those that hold on a day the lowest counts. ``doubts`` are codes joined by
    blanks.
    """

    model_id: str
    provider: str
    since: str
    until: str
    input: float
    output: float
    cache_read: float | None
    cache_write: float | None
    rank: int
    tier: int
    own: bool
    source: str
    doubts: str
    seen: str = ""

    def holds(self, date: str) -> bool:
        """Whether the offer stood on a day (YYYY-MM-DD)."""
        return self.since <= date < self.until

    @property
    def sold(self) -> bool:
        """Whether a seller asks it, somebody bears that out, and a list has shown it of late."""
        return not self.through and not self.stale and tiers.believed(self.tier)

    @property
    def through(self) -> str:
        """Whose figure it is where nobody sells at it: a gateway's or a list's; else empty."""
        return tiers.whose(self.tier)

    @property
    def stale(self) -> bool:
        """Whether it holds only because the list that showed it last is read no more."""
        return "stale" in self.doubts.split()


@dataclass(frozen=True)
class Spent:
    """Tokens of a recorded run's pass, by kinds apart; ``counts``: the report prices this run."""

    run_id: str
    model_id: str
    benchmark_id: str
    date: str
    input: float
    cache_read: float
    cache_write: float
    output: float
    score: float | None = None
    counts: bool = True


@dataclass(frozen=True)
class Model:
    """A model's id, the id under which its offers stand, its base, and the day it came out."""

    model_id: str
    priced_id: str
    base_id: str
    name: str
    released: str


class Record:
    """A record opened for reading. Every day is YYYY-MM-DD; an unknown one is empty."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.meta = dict(self.rows("SELECT name, value FROM meta"))

    def rows(self, query: str, *values: Any) -> list[Any]:
        """Return the rows that a query finds. Raises UserError where the record is damaged."""
        try:
            return self._connection.execute(query, values).fetchall()
        except sqlite3.Error as error:
            raise UserError(
                f"the record cannot be read ({error}); take another with --record FILE"
            ) from None

    @property
    def date(self) -> str:
        """The record's last day."""
        return str(self.meta["date"])

    @property
    def digest(self) -> str:
        """A digest of the tables that the record was made of."""
        return str(self.meta["digest"])

    @property
    def repeat_sd(self) -> float:
        """Standard deviation of log output tokens between repeats of a run."""
        return float(self.meta["repeat_sd"])

    @cached_property
    def models(self) -> dict[str, Model]:
        """Every model by its id."""
        rows = self.rows("SELECT model_id, priced_id, base_id, name, released FROM models")
        return {row[0]: Model(*row) for row in rows}

    @cached_property
    def book(self) -> Book:
        """What is known about names."""
        aliases = dict(self.rows("SELECT alias, model_id FROM aliases"))
        return Book(aliases, {key(one): one for one in self.models})

    @cached_property
    def sellers(self) -> dict[str, str]:
        """The seller that a spelling means, by the spelling in lower case."""
        return dict(self.rows("SELECT spelling, provider FROM sellers"))

    def model(self, name: str) -> tuple[str, str]:
        """Return the id that a name means and the id whose price applies; empty if not known."""
        found = settle(name, self.book) or settle(as_served(name), self.book)
        if found is None:
            return "", ""
        known = self.models.get(found[0])
        return found[0], known.priced_id if known else found[1]

    def named(self, name: str) -> str:
        """Return a model's name for people."""
        return self.models[name].name if name in self.models else name

    def benchmark(self, name: str) -> str:
        """Return the benchmark's id for an id or a name, however spelt; empty if not known.

        A part of a name does where it is of one benchmark alone, or of one with recorded tokens.
        """
        wanted = key(without_host(name))
        titles = self.rows("SELECT benchmark_id, name FROM benchmarks")
        for one, title in titles:
            if wanted in (key(one), key(title)):
                return str(one)
        part = [one for one, title in titles if wanted and wanted in f"{key(one)} {key(title)}"]
        counted = {row[0] for row in self.rows("SELECT DISTINCT benchmark_id FROM spent")}
        for found in (part, [one for one in part if one in counted]):
            if len(found) == 1:
                return str(found[0])
        return ""

    def offers(self, model_id: str) -> list[Offer]:
        """Return every offer of a model, the one that counts first."""
        rows = self.rows("SELECT * FROM offers WHERE model_id = ? ORDER BY rank", model_id)
        return [Offer(*row) for row in rows]

    def stopped(self, model_id: str, date: str) -> tuple[str, str] | None:
        """Return who of its makers stopped selling a model last, and when; None where none has."""
        rows = self.rows(
            "SELECT provider, date FROM ends WHERE model_id = ? AND date <= ? ORDER BY date DESC",
            model_id,
            date,
        )
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def spent(self, benchmark_id: str = "") -> list[Spent]:
        """Return the recorded runs with token counts, of one benchmark or of all."""
        query = "SELECT * FROM spent" + (" WHERE benchmark_id = ?" if benchmark_id else "")
        return [Spent(*row) for row in self.rows(query, *([benchmark_id] if benchmark_id else []))]


def read(path: Path) -> Record:
    """Open one record. Raises UserError for a file that is none, or is damaged."""
    if not path.is_file():
        raise UserError(f"{path}: there is no such record")
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        (found,) = connection.execute("SELECT value FROM meta WHERE name = 'format'").fetchone()
        whole = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except (sqlite3.Error, TypeError, ValueError):
        found, whole = "", False
    if found != FORMAT or not whole:
        raise UserError(
            f"{path.name}: not a record of prices ({FORMAT}), or a damaged one; take the one that"
            " the package carries (leave --record out), or fetch the file again"
        )
    return Record(connection)


def known(path: str = "") -> Record | None:
    """Return the record asked for; else the carried one, or a checkout's; None if there is none."""
    if path:
        return read(Path(path))
    if CARRIED.is_file():
        return read(CARRIED)
    return read(_made()) if _in_checkout() else None


def _in_checkout() -> bool:
    return __package__ == "analysis.benchprice.record" and (ROOT / "data" / "prices.csv").is_file()


def _made() -> Path:
    """Return a checkout's record, made anew by the export where tables or code have changed."""
    command = [sys.executable, "-m", "analysis.facts.downloads.export", str(MADE)]
    if state(ROOT) != state_of(MADE):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise UserError(f"the record could not be made from data/: {last}")
    return MADE


def state_of(path: Path) -> str:
    """Return the state that a record was made of; empty for none, one of an older format too."""
    try:
        return str(read(path).meta["state"])
    except UserError:
        return ""


def state(root: Path) -> str:
    """Return what tells one state of a checkout's tables and rules from another."""
    code = root / "analysis"
    rules = [*(code / "facts").rglob("*.py"), *(code / "benchprice" / "record").glob("*.py")]
    files = [*(root / "data").glob("*.csv"), *rules]
    return "\n".join(f"{p.name} {p.stat().st_size} {p.stat().st_mtime_ns}" for p in sorted(files))
