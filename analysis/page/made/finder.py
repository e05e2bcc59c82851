"""What a score costs: the facts that the page's script asks, and tables for readers without one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis import format as fmt
from analysis.facts.prices.silent import FAR
from analysis.facts.tables import Dataset
from analysis.findings.price_of_a_score.rows import STORY
from analysis.kept import kept
from analysis.page.made import files, parts, reaching
from analysis.page.made.known import Known, Row, Rows, Shared, date, grouped, of, records, seller
from analysis.page.pieces.block import Block

DIGITS = 5  # significant digits of a price
FOLDER = "/report/benchmarks"
HEADS = (
    ("Score at least", False),
    ("Price of a pass today", True),
    ("Model", False),
    ("Seller", False),
    ("Seen", False),
    ("Doubts", False),
)


def facts(known: Known) -> Iterator[tuple[str, str]]:
    """Yield a file (name, JSON) for each benchmark that has ways to a score."""
    for key, found in known.ways.items():
        yield file(known, key, found, known.now.get(key, ()))


def file(known: Shared, key: str, found: pd.DataFrame, now: Rows) -> tuple[str, str]:
    """Return the file of one benchmark: every way to its scores, by position to be light."""
    return f"{key}.json", files.as_json(_facts(known, key, found, now), light=True)


def _facts(known: Shared, key: str, found: pd.DataFrame, open_now: Rows) -> dict[str, Any]:
    """Return the ways of one benchmark.

    ``ways``: model and seller (positions in their lists; -1 where nobody sells), score, price,
    from, until (null: still on offer), and for those on offer when it was seen and the doubts.
    """
    now = {way["run_id"]: way for way in open_now}
    rows = records(found)
    models = {row["model_id"]: n for n, row in enumerate({r["model_id"]: r for r in rows}.values())}
    named = [name for name in dict.fromkeys(row["provider"] for row in rows) if name]
    at = {name: n for n, name in enumerate(named)}
    told = []
    for row in rows:
        open_ = row["ended"] == FAR or row["ended"] > known.day
        way = now.get(row["run_id"]) if open_ and row["date"] <= known.day else None
        told.append(
            [
                models[row["model_id"]],
                at.get(row["provider"], -1),
                fmt.shortened(row["score"], DIGITS),
                fmt.shortened(row["price"], DIGITS),
                date(row["date"]),
                None if open_ else date(row["ended"]),
                *([date(way["seen"]), way["said"]] if way else []),
            ]
        )
    weights = {row["model_id"]: row["weights"] for row in rows}
    return {
        "benchmark": key,
        "name": known.names.benchmarks[key],
        "day": date(known.day),
        "models": [
            [known.names.models[m], known.names.model_page(m), weights[m] == "open"] for m in models
        ],
        "sellers": [seller(name) for name in at],
        "ways": told,
    }


def chooser(data: Dataset) -> Block:
    """Return the form that asks the script; hidden where there is none."""
    return Block(_chooser(data))


@kept
def _chooser(data: Dataset) -> str:
    first, level = STORY  # what the page shows to begin with
    options = Markup("").join(
        Markup('<optgroup label="{}">{}</optgroup>').format(
            domain.capitalize(), Markup("").join(_option(row, first) for row in some)
        )
        for domain, some in grouped(_priced(of(data)), "domain").items()
    )
    return str(
        Markup(
            '<div class="bp-ways" data-folder="{}" hidden><form>'
            '<label>Benchmark<select name="benchmark">{}</select></label>'
            '<label>Score of at least, %<input name="score" type="number" min="0" max="100" '
            'step="any" inputmode="decimal" value="{}"></label>'
            '<label>Models<select name="weights"><option value="">all</option>'
            '<option value="open">open weights only</option></select></label>'
            '<label>Offers<select name="doubts"><option value="">all</option>'
            '<option value="none">without doubts only</option></select></label>'
            '</form><output aria-live="polite"></output></div>'
        ).format(FOLDER, options, round(100 * level))
    )


def _option(row: Row, first: str) -> Markup:
    chosen = Markup(" selected") if row["benchmark_id"] == first else Markup("")
    return Markup('<option value="{}"{}>{}</option>').format(
        row["benchmark_id"], chosen, row["name"]
    )


def _priced(known: Known) -> list[Row]:
    rows = [r for r in records(known.data.benchmarks) if r["benchmark_id"] in known.now]
    return sorted(rows, key=lambda row: str(row["name"]).casefold())


def tables(data: Dataset) -> Block:
    """Return what each benchmark's scores cost today, a fold a benchmark, for every reader."""
    return Block(_tables(data))


@kept
def _tables(data: Dataset) -> str:
    known = of(data)
    folds = Markup("").join(_fold(known, row) for row in _priced(known))
    return str(
        Markup(
            '<div class="bp-index" data-pagefind-ignore><p class="bp-filter" hidden><label>Find a '
            'benchmark or a model <input type="search" autocomplete="off"></label> '
            '<span role="status"></span></p>{}</div>'
        ).format(folds)
    )


def _fold(known: Known, row: Row) -> Markup:
    key = row["benchmark_id"]
    told = [
        (score, way)
        for score in reversed(reaching.scores(known.ways[key]["score"]))
        for way in [reaching.cheapest(known.now[key], score)]
        if way is not None
    ]
    table = parts.table(
        HEADS, [_line(known, score, way) for score, way in told], f"{row['name']}, {known.day:%F}"
    )
    said = f"{fmt.percent(told[0][0])} or more: {fmt.usd(told[0][1]['price'])}" if told else ""
    return Markup('<details id="{}"><summary>{} <small>{}</small></summary>{}</details>').format(
        key, row["name"], said, table
    )


def _line(known: Known, score: float, way: Row) -> list[parts.Cell]:
    return [
        fmt.percent(score),
        fmt.usd(way["price"]),
        known.model(way["model_id"], ""),
        seller(way["provider"]),
        date(way["seen"]),
        way["said"],
    ]
