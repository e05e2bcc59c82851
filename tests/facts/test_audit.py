"""``python -m analysis check``: every fault of a folder of tables is named, and nothing else."""

from __future__ import annotations

import dataclasses
import itertools
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from analysis import __main__ as command
from analysis.facts import across, announced, audit, csvs, neighbours, tables
from analysis.findings.price_of_a_score import alone
from tests.facts import damaged_tables, false_cells


@pytest.fixture(scope="module")
def two_makers(tmp_path_factory):
    """Make the tables of two makers' models, as text: to check all models takes four times as long."""
    folder = tmp_path_factory.mktemp("makers")
    models, aliases = (
        pd.read_csv(tables.DATA / f"{name}.csv", dtype="string", keep_default_na=False)
        for name in ("models", "aliases")
    )
    ids = models.loc[models["creator"].isin(["Anthropic", "OpenAI"]), "model_id"]
    names = aliases.loc[aliases["model_id"].isin(ids), "alias"]
    for path in tables.DATA.glob("*.csv"):
        rows = pd.read_csv(path, dtype="string", keep_default_na=False)
        if "model_id" in rows:
            rows = rows[rows["model_id"].isin([*ids, *names, ""])]
        if path.stem == "intake":
            rows = rows.head(0)  # it counts the rows of all makers
        rows.to_csv(folder / path.name, index=False, lineterminator="\n")
    return folder


@pytest.fixture(scope="module")
def frames(two_makers):
    return tables.read(two_makers)[0]


@pytest.fixture
def data(two_makers, tmp_path):
    return Path(shutil.copytree(two_makers, tmp_path / "data"))


def changed(folder, table, row, **cells):
    """Write other cells into a row of a table; ``row`` says which row of its frame."""
    path = folder / f"{table}.csv"
    frame = pd.read_csv(path, dtype="string", keep_default_na=False)
    at = row(frame)
    for column, value in cells.items():
        was = frame.loc[at, column]
        frame.loc[at, column] = value(was) if callable(value) else value
    frame.to_csv(path, index=False, lineterminator="\n")
    return f"{table}.csv: line {at + 2}: "


def said(folder, capsys):
    code = audit.main(["--data", str(folder)])
    return code, capsys.readouterr().out


def gpt4(frame):
    rows = (frame["model_id"] == "gpt-4") & (frame["source_id"] == "vendor-announcements")
    return int(frame.index[rows][0])


def _of_gpt5(frame):
    return int(frame.index[frame["model_id"].str.startswith("gpt-5-2025")][0])


@pytest.mark.facts
def test_the_tables_as_they_stand_break_no_rule(capsys):
    assert command.main(["check"]) == 0, capsys.readouterr().out


@pytest.mark.facts
@pytest.mark.parametrize(
    ("table", "cells", "rule"),
    [
        ("prices", {"input": lambda v: str(float(v) * 100), "output": "6000"}, "30 times"),
        ("prices", {"input": lambda v: str(float(v) / 1e3), "output": "0.06"}, "30 times"),
        ("prices", {"input": "60", "output": "30"}, "not below input"),
        ("prices", {"cache_read": "40"}, "not above input"),
        ("prices", {"provider": "nobody-knows"}, "in providers.csv"),
        ("prices", {"date": "1023-03-14"}, "date"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_and_rule(table, cells, rule, data, capsys):
    at = changed(data, table, gpt4, **cells)
    code, out = said(data, capsys)
    assert code == 1
    assert any(at in line and rule in line for line in out.splitlines())


@pytest.mark.facts
def test_a_sighting_before_its_row_or_of_no_row_or_twice_is_named(data, capsys):
    early = changed(data, "sightings", gpt4, last_seen="2020-01-01")
    lost = changed(data, "sightings", _of_gpt5, date="2031-01-01")
    path = data / "sightings.csv"
    rows = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*rows, rows[-1]]), encoding="utf-8")
    code, out = said(data, capsys)
    lines = out.splitlines()
    assert code == 1 and early
    assert any("prices.csv: line" in e and "not after last_seen" in e for e in lines)
    for at in (lost, f"sightings.csv: line {len(rows) + 1}: "):
        assert any(at in line and "of a row of" in line for line in lines)


