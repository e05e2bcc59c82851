"""The list of tables to take away, as the record's page shows it."""

from __future__ import annotations

import pandas as pd

from analysis.facts.downloads import described, package, settled
from analysis.facts.tables import Dataset
from analysis.page.pieces.block import Block

FOLDER = "/data"  # of the site, where the post-render script puts the package


def rows(data: Dataset) -> pd.DataFrame:
    """Return the package's tables, settled ones first: table, rows, what, files (links)."""
    frames, _ = package.shareable(data)
    found = settled.tables(data) | frames
    return pd.DataFrame(
        {
            "table": list(found),
            "rows": [len(frame) for frame in found.values()],
            "what": [described.TABLES.get(name, "") for name in found],
            "files": [_links(name) for name in found],
        }
    )


def _links(name: str) -> Block:
    return Block(
        ", ".join(
            f'<a href="{FOLDER}/{name}.{suffix}" download>{words}</a>'
            for suffix, words in (("csv", "CSV"), ("parquet", "Parquet"))
        )
    )
