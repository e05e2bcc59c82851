"""The price to reach a score, forecasts from the past alone, and how their errors are counted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.methods import forecasts, frontier, milestones


def falling(rate: float = np.log(4), models: int = 150, name: str = "") -> pd.DataFrame:
    """Make models that appear steadily, each at a price that falls exactly at a rate a year."""
    random = np.random.default_rng(5)
    day = np.sort(random.integers(0, 1400, models))
    logit = random.uniform(-1.5, 1.5, models) + day / 700
    date = pd.Timestamp("2022-01-01") + pd.to_timedelta(day, unit="D")
    return pd.DataFrame(
        {
            "date": date, "release_date": date, "score": 1 / (1 + np.exp(-logit)),
            "price": np.exp(logit - rate * day / 365), "model_id": [f"{name}{i}" for i in range(models)],
        }
    )  # fmt: skip


def test_price_to_reach_is_the_milestone_price_of_the_month() -> None:
    rows = falling()
    months = pd.date_range("2022-06-01", "2025-06-01", freq="6MS")
    levels = np.array([0.4, 0.7])
    fast = milestones.prices_to_reach(rows, months, levels)
    for i, month in enumerate(months):
        for j, level in enumerate(levels):
            lows = frontier.milestone_prices(rows[rows["date"] <= month], level)
            slow = np.log(lows["price"].min()) if len(lows) else np.nan
            assert fast[i, j] == pytest.approx(slow, nan_ok=True)


def test_rates_use_nothing_dated_later() -> None:
    rows = falling()
    months = pd.DatetimeIndex(["2023-06-01"])
    cheap = rows.assign(price=rows["price"].where(rows["date"] <= months[0], 1e-9))
    # means over later rows enter the centring, with weight 0: only rounding may differ
    assert milestones.rates(rows, months)[0] == pytest.approx(milestones.rates(cheap, months)[0])
    assert milestones.rates(rows, months)[0] == pytest.approx(np.log(4))  # planted, exact data
    assert np.isnan(milestones.rates(rows, pd.DatetimeIndex(["2022-01-15"]))[0])


def test_forecasts_use_only_what_had_come_about() -> None:
    history = milestones.record({"a": falling(), "b": falling(np.log(9))})
    made = forecasts.past(history)
    early = made["date"] <= pd.Timestamp("2024-06-01")
    cut = forecasts.past(history[history["date"] <= pd.Timestamp("2024-06-01")])
    columns = ["benchmark", "level", "origin", "horizon"]
    both = made[early].merge(cut, on=columns, suffixes=("", "_cut"))
    assert len(both) == len(cut) == early.sum()
    known = both["error_age"].notna()
    assert known.any()
    assert both.loc[known, "error_age"].tolist() == both.loc[known, "error_age_cut"].tolist()


def test_errors_are_logs_of_what_came_over_the_forecast() -> None:
    months = pd.date_range("2024-01-01", periods=25, freq="MS")
    price = np.where(months < pd.Timestamp("2024-07-01"), 8.0, 2.0)
    history = pd.DataFrame(
        {"benchmark": "a", "level": 0.5, "first": months[0], "date": months, "age": np.arange(25),
         "log_price": np.log(price), "frontier": np.log(4), "last-year": 0.0, "none": 0.0}
    )  # fmt: skip
    made = forecasts.past(history).set_index(["horizon", "origin"])
    start = made.loc[(6, months[0])]
    assert start["error_none"] == pytest.approx(np.log(2 / 8))  # a quarter of the forecast
    assert start["error_frontier"] == pytest.approx(np.log(2 / 8) + np.log(4) / 2)
    assert made.loc[(12, months[8]), "error_none"] == 0.0


def test_a_record_holds_each_levels_price_its_age_and_what_it_fell_in_a_year() -> None:
    rows = falling(models=60)
    history = milestones.record({"a": rows, "b": rows.assign(price=1.0)})
    assert milestones.as_of(rows) == history["date"].max()
    for _, each in history.groupby(["benchmark", "level"]):
        prices = each.set_index("date")["log_price"]
        assert each["age"].tolist() == list(range(len(each)))
        assert set(each["first"]) == {each["date"].iloc[0]} and set(each["none"]) == {0.0}
        fell = [prices.get(d - pd.DateOffset(years=1), np.nan) - p for d, p in prices.items()]
        assert each["last-year"].tolist() == pytest.approx(fell, nan_ok=True)
    assert history["last-year"].max() > 1
    later = rows.assign(date=rows["date"] + pd.Timedelta(days=40))
    assert milestones.as_of(later) == milestones.as_of(rows)  # what is released, not what is run
    # rows of the month's first day count for it
    month = pd.DatetimeIndex([rows["date"].iloc[20].replace(day=1)])
    on_day = pd.concat([rows.iloc[:1], rows.iloc[:1].assign(date=month[0], price=1e-6)])
    found = milestones.prices_to_reach(on_day, month, np.array([0.0, 2.0]))
    assert found[0, 0] == pytest.approx(np.log(1e-6)) and np.isnan(found[0, 1])


@pytest.mark.parametrize(
    ("none", "ratio", "known"),
    [([2.0, 4.0, 2.0], 0.5, True), ([0.0, 4.0, 4.0], 0.5, True), ([0.0, 0.0, 0.0], np.nan, False),
     ([4.0, 4.0], 0.5, False)],
)  # fmt: skip
def test_a_ratio_of_scores_is_that_of_sums_and_its_benchmarks_are_resampled(
    none: list[float], ratio: float, known: bool
) -> None:
    rows = pd.DataFrame({"benchmark": [*map(str, range(len(none)))] * 2, "none": none * 2})
    rows["crps"] = sum(none) / len(none) / 2
    found = forecasts._ratio(rows, np.random.default_rng(1))
    assert found["ratio"] == pytest.approx(ratio, nan_ok=True)
    assert (found["n"], found["benchmarks"]) == (len(rows), len(none))
    assert np.isfinite([found["low"], found["high"]]).all() == known
    if known:
        assert found["low"] < found["ratio"] < found["high"]


def test_falls_by_age_are_of_scores_as_old_that_had_come_about_lately(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forecasts, "FEWEST_KNOWN", 2)
    day = pd.Timestamp
    rows = [  # age, origin, date, fall: what is told of the first at its origin
        (3, "2025-01-01", "2025-07-01", 9.0),
        (0, "2024-07-01", "2025-01-01", 1.0),
        (5, "2024-06-01", "2024-12-01", 2.0),
        (6, "2024-06-01", "2024-12-01", 50.0),  # older
        (3, "2024-01-01", "2024-07-01", 60.0),  # six months ago: not lately
        (3, "2024-01-02", "2024-07-02", 3.0),
        (3, "2024-08-01", "2025-02-01", 70.0),  # not yet
    ]
    made = pd.DataFrame([(a, day(o), day(d), 0.0, -f) for a, o, d, f in rows],
                        columns=["age", "origin", "date", "now", "actual"])  # fmt: skip
    found = forecasts._falls_by_age(made)
    told = np.quantile([1.0, 2.0, 3.0], list(forecasts.QUANTILES.values()))
    assert found.iloc[0, :-1].tolist() == pytest.approx(told.tolist())
    assert found["crps"].iloc[0] == pytest.approx(7 - (1 + 1 + 2) * 2 / 9 / 2)
    monkeypatch.setattr(forecasts, "FEWEST_KNOWN", 4)
    assert forecasts._falls_by_age(made).iloc[0].isna().all()


def test_groups_are_told_apart_at_a_year() -> None:
    made = forecasts.past(milestones.record({"a": falling()}))
    months = (made["origin"].dt.to_period("M") - made["first"].dt.to_period("M")).map(lambda g: g.n)
    assert (made.loc[months == 11, "group"] == "just reached").all()
    assert (made.loc[months == 12, "group"] == "long reached").all()


def test_summary_counts_each_method_on_the_same_forecasts() -> None:
    made = forecasts.past(milestones.record({"a": falling(), "b": falling(np.log(9))}))
    table = forecasts.summary(made)
    assert all(len(set(rows["n"])) == 1 for _, rows in table.groupby(["group", "horizon"]))
    assert (table["error"] >= 1).all()
    assert table["covered"].notna().equals(table["method"] == "age")


def test_bands_ahead_start_at_the_price_and_hold_it() -> None:
    tables = {"a": falling(), "b": falling(np.log(9))}
    history = milestones.record(tables)
    table = forecasts.ahead(history, forecasts.past(history))
    told = table[table["kind"] == "forecast"]
    assert (told["low90"] <= told["low"] + 1e-12).all() and (
        told["low"] <= told["price"] + 1e-12
    ).all()
    assert (told["price"] <= told["high"] + 1e-12).all()
    last = (
        table[table["kind"] == "observed"]
        .sort_values("date")
        .groupby(["benchmark", "level"])
        .tail(1)
    )
    start = told.sort_values("date").groupby(["benchmark", "level"]).head(1)
    merged = last.merge(start, on=["benchmark", "level", "date"])
    assert len(merged) == len(last)
    assert merged["price_x"].tolist() == pytest.approx(merged["price_y"].tolist())


def test_first_year_counts_from_the_first_time_a_score_was_reached() -> None:
    months = pd.date_range("2024-01-01", periods=20, freq="MS")
    old = pd.DataFrame(
        {"level": 0.2, "first": months[0], "date": months, "age": np.arange(20), "log_price": 0.0}
    )
    fresh = old.assign(level=0.5, first=months[2])[2:]
    fresh["age"] = np.arange(len(fresh))
    fresh["log_price"] = -np.log(8) * fresh["age"] / 12
    table = milestones.first_year(pd.concat([old, fresh]).assign(benchmark="a"))
    assert table["half"].tolist() == ["2024H1"]  # the level the record begins with is left out
    assert table["factor"].item() == pytest.approx(8) and table["n"].item() == 1


def test_the_score_of_an_ensemble_is_the_integral_of_its_squared_error() -> None:
    known, came = np.array([0.0, 1.0, 1.0, 4.0]), np.array([-1.0, 0.5, 9.0])
    grid = np.linspace(-20, 20, 400_001)
    share = (known[None, :] <= grid[:, None]).mean(axis=1)
    slow = [np.trapezoid((share - (grid >= y)) ** 2, grid) for y in came]
    assert forecasts.crps(known, came) == pytest.approx(slow, abs=1e-3)
    assert forecasts.crps(np.array([3.0]), came) == pytest.approx(np.abs(came - 3))


def test_a_forecast_that_knows_the_fall_beats_no_change_and_one_without_falls_cannot() -> None:
    random = np.random.default_rng(1)
    tables = {name: falling(name=name) for name in ("a", "b", "c")}
    found = forecasts.scores(forecasts.past(milestones.record(tables)), random)
    just = found[found["group"] == "just reached"].set_index("horizon")
    assert (just["ratio"] < 0.7).all() and (just["high"] < 1).all()
    assert set(found["group"]) >= {"just reached", "long reached", *forecasts.THIRDS}
    still = {name: rows.assign(price=2.0) for name, rows in tables.items()}
    none = forecasts.scores(forecasts.past(milestones.record(still)), random)
    assert none["ratio"].isna().all()


@pytest.mark.parametrize(
    ("newest", "month"),
    [("2024-03-31", "2024-04-01"), ("2024-04-01", "2024-05-01"), ("2024-04-02", "2024-05-01")],
)
def test_the_record_is_as_of_the_month_after_its_newest_model(newest: str, month: str) -> None:
    rows = pd.DataFrame({"release_date": pd.to_datetime(["2023-01-01", newest])})
    assert milestones.as_of(rows) == pd.Timestamp(month)