@pytest.mark.facts
def test_a_score_in_percent_a_run_before_its_model_and_a_repeated_row_are_named(data, capsys):
    first = changed(data, "runs", lambda f: int(f.index[f["score"] != ""][0]), score="87.5")
    early = changed(data, "runs", _of_gpt5, date="2019-01-01")
    prices = data / "prices.csv"
    lines = prices.read_text(encoding="utf-8").splitlines(keepends=True)
    prices.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    code, out = said(data, capsys)
    assert code == 1
    assert first in out
    assert "at most 1" in out
    assert early in out
    assert "not before the model's release" in out
    assert "one row a key" in out


@pytest.mark.facts
def test_a_release_after_its_makers_price_was_read_is_doubted(data, capsys):
    of_opus = {"release_date": "2025-12-24"}
    at = changed(data, "models", lambda f: int(f.index[f["model_id"] == OPUS][0]), **of_opus)
    code, out = said(data, capsys)
    assert code == 1
    (line,) = [line for line in out.splitlines() if at in line]
    assert "'2025-12-24' is unlikely: not after its maker's price was read" in line


ANNOUNCED = "announcements"
OPUS = "claude-opus-4-5-20251101"


def first(frame):
    return int(frame.index[frame["model_id"] == "o1-preview"][0])


@pytest.mark.facts
@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"input": "1500", "output": "6000"}, "at most 1000"),
        ({"input": "150", "output": "600"}, ""),  # ten times off is not yet told from a price
        ({"input": "0.015", "output": "0.06"}, "within 10 times"),
        ({"input": "60", "output": "15"}, "not below input"),
        ({"cache_read": "20"}, "not above input"),
        ({"model_id": "o1-previw"}, "a model of models.csv"),
        ({"provider": "nobody-knows"}, "in providers.csv"),
        ({"last_seen": "2020-01-01"}, "not after last_seen"),
        ({"date": "2024-13-01"}, "a date"),
        ({"evidence": "a blog"}, "an address"),
        ({"evidence": ""}, "required"),
        ({"until": "2024-09-12"}, "after last_seen"),
        ({"until": "2025-01-31"}, ""),
        ({"then_input": "30", "then_output": "120"}, "a day, where then_*"),
        ({"until": "2025-01-31", "then_input": "30"}, "both, or none"),
    ],
)
def test_a_wrong_announcement_is_named_like_a_wrong_row_of_a_table(
    cells, rule, two_makers, frames, tmp_path
):
    shutil.copy(two_makers / f"{ANNOUNCED}.csv", tmp_path)
    at = changed(tmp_path, ANNOUNCED, first, **cells)
    found = announced.violations(tmp_path, frames)  # alone: the other tables are as they were
    assert bool(found) == bool(rule)
    assert not rule or any(at in line and rule in line for line in found)


@pytest.mark.facts
def test_an_announcement_that_stands_twice_is_named(data, capsys):
    path = data / f"{ANNOUNCED}.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    code, out = said(data, capsys)
    assert code == 1 and f"{ANNOUNCED}.csv: line " in out
    path.unlink()
    assert said(data, capsys)[0] == 0  # a folder need not have any


@pytest.mark.facts
def test_an_unlikely_cell_needs_a_reason_and_keeps_the_one_written(tmp_path, capsys):
    data = tmp_path / "data"
    shutil.copytree(tables.DATA, data, ignore=shutil.ignore_patterns("*[!v]"))
    path = data / audit.DOUBTED
    looked = pd.read_csv(path, dtype="string", keep_default_na=False)
    bare = int(looked.index[looked["table"] == "runs"][0])
    written = looked.loc[bare, "reason"]
    looked.loc[bare, "reason"] = ""
    looked.to_csv(path, index=False)
    code, out = said(data, capsys)
    assert (code, out.count("is unlikely")) == (1, 1)
    assert looked.loc[bare, "key"] in out
    looked.loc[bare, "reason"] = written
    looked.to_csv(path, index=False)
    assert command.main(["check", "--data", str(data), "--accept"]) == 0
    again = pd.read_csv(path, dtype="string", keep_default_na=False)
    assert set(again["reason"]) == set(looked["reason"])


