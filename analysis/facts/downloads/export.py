"""The record that ``benchprice`` carries, written from the tables: ``python -m ... FILE``.

One SQLite file. Which price counts is ``facts/offers``' rule: an offer's rank is kept, so that the
command only takes the lowest that holds on a day. The pages read the same record in memory.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.benchprice.record import carried
from analysis.benchprice.record.names import key, without_host
from analysis.facts import identity, runs, tables, tokens
from analysis.facts.prices import offers, retired
from analysis.facts.prices.corroboration import STANDING
from analysis.facts.tables import Dataset

# REAL: a whole number lies there in the few bytes of an integer, and is a float again when read
TABLES = {
    "meta": "name TEXT PRIMARY KEY, value",
    "models": "model_id TEXT PRIMARY KEY, priced_id, base_id, name, released",
    "aliases": "alias TEXT PRIMARY KEY, model_id",
    "sellers": "spelling TEXT PRIMARY KEY, provider",
    "benchmarks": "benchmark_id TEXT PRIMARY KEY, name, items",
    "offered": "model_id, provider, since, until, input REAL, output REAL, cache_read REAL,"
    " cache_write REAL, rank, tier, own, source, doubts, seen, PRIMARY KEY (model_id, rank)",
    "tiers": "model_id, provider, tier, above, since, input, output, cache_read, cache_write,"
    " cache_write_long, audio_input, audio_output, beside_input, beside_output, url, source, rank",
    "fees": "provider, fee, model_id, since, usd, url, source",
    "ends": "model_id, provider, date",
    "spent": "run_id TEXT PRIMARY KEY, model_id, benchmark_id, date, input REAL, cache_read REAL,"
    " cache_write REAL, output REAL, score REAL, counts",
}
# words that thousands of offers share lie once in ``words``; ``offers`` shows them in their places
SHARED = ("provider", "source", "doubts")
OFFERS = ("model_id", "provider", "from", "until", "input", "output", "cache_read", "cache_write",
          "rank", "tier", "first_party", "source_id", "doubts", "last_seen")  # fmt: skip


def written(data: Dataset, connection: sqlite3.Connection, state: str = "") -> carried.Record:
    """Write the record of ``data`` into an empty database and return it opened."""
    with connection:
        # by name: Python begins one where it reads INSERT, and in Turkish the small I is another
        connection.execute("BEGIN")
        for name, columns in TABLES.items():
            # rows lie in the order of their key, which an index beside them would hold once more
            placed = " WITHOUT ROWID" if "PRIMARY KEY" in columns else ""
            connection.execute(f"CREATE TABLE {name} ({columns}){placed}")
            places = ", ".join("?" * len(connection.execute(f"SELECT * FROM {name}").description))
            rows = _rows(name, data, state)
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", rows)
        _share_words(connection)
    return carried.Record(connection)


def _share_words(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TABLE words (number INTEGER PRIMARY KEY, word TEXT UNIQUE)")
    shown = [row[1] for row in connection.execute("PRAGMA table_info(offered)")]
    for name in SHARED:
        connection.execute(f"INSERT OR IGNORE INTO words (word) SELECT {name} FROM offered")
        number = f"(SELECT number FROM words WHERE word = {name})"
        connection.execute(f"UPDATE offered SET {name} = {number}")
        shown[shown.index(name)] = f"(SELECT word FROM words WHERE number = {name}) AS {name}"
    connection.execute(f"CREATE VIEW offers AS SELECT {', '.join(shown)} FROM offered")


def opened(data: Dataset) -> carried.Record:
    """Return the record of ``data`` in memory, as the command has it on disk."""
    return written(data, sqlite3.connect(":memory:"))


def write(data: Dataset, path: Path, state: str = "") -> None:
    """Write the record of ``data`` to a file: made aside, then moved into place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.part")
    aside.unlink(missing_ok=True)
    try:
        connection = sqlite3.connect(aside)
        written(data, connection, state)
        connection.execute("VACUUM")
        connection.close()
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)


