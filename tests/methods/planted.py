"""Small observation tables with a planted answer, for the tests of the estimators.

Four designs, each closer to the real records: independent runs; models observed at several
prices; runs dearer than a falling frontier, of which only the frontier is fitted; and the same
with few creators who differ. The planted rate is that of the frontier's fall.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

FACTOR = 5.0  # times cheaper a year, planted
SCORE_SLOPE = 0.8  # log price per unit of logit score, as the records have it
YEARS = 2.5


@dataclass(frozen=True)
class Design:
    """How planted data are made.

    ``models`` of ``creators``, each seen at one to ``prices`` prices; the standard deviations
    (log price) of creators, models and single observations; ``frontier``: prices lie above the
    planted line by a one-sided markup, and only the frontier is fitted.
    """

    key: str
    title: str
    models: int
    prices: int
    creators: int
    creator_sd: float
    model_sd: float
    frontier: bool


DESIGNS = (
    Design("independent", "Independent runs, everything", 60, 1, 60, 0.0, 1.0, False),
    Design("repeated", "Models at several prices, everything", 40, 5, 40, 0.0, 1.0, False),
    Design("frontier", "Models at several prices, frontier", 80, 3, 80, 0.0, 1.0, True),
    Design("few-creators", "Eight creators who differ, everything", 60, 3, 8, 0.7, 0.7, False),
    Design("few-creators-frontier", "Eight creators, frontier", 80, 3, 8, 0.7, 0.7, True),
)


def planted(design: Design, random: np.random.Generator) -> pd.DataFrame:
    """Make one observation table whose frontier falls by ``FACTOR`` a year at a given score.

    Scores rise over time, as they do; each later price of a model is a cut, dated after its
    release, that keeps pace with the frontier on average.
    """
    creator = random.integers(0, design.creators, design.models)
    release = random.uniform(0, YEARS, design.models)
    logit = -1.5 + 1.2 * release + random.normal(size=design.models)
    extra = design.creator_sd * random.normal(size=design.creators)[creator]
    extra = extra + design.model_sd * random.normal(size=design.models)
    times = random.integers(1, design.prices + 1, design.models)
    model = np.repeat(np.arange(design.models), times)
    cuts = np.concatenate([np.arange(n) for n in times])
    year = release[model] + cuts * random.uniform(0.1, 0.5, len(model))
    above = extra[model] + 0.3 * random.normal(size=len(model))
    above = np.abs(above) if design.frontier else above
    log_price = -np.log(FACTOR) * year + SCORE_SLOPE * logit[model] + above
    score = 1 / (1 + np.exp(-logit))
    return pd.DataFrame(
        {
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(np.round(365 * year), unit="D"),
            "price": np.exp(log_price),
            "score": score[model],
            "model": model,
            "base": model,
            "run_id": model,
            "creator": creator[model],
            "weights": "open",
        }
    )
