"""What chips cost: release prices by Epoch AI, rental prices by the hour from four trackers.

Terms: Epoch AI's hardware table is CC BY 4.0; the rental trackers publish list prices. Rental
medians rose in 2026, so a constant decline is a choice, not a fact. RunPod's 0 is a missing price.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts, rejected, shaped
from analysis.sources.prices.observations import concat, sources
from analysis.sources.rows import digested

EPOCH = "epoch/ml_hardware_2026-04.csv"
MONTHLY = "gpu/gix_ratecards_monthly_transcribed.csv"
WEEKLY = "gpu/gix_ratecards_weekly_published_2026-07_2026-09_transcribed.csv"
ORNN = "gpu/ornn_gpu_index.csv"
RUNPOD = "gpu/runpod_daily.csv"
DEPTH = "gpu/runpod_depth_history_afhubbard.csv"
FILES = (EPOCH, MONTHLY, WEEKLY, ORNN, RUNPOD, DEPTH)
STANDS_FOR = {
    "epoch-hardware-2026-04": (EPOCH,),
    "gix-ratecards": (MONTHLY, WEEKLY),
    "ornn-gpu-index": (ORNN,),
    "runpod-rates": (RUNPOD,),
    "runpod-depth": (DEPTH,),
}
# the fastest of the precisions that models are trained and run in; INT8 and below are left out
_FLOPS = [
    "Tensor-FP16/BF16 performance (FLOP/s)",
    "FP16 (half precision) performance (FLOP/s)",
    "TF32 (TensorFloat-32) performance (FLOP/s)",
    "FP32 (single precision) performance (FLOP/s)",
]

SOURCES = sources(
    {
        "source_id": "epoch-hardware-2026-04",
        "title": "Machine Learning Hardware",
        "authors": "Epoch AI",
        "publisher": "Epoch AI",
        "url": "https://epoch.ai/data/machine-learning-hardware",
        "licence": "CC BY 4.0",
        "retrieved": "2026-04-17",
    },
    {
        "source_id": "gix-ratecards",
        "title": "GPU rate cards: medians of providers' list prices, transcribed",
        "publisher": "GIX",
        "licence": "facts; transcribed by hand",
        "retrieved": "2026-09-30",
    },
    {
        "source_id": "ornn-gpu-index",
        "title": "Ornn compute price index",
        "publisher": "Ornn",
        "licence": "none stated",
        "retrieved": "2026-08-08",
    },
    {
        "source_id": "runpod-rates",
        "title": "RunPod list prices, daily, secure cloud",
        "publisher": "RunPod",
        "url": "https://www.runpod.io/pricing",
        "licence": "facts; none stated",
        "retrieved": "2026-08-08",
    },
    {
        "source_id": "runpod-depth",
        "title": "RunPod listings over time: cheapest offer of a chip",
        "publisher": "afhubbard",
        "licence": "none stated",
        "retrieved": "2026-07-27",
    },
)


def read(folder: Path) -> Facts:
    """Read chips and rentals below ``folder``; every row has one price and one date."""
    return concat(
        [
            Facts({"sources": digested(SOURCES, folder, STANDS_FOR)}),
            chips(pd.read_csv(folder / EPOCH)),
            _rentals(monthly(pd.read_csv(folder / MONTHLY)), "gix-ratecards", MONTHLY),
            _rentals(weekly(pd.read_csv(folder / WEEKLY)), "gix-ratecards", WEEKLY),
            _rentals(ornn(pd.read_csv(folder / ORNN)), "ornn-gpu-index", ORNN),
            _rentals(runpod(pd.read_csv(folder / RUNPOD)), "runpod-rates", RUNPOD),
            _rentals(depth(pd.read_csv(folder / DEPTH)), "runpod-depth", DEPTH),
        ]
    )


def chips(table: pd.DataFrame) -> Facts:
    """Turn Epoch AI's hardware table into purchase prices with FLOP/s (16 or 32 bits)."""
    rows = pd.DataFrame(
        {
            "name": table["Hardware name"],
            "date": pd.to_datetime(table["Release date"], errors="coerce"),
            "usd": table["Release price (USD)"],
            "flop_per_second": table[_FLOPS].max(axis=1),
            "kind": "purchase",
        }
    )
    return _kept(rows, "usd", "epoch-hardware-2026-04", EPOCH)


def monthly(table: pd.DataFrame) -> pd.DataFrame:
    """Return name, date (first of the month) and USD an hour of the monthly medians."""
    chips = [c for c in table.columns if c != "month" and not c.endswith("_n")]
    rows = table.melt("month", chips, "name", "usd_per_hour")
    return rows.assign(date=rows["month"] + "-01")


def weekly(table: pd.DataFrame) -> pd.DataFrame:
    """Return name, date (first of the week) and USD an hour of the weekly medians."""
    return table.rename(
        columns={"week": "date", "index": "name", "value_usd_per_gpu_hr": "usd_per_hour"}
    )


def ornn(table: pd.DataFrame) -> pd.DataFrame:
    """Return name, date and USD an hour of the index of traded rentals."""
    rows = table.rename(columns={"gpu_type": "name", "index_value": "usd_per_hour"})
    return rows.assign(date=rows["timestamp"].str[:10])


def runpod(table: pd.DataFrame) -> pd.DataFrame:
    """Return name, date and USD an hour of RunPod's secure cloud; 0 is missing."""
    rows = table.rename(columns={"display_name": "name"})
    return rows.assign(usd_per_hour=rows["secure_price"].where(rows["secure_price"] > 0))


def depth(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cheapest offer a GPU and day: offers are priced for ``gpu_count`` together."""
    table = table.assign(usd_per_hour=table["min_price_per_hour"] / table["gpu_count"])
    table = table.rename(columns={"gpu_type": "name"})
    return table.groupby(["name", "date"], as_index=False).agg(usd_per_hour=("usd_per_hour", "min"))


def _rentals(rows: pd.DataFrame, source_id: str, file: str) -> Facts:
    rows = rows.assign(date=pd.to_datetime(rows["date"]), kind="rental")
    return _kept(rows, "usd_per_hour", source_id, file)


def _kept(rows: pd.DataFrame, price: str, source_id: str, file: str) -> Facts:
    rows = rows.reset_index(drop=True)
    bad = ~(rows[price] > 0) | rows["date"].isna()
    rejects = rejected(
        {
            "source_id": source_id,
            "file": file,
            "line": line + 2,
            "field": price,
            "value": name,
            "reason": "no price" if not value > 0 else "no date",
        }
        for line, name, value in zip(
            rows.index[bad], rows.loc[bad, "name"], rows.loc[bad, price], strict=True
        )
    )
    kept = shaped(rows[~bad].assign(source_id=source_id), "hardware")
    return Facts({"hardware": kept}, rejects, len(rows))
