"""Rows for the chapters on the price of the best and on why prices fall."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.facts.observations import Samples
from analysis.facts.tables import Dataset
from analysis.facts.titles import short
from analysis.findings.price_of_the_best import success
from analysis.findings.rows import estimates, too_wide
from analysis.findings.why import hardware
from analysis.methods import falls
from analysis.number import Register

STEPS = 6  # record scores a benchmark needs to be drawn
PAIRS = ("gpqa-diamond", "hle", "scicode", "terminal-bench-hard", "swe-bench-verified")
SUCCESSES = (
    "gpqa-diamond", "hle", "aime", "scicode", "swe-bench-verified", "tau2-bench-telecom",
    "terminal-bench-hard",
)  # fmt: skip
PARTS = {"competition": "Competition", "hardware": "Hardware", "algorithms": "Algorithms",
         "total": "Total"}  # fmt: skip
KINDS = {"dense": "Dense", "experts": "Mixture of experts"}
COUNTED = {"active": "Parameters used", "total": "Parameters held"}
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


def rises(facts: Samples, register: Register) -> pd.DataFrame:
    """Return each rise a year and the two that multiply to it, for ``charts.forest``."""
    names, domains = short(facts.benchmarks["name"]).to_dict(), facts.benchmarks["domain"].to_dict()
    shown = [benchmark for benchmark in facts.headlines if benchmark in facts.every]
    wanted = {
        (f"{facts.prefix}.{benchmark}.best-run.{part}.rise", names[benchmark], label): benchmark
        for benchmark in shown
        for part, label in RISES.items()
    }
    domain = {key: domains[benchmark] for (key, _, _), benchmark in wanted.items()}
    table = estimates(register, wanted, domain=domain)
    return table[table["n"] >= STEPS].reset_index(drop=True)


def successes(facts: Samples) -> pd.DataFrame:
    """Return the steps of the cheapest success, a benchmark each."""
    names, domains = short(facts.benchmarks["name"]).to_dict(), facts.benchmarks["domain"].to_dict()
    parts = []
    for benchmark in SUCCESSES:
        if benchmark in facts.tables:
            steps = success.cheapest_success(facts.tables[benchmark])
            steps = steps.assign(price=steps["usd_per_success"])
            parts.append(steps.assign(benchmark=names[benchmark], domain=domains[benchmark]))
    columns = ["benchmark", "domain", "date", "price", "model", "score"]
    return pd.concat(parts, ignore_index=True)[columns]


def pairs(facts: Samples) -> pd.DataFrame:
    """Return every pair of models of a few benchmarks, for ``charts.reversals``."""
    names = facts.benchmarks["name"].to_dict()
    kept = [
        success.pairs(facts.tables[b]).assign(benchmark=names[b])
        for b in PAIRS
        if b in facts.tables
    ]
    columns = ["benchmark", "list_ratio", "run_ratio", "reversed", "cheaper_list", "dearer_list"]
    return pd.concat(kept, ignore_index=True)[columns]


def reversal_table(facts: Samples, register: Register) -> pd.DataFrame:
    """Return the share of reversed pairs by benchmark, most first."""
    names = facts.benchmarks["name"].to_dict()
    rows = []
    for benchmark in facts.every:
        share = register.get(f"{facts.prefix}.{benchmark}.reversals.share")
        if share and share.value is not None:
            largest = f"{facts.prefix}.{benchmark}.reversals.largest"
            rows.append((names[benchmark], share.key, share.value, largest, share.models))
    columns = ["benchmark", "share", "value", "largest", "models"]
    table = pd.DataFrame(rows, columns=columns).sort_values("value", ascending=False)
    return table.drop(columns="value").reset_index(drop=True)


def split(facts: Samples, data: Dataset, register: Register) -> pd.DataFrame:
    """Return the split of each headline by each deflator, for ``charts.waterfall``."""
    names = facts.benchmarks["name"].to_dict()
    rows = []
    for deflator in hardware.deflators(data.hardware):
        for benchmark in facts.headlines:
            for part, label in PARTS.items():
                number = register.get(f"{facts.prefix}.{benchmark}.split.{deflator.key}.{part}")
                if number:
                    rows.append(
                        {
                            "benchmark": names[benchmark], "deflator": deflator.title,
                            "label": label, "factor": number.value, "low": number.low,
                            "high": number.high, "kind": "total" if part == "total" else "part",
                            "note": number.note, "key": number.key,
                        }
                    )  # fmt: skip
    table = pd.DataFrame(rows).astype({"low": float, "high": float})
    ends = zip(table["low"], table["high"], strict=True)
    wide = pd.Series([too_wide(low, high) for low, high in ends], index=table.index)
    return table[~wide.groupby(table["benchmark"]).transform("any")].reset_index(drop=True)


def kinds(facts: Samples, register: Register) -> pd.DataFrame:
    """Return the price falls of dense models and of mixtures of experts, for ``charts.forest``."""
    names = short(facts.benchmarks["name"]).to_dict()
    stems = {"All benchmarks": f"{facts.prefix}.all-benchmarks."} | {
        names[b]: f"{facts.prefix}.{b}.kind." for b in facts.headlines
    }
    wanted = [
        (f"{stem}{kind}.factor", group, label)
        for group, stem in stems.items()
        for kind, label in KINDS.items()
    ]
    return estimates(register, wanted)


def parameter_prices(facts: Samples) -> pd.DataFrame:
    """Return the keys of what a billion parameters cost, a row a way to count and a kind."""
    kinds = {**KINDS, "ratio": "Ratio of the two"}
    rows = [
        (f"{counted}: {label}", f"{facts.prefix}.price-per-parameter.{size}.{kind}")
        for size, counted in COUNTED.items()
        for kind, label in kinds.items()
    ]
    return pd.DataFrame(rows, columns=["what", "key"])


def causes(facts: Samples) -> pd.DataFrame:
    """Return each cause's share of the fall of milestone prices, for ``charts.decline_shares``."""
    names = short(facts.benchmarks["name"]).to_dict()
    parts = []
    for benchmark in facts.every:
        found = falls.steps(facts.tables[benchmark])
        if len(found) >= STEPS:
            parts.append(falls.shares(found).assign(benchmark=names[benchmark]))
    table = pd.concat(parts, ignore_index=True)
    cut = table["cause"] == falls.CAUSES[0]
    order = table[cut].sort_values("share")["benchmark"].tolist()
    rank = table["benchmark"].map({name: at for at, name in enumerate(order)})
    return table.iloc[np.lexsort((table.index, -rank))].reset_index(drop=True)


INDICES = {
    "matched-model": "The same model",
    "hedonic": "A token at a score",
    "hedonic-run": "A run at a score",
    "frontier": "The cheapest way to a score",
    "completed-task": "A solved item, new models",
}
DEFLATORS = {
    "chips": "Chips sold, price per FLOP/s",
    "rents": "The same chip rented",
    "rent-per-flop": "Rent per FLOP/s",
}


def deflators(register: Register) -> pd.DataFrame:
    """Return the measures of hardware's price, for ``charts.forest``."""
    wanted = [
        ("price-of-progress.gpqa-diamond.decomposition.hardware", "30 % a year, as published"),
        *((f"hardware.{key}.factor", title) for key, title in DEFLATORS.items()),
    ]
    table = estimates(register, [(key, "Computing power", title) for key, title in wanted])
    return table.assign(note=table["note"].mask(table["low"].isna(), "taken as known"))
