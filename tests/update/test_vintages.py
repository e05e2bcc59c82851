"""Rebuilding the published analyses' tables from their source files."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import schema, tables
from analysis.sources.intake import SHOWN_NOWHERE, Facts, rejected, shaped
from analysis.update import gather, vintages

KEPT = "name,value,meaning,source_id\na,1,typed by hand,paper\n"


def facts(score: float) -> Facts:
    found = {
        "models": {"model_id": "m", "name": "M"},
        "runs": {"run_id": "r", "model_id": "m", "benchmark_id": "b", "score": score},
        "benchmarks": {"benchmark_id": "b", "name": "B", "domain": "knowledge", **SHOWN_NOWHERE},
        "sources": {"title": "Paper", "licence": "MIT", "redistributable": True},
    }
    rows = {t: shaped(pd.DataFrame([f | {"source_id": "paper"}]), t) for t, f in found.items()}
    return Facts(rows, rejected([]), 1)


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A data folder with one vintage, and one importer that reads a score from a file."""
    folder = tmp_path / "data"
    (folder / "vintages" / "paper").mkdir(parents=True)
    (folder / "vintages" / "paper" / "parameters.csv").write_text(KEPT)
    (folder / "runs.csv").write_text(",".join(schema.TABLES["runs"]) + "\n")

    def read(source):
        return facts(float((source / "score.txt").read_text()))

    module = SimpleNamespace(VINTAGE="paper", FOLDER="of-paper", read=read)
    monkeypatch.setattr(vintages, "MODULES", (module,))
    (tmp_path / "of-paper").mkdir()
    (tmp_path / "of-paper" / "score.txt").write_text("0.5")
    return folder


@pytest.mark.slow
def test_a_vintage_is_made_from_its_files_and_what_is_kept_by_hand_stays(data, capsys):
    assert vintages.rebuild(data, data.parent)
    made = tables.load(data / "vintages" / "paper")
    assert made.runs["score"].tolist() == [0.5]
    assert made.parameters["value"].tolist() == [1]
    assert "vintages/paper/runs.csv differs from what was stored" in capsys.readouterr().out
    assert not vintages.rebuild(data, data.parent)
    assert "every vintage read is as it was stored" in capsys.readouterr().out


def test_check_says_what_would_differ_and_leaves_it(data, capsys):
    assert vintages.rebuild(data, data.parent, check=True)
    assert "vintages/paper/runs.csv differs" in capsys.readouterr().out
    assert not (data / "vintages" / "paper" / "runs.csv").exists()
    assert not data.with_name("data.new").exists()


def test_a_broken_rule_leaves_the_stored_vintage(data):
    (data.parent / "of-paper" / "score.txt").write_text("1.5")
    with pytest.raises(UserError, match=r"runs.csv: line 2: score: 1.5 breaks the rule: at most 1"):
        vintages.rebuild(data, data.parent)
    assert not (data / "vintages" / "paper" / "runs.csv").exists()


def test_what_is_asked_wrongly_is_said(data, monkeypatch, capsys):
    with pytest.raises(UserError, match=r"--only other: no such vintage; here are paper"):
        vintages.rebuild(data, data.parent, only=frozenset(["other"]))
    monkeypatch.setattr(tables, "DATA", data)
    assert gather.main(["--vintages"]) == 1
    assert "--vintages: say where the source files are with --from" in capsys.readouterr().err
