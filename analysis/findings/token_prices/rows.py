"""Token-price results as the tidy tables that charts and page tables show."""

from __future__ import annotations

import pandas as pd

from analysis.facts.tables import Dataset
from analysis.findings.rows import estimates
from analysis.number import Register
from analysis.published import epoch_2025, lesswrong, llmflation

MEASURES = {
    "price.open": "Cheapest, open models",
    "price.all": "Cheapest, all models",
    "parameters.open": "Fewest parameters",
    "price-per-parameter.open": "Price per active parameter",
}
BANDS = {
    name: f"{100 * low:.0f} to {100 * high:.0f} %" for name, (low, high) in lesswrong.BANDS.items()
}
HEDONIC = {"input": "Input tokens", "output": "Output tokens", "blended": "Blended price"}
LICENCES = {"Open models": "open", "All models": "all"}
LEVEL_NAMES = {
    "mmlu-42": "MMLU 42 %",
    "gpt-3-5": "GPT-3.5 (MMLU 65 %)",
    "mmlu-83": "MMLU 83 %",
}


def bands(register: Register) -> pd.DataFrame:
    """Return the band fits of July 2025, a row a measure and band, for ``charts.forest``."""
    wanted = [
        (f"lesswrong-2025.{measure}.{band}.factor", group, f"MMLU-Pro {label}")
        for measure, group in MEASURES.items()
        for band, label in BANDS.items()
    ]
    return estimates(register, wanted)


def hedonic(register: Register) -> pd.DataFrame:
    """Return the hedonic fits, a row a licence and kind of price, for ``charts.forest``."""
    wanted = [
        (f"lesswrong-2025.hedonic.{prefix}{price}.factor", group, label)
        for group, prefix in (("Open models", ""), ("All models", "all."))
        for price, label in HEDONIC.items()
    ]
    return estimates(register, wanted)


def today(register: Register) -> pd.DataFrame:
    """Return bands and hedonic fits on today's record, for ``charts.forest``."""
    wanted = []
    for licence, who in (("open", "open models"), ("all", "all models")):
        for band, label in BANDS.items():
            key = f"living-tokens.bands.{licence}.{band}.factor"
            wanted.append((key, f"Record lows, {who}", f"GPQA {label}"))
        for price, label in HEDONIC.items():
            key = f"living-tokens.hedonic.{licence}.{price}.factor"
            wanted.append((key, f"Hedonic, {who}", label))
    return estimates(register, wanted)


def readings(register: Register) -> pd.DataFrame:
    """Return each reading of the band method with its mean: reading, key."""
    prefix = "lesswrong-2025.price.open.geometric-mean"
    rows = [
        {"reading": said, "key": f"{prefix}.{name}-reading"}
        for name, said in lesswrong.READINGS.items()
        if f"{prefix}.{name}-reading" in register
    ]
    return pd.DataFrame(rows)


def band_lows(post: Dataset) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return record lows and fitted lines for ``charts.record_lows``.

    Both: sample (a key of ``LICENCES``), band, date, price; the lows also model and score.
    """
    rows = lesswrong.models(post)
    lows, lines = [], []
    for sample, licence in LICENCES.items():
        for name, label in BANDS.items():
            tags = {"sample": sample, "band": label}
            low = lesswrong.band(rows, name, licence, "blended")
            low = low.rename(columns={"blended": "price"})
            lows.append(low[["date", "price", "model", "score"]].assign(**tags))
            fitted = lesswrong.band_trend(post, name, licence)
            if fitted:
                ends = pd.Series([low["date"].min(), low["date"].max()])
                line = pd.DataFrame({"date": ends, "price": fitted.predict(ends)})
                lines.append(line.assign(**tags))
    return pd.concat(lows, ignore_index=True), pd.concat(lines, ignore_index=True)


def milestones(data: Dataset) -> pd.DataFrame:
    """Return Epoch AI's milestones, a row a benchmark and best model, for ``charts.forest``."""
    facts = data.benchmarks.set_index("benchmark_id")
    rows = []
    for row in epoch_2025.declines(data).to_dict("records"):
        fitted = row["trend"]
        fields = ("factor", "low", "high", "n", "models")
        rows.append(
            {
                "group": facts.loc[row["benchmark_id"], "name"],
                "label": row["model"],
                "domain": facts.loc[row["benchmark_id"], "domain"],
                **{field: getattr(fitted, field) for field in fields},
            }
        )
    return pd.DataFrame(rows)


def staircase(data: Dataset) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cheapest token's steps and the claims' lines for ``charts.staircase``.

    Steps: level, date, price, model. Claims: level, claim, date, price, two points a claim, from
    the price at the claim's start down by what it claims.
    """
    rows = llmflation.quotes(data)
    names = data.models.set_index("model_id")["name"]
    steps, claims = [], []
    for level in llmflation.LEVELS:
        tags = {"level": LEVEL_NAMES[level.name]}
        lows = llmflation.steps(rows, level.score)
        lows = lows.assign(model=lows["model_id"].map(names), **tags)
        steps.append(lows[["level", "date", "price", "model"]])
        fell = llmflation.fall(rows, level.score, pd.Timestamp(level.start), lows["date"].max())
        if fell:
            for claim in level.claims:
                ends = [fell.start, fell.start + pd.DateOffset(months=claim.months)]
                prices = [fell.first_price, fell.first_price / claim.fold]
                line = pd.DataFrame({"date": ends, "price": prices})
                claims.append(line.assign(claim=claim.said, **tags))
    return pd.concat(steps, ignore_index=True), pd.concat(claims, ignore_index=True)
