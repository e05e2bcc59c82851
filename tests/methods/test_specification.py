"""Every specification finds a planted rate; the published one is the published one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.quantile_regression import QuantReg, hall_sheather

from analysis.facts import tables
from analysis.findings.how_sure import specifications
from analysis.methods import frontier, quantile, resampling, specification, trends
from analysis.methods.uncertainty import generator
from analysis.published import observed
from tests.methods import planted


def exact(factor: float = 4.0, n: int = 240) -> pd.DataFrame:
    """Make runs that lie on one plane exactly: every estimator must find its slope."""
    random = np.random.default_rng(9)
    day = random.integers(0, 1400, n)
    logit = random.uniform(-2, 2, n)
    date = pd.Timestamp("2022-01-01") + pd.to_timedelta(day, unit="D")
    return pd.DataFrame(
        {
            "date": date,
            "score": 1 / (1 + np.exp(-logit)),
            "price": np.exp(-np.log(factor) * day / 365 + logit),
            "model_id": [f"m{i % 90}" for i in range(n)],
            "weights": np.where(random.random(n) < 0.6, "open", "closed"),
            "reasoning": random.random(n) < 0.5,
        }
    )


def test_every_specification_that_holds_finds_the_planted_factor() -> None:
    table = specification.curve({"as published": exact()})
    logit = table[table["score"].str.startswith("logit, clip")]
    # quantile fits stop within 1e-3 of a log price; least squares is exact to rounding
    assert logit["factor"].to_numpy() == pytest.approx(4.0, rel=1e-3)
    least = logit[logit["estimator"] == "least squares"]
    assert least["factor"].to_numpy() == pytest.approx(4.0, rel=1e-7)
    assert {"median", "cheap edge", "milestones"} <= set(table["estimator"])
    assert set(table["window"]) == set(specification.WINDOWS)


def test_one_row_a_specification() -> None:
    table = specification.curve({"as published": exact()})
    assert not table.duplicated(list(specification.CHOICES)).any()
    assert table["published"].sum() == 2  # all and open
    assert (table["n"] >= specification.FEWEST).all()


def test_each_estimator_and_score_is_the_fit_that_it_names() -> None:
    rows = planted.planted(planted.DESIGNS[0], generator("named")).assign(
        model_id=lambda f: f["base"], reasoning=False
    )
    table = specification.curve({"as published": rows})
    every = table[(table["sample"] == "everything") & (table["weights"] == "all")]
    found = every[(every["window"] == "all") & (every["weighting"] == "rows")]
    found = found.set_index(["score", "estimator"])["factor"]
    data = resampling.sample(rows, frontier=False)
    one = np.ones(len(rows))
    for level, name in ((0.5, "median"), (0.1, "cheap edge")):
        told = np.exp(quantile.refit(data, one, level).log_factor[0])
        assert found[specification.SCORES[0], name] == pytest.approx(told, rel=0.01)
    for score, name in (
        (trends.logit(rows["score"], (0.02, 0.98)), "logit, clip 0.02"), (rows["score"], "linear"),
    ):  # fmt: skip
        design = np.column_stack([one, data.years, score])
        slope = np.linalg.lstsq(design, data.log_price, rcond=None)[0][1]
        assert found[name, "least squares"] == pytest.approx(np.exp(-slope))


def test_milestones_count_the_rows_that_they_keep() -> None:
    rows = exact()
    table = specification.curve({"as published": rows})
    found = table[(table["sample"] == "record lows") & (table["weights"] == "all")]
    kept = found.set_index(["reasoning", "window"])[["n", "models"]]
    for (reasoning, window), (n, models) in kept.iterrows():
        part = rows[rows["reasoning"] == (reasoning == "only")] if reasoning != "all" else rows
        months = specification.WINDOWS[window]
        last = rows["date"].max()
        part = part[part["date"] > last - pd.DateOffset(months=months or 999)]
        assert (n, models) == (len(part), part["model_id"].nunique())
    assert len(kept) == 9


def test_a_choice_that_changes_no_row_is_no_specification() -> None:
    short = exact()[lambda f: f["date"] > "2025-03-01"].assign(reasoning=False)
    table = specification.curve({"as published": short})
    assert set(table["window"]) == {"all"} and set(table["reasoning"]) == {"all"}


@pytest.mark.parametrize(
    ("open_", "fitted"), [(5, {"all"}), (6, {"all", "open"}), (7, {"all", "open"})]
)
def test_open_weights_are_a_choice_where_there_are_enough_of_them(open_, fitted) -> None:
    rows = exact(n=40).assign(weights=["open"] * open_ + ["closed"] * (40 - open_))
    assert set(specification.curve({"as published": rows})["weights"]) == fitted


@pytest.mark.parametrize("benchmark", ["gpqa-diamond", "arc-agi-1"])
def test_published_specification_is_the_published_fit(benchmark: str) -> None:
    data = tables.vintage("price-of-progress")
    facts = observed.of(data)
    table = specification.curve(specifications.bases(facts, benchmark))
    found = table[table["published"] & (table["weights"] == "all")].iloc[0]
    rows = facts.tables[benchmark]
    slow = trends.fit(rows[frontier.on_frontier(rows)])
    # closed form against QR on the same rows
    assert [found["factor"], found["low"], found["high"]] == pytest.approx(
        [slow.factor, slow.low, slow.high], rel=1e-7
    )
    assert (found["n"], found["models"]) == (slow.n, slow.models)


def test_weighting_by_model_gives_each_model_one_vote() -> None:
    """A model repeated ten times moves the fit by rows, not the fit by models."""
    rows = planted.planted(planted.DESIGNS[0], generator("votes")).assign(
        model_id=lambda f: f["base"], reasoning=False
    )
    many = pd.concat([rows, *[rows.tail(1)] * 9], ignore_index=True)
    least = {
        "sample": "everything",
        "estimator": "least squares",
        "window": "all",
        "weights": "all",
    }

    def factors(frame: pd.DataFrame) -> pd.Series:
        table = specification.curve({"as published": frame})
        kept = table[np.all([table[c] == v for c, v in least.items()], axis=0)]
        return kept[kept["score"] == specification.SCORES[0]].set_index("weighting")["factor"]

    once, often = factors(rows), factors(many)
    assert often["models"] == pytest.approx(once["models"], rel=1e-9)
    assert often["rows"] != pytest.approx(once["rows"], rel=1e-3)


@pytest.mark.parametrize("level", [0.1, 0.5])
def test_quantile_fit_agrees_with_statsmodels(level: float) -> None:
    rows = planted.planted(planted.DESIGNS[1], generator("quantile"))
    data = resampling.sample(rows, frontier=False)
    ours = quantile.refit(data, np.ones(len(rows)), level)
    design = np.column_stack([np.ones(len(rows)), data.years, data.logit])
    theirs = QuantReg(data.log_price, design).fit(q=level, max_iter=5000)
    # both stop short of the exact vertex; a hundredth of a standard error is far below what matters
    assert ours.slope[0] == pytest.approx(theirs.params[1], abs=0.01 * theirs.bse[1])
    # two kernels and bandwidth rules for the same density
    assert ours.error[0] == pytest.approx(theirs.bse[1], rel=0.4)


@pytest.mark.parametrize("level", [0.1, 0.5, 0.9])
def test_a_quantile_fits_error_is_its_formulas(level: float) -> None:
    rows = planted.planted(planted.DESIGNS[1], generator("error"))
    data = resampling.sample(rows, frontier=False)
    data = resampling.Sample(data.years, data.logit, 3 * data.log_price, None)
    error = quantile.refit(data, np.ones(len(rows)), level).error[0]
    design = np.column_stack([np.ones(len(rows)), data.years, data.logit])
    left = data.log_price - design @ QuantReg(data.log_price, design).fit(q=level).params
    half = min(hall_sheather(len(rows), level), 0.9 * min(level, 1 - level))
    ends = stats.norm.ppf([level - half, level + half])
    width = 1.2533 * np.abs(left).mean() * (ends[1] - ends[0])
    density = stats.norm.pdf(left / width).mean() / width
    variance = level * (1 - level) * np.linalg.inv(design.T @ design)[1, 1] / density**2
    assert error == pytest.approx(variance**0.5, rel=0.02)  # residuals of another algorithm


def test_a_quantile_fit_ends_at_the_first_step_that_moves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    solved, found, ends = quantile._solved, [], []
    monkeypatch.setattr(
        quantile, "_solved", lambda *told: (found.append(solved(*told)), found[-1])[1]
    )
    for design in planted.DESIGNS:
        data = resampling.sample(planted.planted(design, generator("few")), frontier=False)
        found.clear()
        quantile.refit(data, np.ones(len(data.years)), 0.5)
        *steps, _ = found  # the last solves for the error
        moved = np.abs(np.diff(np.concatenate(steps), axis=0)).max(axis=1)
        assert moved[:-1].min() >= quantile.CLOSE
        assert moved[-1] < quantile.CLOSE or len(steps) == quantile.STEPS
        ends.append(len(steps))
    assert min(ends) < quantile.STEPS


def test_quantile_fits_of_many_samples_are_the_fits_of_each() -> None:
    rows = planted.planted(planted.DESIGNS[2], generator("many"))
    data = resampling.sample(rows, frontier=True)
    weights = resampling.drawn(resampling.codes(rows["base"])[0], 6, np.random.default_rng(1))
    together = quantile.refit(data, weights, 0.5)
    alone = [quantile.refit(data, w, 0.5).slope[0] for w in weights]
    # samples stop together, when the slowest has settled
    assert together.slope.tolist() == pytest.approx(alone, abs=2e-3)
    empty = quantile.refit(data, np.zeros(len(rows)), 0.5)
    assert np.isnan(empty.slope[0]) and empty.rows[0] == 0


def test_swe_bench_has_a_cache_aware_basis_and_it_is_cheaper() -> None:
    data = tables.vintage("price-of-progress")
    bases = specifications.bases(observed.of(data), "swe-bench-verified")
    published, aware = bases["as published"], bases["cache-aware"]
    both = published.merge(aware, on=["model_id", "date"], suffixes=("", "_aware"))
    assert (both["price_aware"] <= both["price"] * (1 + 1e-9)).all()
    moved = both[both["price_aware"] < 0.99 * both["price"]]
    assert {"gemini-3.1-pro-preview", "gpt-5.1-2025-11-13-high"} <= set(moved["model_id"])
    # 622 of 816 million input tokens at a tenth of 1.25, the rest and 28.3 million out as before
    by_hand = (194 * 1.25 + 622 * 0.125 + 28.3 * 10) / 1
    gpt = both[both["model_id"] == "gpt-5.1-2025-11-13-high"]["price_aware"].item()
    assert gpt == pytest.approx(by_hand)
