"""What the guide's pages show: the calculator, the checker, the planning table, worked examples.

Calculator and checker are forms whose facts stand in the page; ``report/theme/guide.js`` works
them without a server. Under a reader without scripts the forms stay hidden and the words say so.
"""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date as day
from typing import Any

import pandas as pd

from analysis import format as fmt
from analysis.benchprice.commands import planning
from analysis.benchprice.record import rates
from analysis.benchprice.record.carried import Record, Spent
from analysis.benchprice.record.known import Priced
from analysis.benchprice.statements import forms, levels, validity
from analysis.page.pieces import safe
from analysis.page.pieces.block import Block

DIGITS = 4  # significant digits of the token counts that a page carries


def facts(record: Record, benchmarks: pd.DataFrame, date: str) -> dict[str, Any]:
    """Return what the calculator needs: each benchmark's runs by model, and rates on ``date``.

    ``benchmarks`` is the table of that name. Only models with a price that holds on ``date``
    (YYYY-MM-DD) have rates; all runs of the last year and a half serve, and older ones of a
    benchmark that has no newer.
    """
    spent = record.spent()
    since = (day.fromisoformat(date) - planning.RECENT).isoformat()
    recent = [run for run in spent if not run.date or run.date >= since]
    lively = {run.benchmark_id for run in recent}
    kept = recent + [run for run in spent if run.benchmark_id not in lively]
    kept.sort(key=lambda run: (run.benchmark_id, run.model_id))
    base = {run.model_id: record.models[run.model_id].priced_id for run in kept}
    charged = {}
    for model, priced in base.items():
        held = next((o for o in record.offers(priced) if o.holds(date)), None)
        if held is not None:
            charged[model] = _brief(rates.recorded(held, model))
    names = benchmarks.set_index("benchmark_id")["name"]
    models = {m: i for i, m in enumerate(base)}
    places = {b: i for i, b in enumerate(dict.fromkeys(run.benchmark_id for run in kept))}
    return {
        "sd": record.repeat_sd,
        "benchmarks": [{"id": b, "name": names[b]} for b in places],
        "models": [[m, base[m]] for m in models],
        "rates": charged,
        "runs": [  # by position, to be light
            [places[run.benchmark_id], models[run.model_id], *_counts(run)] for run in kept
        ],
    }


def _brief(rate: rates.Rate) -> dict[str, Any]:
    kept = ("input", "output", "cache_read", "cache_write", "provider", "date", "source")
    return {key: value for key, value in asdict(rate).items() if key in kept}


def _counts(row: Spent) -> list[int]:
    """Return input, cache reads, cache writes and output, to ``DIGITS`` digits."""
    kinds = (row.input, row.cache_read, row.cache_write, row.output)
    return [int(fmt.shortened(kind, DIGITS)) for kind in kinds]


def calculator(found: dict[str, Any]) -> Block:
    """Return the calculator and planner over ``facts``."""
    options = "".join(
        f'<option value="{html.escape(b["id"])}">{html.escape(b["name"])}</option>'
        for b in found["benchmarks"]
    )
    models = "".join(f'<option value="{html.escape(m)}">' for m in found["rates"])
    tiers = "".join(f'<option value="{t}">{t}</option>' for t in rates.TIERS)

    def number(name: str, label: str, default: str = "", step: str = "any") -> str:
        return (
            f'<label>{label}<input name="{name}" type="number" min="0" step="{step}"'
            f' inputmode="decimal" value="{default}" data-default="{default}"></label>'
        )

    return Block(
        '<div class="bp-guide bp-guide-plan">'
        + safe.embedded_json(found)
        + "<noscript><p>The calculator needs scripts; the table below does not.</p></noscript>"
        + '<form hidden><label>Benchmark<select name="benchmark">'
        + options
        + '</select></label><label class="bp-guide-wide">Model, with its effort or budget'
        + '<input name="model" list="bp-guide-models" autocomplete="off"></label>'
        + f'<datalist id="bp-guide-models">{models}</datalist>'
        + number("passes", "Passes", "1", "1")
        + f'<label>Tier<select name="tier" data-default="standard">{tiers}</select></label>'
        + number("cache", "Input read from a cache, % (empty: as recorded)")
        + number("input", "Own rate, input, USD per million tokens")
        + number("output", "Own rate, output")
        + number("cache_read", "Own rate, cache reads")
        + '</form><output aria-live="polite"></output>'
        + '<button type="button" class="bp-guide-copy">Copy the address of this plan</button></div>'
    )


def checker(example: dict[str, Any]) -> Block:
    """Return the statement checker, with ``example`` to try it on."""
    what = {"schema": validity.schema(), "items": [asdict(i) for i in levels.items()]}
    return Block(
        '<div class="bp-guide bp-guide-check">'
        + safe.embedded_json(what)
        + "<noscript><p>The checker needs scripts; <code>benchprice check</code> does not.</p>"
        + '</noscript><div class="bp-guide-form" hidden>'
        + "<label>A price statement in JSON: paste it, or drop a file here"
        + '<textarea spellcheck="false"></textarea></label>'
        + '<label>Or choose a file<input type="file" accept="application/json,.json"></label>'
        + '<button type="button">Try an example</button>'
        + f"<template>{html.escape(json.dumps(example, indent=1))}</template></div>"
        + '<output aria-live="polite"></output></div>'
    )


def card(statement: dict[str, Any]) -> Block:
    """Return the HTML card of a statement."""
    return Block(forms.render(statement, "html"))


def what_to_report(level: str) -> pd.DataFrame:
    """Return the items of one level with reason, example and the mistake each prevents."""
    rows = [asdict(item) for item in levels.items() if item.level == level]
    return pd.DataFrame(rows)[["label", "reason", "example", "mistake", "remedy"]]


def of_recent_models(record: Record, runs: Sequence[Priced]) -> list[Priced]:
    """Return the runs of models that came out in the record's last year and a half."""
    since = (day.fromisoformat(record.date) - planning.RECENT).isoformat()
    return [run for run in runs if record.models[run.model_id].released >= since]


def planning_table(runs: Sequence[Priced], benchmarks: pd.DataFrame) -> pd.DataFrame:
    """Return what one pass of each benchmark costs, USD, a row a benchmark, dearest first.

    ``runs`` are ``known.priced_on`` a day (of recent models); ``benchmarks`` the table of that
    name. Columns: benchmark_id, benchmark, domain, runs, cheapest, low (10 %), median,
    high (90 %), dearest, best (the best-scoring model), best_score, best_price.
    """
    priced = pd.DataFrame([asdict(run) for run in runs]).astype({"score": "float64"})
    spread = priced.groupby("benchmark_id")["price"].describe(percentiles=[0.1, 0.5, 0.9])
    best = priced.sort_values(["score", "price"], ascending=[False, True])
    best = best.drop_duplicates("benchmark_id").set_index("benchmark_id")
    named = benchmarks.set_index("benchmark_id")
    found = pd.DataFrame(
        {
            "benchmark": named["name"].reindex(spread.index),
            "domain": named["domain"].reindex(spread.index),
            "runs": spread["count"].astype(int),
            "cheapest": spread["min"],
            "low": spread["10%"],
            "median": spread["50%"],
            "high": spread["90%"],
            "dearest": spread["max"],
            "best": best["model_id"],
            "best_score": best["score"],
            "best_price": best["price"],
        }
    )
    return found.sort_values("median", ascending=False).reset_index()
