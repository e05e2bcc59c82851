"""Which model a name means: slugs, configurations, hand-kept aliases and proposals.

A model id is one model in one configuration: ``gpt-5-2025-08-07-high`` is the base
``gpt-5-2025-08-07`` at the effort ``high``. The base is what has a token price. A name that no
rule and no alias settles stays unmatched: a wrong match is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.benchprice.record.names import (
    Book,
    configured,
    key,
    settle,
    slug,
    split_configuration,
    without_host,
)

__all__ = (
    "EVERY_SOURCE",
    "Resolved",
    "configured",
    "key",
    "propose",
    "resolve",
    "slug",
    "split_configuration",
    "without_host",
)

EVERY_SOURCE = "benchmark-prices"  # the source_id of an alias that holds whoever uses the name


@dataclass(frozen=True)
class Resolved:
    """What ``resolve`` settled.

    ``matched``: name, model_id, base_model_id, how (alias, shared alias, name, configuration).
    ``unmatched``: the names that nothing settled, sorted.
    """

    matched: pd.DataFrame
    unmatched: list[str]


def resolve(
    names: Iterable[str], source_id: str, aliases: pd.DataFrame, known: Iterable[str]
) -> Resolved:
    """Settle the names that one source uses.

    ``aliases`` is the table of that name; ``known`` are ids of bases (models that have prices). In
    this order: an alias of the source or, failing that, for every source; a known base with a
    configuration set off by an underscore or brackets; a known base; a known base with a
    configuration after a hyphen. An alias may name a base, or a base in a configuration.
    """
    book = _book(source_id, aliases, known)
    rows, unmatched = [], []
    for name in sorted(set(names)):
        row = settle(name, book)
        if row is None:
            unmatched.append(name)
        else:
            rows.append((name, *row))
    columns = ["name", "model_id", "base_model_id", "how"]
    return Resolved(pd.DataFrame(rows, columns=columns, dtype="string"), unmatched)


def _book(source_id: str, aliases: pd.DataFrame, known: Iterable[str]) -> Book:
    """Return what is known about the names of one source: own aliases before shared ones."""
    mine = [aliases[aliases["source_id"] == s] for s in (EVERY_SOURCE, source_id)]
    pairs = pd.concat(mine)[["alias", "model_id"]]
    return Book(
        {key(without_host(alias)): target for alias, target in pairs.itertuples(index=False)},
        {key(model_id): model_id for model_id in known},
    )


def propose(unmatched: Iterable[str], known: Iterable[str], least: float = 0.5) -> pd.DataFrame:
    """Return the best guess for each unmatched name, with its evidence; nothing is applied.

    Names are compared as bags of words and numbers (order differs between sources), by shared
    over all words; guesses whose numbers differ are left out, for a version is not a spelling.
    Columns: name, proposal, overlap (0..1), shared, differing.
    """
    bags = {model_id: frozenset(_words(model_id)) for model_id in known}
    rows = []
    for name in sorted(set(unmatched)):
        bag = frozenset(_words(without_host(name)))
        alike = [(_overlap(bag, other), model_id) for model_id, other in bags.items()]
        score, best = max(alike, default=(0.0, ""))
        if score >= least:
            shared, differing = bag & bags[best], bag ^ bags[best]
            rows.append((name, best, score, " ".join(sorted(shared)), " ".join(sorted(differing))))
    return pd.DataFrame(rows, columns=["name", "proposal", "overlap", "shared", "differing"])


def _words(name: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", slug(name))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    if {w for w in one if w.isdigit()} != {w for w in other if w.isdigit()}:
        return 0.0
    return len(one & other) / len(one | other)