def _rows(name: str, data: Dataset, state: str) -> Iterable[tuple[Any, ...]]:
    if name == "meta":
        return _meta(data, state).items()
    if name == "aliases":
        shared = data.aliases[data.aliases["source_id"] == identity.EVERY_SOURCE]
        pairs = shared[["alias", "model_id"]].itertuples(index=False)
        return {key(without_host(alias)): model for alias, model in pairs}.items()
    if name == "sellers":
        return _spellings(data.providers).items()
    frames = {"models": _models, "benchmarks": _benchmarks, "offered": _offers, "spent": _spent,
              "tiers": _tiers, "fees": _fees, "ends": _ends}  # fmt: skip
    frame = frames[name](data)
    for column in frame.columns[frame.dtypes == "datetime64[us]"]:
        frame[column] = frame[column].dt.strftime("%Y-%m-%d").fillna("")
    plain = frame.astype("object")
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))


def _meta(data: Dataset, state: str) -> dict[str, Any]:
    spent = tokens.tokens_per_pass(data.runs)
    return {
        "format": carried.FORMAT,
        "date": f"{data.prices['last_seen'].max():%Y-%m-%d}",
        "digest": data.digest,
        "repeat_sd": tokens.repeat_sd(spent),
        "state": state,
    }


def _spellings(providers: pd.DataFrame) -> dict[str, str]:
    """Return the seller of every spelling; a seller's own name is never another's spelling."""
    found = {}
    for provider, variants in providers[["provider", "variants"]].itertuples(index=False):
        for spelling in "" if pd.isna(variants) else str(variants).split():
            found[spelling.lower()] = str(provider)
    return found | {str(p).lower(): str(p) for p in providers["provider"]}


def _models(data: Dataset) -> pd.DataFrame:
    rows = data.models[["model_id"]].copy()
    rows["priced_id"] = rows["model_id"].map(offers.priced_as(data))
    rows["base_id"] = data.models["base_model_id"].fillna(data.models["model_id"])
    rows["name"] = data.models["name"].fillna(data.models["model_id"])
    rows["released"] = data.models["release_date"]
    return rows


def _benchmarks(data: Dataset) -> pd.DataFrame:
    return data.benchmarks[["benchmark_id", "name", "items"]].copy()


def _offers(data: Dataset) -> pd.DataFrame:
    rows = offers.lasting(data)[list(OFFERS)].copy()
    rows["first_party"] = rows["first_party"].astype("int64")
    rows["doubts"] = rows["doubts"].fillna("")
    return rows


def _tiers(data: Dataset) -> pd.DataFrame:
    rows = data.tiers.drop(columns="last_seen")
    rows["url"] = rows["url"].fillna("")
    standing = {source: one.rank for source, one in STANDING.items()}
    return rows.assign(rank=rows["source_id"].map(standing))


def _fees(data: Dataset) -> pd.DataFrame:
    rows = data.fees.drop(columns="last_seen")
    return rows.fillna({"url": "", "model_id": ""})


def _ends(data: Dataset) -> pd.DataFrame:
    end = retired.ends(data.prices, data.retirements)
    facts = data.models[["model_id", "creator"]]
    made = end.merge(facts, on="model_id").merge(offers.makers(data.providers))
    return made[["model_id", "provider", "end"]]


def _spent(data: Dataset) -> pd.DataFrame:
    rows = tokens.tokens_per_pass(data.runs).drop(columns="scaffold")
    rows = rows[rows["model_id"].isin(data.models["model_id"])]
    counted = data.runs[data.runs["run_id"].isin(rows["run_id"])]
    first = runs.preferred(runs.of_one_pass(counted))
    rows = rows.join(data.runs.set_index("run_id")["score"], on="run_id")
    return rows.assign(counts=rows["run_id"].isin(first))


def keep(path: Path, *, check: bool = True) -> None:
    """Write the record of this checkout's tables to a file, unless it holds that already."""
    state = carried.state(tables.ROOT)
    if state != carried.state_of(path):
        write(tables.load(check=check), path, state)


def main(arguments: list[str]) -> int:
    """Write the record of this checkout's tables to the file named; return an exit code."""
    try:
        keep(Path(arguments[0]), check=False)
    except (UserError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
