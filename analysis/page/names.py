"""What models and benchmarks are called, and which page is about which of them."""

from __future__ import annotations

import functools
import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.facts import tables
from analysis.facts.prices import offers
from analysis.facts.tables import Dataset
from analysis.facts.titles import titles
from analysis.kept import kept

# Of a model that is one setting of another: how far it reasons.
_SETTING = re.compile(
    r" \((?:(?:non-)?reasoning|thinking|none|minimal|low|medium|x?high|max)(?:, [^()]*)?\)$",
    re.IGNORECASE,
)
MODELS, BENCHMARKS = "report/models", "report/benchmarks"


@dataclass(frozen=True)
class Names:
    """Titles by id; ``bases``: model id -> the id of the model whose page tells of it.

    That is the model under which its offers stand (``offers.priced_as``): itself or its base.
    ``titles``: what those pages are called, which tell of all settings of a model.
    """

    models: Mapping[str, str]
    benchmarks: Mapping[str, str]
    bases: Mapping[str, str]
    titles: Mapping[str, str]

    @functools.cached_property
    def pages(self) -> Mapping[str, str]:
        """Return the page of each name, a benchmark's before a model's of the same name."""
        of_models = {
            name: page for key, name in self.models.items() if (page := self.model_page(key))
        }
        of_models |= {name: f"{MODELS}/{key}.html" for key, name in self.titles.items()}
        return of_models | {name: self.benchmark_page(key) for key, name in self.benchmarks.items()}

    def model_page(self, model_id: str) -> str | None:
        """Return where a model's page stands below the site's root, if it has one."""
        base = self.bases.get(model_id)
        return f"{MODELS}/{base}.html" if base else None

    def benchmark_page(self, benchmark_id: str) -> str:
        """Return where a benchmark's page stands below the site's root."""
        return f"{BENCHMARKS}/{benchmark_id}.html"


@kept
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
    named, bases = _texts(titles(models["name"])), _texts(base[base.isin(paged)])
    return Names(
        named, _texts(benchmarks), bases, bare({key: named[key] for key in bases.values()})
    )


def bare(named: Mapping[str, str]) -> dict[str, str]:
    """Return models' names without the setting they end with, unless two would look the same.

    A model whose id says that it reasons is no setting of another.

    >>> bare({"opus": "Claude Opus 4.1 (Non-reasoning)", "qwen-thinking": "Qwen (Reasoning)"})
    {'opus': 'Claude Opus 4.1', 'qwen-thinking': 'Qwen (Reasoning)'}
    """
    told = {
        key: _SETTING.sub("", name)
        for key, name in named.items()
        if not re.search("thinking|reasoning", key)
    }
    told = {**named, **told}
    often = Counter([*told.values(), *named.values()])
    return {
        key: name if often[name] == 1 + (name == named[key]) else named[key]
        for key, name in told.items()
    }


def _texts(column: pd.Series[Any]) -> dict[str, str]:
    return {str(key): str(value) for key, value in column.items()}


@dataclass(frozen=True)
class Named:
    """A cell that names a model or a benchmark, linked to the page about it."""

    name: str
    page: str

    def __str__(self) -> str:
        return self.name

    def __html__(self) -> str:
        return f'<a href="/{self.page}">{html.escape(self.name)}</a>'


@functools.cache
def living() -> Names:
    """Return the names in today's record."""
    return of(tables.load())


def linked(cell: Any) -> Any:
    """Return a cell as ``Named`` where its whole text is a model's or a benchmark's name."""
    page = living().pages.get(cell) if isinstance(cell, str) else None
    return Named(cell, page) if page else cell
