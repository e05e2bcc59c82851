"""How each kind of interval kept its promise on planted worlds: rows, and the words for it."""

from __future__ import annotations

import re

import pandas as pd

from analysis.findings.how_sure.study import LIKE, OWN, PROMISED, REACH, TARGETS, coverage
from analysis.methods.uncertainty import slug
from analysis.number import Register

NEAR = 0.05  # of the promise: what this many samples tell apart, and what a reader would mind
POINTS = f"{100 * NEAR:.0f}"
PARTS = {
    "single": "one benchmark",
    "record": "one record",
    "domain": "a domain",
    "pooled": "all together",
}
# What an interval is of, in the page's words, by the study's name and target, in the page's order.
OURS = {
    ("outer, annual", REACH): "Price to reach a score, a year later",
    ("outer, last", REACH): "… over the last twelve months",
    ("outer, first-year", REACH): "… in the first year of a score",
    ("outer, later", REACH): "… in later years",
    ("inner, annual", REACH): "… the inner interval",
    ("ratio, all over open", "ratio of two falls"): "… all models over open ones",
    ("ratio, all over closed", "ratio of two falls"): "… all models over closed ones",
    ("ratio, closed over open", "ratio of two falls"): "… closed models over open ones",
    ("line, one maker left out", LIKE): "Average price at a score",
    ("line, one maker left out, open", LIKE): "… open weights",
    ("line, one maker left out, closed", LIKE): "… closed weights",
    ("share of reversals, half-samples of makers", "share of reversed pairs"): "Price reversals",
    ("index, half-samples of makers", OWN): "Price indices",
    ("price by parameters, half-samples of makers", OWN): "Price of a parameter, and of more",
    ("median, half-samples of makers", OWN): "What a report leaves out",
    ("frontier of open models of one kind, bootstrap by model", OWN): "Dense models, and mixtures",
    ("price of computing power, bootstrap by chip", OWN): "Price of chips",
    ("tokens and token price of the best run, t", OWN): "Tokens of the best run, and their price",
}
OTHERS = {
    ("frontier, t, as published", LIKE): "Published frontier, of the fall at a score",
    ("frontier, t, as published", REACH): "… of the fall in the price to reach one",
    ("rise of the best run, t, as published", "price of the best run"): "Rise of the best run",
    (
        "split, algorithms, bootstrap by model",
        "parts of the published split",
    ): "Published split, algorithms",
    ("split, competition, bootstrap by model", "parts of the published split"): "… competition",
    ("halving time, bootstrap by model", "halving time"): "Halving time of a success",
    ("line through all runs, t, as published", OWN): "Published line through all runs",
    ("rivals of the frontier, bootstrap by model", OWN): "Rivals of the published frontier",
    ("token price at a score, t, as published", OWN): "Published fit of token prices at a score",
    ("record lows of the token price, t, as published", OWN): "Published fit of record lows",
}


def word(lowest: float, highest: float) -> str:
    """Say how an interval kept its promise, from the least and the most that a design held."""
    if highest < PROMISED - NEAR:
        return "too seldom"
    if lowest < PROMISED - NEAR:
        return "too seldom in some worlds"
    if lowest > PROMISED + NEAR:
        return "more often than promised"
    return "as promised"


def kept(register: Register) -> pd.DataFrame:
    """Return a row a kind of interval and what it is of: ours first, then others' estimators.

    Of calendar years those that the register has a fall of. Columns: whose, what, of (one
    benchmark, all together), designs, lowest, highest (shares that held the truth), word, and the
    stem of the keys of its numbers.
    """
    table = coverage()
    designs = table[table["samples"] > 0].groupby(["interval", "target", "part"])["covered"]
    found = {kind: (shares.min(), shares.max(), len(shares)) for kind, shares in designs}
    reach = {kind: what for kind, what in OURS.items() if kind[1] == REACH}  # years follow these
    rows = [
        (whose, what, told, size, low, high, word(low, high), _stem(part, *kind))
        for whose, kinds in (("Ours", {**reach, **_years(register), **OURS}), ("Others'", OTHERS))
        for kind, what in kinds.items()
        for part, told in PARTS.items()
        if (*kind, part) in found
        for low, high, size in [found[(*kind, part)]]
    ]
    heads = ["whose", "what", "of", "designs", "lowest", "highest", "word", "stem"]
    return pd.DataFrame(rows, columns=heads)


def _stem(part: str, interval: str, target: str) -> str:
    return f"coverage.{part}.{slug(interval)}.{TARGETS[target]}"


def _years(register: Register) -> dict[tuple[str, str], str]:
    named = re.compile(r"reach\.all-benchmarks\.all\.(year-(\d+))")
    found = [m for key in register if (m := named.fullmatch(key)) and register[key].value]
    return {(f"outer, {m[1]}", REACH): f"… in windows that end in {m[2]}" for m in found}
