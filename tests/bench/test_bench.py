"""The bench's own yardsticks: the plain way agrees, the table has its columns."""

from __future__ import annotations

import pytest

from analysis.bench import builds
from analysis.bench import computing as bench
from analysis.facts import tables
from analysis.methods import frontier


def test_the_plain_way_counts_the_same_frontier() -> None:
    frame = bench.runs(400)
    assert bench.plain(frame) == frontier.on_frontier(frame).sum()


def test_scaling_times_each_size(monkeypatch) -> None:
    monkeypatch.setattr(bench, "SIZES", (200, 20_000))
    table = bench.scaling()
    assert table["runs"].tolist() == [200, 20_000]
    assert table["plain_s"].notna().tolist() == [True, False]
    assert (table["frontier_s"] > 0).all()


def test_the_grown_record_has_so_many_models_prices_and_runs_of_which_none_is_a_copy(
    living,
) -> None:
    whole = bench.grown(living, 3)
    for table in ("models", "prices", "runs"):
        assert len(getattr(whole, table)) == 3 * len(getattr(living, table))
    assert whole.models["model_id"].is_unique
    known = set(whole.models["model_id"])
    assert set(whole.runs["model_id"]) <= known and set(whole.prices["model_id"]) <= known
    assert whole.runs["score"].between(0, living.runs["score"].max()).all()


def test_growth_has_an_exponent_a_step(monkeypatch) -> None:
    seconds = {"1": {"load": 1.0, "history": 2.0}, "16": {"load": 16.0, "history": 4.0}}
    monkeypatch.setattr(
        bench.subprocess,
        "run",
        lambda command, **_: bench.subprocess.CompletedProcess(
            command, 0, stdout=bench.json.dumps(seconds[command[-1]])
        ),
    )
    table = bench.growth((1, 16))
    assert table["exponent"].round(6).to_dict() == {"load": 1.0, "history": 0.25}


def test_one_price_is_lower_by_a_hundredth_and_nothing_else_moves() -> None:
    table = (tables.DATA / "prices.csv").read_text(encoding="utf-8")
    before, after = table.splitlines(), builds.cheaper(table).splitlines()
    assert len(before) == len(after)
    (moved,) = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    (price,) = [(a, b) for a, b in zip(*(m.split(",") for m in moved), strict=True) if a != b]
    assert float(price[1]) == pytest.approx(0.99 * float(price[0]), rel=1e-5)
    assert (tables.ROOT / builds.PAGE).is_file()
