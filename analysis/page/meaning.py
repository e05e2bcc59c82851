"""What a number of the register means, in words: a name and a sentence, made from its key and unit.

A key reads from the facts it is computed on to the quantity:
``living.gpqa-diamond.frontier-all.factor``. Parts that ``WORDS`` does not know stay as they are.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from analysis import format as fmt
from analysis.facts import tables
from analysis.number import LOG_YEARLY, Number, unlogged

FACTS: Mapping[str, str] = {
    "living": "today's record",
    "price-of-progress": "the published data of The Price of Progress",
    "lesswrong-2025": "the published data of the LessWrong analysis of 2025",
    "epoch-2025": "the published data of Epoch AI's analysis of 2025",
    "origin": "the published data of On the Origin of Algorithmic Progress",
}
WORDS: Mapping[str, str] = {
    "aa": "Artificial Analysis",
    "age": "by the age of a score",
    "algorithms": "what is left for algorithms",
    "all": "all models",
    "all-benchmarks": "all benchmarks",
    "anthropic": "Anthropic",
    "best-run": "run that sets the record",
    "bias": "bias",
    "break": "one change of rate",
    "competition": "competition",
    "decline": "fall",
    "experts": "mixtures of experts",
    "fall": "fall",
    "falls": "where the fall comes from",
    "forecast": "forecast",
    "frontier": "frontier",
    "frontier-all": "frontier of all models",
    "frontier-open": "frontier of open-weight models",
    "gpqa": "GPQA",
    "hardware": "hardware",
    "hedonic": "at equal quality",
    "index": "price index",
    "open": "open-weight models",
    "price": "price",
    "reversals": "pairs where the cheaper list price makes the more expensive run",
    "price-cut": "price cuts",
    "rivals-new-model": "new models of rivals",
    "holders-new-model": "new models of the maker who held the price",
    "specifications": "ways to ask the question",
    "split": "decomposition",
    "success": "price of a success",
    "tokens": "tokens",
    "without-one-creator": "without the creator that matters most",
    "without-one-model": "without the model that matters most",
}
# Parts of the keys of prices to reach a score, which mean something else in others; "" says itself.
OF_SCORES: Mapping[str, str] = {
    "annual": "",
    "closed": "closed models",
    "first": "when first reached",
    "first-year": "in the first year after two makers had reached it",
    "fold": "first over today",
    "inner": "these models as given",
    "last": "in the last twelve months",
    "later": "in later years",
    "one-maker": "once one maker had reached it",
    "reach": "price to reach a score",
    "same-benchmarks": "the same benchmarks",
    "score": "price of a score",
    "slowing": "price to reach a score",
    "three-makers": "once three makers had reached it",
    "without-one-benchmark": "without the benchmark that matters most",
}
SCORES = ("reach", "score", "slowing")
QUIET = ("factor", "rise", "living", *FACTS)  # parts that the sentence says otherwise
PARTS = ("competition", "algorithms", "hardware")
PRICED = ("living", "living-tokens", "price-of-progress", "audit", "lesswrong-2025", "epoch-2025",
          *SCORES)  # fmt: skip


@functools.cache
def benchmarks() -> Mapping[str, str]:
    """Return the names of the benchmarks by id, the longest ids first."""
    table = tables.one("benchmarks")
    names = dict(zip(table["benchmark_id"], table["name"], strict=True))
    return {key: str(names[key]) for key in sorted(names, key=len, reverse=True)}


def benchmark(key: str) -> str:
    """Return the id of the benchmark that a number is about; empty where it is about none."""
    inside = f".{key}."
    return next((name for name in benchmarks() if f".{name}." in inside), "")


def name(number: Number) -> str:
    """Return a short name: GPQA Diamond, frontier of all models."""
    about = benchmark(number.key)
    rest = f".{number.key}.".replace(f".{about}.", ".", 1) if about else number.key
    parts = [part for part in rest.strip(".").split(".") if part not in QUIET]
    told = [benchmarks()[about]] if about else []
    words = {**WORDS, **OF_SCORES} if number.key.split(".")[0] in SCORES else WORDS
    told += [
        f"{part} % or more" if part.isdigit() else words.get(part, part.replace("-", " "))
        for part in parts
    ]
    text = ", ".join(filter(None, told)) or number.key
    return text[:1].upper() + text[1:]


def plain(number: Number) -> Number:
    """Return a number as a reader reads it: log points a year as the yearly factor they are."""
    return unlogged(number) if number.unit == LOG_YEARLY else number


def facts(number: Number) -> str:
    """Say which facts a number is computed on."""
    return FACTS.get(number.data, number.data or "no table")


def meaning(number: Number) -> str:
    """Say in one sentence what the number is, with its interval and the facts it rests on."""
    span = "of" if number.start == number.end else "from"
    until = f" {span} {days(number)}" if number.start and number.end else ""
    told = plain(number)
    return f"{name(number)}: {_said(told)}{_interval(told)}, on {facts(number)}{until}."


def days(number: Number) -> str:
    """Return from when to when its facts are; one day once, and nothing where it is not known."""
    return " to ".join(dict.fromkeys(day for day in (number.start, number.end) if day))


def _said(number: Number) -> str:
    """Return the quantity with what it is a quantity of."""
    if number.value is None:
        return "no value"
    value = fmt.quantity(number.value, number.unit, number.low, number.high)
    if number.unit != "factor per year":
        return f"{value}{_unit(number.unit)}"
    *_, last = number.key.split(".")
    if last in PARTS:
        return f"a part of {value} in the yearly fall"
    if last == "rise" or "exp(365" in number.method:
        return f"{value} as much each year"
    if number.key.split(".")[0] not in PRICED:
        return f"{value} a year"
    if number.value < 1:
        turned = fmt.quantity(1 / number.value, number.unit)
        return f"{turned.removesuffix('×')} times more expensive a year later"
    return f"{value.removesuffix('×')} times cheaper a year later"


def _unit(unit: str) -> str:
    """Return what the value itself does not say of its unit."""
    told = re.sub(r"^(USD|share|count|factor|probability)\b", "", unit)
    return "" if told == unit else told


def _interval(number: Number) -> str:
    if number.low is None or number.high is None:
        return f" ({number.note})" if number.note else ""
    level = f"{fmt.percent(number.level)} interval " if number.level else ""
    return f" ({level}{fmt.interval(number.low, number.high, number.unit)})"
