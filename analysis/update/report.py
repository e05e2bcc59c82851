"""What an update changes: rows by table and source, cited numbers, names that stay unmatched."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts import freshness, identity, schema, sightings, tables
from analysis.register import chapters, cited, compare
from analysis.register.chapters import as_json
from analysis.register.compare import Edition

Numbers = Mapping[str, Mapping[str, Any]]
NEW = "new"
SHOWN = 25  # numbers and names printed; the count of the rest follows


def report(
    old: Path, new: Path, data: tables.Dataset, failed: Mapping[str, str], day: pd.Timestamp
) -> bool:
    """Print what ``new`` changes against ``old``; return whether any table differs.

    A list that was read again and says the same is no news; when it was seen is told apart.
    ``data``: the tables of ``new``, as loaded. The last line counts what is new, names the price
    lists silent on ``day``, and says how many prices will be stale for want of a sighting though
    nobody stopped selling.
    """
    for name, why in failed.items():
        print(f"FAILED {name}: {why}; its last good facts stay")
    news = table_changes(old, new, schema.TABLES)
    seen = table_changes(old, new, (sightings.NAME,))
    fading = freshness.fading(data, day)
    if news.empty and seen.empty:
        print("nothing changed")
    else:
        print("no news" if news.empty else news.to_string(index=False))
        for source, rows in zip(seen["source"], seen["rows new"], strict=True):
            print(f"seen again: {rows:,} rows of {source}")
        _follows(old, new, data, fading)
    print(summary(old, new, data, fading, day))
    return not (news.empty and seen.empty)


def _follows(old: Path, new: Path, data: tables.Dataset, fading: pd.Series[Any]) -> None:
    """Print what follows from a change: names without a price, prices to be stale, numbers."""
    before, why = _earlier(old)
    unmatched = marked(proposals(data), before)
    fresh = (unmatched["new"] == NEW).sum()
    print(
        f"{len(unmatched)} evaluated models have no price of their own, {fresh} of them new", end=""
    )
    print("; best guesses, never applied:" if len(unmatched) else "")
    if len(unmatched):
        print(unmatched.head(SHOWN).to_string(index=False, header=False, na_rep="-"))
    for source, count in fading.items():
        print(
            f"stale: {count} offers in {source} are doubted within {freshness.SOON.days} days"
            " unless seen"
        )
    if before is None:
        print(f"cited numbers: no earlier facts to compare with ({why})")
        return
    then, now = _living(before, old), _living(data, new)
    print(*moved(then, now, data.benchmarks), sep="\n")


def _earlier(old: Path) -> tuple[tables.Dataset | None, str]:
    """Return the facts before the update, or why there are none."""
    try:
        return tables.load(old, check=False), ""
    except UserError as error:
        return None, str(error).splitlines()[0]


KEYS = {
    "prices": ["model_id", "provider", "date", "source_id"],
    "models": ["model_id"],
    "runs": ["run_id"],
}


def summary(
    old: Path, new: Path, data: tables.Dataset, fading: pd.Series[Any], day: pd.Timestamp
) -> str:
    """Return one line: how many prices, models and runs are new, and which lists are silent.

    ``data``: the tables of ``new``; ``fading``: the prices that go stale soon, counted by list.
    """
    prices, models, runs = (f"{_new(old, new, table, keys):,}" for table, keys in KEYS.items())
    found = freshness.lists(data, day)
    silent = found[found["silent"].notna()].sort_values("silent")
    pairs = zip(silent["source_id"], silent["silent"], strict=True)
    named = ", ".join(f"{name} ({days} days)" for name, days in pairs) or "none"
    counted = f"{prices} new prices, {models} models, {runs} runs"
    return f"{counted}; silent: {named}; {fading.sum():,} prices go stale soon"


def _new(old: Path, new: Path, table: str, keys: list[str]) -> int:
    """Count the rows of a table whose key the old one does not have."""
    paths = [folder / f"{table}.csv" for folder in (old, new)]
    before, after = (
        pd.read_csv(path, dtype="string", keep_default_na=False)[keys].drop_duplicates()
        if path.exists()
        else pd.DataFrame(columns=keys, dtype="string")
        for path in paths
    )
    return int((after.merge(before, how="left", indicator=True)["_merge"] == "left_only").sum())


def table_changes(old: Path, new: Path, names: Collection[str]) -> pd.DataFrame:
    """Count rows added, removed and changed (same key, other cells) by table and source."""
    rows = []
    for table in names:
        before, after = (_rows(folder / f"{table}.csv") for folder in (old, new))
        for source in sorted(set(before) | set(after)):
            was, now = before.get(source, set()), after.get(source, set())
            if was != now:
                rows.append((table, source, len(now - was), len(was - now), len(now)))
    return pd.DataFrame(rows, columns=["table", "source", "rows new", "rows gone", "rows now"])


def _rows(path: Path) -> dict[str, set[str]]:
    """Return the lines of a table by source; a changed row is one gone and one new."""
    if not path.exists():
        return {}
    frame = pd.read_csv(path, dtype="string", keep_default_na=False)
    lines = frame.agg("\x1f".join, axis=1)
    return {str(s): set(g) for s, g in lines.groupby(frame["source_id"])}


def proposals(dataset: tables.Dataset) -> pd.DataFrame:
    """Return base models with runs but without prices, with the best guess and its evidence."""
    models = dataset.models
    bases = models["base_model_id"].fillna(models["model_id"]).set_axis(models["model_id"])
    evaluated = set(dataset.runs["model_id"].map(bases).dropna())
    priced = set(dataset.prices["model_id"])
    guesses = identity.propose(evaluated - priced, priced)
    names = pd.DataFrame({"name": sorted(evaluated - priced)}, dtype=guesses["name"].dtype)
    return names.merge(guesses, on="name", how="left").sort_values(
        "overlap", ascending=False, ignore_index=True
    )


def marked(unmatched: pd.DataFrame, before: tables.Dataset | None) -> pd.DataFrame:
    """Return the names without a price with a column ``new``, those that are new here first.

    ``before``: the facts before the update; where there are none, all are new.
    """
    known = set() if before is None else set(proposals(before)["name"])
    fresh = ~unmatched["name"].isin(known)
    rows = unmatched.assign(new=fresh.map({True: NEW, False: ""}))
    return rows.sort_values("new", ascending=False, kind="stable", ignore_index=True)


def moved(then: Numbers, now: Numbers, benchmarks: pd.DataFrame) -> list[str]:
    """Say which cited numbers move: headlines first, then the largest moves.

    ``then``, ``now``: the fields of each number, as ``chapters.as_json`` gives them.
    """
    nothing = pd.DataFrame(columns=["version", "key", "why", "reason"])
    headlines = cited.headlines(tables.ROOT, benchmarks)
    was, found = Edition("", "", then, {}), Edition("", "", now, {})
    table = compare.ranked(compare.compare(was, found, nothing, headlines))
    rows = table.head(SHOWN).to_dict("records")
    lines = [f"  {row['key']}: {compare.told(row)}" for row in rows]
    rest = [f"  and {len(table) - SHOWN} more"] if len(table) > SHOWN else []
    counted = "1 cited number moves" if len(table) == 1 else f"{len(table)} cited numbers move"
    return [counted, *lines, *rest]


def _living(data: tables.Dataset, folder: Path) -> Numbers:
    """Return the numbers of the living facts in ``folder``; those on a vintage stand for ever."""
    return as_json(chapters.on_living(data, folder))
