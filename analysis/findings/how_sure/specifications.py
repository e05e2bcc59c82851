"""Which benchmarks have a specification curve, and on which price bases."""

from __future__ import annotations

import pandas as pd

from analysis.facts.observations import Samples
from analysis.published import price_of_progress as pop


def bases(facts: Samples, benchmark: str) -> dict[str, pd.DataFrame]:
    """Return a benchmark's observations by price basis, that of the headline first."""
    return {facts.basis: facts.tables[benchmark], **facts.variants.get(benchmark, {})}


def shown(facts: Samples) -> list[str]:
    """Return the benchmarks that have a curve, the published four: each is hundreds of fits."""
    return [benchmark for benchmark in pop.BENCHMARKS if benchmark in facts.tables]
