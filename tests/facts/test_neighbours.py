"""What is unlikely beside its neighbours, cell by cell: three plain rows and one that differs."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.facts import csvs, neighbours
from analysis.facts.schema import TABLES


def frame(table, given):
    """A table of the given columns, the others empty."""
    made = csvs.empty(TABLES[table]).reindex(range(len(next(iter(given.values())))))
    for name, values in given.items():
        dates = TABLES[table][name].kind == "date"
        made[name] = pd.to_datetime(values) if dates else pd.Series(values)
    return made


def found(part, table, *rows, **others):
    """The columns that a part doubts of the last row; no other is doubted."""
    told = {
        name: [row.get(name) for row in rows] for name in dict.fromkeys(n for r in rows for n in r)
    }
    data = SimpleNamespace(**{table: frame(table, told)}, **others)
    cells = pd.concat(part(data))
    assert set(cells["row"]) <= {len(rows) - 1} and set(cells["table"]) <= {table}
    return cells["column"].tolist()


PRICE = {"model_id": "m", "provider": "p", "source_id": "s", "input": 1.0, "output": 2.0}
CACHE = {"cache_read": 0.5, "cache_write": 1.25}


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({}, []),
        (CACHE, []),
        ({"input": 30.0, "output": 60.0}, []),
        ({"input": 31.0, "output": 62.0}, ["input"]),
        ({"input": 1 / 30, "output": 2 / 30}, []),
        ({"input": 1 / 31, "output": 2 / 31}, ["input"]),
        ({"output": 1.0}, []),
        ({"output": 0.9}, ["output"]),
        ({"output": 100.0}, []),
        ({"output": 100.1}, ["output"]),
        (CACHE | {"cache_read": 1.0}, []),
        (CACHE | {"cache_read": 1.1}, ["cache_read"]),
        ({"cache_read": 0.001}, []),
        ({"cache_read": 0.0009}, ["cache_read"]),
        (CACHE | {"cache_write": 0.5}, []),
        (CACHE | {"cache_write": 0.4}, ["cache_write"]),
        (CACHE | {"cache_write": 29.9}, []),
        (CACHE | {"cache_write": 30.1}, ["cache_write"]),
        ({"cache_write": 1 / 29.9}, []),
        ({"cache_write": 1 / 30.1}, ["cache_write"]),
        ({"input": 0.0}, ["output"]),
        ({"model_id": "n", "input": 31.0, "output": 62.0}, []),
    ],
)
def test_a_price_is_doubted_beside_its_others_and_its_own_columns(cells, columns):
    assert found(neighbours._prices, "prices", PRICE, PRICE, PRICE, PRICE | cells) == columns


TIER = {"model_id": "m", "input": 1.0, "output": 2.0, "beside_input": 2.0, "beside_output": 4.0}


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({}, []),
        ({"input": 60.1}, ["input"]),
        ({"input": 59.9}, []),
        ({"output": 4 / 30.1}, ["output"]),
        ({"output": 4 / 29.9}, []),
        ({"beside_input": None, "input": 29.9}, []),
        ({"beside_input": None, "input": 30.1}, ["input"]),  # the model's middle price is 1
        ({"cache_read": 1.0}, []),
        ({"cache_read": 1.1}, ["cache_read"]),
    ],
)
def test_a_tiers_price_is_doubted_far_from_the_standard_one(cells, columns):
    told = {"model_id": ["m"] * 3, "input": [0.5, 1.0, 9.0], "output": [2.0] * 3}
    prices = frame("prices", told)
    assert found(neighbours._tiers, "tiers", TIER, TIER | cells, prices=prices) == columns


def test_fees_and_chips_are_doubted_far_from_their_kind():
    fee = {"fee": "f", "usd": 2.0}
    for usd, columns in ((59.9, []), (60.1, ["usd"]), (2 / 30.1, ["usd"])):
        assert found(neighbours._fees, "fees", fee, fee, fee, fee | {"usd": usd}) == columns
    chip = {"name": "n", "kind": "gpu", "usd_per_hour": 2.0, "flop_per_second": 6e12, "usd": 3e3}
    for cells, columns in (
        ({}, []), ({"usd_per_hour": 60.1}, ["usd_per_hour"]), ({"usd_per_hour": 59.9}, []),
        ({"usd": 3e3 * 30.1}, ["usd"]), ({"usd": 3e3 / 29.9}, []), ({"name": "o"}, []),
        ({"kind": "tpu", "usd": 1.0}, []),
    ):  # fmt: skip
        rows = (chip, chip, chip, chip | cells)
        assert found(neighbours._hardware, "hardware", *rows) == columns


RUN = {"run_id": "r", "model_id": "m", "benchmark_id": "b", "score": 0.5, "passes": 2.0,
       "input_tokens": 6e6, "output_tokens": 1e6, "date": "2025-02-01", "reported_cost": 7.0,
       "reported_cost_basis": "run"}  # fmt: skip


RUNS = [
    ({}, []),
    ({"date": "2025-01-01"}, []),
    ({"date": "2024-12-31"}, ["date"]),
    ({"score": 1.0}, []),
    ({"score": 1.1}, ["score"]),
    ({"score": -0.1}, ["score"]),
    ({"input_tokens": 5.9e9, "reported_cost": None}, []),
    ({"input_tokens": 6.1e9, "reported_cost": None}, ["input_tokens"]),
    ({"input_tokens": 6e6, "cache_read_tokens": 4e9, "cache_write_tokens": 2.1e9,
      "cache_in_input": False, "reported_cost": None}, ["input_tokens"]),
    ({"input_tokens": 6e6, "cache_read_tokens": 4e9, "cache_write_tokens": 2.1e9,
      "cache_in_input": True}, []),
    ({"output_tokens": 1.1e9, "reported_cost": None}, ["output_tokens"]),
    ({"output_tokens": 1.1e9, "passes": 4.0, "reported_cost": None}, []),
    ({"output_tokens": 990.0}, ["output_tokens"]),
    ({"reported_cost": 7e-2 * 1.01}, []),  # of seven million tokens
    ({"reported_cost": 7e-2 * 0.99}, ["reported_cost"]),
    ({"reported_cost": 2100 * 0.99}, []),
    ({"reported_cost": 2100 * 1.01}, ["reported_cost"]),
    ({"reported_cost": 7100.0}, ["reported_cost", "reported_cost"]),
    ({"reported_cost": 7100.0, "reported_cost_basis": "item"}, ["reported_cost"]),
    ({"reported_cost": 20.0, "reported_cost_basis": "item"}, []),  # times a hundred items
    ({"reported_cost": 22.0, "reported_cost_basis": "item"}, ["reported_cost"]),
    ({"reported_cost": 2200.0, "cache_read_tokens": 1e6, "cache_in_input": False}, []),
    ({"reported_cost": 2200.0, "cache_read_tokens": 1e6, "cache_in_input": True},
     ["reported_cost"]),
]  # fmt: skip


def test_a_run_is_doubted_beside_those_of_its_benchmark_and_by_its_own_rate():
    rows = []
    for n, (cells, _) in enumerate(RUNS):  # each has a model and a benchmark of its own
        own = {"model_id": f"m{n}", "benchmark_id": f"b{n}"}
        rows += [RUN | own] * 3 + [RUN | own | cells]
    told = {
        name: [row.get(name) for row in rows] for name in dict.fromkeys(n for r in rows for n in r)
    }
    ids = range(len(RUNS))
    data = SimpleNamespace(
        runs=frame("runs", told),
        models=frame(
            "models",
            {"model_id": [f"m{n}" for n in ids], "release_date": ["2025-01-01"] * len(ids)},
        ),
        benchmarks=frame(
            "benchmarks", {"benchmark_id": [f"b{n}" for n in ids], "items": [100.0] * len(ids)}
        ),
    )
    cells = pd.concat(neighbours._runs(data))
    assert set(cells["row"] % 4) == {3}
    for n, (_, columns) in enumerate(RUNS):
        assert (n, cells.loc[cells["row"] // 4 == n, "column"].tolist()) == (n, columns)
