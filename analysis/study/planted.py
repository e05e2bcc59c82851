"""The planted designs, on the records that they are modelled on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts.observations import Samples
from analysis.facts.tables import ROOT
from analysis.methods import worlds
from analysis.methods.worlds import Design, Template

FOLDER = ROOT / "data" / "study"
DESIGNS = FOLDER / "designs.csv"
SEED = 20261125


@dataclass(frozen=True)
class Planted:
    """A design on a benchmark's record; ``random``: its own numbers, whatever else is run."""

    benchmark: str
    name: str
    design: Design
    template: Template

    def random(self, purpose: str) -> np.random.Generator:
        """Return numbers that depend on the seed, the design and what they are for."""
        told = f"{self.benchmark}/{self.name}/{purpose}".encode()
        return np.random.default_rng([SEED, *told])


def planted(facts: Samples) -> Iterator[Planted]:
    """Yield the designs of ``DESIGNS``. Raises UserError for a benchmark without a record."""
    for row in pd.read_csv(DESIGNS).to_dict("records"):
        benchmark = str(row["benchmark_id"])
        if benchmark not in facts.tables:
            raise UserError(
                f"data/study/designs.csv: {benchmark}: there is no record to model worlds on; "
                "name a benchmark priced by tokens"
            )
        law = Design(**{field.name: row[field.name] for field in fields(Design)})
        yield Planted(benchmark, str(row["design"]), law, template(facts, benchmark))


def template(facts: Samples, benchmark: str) -> Template:
    """Return a benchmark's record as a template of worlds."""
    told = facts.benchmarks[["chance", "items"]].astype(float).loc[benchmark].to_dict()
    chance = float(np.nan_to_num(told["chance"]))
    return worlds.template(facts.tables[benchmark], chance, float(told["items"]))
