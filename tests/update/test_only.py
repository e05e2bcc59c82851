"""``update --only NAME --from FOLDER``: a folder that holds one source is enough to add it."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import schema, tables
from analysis.register import declared
from analysis.sources.intake import Facts
from analysis.sources.prices import live
from analysis.sources.rows import model_rows, read_csv, run_rows, source_row
from analysis.update import gather, upstreams

ONLY = frozenset(["board"])


def board(folder, names):
    """An importer as CONTRIBUTING.md tells to write one."""
    rows = read_csv(folder / "board" / "scores.csv").assign(benchmark_id="exam", passes=1.0)
    rows["date"] = pd.to_datetime(rows["date"])
    rows = names.identified(rows, "board-2026")
    runs, repeats = run_rows(rows, "board-2026", "board/scores.csv")
    source = source_row(
        "board-2026", folder, ("board/scores.csv",), title="A board", publisher="Its makers",
        url="https://example.org", licence="CC BY 4.0", retrieved="2026-01-01",
    )  # fmt: skip
    return Facts(
        {"models": model_rows(rows, "board-2026"), "runs": runs, "sources": source}, repeats, 2
    )


def absent(folder, names=None):
    raise UserError("the folder does not hold it")


@pytest.fixture
def data(tmp_path, monkeypatch, capsys):
    """A record with one priced model, and a folder with the files of one board of two."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "announcements.csv").write_text(
        "model_id,provider,date,last_seen,input,output,cache_read,cache_write,until,url\n"
        "o3,openai,2025-06-10,2026-11-20,2,8,,,,https://example.org\n"
    )
    exam = {"benchmark_id": "exam", "name": "Exam", "domain": "knowledge", "metric": "accuracy"}
    about = pd.DataFrame([exam | {"headline": "false", "milestones": "false"}])
    about = about.assign(composite="false", source_id="benchmark-prices")
    about.reindex(columns=list(schema.TABLES["benchmarks"])).to_csv(
        folder / "benchmarks.csv", index=False
    )
    for name in ("runs", "aliases"):
        pd.DataFrame(columns=list(schema.TABLES[name])).to_csv(folder / f"{name}.csv", index=False)
    for registry in ("HISTORIES", "REGISTRIES"):
        monkeypatch.setattr(live, registry, {})
    monkeypatch.setattr(declared, "CHAPTERS", ())
    gather.update(folder, None)
    capsys.readouterr()
    here, gone = SimpleNamespace(__name__="x.board", read=board), "sources.{}"
    monkeypatch.setattr(
        upstreams, "PRICES", (SimpleNamespace(__name__=gone.format("list"), read=absent),)
    )
    monkeypatch.setattr(
        upstreams, "RUNS", (SimpleNamespace(__name__=gone.format("other"), read=absent), here)
    )
    (tmp_path / "board").mkdir()
    (tmp_path / "board" / "scores.csv").write_text(
        "name,date,score\no3,2025-07-01,0.5\nHomemade,2025-07-02,0.25\n"
    )
    return folder


def models(data):
    return tables.read_table(data / "models.csv", "models").set_index("model_id")


@pytest.mark.slow
def test_a_folder_with_one_source_adds_it_and_reports_no_other_as_failed(data, capsys):
    before = models(data)
    prices = (data / "prices.csv").read_bytes()
    assert gather.update(data, data.parent, offline=True, only=ONLY)
    told = capsys.readouterr().out
    assert "FAILED" not in told and told.count("reading ") == 1
    runs = tables.read_table(data / "runs.csv", "runs")
    assert sorted(runs["model_id"]) == ["homemade", "o3"]
    assert set(runs["source_id"]) == {"board-2026"}
    assert (data / "prices.csv").read_bytes() == prices
    kept = models(data).loc[before.index]
    assert kept["name"].equals(before["name"]), "an importer renamed a model that was known"
    assert kept["source_id"].equals(before["source_id"]), "another is named as its source"
    assert models(data).loc["homemade", "source_id"] == "board-2026"


@pytest.mark.slow
def test_without_only_the_absent_are_named_and_the_board_is_read_all_the_same(data, capsys):
    gather.update(data, data.parent, offline=True)
    told = capsys.readouterr().out
    assert "FAILED list: UserError: the folder does not hold it" in told
    assert "FAILED other: UserError" in told and "FAILED board" not in told


def test_an_importer_that_breaks_is_named_with_what_went_wrong(data, capsys):
    (data.parent / "board" / "scores.csv").write_text("name,day\no3,2025-07-01\n")
    gather.update(data, data.parent, offline=True, only=ONLY)
    told = capsys.readouterr().out
    assert "FAILED board: KeyError: 'date', which its importer reads, is not there" in told
