"""The tables of ``data/``: their columns, units and rules; ``load`` gives one Dataset.

One CSV a table, one fact a row. A vintage (``data/vintages/<id>/``) holds the same tables as they
stood for one published analysis; the living tables move on.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import UserError
from analysis.kept import kept

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
NEEDED = ("models", "runs", "benchmarks", "sources")
DIGITS = ".10g"  # of a number in a CSV
DOMAINS = ("knowledge", "reasoning", "mathematics", "software", "agents", "long context")


@dataclass(frozen=True)
class Column:
    """One column: its kind and the rule its values obey.

    ``kind`` is text, date, number or flag; ``low`` and ``high`` are inclusive bounds in the
    column's unit; ``key`` names the table whose first column the values must be found in.
    """

    kind: str = "text"
    required: bool = False
    low: float | None = None
    high: float | None = None
    among: tuple[str, ...] = ()
    key: str = ""
    unit: str = ""
    unique: bool = False


_ID = Column(required=True, unique=True)
_NAME = Column(required=True)
_TEXT = Column()
_SOURCE = Column(required=True, key="sources")
_MODEL = Column(required=True, key="models")
_TOKENS = Column("number", low=0, unit="tokens, summed over passes")
_SOME_TOKENS = Column("number", low=1, unit="tokens, summed over passes; empty where unknown")
_USD_PER_MTOK = Column("number", low=0, high=10_000, unit="USD per million tokens")

_DIGEST = (
    "SHA-256 of the files read, one after the other; empty for packages, whose registry keeps one "
    "of every release, and for what was typed by hand or is only cited"
)

TABLES: Mapping[str, Mapping[str, Column]] = {
    "models": {
        "model_id": _ID,
        "name": _NAME,
        "creator": _TEXT,
        "release_date": Column("date"),
        "weights": Column(among=("open", "closed")),
        "licence": _TEXT,
        "total_params_b": Column("number", low=0, unit="billions of parameters"),
        "active_params_b": Column("number", low=0, unit="billions of parameters"),
        "reasoning": Column("flag"),
        "base_model_id": _TEXT,
        "source_id": _SOURCE,
    },
    "aliases": {"source_id": _SOURCE, "alias": _NAME, "model_id": _MODEL},
    "prices": {
        "model_id": _MODEL,
        "provider": _NAME,
        "date": Column("date", required=True),
        "seen": Column("date"),
        "last_seen": Column("date"),
        "observations": Column("number", low=1, unit="dated observations"),
        "input": _USD_PER_MTOK,
        "output": _USD_PER_MTOK,
        "cache_read": _USD_PER_MTOK,
        "cache_write": _USD_PER_MTOK,
        "basis": Column(required=True, among=("list", "snapshot", "transcribed")),
        "source_id": _SOURCE,
    },
    "blended_prices": {
        "model_id": _MODEL,
        "provider": _NAME,
        "date": Column("date", required=True),
        "blended": _USD_PER_MTOK,
        "source_id": _SOURCE,
    },
    "benchmarks": {
        "benchmark_id": _ID,
        "name": _NAME,
        "domain": Column(required=True, among=DOMAINS),
        "items": Column("number", low=1, unit="items"),
        "chance": Column("number", low=0, high=1, unit="fraction"),
        "metric": _TEXT,
        "url": _TEXT,
        "source_id": _SOURCE,
    },
    "runs": {
        "run_id": _ID,
        "model_id": _MODEL,
        "benchmark_id": Column(required=True, key="benchmarks"),
        "date": Column("date"),
        "score": Column("number", low=0, high=1, unit="fraction"),
        "score_se": Column("number", low=0, high=1, unit="fraction"),
        "passes": Column("number", low=1, unit="passes over every item"),
        "input_tokens": _SOME_TOKENS,
        "output_tokens": _SOME_TOKENS,
        "reasoning_tokens": _TOKENS,
        "reasoning_in_output": Column("flag"),
        "cache_read_tokens": _TOKENS,
        "cache_write_tokens": _TOKENS,
        "cache_in_input": Column("flag"),
        "reported_cost": Column("number", low=0, unit="USD"),
        "reported_cost_basis": Column(among=("run", "item")),
        "evaluator": _TEXT,
        "source_id": _SOURCE,
    },
    "hardware": {
        "name": _NAME,
        "date": Column("date", required=True),
        "usd": Column("number", low=0, unit="USD"),
        "flop_per_second": Column("number", low=0, unit="FLOP/s"),
        "usd_per_hour": Column("number", low=0, unit="USD per hour"),
        "kind": Column(required=True, among=("purchase", "rental")),
        "source_id": _SOURCE,
    },
    "training_runs": {
        "architecture": _NAME,
        "learning_rate": Column(required=True, among=("tuned", "trend")),
        "dimension": Column("number", low=1),
        "compute_flop": Column("number", low=0, unit="FLOP"),
        "loss": Column("number", low=0, unit="nats per token"),
        "source_id": _SOURCE,
    },
    "parameters": {
        "name": _ID,
        "value": Column("number", required=True),
        "meaning": _TEXT,
        "source_id": _SOURCE,
    },
    "intake": {
        "source_id": _SOURCE,
        "outcome": Column(required=True, among=("kept", "merged", "rejected", "cell")),
        "reason": _NAME,
        "rows": Column("number", required=True, low=1, unit="rows read"),
        "example": _TEXT,
    },
    "claims": {
        "claim_id": _ID,
        "statement": _NAME,
        "quantity": _TEXT,
        "value": Column("number"),
        "low": Column("number"),
        "high": Column("number"),
        "unit": _TEXT,
        "period": _TEXT,
        "source_id": _SOURCE,
        "where": _TEXT,
    },
    "sources": {
        "source_id": _ID,
        "title": _NAME,
        "authors": _TEXT,
        "publisher": _TEXT,
        "url": _TEXT,
        "licence": _NAME,
        "retrieved": Column("date"),
        "sha256": Column(unit=_DIGEST),
        "citation_key": _TEXT,
        "redistributable": Column("flag", required=True),
    },
}


@dataclass(frozen=True, eq=False)  # equal to itself only, so that results can be cached by it
class Dataset:
    """The facts at one moment: one DataFrame a table, and a digest of all their files.

    A table that the folder does not have is empty, with its columns.
    """

    models: pd.DataFrame
    aliases: pd.DataFrame
    prices: pd.DataFrame
    blended_prices: pd.DataFrame
    benchmarks: pd.DataFrame
    runs: pd.DataFrame
    hardware: pd.DataFrame
    training_runs: pd.DataFrame
    parameters: pd.DataFrame
    intake: pd.DataFrame
    claims: pd.DataFrame
    sources: pd.DataFrame
    digest: str


def read_table(path: Path, table: str) -> pd.DataFrame:
    """Read one CSV as text and give its columns their types.

    Raises UserError naming the file and the columns that are missing or unknown, or the first
    cells that are not of their column's kind (file, line, column, value).
    """
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: there is no such table; run `nox -s update`") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: not a readable CSV table: {error}") from None
    if not isinstance(raw.index, pd.RangeIndex):  # pandas took the surplus for row labels
        raise UserError(f"{path}: not a readable CSV table: rows have more cells than line 1")
    columns = TABLES[table]
    if list(raw.columns) != list(columns):
        missing, extra = set(columns) - set(raw.columns), set(raw.columns) - set(columns)
        raise UserError(
            f"{path}: line 1: the columns must be {', '.join(columns)}"
            f"; missing: {', '.join(sorted(missing)) or 'none'}"
            f"; unknown: {', '.join(sorted(extra)) or 'none'}"
        )
    bad: list[str] = []
    typed = {name: _typed(raw[name], column.kind, path, bad) for name, column in columns.items()}
    if bad:
        raise UserError("\n".join(bad))
    return pd.DataFrame(typed)


_FLAGS = {"true": True, "false": False}
_RULES = {"date": "a date (YYYY-MM-DD)", "number": "a finite number", "flag": "true or false"}


def _typed(text: pd.Series[Any], kind: str, path: Path, bad: list[str]) -> pd.Series[Any]:
    """Convert a text column; append a message to ``bad`` for each of the first bad cells."""
    empty = text == ""
    values: pd.Series[Any]
    if kind == "text":
        return text.mask(empty)
    if kind == "date":
        values = pd.to_datetime(text.mask(empty), format="%Y-%m-%d", errors="coerce")
        values = values.astype("datetime64[us]")
    elif kind == "number":
        values = pd.to_numeric(text.mask(empty), errors="coerce").astype("float64")
        values = values.where(values.abs() != float("inf"))
    else:
        values = text.map(_FLAGS).astype("boolean")
    for row in values.index[values.isna() & ~empty][:5]:
        bad.append(
            f"{path}: line {row + 2}: {text.name}: {text[row]!r} is not {_RULES[kind]}; "
            "correct the cell or leave it empty"
        )
    return values


def load(folder: Path = DATA, *, check: bool = True) -> Dataset:
    """Read every table of ``folder``, check all rules, and return one Dataset.

    Raises UserError listing every violation (file, line, column, value, rule) at once.
    The tables ``NEEDED`` must exist; others may be absent.
    """
    digest = hashlib.sha256()
    for table in TABLES:
        path = folder / f"{table}.csv"
        if path.exists():
            digest.update(table.encode() + path.read_bytes())
    return _read(str(folder), digest.hexdigest()[:16], check)


@kept
def _read(folder: str, digest: str, check: bool) -> Dataset:
    """Read and check tables that ``digest`` tells from others that stood there before."""
    frames: dict[str, pd.DataFrame] = {}
    for table, columns in TABLES.items():
        path = Path(folder, f"{table}.csv")
        known = path.exists() or table in NEEDED
        frames[table] = read_table(path, table) if known else _empty(columns)
    if check:
        from analysis import checks  # pandera takes half a second to import

        checks.check(frames, Path(folder))
    return Dataset(**frames, digest=digest)


def _empty(columns: Mapping[str, Column]) -> pd.DataFrame:
    no_text = pd.Series([], dtype="string", name="empty")
    return pd.DataFrame({n: _typed(no_text, c.kind, Path(), []) for n, c in columns.items()})


@functools.cache
def vintage(name: str) -> Dataset:
    """Return the frozen facts behind one published analysis (``data/vintages/<name>``)."""
    folder = DATA / "vintages" / name
    if not folder.is_dir():
        known = ", ".join(sorted(p.name for p in (DATA / "vintages").iterdir() if p.is_dir()))
        raise UserError(f"{folder}: there is no vintage {name!r}; known: {known}")
    return load(folder)


def write_table(frame: pd.DataFrame, path: Path, table: str) -> None:
    """Write one table as its CSV: the columns in order, sorted, LF, shortest exact numbers."""
    columns = TABLES[table]
    text = pd.DataFrame({name: _as_text(frame[name], c.kind) for name, c in columns.items()})
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_suffix(".part")
    text.sort_values(list(columns)).to_csv(aside, index=False, lineterminator="\n")
    aside.replace(path)


def _as_text(values: pd.Series[Any], kind: str) -> pd.Series[Any]:
    if kind == "date":
        return pd.to_datetime(values).dt.strftime("%Y-%m-%d").fillna("")
    if kind == "flag":
        return values.map({True: "true", False: "false"}).fillna("")
    if kind == "number":
        numbers = pd.to_numeric(values).astype("float64")
        return numbers.map(lambda v: "" if pd.isna(v) else f"{v:{DIGITS}}")
    return values.astype("string").fillna("")
