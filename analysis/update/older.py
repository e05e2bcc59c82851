"""A source that answers with last year's file, or with a part of one: named, and not taken.

What a source said last is kept as it is stored; another of the sources in one importer's files is
taken all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.facts.prices.corroboration import STANDING
from analysis.sources.intake import Facts

AGO = pd.Timedelta(days=30)  # a corrected board may lose its newest run, not its last month
PART = 0.5  # of the offers on a list's last reading: with fewer it is another list, or a part
# the columns that say when a table's rows were read, and how far back a source may go
READ: Mapping[str, tuple[tuple[str, ...], pd.Timedelta]] = {
    "prices": (("seen", "last_seen"), pd.Timedelta(0)),
    "tiers": (("last_seen",), pd.Timedelta(0)),
    "fees": (("last_seen",), pd.Timedelta(0)),
    "retirements": (("seen",), pd.Timedelta(0)),
    "runs": (("date",), AGO),
}
REMEDY = "take a newer file, or remove its rows from data/ to begin anew"


def refused(
    facts: Facts, stored: Mapping[str, pd.DataFrame], by_hand: frozenset[str]
) -> tuple[Facts, dict[str, str]]:
    """Return the facts without sources that went back in time, and why, by source id.

    ``stored``: the tables so far. A source in ``by_hand`` may go back: somebody corrected it.
    """
    why: dict[str, str] = {}
    for table, (columns, ago) in READ.items():
        if table not in facts.tables or table not in stored or stored[table].empty:
            continue
        known = dict(list(stored[table].groupby("source_id")))
        for source, rows in facts.tables[table].groupby("source_id"):
            if source in known and source not in by_hand and source not in why:
                said = _older(rows, known[source], columns, ago)
                said = said or (_part(rows, known[source]) if _whole(table, source) else "")
                why |= {str(source): f"{said}; {REMEDY}"} if said else {}
    return (_without(facts, frozenset(why)) if why else facts), why


def _whole(table: str, source: object) -> bool:
    return table == "prices" and str(source) in STANDING and bool(STANDING[str(source)].whole)


def _older(
    rows: pd.DataFrame, known: pd.DataFrame, columns: tuple[str, ...], ago: pd.Timedelta
) -> str:
    """Say by how much the newest day of the rows lies before what was read already."""
    now, then = _newest(rows, columns), _newest(known, columns)
    if pd.isna(now) or pd.isna(then) or then - now <= ago:
        return ""
    days = (then - now).days
    return f"its newest day is {now:%Y-%m-%d}, {days} days before {then:%Y-%m-%d}, read already"


def _newest(rows: pd.DataFrame, columns: tuple[str, ...]) -> pd.Timestamp:
    days: pd.Timestamp = pd.concat([pd.to_datetime(rows[column]) for column in columns]).max()
    return days


def _part(rows: pd.DataFrame, known: pd.DataFrame) -> str:
    """Say how few offers the newest reading has beside the last one that is stored."""
    (day, now), (last, then) = _reading(rows), _reading(known)
    if now >= PART * then:
        return ""
    return f"its reading of {day:%Y-%m-%d} has {now} offers, that of {last:%Y-%m-%d} had {then}"


def _reading(rows: pd.DataFrame) -> tuple[pd.Timestamp, int]:
    """Return the day of the newest reading, and how many offers it shows."""
    seen = pd.to_datetime(rows["last_seen"])
    return seen.max(), len(rows.loc[seen == seen.max(), ["model_id", "provider"]].drop_duplicates())


def _without(facts: Facts, gone: frozenset[str]) -> Facts:
    """Return facts without the rows of some sources, of which a table may be left with none."""
    tables = {name: frame[~frame["source_id"].isin(gone)] for name, frame in facts.tables.items()}
    rejects = facts.rejects[~facts.rejects["source_id"].isin(gone)]
    return replace(facts, tables=tables, rejects=rejects)
