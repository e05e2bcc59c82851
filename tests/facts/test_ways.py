"""Ways to a score: hand-made runs and offers that begin and end, and what a level cost on a day."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.facts import ways

HLE = "hle"


def way(model: str, score: float, price: float, date: str, ended: str = "", run: str = ""):
    return {
        "run_id": run or model,
        "benchmark_id": HLE,
        "model": model,
        "model_id": model,
        "provider": f"seller of {model}",
        "score": score,
        "price": price,
        "date": pd.Timestamp(date),
        "ended": pd.Timestamp(ended) if ended else ways.FAR,
    }


@pytest.fixture
def found() -> pd.DataFrame:
    return pd.DataFrame(
        [
            way("first", 0.6, 100.0, "2025-01-01"),
            way("cheap", 0.7, 10.0, "2025-03-01", ended="2025-06-01"),
            way("weak", 0.2, 1.0, "2025-02-01"),
            way("later", 0.5, 40.0, "2025-09-01"),
        ]
    )


def test_a_level_costs_what_is_on_offer_on_the_day_and_rises_when_an_offer_ends(found):
    moves = ways.over_time(found, 0.5)
    assert moves["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-01-01", "2025-03-01", "2025-06-01", "2025-09-01",
    ]  # fmt: skip
    assert moves["price"].tolist() == [100.0, 10.0, 100.0, 40.0]
    assert moves["low"].tolist() == [100.0, 10.0, 10.0, 10.0]
    assert moves["model"].tolist() == ["first", "cheap", "first", "later"]


def test_while_nobody_offers_a_level_it_has_no_price_but_a_lowest_one(found):
    moves = ways.over_time(found, 0.7)
    assert moves["price"].iloc[0] == 10.0
    assert pd.isna(moves["price"].iloc[1])
    assert pd.isna(moves["model"].iloc[1])
    assert moves["low"].tolist() == [10.0, 10.0]


def test_a_score_nobody_reached_has_no_rows(found):
    assert ways.over_time(found, 0.9).empty


def test_the_frontier_of_a_day_leaves_out_what_has_ended_and_what_is_undercut(found):
    on = ways.on(found, pd.Timestamp("2025-10-01"))
    assert on["model"].tolist() == ["weak", "later", "first"]
    assert ways.frontier(on)["model"].tolist() == ["first", "later", "weak"]
    before = ways.on(found, pd.Timestamp("2025-04-01"))
    assert ways.frontier(before)["model"].tolist() == ["cheap", "weak"]


def test_a_price_of_the_record_ends_at_the_runs_next_one_or_with_the_last_offer(living):
    table = ways.ways(living)
    assert (table["ended"] > table["date"]).all()
    following = table.groupby("run_id")["date"].shift(-1)
    assert (table["ended"] <= following.fillna(ways.FAR)).all()
    day = ways.newest_day(living)
    assert not ways.on(table, day)["run_id"].duplicated().any()


def priced(name, date, until="", benchmark=HLE, basis="tokens", doubts=""):
    """A priced run, as ``runs.priced_runs`` has it."""
    rule = {"tokens": "first-party", "stated": "stated"}[basis]
    return {
        **way(name, 0.6, 5.0, date), "benchmark_id": benchmark, "basis": basis, "doubts": doubts,
        "until": pd.Timestamp(until) if until else pd.NaT, "weights": "closed", "rule": rule,
        "scaffold": None, "output_tokens": float("nan"), "score_se": float("nan"),
    }  # fmt: skip


def of(monkeypatch, rows, **shown):
    """The ways of priced runs, where lists were read last on 2026-11-01."""
    table = pd.DataFrame(rows).drop(columns="ended")
    monkeypatch.setattr(ways.runs, "priced_runs", lambda data: table)
    ids = table["run_id"].unique()
    runs = pd.DataFrame({"run_id": ids, "date": pd.to_datetime([shown.get(i) for i in ids])})
    prices = pd.DataFrame({"last_seen": pd.to_datetime(["2026-11-01", "2026-10-01"])})
    return ways.ways.__wrapped__(SimpleNamespace(runs=runs, prices=prices))


@pytest.mark.parametrize(
    ("until", "following", "ended"),
    [
        ("2026-06-01", "2026-04-01", "2026-04-01"),
        ("2026-03-01", "2026-04-01", "2026-03-01"),  # nobody offered it in between
        ("2026-06-01", "", "2026-06-01"),
        ("2026-11-01", "", "2026-11-01"),
        ("2026-11-02", "", ""),  # taken to hold after the last reading
        ("", "", ""),
        ("", "2026-04-01", "2026-04-01"),
    ],
)
def test_a_way_ends_at_the_runs_next_price_or_with_its_last_offer(
    monkeypatch, until, following, ended
):
    rows = [priced("a", "2026-01-01", until)]
    rows += [priced("a", following)] if following else []
    found = of(monkeypatch, [*rows, priced("b", "2026-02-01")])
    assert found["ended"].iloc[0] == (pd.Timestamp(ended) if ended else ways.FAR)
    assert (found["ended"].iloc[1:] == ways.FAR).all()


def test_stated_costs_take_part_where_a_benchmark_has_no_token_price(monkeypatch):
    rows = [priced("a", "2026-01-01", doubts="one-list"), priced("b", "2026-01-01", basis="stated"),
            priced("c", "2026-01-01", benchmark="arc", basis="stated", doubts="x"),
            priced("d", "2026-01-01", doubts=None)]  # fmt: skip
    found = of(monkeypatch, rows).set_index("run_id")["doubts"]
    assert found.to_dict() == {"a": "one-list", "c": ways.STATED, "d": ""}


def test_a_cost_of_unknown_day_is_a_way_from_the_day_it_was_shown(monkeypatch):
    """It is in no trend, but what it says of a level is known since its board was read."""
    rows = [priced("shown", "", basis="stated"), priced("unseen", "", basis="stated")]
    found = of(monkeypatch, rows, shown="2026-03-01")
    assert found["run_id"].tolist() == ["shown"]
    assert found["date"].tolist() == [pd.Timestamp("2026-03-01")]
