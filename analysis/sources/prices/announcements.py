"""Prices that vendors announced, kept by hand in ``data/announcements.csv``.

They date what registries saw only later. A row holds until the next one of its model; the last one
until ``last_seen``, where somebody checked that it still stood, else for as long as a sighting.

``until`` is the first day on which the price holds no more, of a promotion whose end was said;
``then_*`` the price from then on, empty where that was not said: it is unknown.

``url`` is the vendor's page, empty where none that states the price is known. ``evidence`` is where
the price was read, in the page itself or with somebody else who dated it; ``unsure`` says what was
not found there.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts
from analysis.sources.prices.ahead import schedule_facts
from analysis.sources.prices.observations import concat, price_facts, sources

FILE = "announcements.csv"

SOURCES = sources(
    {
        "source_id": "vendor-announcements",
        "title": "Prices as vendors announced them; evidence a row in data/announcements.csv",
        "publisher": "OpenAI, Anthropic, Google, DeepSeek",
        "licence": "facts; transcribed by hand",
        "retrieved": "2026-11-20",
    }
)


def read(data: Path) -> Facts:
    """Read the announcements kept in the folder ``data``."""
    raw = pd.read_csv(data / FILE, parse_dates=["date", "last_seen", "until"])
    raw = raw.rename(columns={"model_id": "name"}).sort_values(["name", "date"])
    following = raw.groupby("name")["date"].shift(-1) - pd.Timedelta(days=1)
    raw["last_seen"] = raw["last_seen"].fillna(following).fillna(raw["date"])
    return concat(
        [
            Facts({"sources": SOURCES}),
            price_facts(raw, "vendor-announcements", FILE, "transcribed"),
            ends(raw),
        ]
    )


def ends(raw: pd.DataFrame) -> Facts:
    """Return the announced ends as rows of ``scheduled``: said on the day from which one holds."""
    rows = raw.dropna(subset=["until"])
    rows = rows.assign(seen=rows["date"], date=rows["until"])
    was = {"input": "was_input", "output": "was_output"}
    rows = rows.drop(columns=["cache_read", "cache_write"]).rename(columns=was)
    then = {f"then_{price}": price for price in ("input", "output", "cache_read")}
    return schedule_facts(rows.rename(columns=then), "vendor-announcements")
