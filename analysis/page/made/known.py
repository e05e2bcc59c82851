"""What the pages of benchmarks and models are made from: offers, runs, today's ways to a score.

Rows are dictionaries, unknown values None: a thousand pages that each ask a table are slow.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import format as fmt
from analysis import heard
from analysis.facts import tables, ways
from analysis.facts.costs import of_one_task
from analysis.facts.prices import offers, sellers
from analysis.facts.tables import Dataset
from analysis.page import names
from analysis.page.made import parts
from analysis.page.names import Names

Row = dict[str, Any]
Rows = Sequence[Row]
OLD = pd.Timedelta(days=45)  # an offer that no list has shown for longer is said to be doubtful
DOUBTS = {
    "one-list": "one list alone",
    ways.STATED: "stated by the evaluator, not an offer",
    "uncorroborated": "nothing corroborates it",
    offers.NO_SELLER: "a gateway's or a list's figure, no seller's",
    "contradicted": "those who pass it on ask another price",
    "disputed": "two other lists agree on another price",
    offers.OUTDATED: "a list read since has another price",
    offers.AHEAD: "announced beforehand, not seen yet",
}


@dataclass(frozen=True)
class Shared:
    """What every page may tell of: names, ``day``, the newest of the price lists, sources by id."""

    names: Names
    day: pd.Timestamp
    sources: Mapping[str, Row]

    def model(self, model_id: str, up: str) -> Markup | str:
        """Return a model's name, linked to its page; ``up`` leads to the site's root."""
        name = self.names.models[model_id]
        page = self.names.model_page(model_id)
        return parts.link(f"{up}/{page}", name) if page else name

    def benchmark(self, benchmark_id: str, up: str) -> Markup:
        """Return a benchmark's name, linked to its page."""
        page = self.names.benchmark_page(benchmark_id)
        return parts.link(f"{up}/{page}", self.names.benchmarks[benchmark_id])


@dataclass(frozen=True)
class Known(Shared):
    """The facts, and what holds on ``day``.

    ``ways``: ``ways.ways``, by benchmark. ``now``: those open on the day, by benchmark and
    cheapest first, with ``seen`` (when a list last showed the price), ``said`` (doubts in words),
    ``best`` (nothing undercuts it), and ``rival_id``, ``rival_price`` of the cheapest way at its
    score or above. ``offers``: ``offers.offers`` by model and rank, with ``said``. ``ahead``: those
    that their seller has said will follow, by model and rank. ``runs``: those
    that may be passed on, the best first, with their ``way`` of today or None, and then ``why``.
    """

    data: Dataset
    ways: Mapping[str, pd.DataFrame]
    now: Mapping[str, Rows]
    offers: Mapping[str, Rows]
    ahead: Mapping[str, Rows]
    runs: Rows


@functools.cache
def facts() -> Dataset:
    """Return today's facts, beside which what is gathered of them is held."""
    return tables.load()


def living() -> Known:
    """Return what the pages need of today's record."""
    return of(facts())


@heard.once
def of(data: Dataset) -> Known:
    """Gather what the pages need."""
    day = ways.newest_day(data)
    every, known = ways.ways(data), offers.offers(data)
    now = _today(every, known, day)
    known["said"] = said(known["doubts"], known["last_seen"], day)
    # their order tells it; the numbers count offers too that no page shows
    sold = known.drop(columns=["rank", "market"])
    return Known(
        names.of(data),
        day,
        {row["source_id"]: row for row in records(data.sources)},
        data,
        # numbered anew: a row more of one benchmark must not make the pages of all after it anew
        {str(name): rows.reset_index(drop=True) for name, rows in every.groupby("benchmark_id")},
        grouped(records(now), "benchmark_id"),
        grouped(records(sold), "model_id"),
        grouped(records(offers.said_ahead(data)), "model_id"),
        _runs(data, records(now)),
    )


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a table's rows, what is unknown as None."""
    plain = frame.astype(object).where(frame.notna(), None)
    names = [str(name) for name in frame]
    columns = (plain[name].tolist() for name in names)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def grouped(rows: Rows, column: str) -> dict[str, list[Row]]:
    """Return rows by the value of a column, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def _runs(data: Dataset, now: Rows) -> list[Row]:
    closed = data.sources.loc[~data.sources["redistributable"].astype(bool), "source_id"]
    taken = data.runs[~data.runs["source_id"].isin(closed)]
    taken = taken.sort_values(["score", "run_id"], ascending=[False, True])
    ways = {way["run_id"]: way for way in now}
    counted = {(way["model_id"], way["benchmark_id"]) for way in now}
    of_a_task = set(taken.loc[of_one_task(taken, data.benchmarks), "run_id"])
    return [
        run | {"way": ways.get(run["run_id"]), "why": _why(run, counted, of_a_task)}
        for run in records(taken)
    ]


def _why(run: Row, counted: set[tuple[str, str]], of_a_task: set[str]) -> str:
    """Say why a run has no price of its own today; ``of_a_task``: those with a task's cost."""
    if run["run_id"] in of_a_task:
        return f"{fmt.usd(run['reported_cost'])} stated, not known to be of a whole pass"
    if run["output_tokens"] is None and run["reported_cost"] is None:
        return "no token counts"
    if (run["model_id"], run["benchmark_id"]) in counted:
        return "another run of it counts"
    return "no price today"