@pytest.mark.facts
def test_a_table_that_cannot_be_read_is_named_without_a_traceback(data, capsys):
    (data / "prices.csv").write_text("<<<<<<< HEAD\n", encoding="utf-8")
    code, out = said(data, capsys)
    assert code == 1
    assert "prices.csv" in out
    assert audit.main(["--data", str(data / "nowhere")]) == 1


def test_the_middle_of_the_others_leaves_the_row_itself_out():
    values = pd.Series([1.0, 2.0, 90.0, 5.0, 7.0, 6.0])
    by = pd.Series(["a", "a", "a", "b", "b", None], dtype="string")
    found = neighbours._middle_of_others(values, by)
    assert found.fillna(-1).tolist() == [46.0, 45.5, 1.5, -1, -1, -1]


def test_a_last_reading_long_after_all_others_is_doubted():
    frames = {t: csvs.empty(c) for t, c in tables.TABLES.items()}
    for last, named in (("2027-03-01", []), ("2027-06-01", ["c"])):
        read = pd.to_datetime(pd.Series(["2026-06-01", "2025-01-01", last]))
        frames["sources"] = pd.DataFrame({"source_id": list("abc"), "retrieved": read})
        assert neighbours.doubts(tables.Dataset(**frames, digest=""))["key"].tolist() == named


def frames_of(**rows):
    """Make tables of which these have rows, dicts of the cells that are not empty."""
    made = {t: csvs.empty(c) for t, c in tables.TABLES.items()}
    made["providers"] = pd.DataFrame([{"provider": "p"}]).reindex(columns=made["providers"].columns)
    for table, told in rows.items():
        frame = pd.DataFrame(told).reindex(columns=made[table].columns)
        kinds = made[table].dtypes.to_dict()
        made[table] = frame.astype(kinds)
    return made


MODEL = {"model_id": "a", "release_date": pd.Timestamp("2026-01-05")}
BENCHMARK = {"benchmark_id": "b", "chance": 0.2}
RUN = {"run_id": "r", "model_id": "a", "benchmark_id": "b", "score": 0.5, "input_tokens": 9.0}
FEE = {"provider": "p", "usd": 0.01, "fee": "web-search"}
END = {"model_id": "a", "provider": "p", "date": pd.Timestamp("2026-01-05")}
KEPT = {"source_id": "s", "outcome": "kept"}
READ = {"source_id": "s", "retrieved": pd.Timestamp("2026-06-01")}


@pytest.mark.parametrize(
    ("column", "rule", "false", "right"),
    [
        ("base_model_id", "in models.csv", {"models": [MODEL | {"base_model_id": "b"}]},
         {"models": [MODEL | {"base_model_id": "a"}]}),
        ("active_params_b", "not after total", {"models": [{"active_params_b": 9, "total_params_b": 8}]},
         {"models": [{"active_params_b": 9, "total_params_b": 9}]}),
        ("run_id", "another run", {"runs": [RUN, RUN | {"run_id": "q"}]},
         {"runs": [RUN, RUN | {"run_id": "q", "output_tokens": 3}]}),
        ("reasoning_tokens", "no more than the output",
         {"runs": [{"output_tokens": 5, "reasoning_tokens": 6, "reasoning_in_output": True}]},
         {"runs": [{"output_tokens": 5, "reasoning_tokens": 6, "reasoning_in_output": False}]}),
        ("chance", "below half", {"benchmarks": [BENCHMARK | {"chance": 0.51}], "runs": [RUN]},
         {"benchmarks": [BENCHMARK | {"chance": 0.5}], "runs": [RUN]}),
        ("usd", "for a call", {"fees": [FEE | {"usd": 0.00001}]}, {"fees": [FEE]}),
        ("usd", "for a token", {"fees": [FEE | {"fee": "reasoning-token"}]},
         {"fees": [FEE | {"fee": "reasoning-token", "usd": 0.00001}]}),
        ("date", "the model's release", {"models": [MODEL], "retirements": [
            END | {"date": pd.Timestamp("2026-01-04")}]}, {"models": [MODEL], "retirements": [END]}),
        ("date", "a day that can be", {"sources": [READ], "hardware": [{"date": pd.Timestamp("2026-08-01")}]},
         {"sources": [READ], "hardware": [{"date": pd.Timestamp("2026-07-01")}]}),
        ("value", "not after high", {"claims": [{"low": 1, "value": 4, "high": 3}]},
         {"claims": [{"low": 1, "value": 3, "high": 3}]}),
        ("provider, fee, model_id, date, source_id", "one row a key", {"fees": [FEE, FEE]},
         {"fees": [FEE, FEE | {"model_id": "a"}]}),
    ],
)  # fmt: skip
def test_a_rule_over_columns_or_rows_names_what_is_false_and_nothing_right(
    column, rule, false, right
):
    found = list(across.violations(frames_of(**false)))
    assert [(f[2], rule in f[4]) for f in found] == [(column, True)]
    assert list(across.violations(frames_of(**right))) == []


