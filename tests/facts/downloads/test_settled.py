"""The settled tables: one rule, spans that do not overlap, evidence, every field described."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from analysis.facts import csvs, evidence, tables
from analysis.facts.downloads import described, package, settled


@pytest.fixture(scope="module")
def found(living):
    return settled.tables(living)


def test_both_tables_have_the_columns_of_their_schema_and_hold_rows(found):
    for name, columns in settled.SETTLED.items():
        assert list(found[name].columns) == list(columns)
        assert len(found[name]) > 10_000


def test_a_seller_asks_one_price_at_a_time(found):
    rows = found["price_history"].sort_values(["model_id", "seller", "from"])
    following = rows.groupby(["model_id", "seller"])["from"].shift(-1)
    assert not (rows["until"] > following).any()
    assert not (rows["until"].isna() & following.notna()).any()


def test_until_is_empty_while_the_price_holds_but_for_an_end_that_its_seller_has_said(
    found, living
):
    newest = living.prices["last_seen"].max()
    for name, rows in found.items():
        ahead = rows[rows["until"] > newest]
        assert set(ahead["until"]) <= set(living.scheduled["date"])
        assert len(ahead) == 0 or name == "price_history"
        assert rows["until"].isna().any() and rows["until"].notna().any()


def test_a_run_whose_terms_forbid_it_is_not_passed_on(found, living):
    closed = living.sources.loc[~living.sources["redistributable"].astype(bool), "source_id"]
    assert len(closed) and not found["priced_runs"]["source_id"].isin(closed).any()


def test_what_one_list_alone_says_is_not_agreed(found):
    rows = found["price_history"]
    alone = rows["doubts"].fillna("").str.contains("one-list")
    assert alone.any() and not rows.loc[alone, "agreed"].any()
    stated = found["priced_runs"]["basis"] != "tokens"
    assert found["priced_runs"].loc[stated, "agreed"].isna().all()


def test_every_row_links_to_its_evidence_where_the_source_has_an_address(found, living):
    urls = living.sources.set_index("source_id")["url"]
    for rows in found.values():
        has = rows["source_id"].map(urls).notna()
        assert (rows.loc[has, "evidence"] == rows.loc[has, "source_id"].map(urls)).all()
        assert rows.loc[has, "evidence"].str.match("https://|pkg:[a-z]+/").all()


def test_a_makers_price_leads_to_the_page_that_stated_it(found):
    rows = found["price_history"]
    told = rows[rows["source_id"] == evidence.ANNOUNCED]
    assert len(told) > 10 and told["evidence"].notna().mean() > 0.9
    gpt4 = told[(told["model_id"] == "gpt-4") & (told["from"] == "2023-03-14")]
    assert gpt4["evidence"].tolist() == ["https://openai.com/index/gpt-4-research/"]


def test_a_package_is_named_by_its_package_url_and_a_site_by_its_address(living):
    ids = pd.Series(["model-prices", "artificial-analysis-prices"])
    urls = living.sources.set_index("source_id")["url"]
    assert evidence.of_sources(ids, living).tolist() == ["pkg:pypi/model-prices", urls[ids[1]]]
    assert urls[ids[1]].startswith("https://")


def test_every_field_is_described():
    missing = [
        f"{table}.{name}"
        for table, columns in package.SCHEMAS.items()
        for name, column in columns.items()
        if not described.description(table, name, column)
    ]
    assert missing == [], "say in analysis/facts/downloads/described.py what they mean"
    assert set(package.SCHEMAS) == set(described.TABLES)


def test_csv_and_parquet_read_back_alike_and_pandas_reads_a_line(found, tmp_path):
    rows = found["priced_runs"].head(500)
    path = tmp_path / "priced_runs.csv"
    csvs.write_columns(rows, path, settled.SETTLED["priced_runs"])
    read = pd.read_csv(path)
    assert list(read.columns) == list(settled.SETTLED["priced_runs"])
    assert read["price"].sum() == pytest.approx(rows["price"].sum(), rel=1e-9)


def test_one_licence_is_said_everywhere(found, living, tmp_path):
    """Data and text CC BY 4.0, code MIT: in every description that goes out."""
    root = tables.ROOT
    some = {"sources": living.sources}
    tables.write_table(living.sources, tmp_path / "sources.csv", "sources")
    told = package.descriptor(some, living.sources, tmp_path, "1")
    assert [licence["name"] for licence in told["licenses"]] == ["CC-BY-4.0"]
    croissant = package.croissant_of(some, tmp_path, "1")
    assert croissant["license"] == package.LICENCE["path"]
    assert "\nlicense: CC-BY-4.0" in (root / "CITATION.cff").read_text()
    assert json.loads((root / ".zenodo.json").read_text())["license"] == "cc-by-4.0"
    assert (root / "LICENSE").read_text().startswith("MIT License")
    assert '\nlicense = "MIT"' in (root / "pyproject.toml").read_text()
    for name in ("README.md", "report/reference/record.qmd", "LICENSE-DATA.md"):
        text = (root / name).read_text()
        assert "CC BY 4.0" in text and "MIT" in text, name
    assert "CC BY 4.0" in (root / "report/reference/api.qmd").read_text()
