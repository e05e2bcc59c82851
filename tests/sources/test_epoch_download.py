"""Epoch AI's archive, on a small one of our own: what is new comes, what is stored stays."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest
import requests

from analysis.benchprice.errors import UserError
from analysis.facts import schema
from analysis.sources.runs.epoch import epoch_download, epoch_hub

COLUMNS = (
    "Model version,mean_score,stderr,Release date,Organization,Started at,Model accessibility,"
    "Accuracy,Cost per run,% Score,Average costs,% Resolved,Avg. Cost ($),"
    "SWE-Agent Release Version,Date run\n"
)
OLD = "o3-2025-04-16_high,0.8,0.02,2025-04-16,OpenAI,2025-05-01T10:00:00.000Z,API access,,,,,,,,\n"
NEW = "gpt-9_high,0.9,0.02,2026-11-01,OpenAI,2026-11-20T10:00:00.000Z,API access,,,,,,,,\n"


def archive(leave_out=""):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for file in epoch_hub.HUB_FILES:
            name = file.rsplit("/", 1)[1]
            if name != leave_out:
                rows = OLD + NEW if name in ("gpqa_diamond.csv", f"{epoch_hub.INDEX}.csv") else ""
                out.writestr(f"benchmark_data/{name}", COLUMNS + rows)
    return packed.getvalue()


@pytest.fixture
def stored():
    found = {name: pd.DataFrame(columns=list(columns)) for name, columns in schema.TABLES.items()}
    found["prices"] = pd.DataFrame({"model_id": ["o3-2025-04-16"]})
    found["runs"] = pd.DataFrame(
        {
            "benchmark_id": ["gpqa-diamond"],
            "model_id": ["o3-2025-04-16-high"],
            "evaluator": ["Epoch AI"],
            "scaffold": [None],
            "source_id": ["epoch-hub-2026-04"],
        }
    )
    return found


def test_only_runs_that_are_not_stored_come(stored):
    found = epoch_download.read(stored, archive)
    runs = found.tables["runs"]
    assert runs[["model_id", "benchmark_id", "score"]].to_numpy().tolist() == [
        ["gpt-9-high", "gpqa-diamond", 0.9]
    ]
    assert found.rejects["reason"].tolist() == [epoch_download.KNOWN]
    assert found.tables["sources"]["retrieved"].tolist() == [pd.Timestamp("2026-11-20")]
    weights = found.tables["models"].set_index("model_id")["weights"]
    assert weights["gpt-9-high"] == "closed"


def test_the_runs_it_brought_before_are_brought_again(stored):
    stored["runs"]["source_id"] = epoch_download.SOURCE
    assert len(epoch_download.read(stored, archive).tables["runs"]) == 2


def test_a_board_that_is_gone_is_named(stored):
    with pytest.raises(UserError, match=r"chess_puzzles\.csv: no such source file"):
        epoch_download.read(stored, lambda: archive("chess_puzzles.csv"))


def test_what_is_no_archive_is_refused(stored):
    with pytest.raises(UserError, match=r"benchmark_data\.zip: not an archive to use"):
        epoch_download.read(stored, lambda: b"<html>")


def test_a_host_that_cannot_be_reached_is_said(monkeypatch):
    def down(url, timeout):
        raise requests.ConnectionError("down")

    monkeypatch.setattr(epoch_download.requests, "get", down)
    with pytest.raises(UserError, match="Epoch AI's host cannot be reached: down"):
        epoch_download.fetched()


def test_a_run_in_an_earlier_scaffold_is_another_run(stored):
    stored["runs"]["scaffold"] = "an earlier one"
    assert len(epoch_download.read(stored, archive).tables["runs"]) == 2
