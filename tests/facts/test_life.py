"""When a benchmark was run, and how old the newest of everything is: planted days."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.facts import freshness, life

DAY = pd.Timestamp("2026-11-20")


def frame(rows, *dates):
    found = pd.DataFrame(rows)
    return found.assign(**{c: pd.to_datetime(found[c]).astype("datetime64[us]") for c in dates})


def record(runs, *, ended=None):
    runs = [{"run_id": f"{n}", "source_id": "board"} | run for n, run in enumerate(runs)]
    models = [
        {"model_id": "old", "name": "Old", "release_date": "2024-01-01", "creator": "Lab"},
        {"model_id": "new", "name": "New", "release_date": "2026-08-01", "creator": "Lab"},
        {"model_id": "new-high", "name": "New (high)", "release_date": None, "creator": "Lab"},
    ]
    about = [
        {"benchmark_id": "quiz", "name": "Quiz", "ended": ended, "successor": "quiz-2"},
        {"benchmark_id": "quiz-2", "name": "Quiz 2", "ended": None, "successor": None},
    ]
    prices = [
        {"model_id": m, "source_id": s, "date": d, "last_seen": seen}
        for m, s, d, seen in [
            ("old", "stopped", "2026-01-01", "2026-09-20"),
            ("new", "alive", "2026-08-01", "2026-09-21"),
            ("new-high", "alive", "2026-08-02", "2026-11-20"),
        ]
    ]
    return SimpleNamespace(
        runs=frame(runs, "date"),
        models=frame(models, "release_date").assign(base_model_id=[None, None, "new"]),
        benchmarks=frame(about, "ended"),
        prices=frame(prices, "date", "last_seen"),
    )


def run(model, date, dated="on", benchmark="quiz"):
    return {"model_id": model, "benchmark_id": benchmark, "date": date, "dated": dated}


def test_a_run_of_unknown_day_shows_life_at_its_models_release_and_no_later():
    made = life.made(
        record([run("old", "2026-11-01", "by"), run("new-high", "2026-11-01", "by"),
                run("old", "2026-11-02"), run("old", None, None)])
    )  # fmt: skip
    assert made.dt.strftime("%Y-%m-%d").fillna("").tolist() == [
        "2024-01-01", "2026-08-01", "2026-11-02", "",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("date", "ended", "state"),
    [
        ("2026-05-24", None, life.RUN),
        ("2026-05-23", None, life.UNSEEN),
        ("2026-11-19", "2026-11-01", life.ENDED),
    ],
)
def test_a_benchmark_is_over_when_it_ends_or_half_a_year_after_its_last_run(date, ended, state):
    data = record([run("old", "2024-02-01"), run("old", date)], ended=ended)
    row = life.lives(data).iloc[0]
    assert (row["runs"], row["state"], row["successor"]) == (2, state, "Quiz 2")
    assert (row["first"], row["last"]) == (pd.Timestamp("2024-02-01"), pd.Timestamp(date))
    assert life.over(data) == (frozenset() if state == life.RUN else {"quiz"})


def test_a_benchmark_without_a_dated_run_has_no_life():
    assert life.lives(record([run("old", None, None)])).empty


def test_a_list_is_silent_after_sixty_days_without_a_sighting():
    found = freshness.lists(record([run("old", "2024-02-01")]), DAY).set_index("source_id")
    assert found["silent"].fillna(0).to_dict() == {"alive": 0, "stopped": 61}
    assert found.loc["alive", "newest"] == pd.Timestamp("2026-08-02")


def test_prices_fade_that_go_stale_within_thirty_days(monkeypatch):
    ahead = {"model_id": "m", "priced_id": "m", "provider": "p", "source_id": "list", "stale": True}
    rows = [
        ahead | {"from": "2026-11-20"},  # today: it is stale
        ahead | {"from": "2026-11-21"},
        ahead | {"from": "2026-11-21", "source_id": "other"},  # the same offer
        ahead | {"from": "2026-12-20"},
        ahead | {"from": "2026-12-21"},
        ahead | {"from": "2026-10-21"},
        ahead | {"from": "2026-12-01", "stale": False},
        ahead | {"from": "2026-12-01", "model_id": "m-high"},  # priced as another
        ahead | {"from": "2026-11-21", "provider": "q", "source_id": "other"},
    ]
    monkeypatch.setattr(freshness.offers, "lasting", lambda data: frame(rows, "from"))
    found = freshness.fading(None, DAY)
    assert list(found.items()) == [("list", 2), ("other", 1)]


def test_makers_of_few_priced_models_have_no_row_and_the_latest_comes_first():
    of = {"Lab": 3, "Few": 2, "Zoo": 3, "Old": 4}
    models = [{"model_id": f"{c}-{n}", "name": f"{c} {n}", "creator": c,
               "release_date": f"202{5 if c == 'Old' else 6}-01-0{n + 1}"}
              for c, many in of.items() for n in range(many)]  # fmt: skip
    prices = [
        {"model_id": m["model_id"], "source_id": "s", "date": m["release_date"]} for m in models
    ]
    unpriced = {"model_id": "x", "name": "X", "creator": "Few", "release_date": "2026-02-01"}
    data = SimpleNamespace(models=frame([*models, unpriced], "release_date"),
                           prices=frame(prices, "date"))  # fmt: skip
    found = freshness.makers(data)
    assert found["creator"].tolist() == ["Lab", "Zoo", "Old"]
    assert found["models"].tolist() == [3, 3, 4]
    assert found["model"].tolist() == ["Lab 2", "Zoo 2", "Old 3"]


def test_a_board_tells_its_newest_run_and_model():
    rows = [run("new-high", "2026-11-01", "by"), run("old", "2026-09-30")]
    row = freshness.boards(record(rows), DAY).iloc[0]
    assert (row["model"], row["newest"]) == ("New (high)", pd.Timestamp("2026-09-30"))
    assert pd.isna(row["silent"])


def test_a_maker_has_its_newest_model_and_price():
    row = freshness.makers(record([run("old", "2024-02-01")])).iloc[0]
    assert (row["creator"], row["models"], row["model"]) == ("Lab", 3, "New")
    assert row["newest"] == pd.Timestamp("2026-08-02")


def test_what_the_report_leads_with_is_run_to_this_day(living):
    """A page presents no benchmark as news that nobody runs any more."""
    about = living.benchmarks
    led = about.loc[about["headline"] | about["front"].notna(), "benchmark_id"]
    assert len(led) >= 8 and not set(led) & life.over(living)
