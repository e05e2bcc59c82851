"""The page on formats: every format that is read is on it, by the name that its reader has."""

from __future__ import annotations

from analysis.benchprice import readers
from analysis.benchprice.readers import tabular
from analysis.page import formats


def test_every_format_that_is_read_has_a_row_on_the_page() -> None:
    told = " ".join(formats.counting()["format"]).lower()
    named = [reader.NAME for reader in readers.READERS if reader is not tabular]
    assert len(named) == len(set(named)) > 10
    assert [name for name in named if name.split()[0].lower() not in told] == []


def test_a_row_says_where_a_format_counts_what() -> None:
    table = formats.counting().set_index("format")
    assert table.loc["Inspect", "cache"] == "beside input"
    assert table.loc["Harbor", "reasoning"] == "inside output"
    assert table.loc["HELM", "cache"] == "not recorded"
    assert table.notna().all(axis=None) and table.index.is_unique
