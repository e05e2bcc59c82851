"""A record of a few rows of our own, in the tables that the command carries."""

from __future__ import annotations

import dataclasses
import sqlite3
from typing import Any

from analysis.benchprice.record.carried import Offer, Record
from analysis.facts.downloads.export import TABLES

RANKS = {"list-a": 0, "list-b": 1}  # the standing of lists


def known(*tariffs: Any, meta: Any = (), **rows: Any) -> Record:
    """A record of tariffs, of offers, and of the rows of other tables by their names."""
    connection = sqlite3.connect(":memory:")
    for name, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
    connection.execute("CREATE VIEW offers AS SELECT * FROM offered")
    rows |= {
        "meta": dict(meta).items(),
        "tiers": [(*dataclasses.astuple(one), RANKS[one.source]) for one in tariffs],
        "offered": [dataclasses.astuple(one) for one in rows.pop("offers", ())],
    }
    for name, each in rows.items():
        for row in each:
            connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    return Record(connection)


def offer(model="m", provider="maker", price=2.0, rank=0, own=False, **more: Any) -> Offer:
    """An offer of the year 2025, at ``price`` USD per million tokens, output four times that.

    Its texts are the record's, no constants of a test that could be one object with the code's.
    """
    said = {"since": "2025-01-01", "until": "2026-01-01", "cache_read": None, "cache_write": None,
            "tier": 0, "source": "list-a", "doubts": "", "seen": "2025-12-01",
            "input": price, "output": 4 * price}  # fmt: skip
    one = Offer(model_id=model, provider=provider, rank=rank, own=own, **(said | more))
    return known(offers=[one]).offers(model)[0]
