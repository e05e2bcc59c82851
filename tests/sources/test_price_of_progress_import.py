"""The importer of *The Price of Progress* on a small file of our own with each of its traps."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.sources.vintages import price_of_progress as importer
from analysis.update import vintages

RUN_COLUMNS = [c for columns in importer.RUN_COLUMNS.values() for c in columns.values()]
HEADER = ["Model", "Creator", "License", "Release Date", "Context\r\n Window", *RUN_COLUMNS,
          "cache_read_cost", "cache_write_cost", "4/1/2024 input price", "4/1/2024 output price",
          "5/1/2024 input price", "5/1/2024 output price"]  # fmt: skip
GPQA = {
    "epoch_gpqa": "59.50%", "gpqa_epochs": "8", "input_tokens_epoch_gpqa": "1,000",
    "output_tokens_epoch_gpqa": "7.58E+06",
}  # fmt: skip
ALPHA = {"Model": "Alpha+", "Creator": "Lab", "License": "Open ", "Release Date": "3/31/24", **GPQA,
         "4/1/2024 input price": "$1.00 ", "4/1/2024 output price": "2.00 "}  # fmt: skip


def files(folder: Path, *rows: dict[str, str], arc: dict[str, str] | None = None) -> Path:
    merged_header = ["Model", *importer.ARC_COLUMNS]
    for name, header, content in (
        (importer.MAIN, HEADER, rows),
        (importer.MERGED, merged_header, [arc] if arc else []),
    ):
        with (folder / name).open("w", newline="", encoding="utf-8") as text:
            writer = csv.DictWriter(text, header, restval="")
            writer.writeheader()
            writer.writerows(content)
    return folder


def reasons(facts: importer.Facts) -> dict[str, int]:
    return facts.rejects["reason"].value_counts().to_dict()


def test_one_model_becomes_rows_of_our_tables(tmp_path: Path) -> None:
    facts = importer.read(files(tmp_path, ALPHA))
    model = facts.tables["models"].iloc[0]
    assert (model["model_id"], model["weights"]) == ("alpha-plus", "open")
    assert model["release_date"] == pd.Timestamp("2024-03-31")
    run = facts.tables["runs"].iloc[0]
    assert (run["score"], run["passes"], run["input_tokens"]) == (0.595, 8, 1000)
    assert run["output_tokens"] == 7.58e6
    price = facts.tables["prices"].iloc[0]
    assert (price["input"], price["output"]) == (1.0, 2.0)
    assert facts.rejects.empty and facts.read == 1


@pytest.mark.parametrize(
    ("changed", "reason", "count"),
    [
        ({"4/1/2024 output price": "0.00"}, "zero means missing", 2),
        ({"4/1/2024 output price": ""}, "one price of the pair is missing", 1),
        ({"4/1/2024 output price": "soon"}, "not a number", 1),
        ({"gpqa_epochs": ""}, "passes unknown", 1),
        ({"output_tokens_epoch_gpqa": "many"}, "not a number", 1),
    ],
)
def test_every_refused_cell_is_accounted_for(
    tmp_path: Path, changed: dict[str, str], reason: str, count: int
) -> None:
    facts = importer.read(files(tmp_path, {**ALPHA, **changed}))
    assert reasons(facts)[reason] == count
    # the header's second line is part of its first record: the row stands on line 3
    assert set(facts.rejects["line"]) == {3}


def test_rows_without_a_name_are_refused(tmp_path: Path) -> None:
    facts = importer.read(files(tmp_path, ALPHA, {**ALPHA, "Model": " "}))
    assert reasons(facts) == {"no model name": 1}
    assert len(facts.tables["models"]) == 1


def test_tokens_without_passes_are_dropped_but_the_score_stays(tmp_path: Path) -> None:
    run = importer.read(files(tmp_path, {**ALPHA, "gpqa_epochs": ""})).tables["runs"].iloc[0]
    assert pd.isna(run["input_tokens"]) and run["score"] == 0.595


def test_arc_cost_of_zero_is_missing(tmp_path: Path) -> None:
    arc = {
        "Model": "Alpha+",
        "Release Date": "3/31/24",
        "arc_ARC-AGI-1": "5.5%",
        "arc_Cost/Task": "$0.00 ",
    }
    facts = importer.read(files(tmp_path, ALPHA, arc=arc))
    runs = facts.tables["runs"].set_index("benchmark_id")
    assert runs.loc["arc-agi-1", "score"] == 0.055
    assert pd.isna(runs.loc["arc-agi-1", "reported_cost"])
    assert reasons(facts) == {"zero means missing": 1}


def test_a_column_that_is_gone_is_named(tmp_path: Path) -> None:
    files(tmp_path, ALPHA)
    text = (tmp_path / importer.MAIN).read_text().replace("gpqa_epochs", "epochs of gpqa")
    (tmp_path / importer.MAIN).write_text(text)
    with pytest.raises(UserError, match="line 1: column 'gpqa_epochs' is gone"):
        importer.read(tmp_path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file"):
        importer.read(tmp_path)


def test_what_is_written_passes_its_own_checks(tmp_path: Path) -> None:
    facts = importer.read(files(tmp_path, ALPHA))
    vintages.write(facts, tmp_path / "vintage")
    vintage = tables.load(tmp_path / "vintage")
    assert vintage.runs["run_id"].tolist() == ["gpqa-diamond-alpha-plus"]
