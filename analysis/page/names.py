"""What models and benchmarks are called, and which page is about which of them."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.facts import offers, tables
from analysis.facts.tables import Dataset
from analysis.facts.titles import titles

MODELS, BENCHMARKS = "report/models", "report/benchmarks"


@dataclass(frozen=True)
class Names:
    """Titles by id; ``bases``: model id -> the id of the model whose page tells of it.

    That is the model under which its offers stand (``offers.priced_as``): itself or its base.
    """

    models: Mapping[str, str]
    benchmarks: Mapping[str, str]
    bases: Mapping[str, str]

    def model_page(self, model_id: str) -> str | None:
        """Return where a model's page stands below the site's root, if it has one."""
        base = self.bases.get(model_id)
        return f"{MODELS}/{base}.html" if base else None

    def benchmark_page(self, benchmark_id: str) -> str:
        """Return where a benchmark's page stands below the site's root."""
        return f"{BENCHMARKS}/{benchmark_id}.html"


def of(data: Dataset) -> Names:
    """Return the names in a dataset.

    A model has a page where a benchmark has been run on it or its maker's price is known; the
    rest of the lists (names that one gateway uses) would be pages without an answer. Settings of
    one model share its page.
    """
    models = data.models.set_index("model_id")
    base = offers.priced_as(data)
    known = offers.offers(data)
    sold = known[known["first_party"] & known["corroborated"]]
    paged = {*base.reindex(data.runs["model_id"].unique()).dropna(), *sold["priced_id"]}
    benchmarks = data.benchmarks.set_index("benchmark_id")["name"]
    return Names(_texts(titles(models["name"])), _texts(benchmarks), _texts(base[base.isin(paged)]))


def _texts(column: pd.Series[Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in column.items()}


@functools.cache
def living() -> Names:
    """Return the names in today's record."""
    return of(tables.load())
