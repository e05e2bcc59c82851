"""Rows for the page *The price of the best*."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis import format as fmt
from analysis.facts.observations import Samples
from analysis.facts.titles import short
from analysis.findings.price_of_a_score.rows import named, stacked, with_tooltips
from analysis.findings.price_of_the_best import success
from analysis.findings.rows import estimates
from analysis.methods import frontier
from analysis.methods import rises as rising
from analysis.number import Register

STEPS = rising.FEWEST  # record scores a benchmark needs to be drawn
RISES = {"price": "Price of the run", "tokens": "Tokens", "price-per-token": "Price of a token"}


def drivers(facts: Samples) -> pd.DataFrame:
    """Return the record-holders' price, tokens and price per token, where tokens are known."""
    parts = []
    for benchmark in facts.headlines:
        steps = success.best_steps(facts.tables[benchmark]).dropna(subset=["tokens"])
        if len(steps) >= STEPS:
            name = facts.benchmarks["name"].to_dict()[benchmark]
            parts.append(steps.assign(benchmark=name))
    columns = ["benchmark", "date", "model", "score", "price", "tokens", "price_per_token"]
    return pd.concat(parts, ignore_index=True)[columns]


def priced(facts: Samples) -> list[str]:
    """Return the headlines that are priced by tokens, not by costs that an evaluator states."""
    return [benchmark for benchmark in facts.headlines if benchmark in facts.every]


def rises(facts: Samples, register: Register) -> pd.DataFrame:
    """Return each rise a year and the two that multiply to it, for ``charts.forest``."""
    names, domains = short(facts.benchmarks["name"]).to_dict(), facts.benchmarks["domain"].to_dict()
    wanted = {
        (f"{facts.prefix}.{benchmark}.best-run.{part}.rise", names[benchmark], label): benchmark
        for benchmark in priced(facts)
        for part, label in RISES.items()
    }
    domain = {key: domains[benchmark] for (key, _, _), benchmark in wanted.items()}
    table = estimates(register, wanted, domain=domain)
    return table[table["n"] >= STEPS].reset_index(drop=True)


def successes(facts: Samples) -> pd.DataFrame:
    """Return the steps of the cheapest success, a benchmark each."""
    names, domains = short(facts.benchmarks["name"]).to_dict(), facts.benchmarks["domain"].to_dict()
    parts = []
    for benchmark in priced(facts):
        steps = success.cheapest_success(facts.tables[benchmark])
        steps = steps.assign(price=steps["usd_per_success"])
        parts.append(steps.assign(benchmark=names[benchmark], domain=domains[benchmark]))
    columns = ["benchmark", "domain", "date", "price", "model", "score"]
    return pd.concat(parts, ignore_index=True)[columns]


def halvings(facts: Samples, register: Register) -> pd.DataFrame:
    """Return how long the price of a success takes to halve, fastest first, where it is told."""
    names = facts.benchmarks["name"].to_dict()
    found = {b: register.get(f"{facts.prefix}.{b}.success.halving-time") for b in facts.every}
    rows = [
        (names[b], number.key, number.value, number.n)
        for b, number in found.items()
        if number and number.value is not None and number.low is not None
    ]
    table = pd.DataFrame(rows, columns=["benchmark", "key", "months", "n"])
    return table.sort_values("months", ignore_index=True)


def pairs(facts: Samples, benchmarks: Iterable[str]) -> pd.DataFrame:
    """Return every pair of models of ``benchmarks`` (ids), for ``charts.reversals``."""
    names = facts.benchmarks["name"].to_dict()
    kept = [success.pairs(facts.tables[b]).assign(benchmark=names[b]) for b in benchmarks]
    columns = ["benchmark", "list_ratio", "run_ratio", "reversed", "cheaper_list", "dearer_list"]
    return pd.concat(kept, ignore_index=True)[columns]


def reversal_table(facts: Samples, register: Register) -> pd.DataFrame:
    """Return the share of reversed pairs by benchmark, most first.

    ``form``: how the share is told, without an interval where too few makers give none.
    """
    names = facts.benchmarks["name"].to_dict()
    rows = []
    for benchmark in facts.every:
        share = register.get(f"{facts.prefix}.{benchmark}.reversals.share")
        if share and share.value is not None:
            largest = f"{facts.prefix}.{benchmark}.reversals.largest"
            form = "value" if share.low is None else "value-interval"
            rows.append((names[benchmark], share.key, share.value, form, largest, share.models))
    columns = ["benchmark", "share", "value", "form", "largest", "models"]
    table = pd.DataFrame(rows, columns=columns).sort_values("value", ascending=False)
    return table.drop(columns="value").reset_index(drop=True)


# Drawn; the table has the others. That of the cheapest way to a score chains the falls of single
# launches, so it is far steeper than the price to reach a score, which has a page of its own.
INDICES = {
    "matched-model": "The same model",
    "hedonic": "A token at a score",
    "hedonic-run": "A run at a score",
    "completed-task": "A solved item, new models",
}


def best_runs(found: Samples, benchmarks: Iterable[str]) -> pd.DataFrame:
    """Return the runs that set each benchmark's record score, dated, with their price."""
    records = [frontier.record_highs(named(found, b)).assign(frontier=True) for b in benchmarks]
    return stacked([with_tooltips(rows) for rows in records])


def turning(best: pd.DataFrame, benchmark: str) -> str:
    """Say which record run of a benchmark (a name) cost most, and what the newest one costs."""
    steps = best[best["benchmark"] == benchmark].sort_values("date")
    most, last = steps.iloc[int(steps["price"].to_numpy().argmax())], steps.iloc[-1]
    told = f"the most expensive record run was {most['model']}'s, {fmt.usd(most['price'])} in "
    told += f"{most['date']:%B %Y}"
    if most["date"] == last["date"]:
        return f"{told}, the newest record"
    return f"{told}; the newest, {last['model']}'s, costs {fmt.usd(last['price'])}"


def best_run_fits(found: Samples, benchmarks: Iterable[str], register: Register) -> pd.DataFrame:
    """Return the fitted rise of the record holder's run: two points a line, and its label.

    A rise that the register has no value of, because its interval is too wide, has no line.
    """
    lines = []
    for benchmark in benchmarks:
        rise = rising.rise(found.tables[benchmark])
        told = register.get(f"{found.prefix}.{benchmark}.best-run.price.rise")
        if rise is None or told is None or told.value is None:
            continue
        ends = pd.to_datetime(pd.Series([rise.start, rise.end]))
        line = pd.DataFrame({"date": ends, "price": rise.predict(ends) - rising.CENT})
        name = str(found.benchmarks.loc[benchmark, "name"])
        lines.append(line.assign(benchmark=name, label=_rising(rise.factor)))
    return stacked(lines)


def _rising(factor: float) -> str:
    """Say which way and how fast: up 4.2× a year, down 1.2× a year."""
    return f"{'up' if factor >= 1 else 'down'} {fmt.either_way(factor)} a year"