def _today(every: pd.DataFrame, known: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    now = ways.on(every, day)
    held = offers.on(known, day).drop_duplicates(["model_id", "provider"])
    now["provider"] = _sellers(now, held)
    seen = held.set_index(["model_id", "provider"])["last_seen"].to_dict()
    pairs = (zip(now[name], now["provider"], strict=True) for name in ("model_id", "base_model_id"))
    own, base = (pd.Series([seen.get(pair) for pair in each]) for each in pairs)
    now["seen"] = pd.to_datetime(own.fillna(base))
    now["said"] = said(now["doubts"], now["seen"], day)
    return _with_rivals(now)


def _sellers(now: pd.DataFrame, held: pd.DataFrame) -> pd.Series[Any]:
    """Return who sells each way today: another, at the same price, where who began it stopped.

    A run's price goes on as one span when its seller stops and the next one asks as much.
    ``held``: the offers of the day, as of ``offers.on``; a way that has none keeps its seller.
    """
    by = ["input", "output"]
    first = held[held["corroborated"]].sort_values("rank").drop_duplicates(["model_id", *by])
    next_at = first.set_index(["model_id", *by])["provider"].to_dict()
    selling = set(zip(held["model_id"], held["provider"], strict=True))
    columns = ("model_id", "base_model_id", "provider", *by)
    told = []
    for model, base, provider, *price in zip(*(now[c] for c in columns), strict=True):
        if not {(model, provider), (base, provider)} & selling:
            provider = next_at.get((model, *price)) or next_at.get((base, *price)) or provider
        told.append(provider)
    return pd.Series(told, index=now.index, dtype=now["provider"].dtype)


def _with_rivals(now: pd.DataFrame) -> pd.DataFrame:
    """Add who is cheapest at each way's score or above."""
    rows = now.sort_values(["benchmark_id", "score", "price"], ascending=[True, False, True])
    lowest = rows.groupby("benchmark_id")["price"].cummin()
    before = lowest.groupby(rows["benchmark_id"]).shift()
    rows["best"] = ~(rows["price"] >= before)
    for name, column in {"rival_id": "model_id", "rival_price": "price"}.items():
        rows[name] = rows[column].where(rows["best"]).groupby(rows["benchmark_id"]).ffill()
    return rows.sort_index()


def said(doubts: pd.Series[str], seen: pd.Series[pd.Timestamp], day: pd.Timestamp) -> list[str]:
    """Return each row's doubts in words, with the last sighting where that is ``OLD`` on a day."""
    return [
        "; ".join(
            [DOUBTS.get(code, code) for code in str(codes).split() if code != offers.UNSEEN]
            + ([f"not seen since {last:%Y-%m-%d}"] if pd.notna(last) and day - last > OLD else [])
        )
        for codes, last in zip(doubts.fillna(""), seen, strict=True)
    ]


def seller(provider: str | None) -> str | None:
    """Return a seller's name; None where a cost is nobody's offer."""
    return sellers.name(provider) if provider else None


def date(day: pd.Timestamp | None) -> str | None:
    """Return a day as ISO writes it, None where it is unknown."""
    return f"{day:%Y-%m-%d}" if day is not None else None
