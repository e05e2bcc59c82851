from __future__ import annotations

import dataclasses
import hashlib
import json
import zipfile

import frictionless
import pandas as pd
import pytest

from analysis.facts import tables
from analysis.facts.downloads import package


@pytest.fixture(scope="module")
def data(living):
    """The record, thinned: what is checked is the form, which every row shares."""
    whole = living
    runs = whole.runs.groupby("source_id").head(20)
    prices = whole.prices.groupby("source_id").head(20)
    return dataclasses.replace(whole, runs=runs, prices=prices)


@pytest.fixture(scope="module")
def written(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("package")
    return folder, package.write(data, folder, "2026.11")


def test_frictionless_finds_nothing_wrong(written):
    folder, _ = written
    report = frictionless.validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])[:5]


def test_frictionless_would_find_a_price_below_zero(written, tmp_path):
    folder, _ = written
    for file in (*folder.glob("*.csv"), folder / "datapackage.json"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    rows = pd.read_csv(tmp_path / "prices.csv", dtype="string")
    rows.loc[0, "input"] = "-1"
    rows.to_csv(tmp_path / "prices.csv", index=False)
    found = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert {"constraint-error"} <= {e.type for t in found.tasks for e in t.errors}


def test_what_may_not_be_passed_on_is_left_out_and_said(written, data):
    folder, made = written
    closed = set(data.sources.loc[~data.sources["redistributable"].astype(bool), "source_id"])
    assert closed
    for table in ("runs", "prices", "models"):
        kept = pd.read_csv(folder / f"{table}.csv", dtype="string")
        assert not set(kept["source_id"]) & closed
    told = made.left_out.set_index(["table", "source_id"])["rows"]
    assert (
        told["runs", "swe-bench-2025-12"] == (data.runs["source_id"] == "swe-bench-2025-12").sum()
    )


def test_keys_hold_after_rows_were_left_out(written):
    folder, _ = written
    models = set(pd.read_csv(folder / "models.csv", dtype="string")["model_id"])
    for table in ("runs", "prices", "aliases"):
        assert set(pd.read_csv(folder / f"{table}.csv", dtype="string")["model_id"]) <= models


def test_checksums_are_those_of_the_files(written):
    folder, _ = written
    described = json.loads((folder / "datapackage.json").read_text())
    croissant = json.loads((folder / "croissant.json").read_text())
    digests = {f["name"]: f["sha256"] for f in croissant["distribution"]}
    for resource in described["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert digests[resource["path"]] == hashlib.sha256(content).hexdigest()
        assert resource["bytes"] == len(content) and resource["licenses"]


def test_parquet_says_the_same_as_csv(written):
    folder, _ = written
    parquet = pd.read_parquet(folder / "prices.parquet")
    csv = tables.read_table(folder / "prices.csv", "prices")
    assert len(parquet) == len(csv)
    assert parquet["input"].sum() == pytest.approx(csv["input"].sum(), rel=1e-12)  # order of adding


def test_a_package_of_the_same_facts_is_the_same_to_the_byte(written, data, tmp_path):
    folder, _ = written
    package.write(data, tmp_path, "2026.11")
    for name in ("benchmark-prices.zip", "prices.parquet", "croissant.json"):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_zip_holds_the_tables_and_their_description(written):
    folder, _ = written
    names = zipfile.ZipFile(folder / "benchmark-prices.zip").namelist()
    assert {"prices.csv", "runs.csv", "sources.csv", "datapackage.json", "croissant.json"} <= set(
        names
    )


def test_a_schema_names_keys_of_tables_that_are_there():
    runs = package.schema("runs", {"models": 0, "benchmarks": 0, "runs": 0})
    assert runs["primaryKey"] == ["run_id"]
    keys = {key["fields"]: key["reference"] for key in runs["foreignKeys"]}
    assert keys["model_id"] == {"resource": "models", "fields": "model_id"}
    assert keys["benchmark_id"] == {"resource": "benchmarks", "fields": "benchmark_id"}
    assert {one["resource"] for one in keys.values()} == {"models", "benchmarks"}
    prices = package.schema("prices", {})
    assert "primaryKey" not in prices and "foreignKeys" not in prices
    assert runs["missingValues"] == prices["missingValues"] == [""]


def test_a_field_has_the_rules_of_its_column():
    columns = tables.TABLES["runs"]
    assert [f["name"] for f in package.schema("runs", {})["fields"]] == list(columns)
    fields = {f["name"]: f for f in package.schema("runs", {})["fields"]}
    assert fields["score"]["constraints"] == {"minimum": 0, "maximum": 1}
    assert fields["run_id"]["constraints"] == {"required": True, "unique": True}
    assert fields["dated"]["constraints"]["enum"] == list(columns["dated"].among)
    flags = [name for name, field in fields.items() if "trueValues" in field]
    assert flags == [name for name, column in columns.items() if column.kind == "flag"]
    assert {fields[name]["falseValues"][0] for name in flags} == {"false"}


def test_a_package_of_a_frozen_record_holds_all_that_may_be_passed_on(tmp_path):
    whole = tables.load(tables.DATA / "vintages" / "epoch-2025", check=False)
    closed = whole.sources.tail(1).assign(source_id="closed", redistributable=False, licence="none")
    runs, models = whole.runs.copy(), whole.models.copy()
    kept = runs["model_id"] != runs["model_id"].iloc[0]
    models.loc[models["model_id"] == runs["model_id"].iloc[0], "source_id"] = "closed"
    data = dataclasses.replace(
        whole, runs=runs, models=models, sources=pd.concat([whole.sources, closed])
    )
    made = package.write(data, tmp_path / "new" / "folder", "2026.11")
    folder = tmp_path / "new" / "folder"
    assert sorted(made.files) == sorted(folder.iterdir())
    assert made.left_out.to_numpy().tolist() == [["models", "closed", "none", 1]]
    written = tables.read_table(folder / "runs.csv", "runs")
    assert written["run_id"].tolist() == runs.loc[kept, "run_id"].tolist()  # its runs went with it
    told = json.loads((folder / "datapackage.json").read_text())
    assert {one["path"] for one in told["resources"]} == {p.name for p in folder.glob("*.csv")}
    assert json.loads((folder / "croissant.json").read_text())["version"] == "2026.11"
    names = zipfile.ZipFile(folder / f"{package.NAME}.zip").namelist()
    assert names == sorted(p.name for p in folder.iterdir() if p.suffix in (".csv", ".json"))
