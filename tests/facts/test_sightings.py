"""Sightings stand beside the tables they are of: split, joined, and alone where there is none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from analysis.facts import sightings, tables

HEAD = "model_id,provider,date,input,output,cache_read,cache_write,basis,source_id\n"
ROWS = "m,p,2025-01-01,1,2,,,list,s\nm,p,2025-02-01,1,3,,,list,s\nm,q,2025-01-01,1,2,,,list,s\n"
SEEN = (
    "table,source_id,provider,model_id,what,date,seen,last_seen,observations\n"
    "prices,s,p,m,,2025-01-01,2025-01-05,2025-01-20,3\n"
    "tiers,s,p,m,batch 200000,2025-01-01,,2025-03-01,\n"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "prices.csv").write_text(HEAD + ROWS)
    (tmp_path / "sightings.csv").write_text(SEEN)
    return tmp_path


def test_a_row_without_a_sighting_was_seen_once_on_its_day(folder: Path) -> None:
    rows = tables.read_table(folder / "prices.csv", "prices")
    assert rows["last_seen"].dt.strftime("%m-%d").tolist() == ["01-20", "02-01", "01-01"]
    assert rows["seen"].dt.strftime("%m-%d").tolist() == ["01-05", "02-01", "01-01"]
    assert rows["observations"].tolist() == [3, 1, 1]
    (folder / "sightings.csv").unlink()
    assert tables.read_table(folder / "prices.csv", "prices")["observations"].eq(1).all()


def test_a_table_that_has_its_own_sightings_keeps_them(folder: Path) -> None:
    """As those of the vintages do, which are frozen."""
    rows = tables.read_table(folder / "prices.csv", "prices").assign(observations=7.0)
    tables.write_table(rows, folder / "prices.csv", "prices")
    assert tables.read_table(folder / "prices.csv", "prices").equals(rows)


def test_what_is_written_apart_comes_back_and_other_tables_keep_theirs(folder: Path) -> None:
    rows = tables.read_table(folder / "prices.csv", "prices")
    tables.write({"prices": rows}, folder)
    assert (folder / "prices.csv").read_text() == HEAD + ROWS
    assert tables.read_table(folder / "prices.csv", "prices").equals(rows)
    known = sightings.read(folder)
    assert known["table"].value_counts().to_dict() == {"prices": 3, "tiers": 1}
    before = tables.digest(folder)
    (folder / "sightings.csv").write_text(SEEN)
    assert tables.digest(folder) != before


def test_strays_are_of_no_row_or_stand_twice(folder: Path) -> None:
    rows = tables.read_table(folder / "prices.csv", "prices")
    known = sightings.read(folder)
    assert sightings.strays(rows, "prices", known).empty
    twice = pd.concat([known, known.iloc[:1], known.iloc[:1].assign(provider="z")])
    found = sightings.strays(rows, "prices", twice.reset_index(drop=True))
    assert found.index.tolist() == [2, 3]


def test_a_tier_is_told_by_its_name_and_threshold() -> None:
    tiers = pd.DataFrame(
        {"source_id": "s", "provider": "p", "model_id": "m", "tier": ["batch", "batch"],
         "above_tokens": [0.0, 200_000.0], "date": pd.to_datetime("2025-01-01"),
         "last_seen": pd.to_datetime(["2025-02-01", "2025-03-01"])}
    )  # fmt: skip
    known = sightings.apart(tiers, "tiers")
    assert known["what"].tolist() == ["batch 0", "batch 200000"]
    blank = tiers.assign(last_seen=pd.NaT)
    assert sightings.joined(blank, "tiers", known)["last_seen"].tolist() == [*tiers["last_seen"]]
