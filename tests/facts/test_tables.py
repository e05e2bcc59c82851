"""The tables refuse bad input with one message that says where, what and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import schema, tables

SOURCES = (
    "source_id,title,authors,publisher,url,licence,retrieved,sha256,citation_key,redistributable"
)


def row(table: str, **cells: str) -> str:
    """Return a line of a table: ``cells`` in its columns' order, the others empty."""
    return ",".join(cells.get(name, "") for name in schema.TABLES[table]) + "\n"


def text(table: str, **cells: str) -> str:
    return ",".join(schema.TABLES[table]) + "\n" + row(table, **cells)


RUN = {"run_id": "r1", "model_id": "alpha", "benchmark_id": "quiz", "source_id": "ours"}
GOOD = {
    "sources": f"{SOURCES}\nours,Ours,,,,MIT,2026-11-22,,,true\n",
    "models": text(
        "models",
        model_id="alpha",
        name="Alpha",
        creator="Lab",
        release_date="2025-01-31",
        weights="open",
        total_params_b="7",
        reasoning="false",
        source_id="ours",
    ),
    "benchmarks": text(
        "benchmarks",
        benchmark_id="quiz",
        name="Quiz",
        domain="knowledge",
        items="100",
        chance="0.25",
        headline="true",
        levels="0.2 0.5",
        front="0.5",
        milestones="false",
        composite="false",
        source_id="ours",
    ),
    "runs": text(
        "runs",
        **RUN,
        date="2025-02-01",
        dated="on",
        score="0.5",
        passes="1",
        input_tokens="1000",
        output_tokens="2000",
    ),
    "prices": text(
        "prices",
        model_id="alpha",
        provider="host",
        date="2025-01-31",
        observations="1",
        input="0.1",
        output="0.2",
        basis="list",
        source_id="ours",
    ),
}


def folder(tmp_path: Path, **changed: str) -> Path:
    for table, text in {**GOOD, **changed}.items():
        (tmp_path / f"{table}.csv").write_text(text)
    return tmp_path


def test_good_tables_load_with_their_types(tmp_path: Path) -> None:
    data = tables.load(folder(tmp_path))
    assert data.models["release_date"].iloc[0].isoformat() == "2025-01-31T00:00:00"
    assert data.runs["input_tokens"].tolist() == [1000.0]
    assert data.hardware.empty and list(data.hardware.columns) == list(schema.TABLES["hardware"])


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("models", "2025-01-31", "31/1/25", r"models.csv: line 2: release_date: '31/1/25' is not a date"),
        ("runs", "0.5,,1", "1.5,,1", r"runs.csv: line 2: score: 1.5 breaks the rule: at most 1"),
        ("prices", "0.1,0.2", "-0.1,0.2", r"prices.csv: line 2: input: -0.1 breaks the rule: at least 0"),
        ("runs", "r1,alpha", "r1,beta", r"runs.csv: line 2: model_id: 'beta' breaks the rule: in models.csv"),
        ("runs", "score,", "scor,", r"runs.csv: line 1: the columns must be .* missing: score; unknown: scor"),
        ("runs", "1000,2000", "many,2000", r"runs.csv: line 2: input_tokens: 'many' is not a finite number"),
        ("runs", "1000,2000", "inf,2000", r"input_tokens: 'inf' is not a finite number"),
        ("models", ",open,", ",ajar,", r"models.csv: line 2: weights: 'ajar' breaks the rule: one of open, closed"),
        ("models", "alpha,Alpha", ",Alpha", r"models.csv: line 2: model_id: empty breaks the rule: required"),
        ("models", "false,", "no,", r"reasoning: 'no' is not true or false"),
        ("models", "7,,", "7,,,", "not a readable CSV"),
        ("benchmarks", "headline,", "headlines,", r"benchmarks.csv: line 1: .* missing: headline; unknown: headlines"),
        ("benchmarks", ",true,", ",,", r"benchmarks.csv: line 2: headline: empty breaks the rule: required"),
        ("benchmarks", "0.2 0.5", "0.5 0.2", r"benchmarks.csv: line 2: levels: '0.5 0.2' is not fractions .* that rise"),
        ("benchmarks", "0.2 0.5", "0 0.5", r"levels: '0 0.5' is not fractions above 0"),
        ("benchmarks", "0.2 0.5", "20 50", r"levels: '20 50' is not fractions .* up to 1"),
        ("benchmarks", "0.2 0.5", "0.2;0.5", r"levels: '0.2;0.5' is not fractions .* apart by single spaces"),
        ("benchmarks", ",0.5,false", ",50,false", r"front: 50.0 breaks the rule: at most 1"),
        ("benchmarks", "false,,,,ours", "false,test,,,ours", r"same_tasks: 'test' breaks the rule: in benchmarks.csv"),
        ("models", "Alpha,Lab", "Al\x07pha,Lab", r"models.csv: line 2: name: 'Al\\x07pha' has U\+0007"),
        ("models", "Alpha,Lab", "Al\x00pha,Lab", r"models.csv: line 2: name: .* has U\+0000"),
        ("models", "Alpha,Lab", "Al\u202epha,Lab", r"name: .* has U\+202E, which is no letter"),
        ("models", "Alpha,Lab", "Al\ufffepha,Lab", r"has U\+FFFE"),
        ("models", "Alpha,Lab", '"Al\npha",Lab', r"has U\+000A"),
        ("models", "Alpha,Lab", "Al\rpha,Lab", r"models.csv: .* line 2: 2 cells, line 1 has \d+"),
        ("models", "Alpha,Lab", "Alpha ,Lab", r"name: 'Alpha ' begins or ends with a blank"),
        ("models", "Alpha,Lab", "   ,Lab", r"name: '   ' begins or ends with a blank"),
        ("models", "Alpha,Lab", "=1+1,Lab", r"name: '=1\+1' begins with '=', as a formula"),
        ("models", "Alpha,Lab", f"{'A' * 5000},Lab", r"name: 'A{60}'… has 5,000 characters"),
        ("models", "alpha,Alpha", "\nalpha,Alpha", r"models.csv: .* line 2: 0 cells"),
        ("models", "7,,", "7,", r"models.csv: .* line 2: 1?\d cells, line 1 has"),
    ],
)  # fmt: skip
def test_bad_cells_are_named(tmp_path: Path, table: str, old: str, new: str, message: str) -> None:
    assert old in GOOD[table]
    with pytest.raises(UserError, match=message):
        tables.load(folder(tmp_path, **{table: GOOD[table].replace(old, new)}))