@pytest.mark.parametrize(
    ("intake", "rows", "said"),
    [
        ([KEPT | {"reason": "runs", "rows": 2}], {"runs": [RUN | {"source_id": "s"}]}, "1 of its source"),
        ([KEPT | {"reason": "rums", "rows": 2}], {}, "rums"),
        ([KEPT | {"reason": "models", "rows": 1, "source_id": "t"}], {"models": [MODEL | {"source_id": "t"}],
          "runs": [RUN | {"source_id": "s"}]}, "s"),
        ([KEPT | {"reason": "prices", "rows": 5}],
         {"prices": [{"source_id": "s", "observations": 4}]}, "4 of its source"),
    ],
)  # fmt: skip
def test_rows_that_the_intake_counts_are_there_and_those_there_are_counted(intake, rows, said):
    found = list(across.counts(frames_of(intake=intake, **rows)))
    assert len(found) == 1 and said in str(found[0][3])


def test_as_many_rows_as_the_intake_counts_are_all():
    kept = [KEPT | {"reason": "prices", "rows": 5}]
    prices = [{"source_id": "s", "observations": n} for n in (2, 3)]
    assert list(across.counts(frames_of(intake=kept, prices=prices))) == []


@pytest.mark.facts
def test_no_kind_of_false_cell_passes_for_true(tmp_path):
    """One of eighty; ``nox -s fuzz`` tries them all."""
    verdict = false_cells.judge(tmp_path)
    tried = list(itertools.islice(false_cells.every(), 17, None, 80))
    passed = {(f.table, f.kind): why for f in tried if (why := verdict(f))}
    assert passed == {}
    assert len(tried) > 10


@pytest.mark.facts
def test_damaged_tables_end_in_messages_alone(capsys):
    damaged_tables.main(1, 20)
    found = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert found["wrong"] == []
    assert found["codes"]["1"] > 10


@pytest.mark.facts
def test_a_run_that_alone_moves_a_result_out_of_its_interval_is_named():
    living = tables.load()
    runs = living.runs[living.runs["benchmark_id"] == "gpqa-diamond"].reset_index(drop=True)
    row = runs.index[runs["model_id"].str.startswith("gpt-3.5-turbo")][0]
    for score, named in ((runs["score"][row], []), (0.95, [runs["run_id"][row]])):
        data = dataclasses.replace(
            living, runs=runs.assign(score=runs["score"].mask(runs.index == row, score)), digest=""
        )
        found = alone.doubts(data)
        assert found["key"].tolist() == named
    assert (found["row"].tolist(), found["value"].tolist()) == ([row], ["0.95"])


@pytest.mark.parametrize(
    "folder", sorted((tables.DATA / "vintages").iterdir()), ids=lambda p: p.name
)
def test_every_published_vintage_keeps_the_rules(folder: Path) -> None:
    """One of them names several of its models alike, as published; the living tables may not."""
    assert tables.load(folder).models["model_id"].is_unique
