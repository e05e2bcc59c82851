"""Token prices that Artificial Analysis lists with its scores.

Terms: attribution required. The price is the model's own API's, or the middle of its hosts: a
provider of its own here, used only where no provider's own price is known. Models that are
retired lose their price, and 0 stands for a missing one.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from analysis.facts import identity
from analysis.sources.intake import Facts
from analysis.sources.prices.observations import concat, price_facts, sources
from analysis.sources.rows import digested

SNAPSHOTS = "artificial-analysis/aa_llms_flat_selected_snapshots.csv.gz"
LATEST = "artificial-analysis/aa_llms_flat_2026-08-22.csv"
SUBSET = "artificial-analysis/aa_free_api_2026-09-30_subset_transcribed.psv"
FILES = (SNAPSHOTS, LATEST, SUBSET)
SUBSET_DATE = pd.Timestamp("2026-09-30")
PROVIDER = "artificial-analysis"
_COLUMNS = {
    "snapshot": "date",
    "p_price_1m_input_tokens": "input",
    "p_price_1m_output_tokens": "output",
}

SOURCES = sources(
    {
        "source_id": "artificial-analysis-prices",
        "title": "Token prices listed with the language models of Artificial Analysis",
        "authors": "Artificial Analysis",
        "publisher": "Artificial Analysis",
        "url": "https://artificialanalysis.ai",
        "licence": "attribution required",
        "retrieved": "2026-09-30",
    }
)


def read(folder: Path) -> Facts:
    """Read the snapshots and the transcribed subset below ``folder``."""
    tables = [pd.read_csv(folder / file) for file in (SNAPSHOTS, LATEST)]
    listed = pd.concat(tables, ignore_index=True).drop_duplicates(["snapshot", "slug"])
    subset = pd.read_csv(folder / SUBSET, sep="|")
    names = listed.drop_duplicates("slug", keep="last").set_index("slug")["name"]
    described = digested(SOURCES, folder, {"artificial-analysis-prices": FILES})
    return concat(
        [Facts({"sources": described}), listed_facts(listed), subset_facts(subset, names)]
    )


def listed_facts(listed: pd.DataFrame) -> Facts:
    """Turn daily snapshots (one row a configuration) into facts on base models."""
    raw = listed.rename(columns=_COLUMNS)
    raw["name"] = raw["name"].map(_base)
    raw["weights"] = raw["open_weights"].map({True: "open", False: "closed"})
    raw["release_date"] = pd.to_datetime(raw["release_date"], errors="coerce")
    raw = raw.drop(columns="creator").assign(provider=PROVIDER)
    return price_facts(raw, "artificial-analysis-prices", SNAPSHOTS)


def subset_facts(subset: pd.DataFrame, names: pd.Series[str]) -> Facts:
    """Turn the subset typed by hand into facts; slugs are named as in the last full snapshot."""
    raw = subset.rename(
        columns={
            "price_in": "input",
            "price_out": "output",
            "price_cache_hit": "cache_read",
            "price_cache_write": "cache_write",
        }
    )
    known = raw["slug"].map(names)
    bare = raw["slug"].str.replace(
        r"-(?:(?:x|)high|medium|low|minimal|max|(?:non-)?reasoning|thinking)$", "", regex=True
    )
    raw["name"] = known.map(_base, na_action="ignore").fillna(bare)
    raw = raw.assign(provider=PROVIDER, date=SUBSET_DATE)[
        ["name", "provider", "date", "input", "output", "cache_read", "cache_write"]
    ]
    return price_facts(raw, "artificial-analysis-prices", SUBSET, "transcribed")


def _base(name: str) -> str:
    return identity.split_configuration(name)[0]
