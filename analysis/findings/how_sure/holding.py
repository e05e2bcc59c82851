"""How often intervals like a number's held the truth: its part of the study, by its function."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from analysis import explained
from analysis import format as fmt
from analysis.findings import reporting
from analysis.findings.price_of_a_score import numbers as fits
from analysis.findings.price_of_a_score import recounted
from analysis.findings.price_of_the_best import indices, success
from analysis.findings.token_prices import numbers as token_prices
from analysis.findings.training_and_inference import bridge, refits
from analysis.findings.why import experts, hardware, rent
from analysis.methods import (
    common_rate,
    estimators,
    forecasts,
    line,
    milestones,
    pooled,
    reach_interval,
    rises,
    steady,
    uncertainty,
)
from analysis.number import Number, Register
from analysis.published import audit, epoch_2025, lesswrong, price_of_progress

Of = Callable[..., Any]
FRONTIER = "single.frontier-t-as-published.line"
AT_A_SCORE = "record.token-price-at-a-score-t-as-published.own"
LOWS = "record.record-lows-of-the-token-price-t-as-published.own"
RISE = "single.rise-of-the-best-run-t-as-published.best-run"
SPLIT = "single.split-{}-bootstrap-by-model.split"
KIND = "record.frontier-of-open-models-of-one-kind-bootstrap-by-model.own"
PARAMETERS = "record.price-by-parameters-half-samples-of-makers.own"
MEDIAN = "record.median-half-samples-of-makers.own"
FITS = {
    r"\.(all|open)\.factor$": "record.line-through-all-runs-t-as-published.own",
    "": FRONTIER,
}
# The stem of the study's keys by the function that made the interval. Of several: that of the first
# pattern found in the number's key whose stem there is. ``{}`` is a part of the number's key.
HELD: Mapping[Of, str | Mapping[str, str]] = {
    reach_interval.estimate: "single.outer-{}.reach",
    reach_interval.inner: "single.inner-annual.reach",
    pooled.pooled: {"": "pooled.outer-{}.reach", "annual": "single.outer-{}.reach"},
    pooled.ratio: {
        "": "pooled.ratio-{}.ratio",
        r"^why\.": "pooled.ratio-closed-over-open.ratio",  # other sets, paired in the same way
    },
    recounted.redraws: "pooled.outer-{}.reach",
    rent.of_windows: "pooled.outer-{}.reach",
    line.line: "single.line-one-maker-left-out.line",
    line.mean: {
        r"\.(open|closed)\.": "pooled.line-one-maker-left-out-{}.line",
        "": "pooled.line-one-maker-left-out.line",
    },
    fits.trend: FITS,
    price_of_progress.trend: FITS,
    audit.miscounted: FITS,
    audit.priced_before_release: FITS,
    audit.rightly_scored: FITS,
    price_of_progress.decomposition: FRONTIER,
    bridge.inference: {"tokens": AT_A_SCORE, "": FRONTIER},
    uncertainty.intervals: "single.frontier-{}.line",
    estimators.agreement: "record.rivals-of-the-frontier-bootstrap-by-model.own",
    price_of_progress.best_run_rise: RISE,
    rises.rise: RISE,
    success.rises: {
        r"\.price\.rise$": RISE,
        "": "record.tokens-and-token-price-of-the-best-run-t.own",
    },
    success.halving_time: "single.halving-time-bootstrap-by-model.success",
    success.pairs: "single.share-of-reversals-half-samples-of-makers.reversals",
    indices.indices: "record.index-half-samples-of-makers.own",
    hardware.split: SPLIT,
    hardware.deflators: {"chips": "record.price-of-computing-power-bootstrap-by-chip.own"},
    experts.declines: KIND,
    common_rate.common_rate: KIND,
    experts.prices_of_a_parameter: PARAMETERS,
    experts.elasticities: PARAMETERS,
    epoch_2025.decline: LOWS,
    token_prices.milestones: LOWS,
    token_prices.latest: {r"\.hedonic\.": AT_A_SCORE, "": LOWS},
    lesswrong.band_trend: LOWS,
    lesswrong.hedonic: AT_A_SCORE,
    reporting.efforts: MEDIAN,
    reporting.providers: MEDIAN,
    reporting.repeats: MEDIAN,
}
FEW_RUNS = "a sweep of training has too few runs to draw worlds from"
UNTRIED: Mapping[Of, str] = {
    steady.slowing: "its ends are those of made worlds; how good that test is stands with it",
    milestones.first_year: "it is a range, of the middle half of scores",
    forecasts.ahead: "a forecast is judged by what came",
    forecasts.scores: "it is over a few benchmarks, too few to draw worlds from",
    hardware.deflators: "months of rent follow each other, and no law of them is known",
    uncertainty.intervals: "it asks what errors of scores do to the fit, not what others would do",
    bridge.training: FEW_RUNS,
    refits.refit: FEW_RUNS,
}
_HELD = {explained.dotted(of): told for of, told in HELD.items()}
_UNTRIED = {explained.dotted(of): why for of, why in UNTRIED.items()}


def stem(number: Number, register: Register) -> str:
    """Return the stem of the study's keys for intervals like a number's; "" where none is tried."""
    told = _HELD.get(number.function, {})
    patterns = {"": told} if isinstance(told, str) else told
    return next(
        (
            found
            for pattern, each in patterns.items()
            if re.search(pattern, number.key)
            for part in reversed(number.key.split("."))
            if f"{(found := f'coverage.{each.format(part)}')}.covered.lowest" in register
        ),
        "",
    )


def untried(number: Number) -> str:
    """Return why intervals like a number's were not tried, or ""."""
    return _UNTRIED.get(number.function, "")


def told(number: Number, register: Register) -> str:
    """Say how often intervals like a number's held the truth, or why that was not asked, or ""."""
    if number.level is None or number.low is None:
        return ""
    if found := stem(number, register):
        least, most = (register[f"{found}.covered.{end}"].value for end in ("lowest", "highest"))
        ends = dict.fromkeys((_share(least), _share(most)))
        by = ", by what their worlds were made of" if len(ends) > 1 else ""
        return f"{' to '.join(ends)} of samples{by}"
    return f"(not tried: {why})" if (why := untried(number)) else ""


def _share(share: float | None) -> str:
    return fmt.quantity(share, "share")