def test_all_violations_come_at_once(tmp_path: Path) -> None:
    bad = GOOD["runs"].replace("0.5", "2") + row("runs", **RUN | {"model_id": "ghost"})
    with pytest.raises(UserError) as error:
        tables.load(folder(tmp_path, runs=bad))
    text = str(error.value)
    assert "at most 1" in text and "'ghost'" in text and "unique" in text


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    (folder(tmp_path) / "runs.csv").unlink()
    with pytest.raises(UserError, match=r"runs.csv: there is no such table"):
        tables.load(tmp_path)


def test_writing_then_reading_changes_nothing(tmp_path: Path) -> None:
    before = tables.load(folder(tmp_path)).runs
    tables.write_table(before, tmp_path / "runs.csv", "runs")
    assert tables.read_table(tmp_path / "runs.csv", "runs").equals(before)
    assert (tmp_path / "runs.csv").read_text() == GOOD["runs"]


def test_a_table_may_lack_an_optional_column_and_is_written_without_it(tmp_path: Path) -> None:
    lines = [line.split(",") for line in GOOD["runs"].splitlines()]
    gone = [name for name, c in schema.TABLES["runs"].items() if c.optional]
    assert gone
    kept = [n for n, name in enumerate(lines[0]) if name not in gone]
    older = "".join(",".join(line[n] for n in kept) + "\n" for line in lines)
    runs = tables.load(folder(tmp_path, runs=older)).runs
    assert runs[gone].isna().all(axis=None) and runs["score"].tolist() == [0.5]
    tables.write_table(runs, tmp_path / "runs.csv", "runs", bare=True)
    assert (tmp_path / "runs.csv").read_text() == older


def test_a_column_that_is_not_optional_must_stand_there(tmp_path: Path) -> None:
    older = GOOD["runs"].replace("score_se,", "", 1).replace("0.5,,", "0.5,", 1)
    with pytest.raises(UserError, match=r"missing: score_se; unknown: none"):
        tables.load(folder(tmp_path, runs=older))


def test_only_the_living_facts_are_read_without_being_sources_of_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = tables.load(folder(tmp_path), check=False)
    quiet: list[bool] = []
    monkeypatch.setattr(tables, "DATA", tmp_path / "b")
    monkeypatch.setattr(
        tables, "_read", lambda *told: (quiet.append(tables.stored.quiet()), found)[1]
    )
    for name in "abc":
        tables.load(tmp_path / name)
    tables.load(Path(f"{tmp_path}/b"))
    assert quiet == [False, True, False, True]
