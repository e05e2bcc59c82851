"""Intervals against second implementations and planted truths; degenerate cases by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.facts import clusters, tables
from analysis.findings.how_sure import numbers as how_sure
from analysis.methods import influence, resampling, score_error, uncertainty, wild
from analysis.methods.uncertainty import generator
from analysis.published import observed
from tests.methods import planted


def by_method(rows: pd.DataFrame, name: str) -> dict[str, uncertainty.Interval]:
    return {i.method: i for i in uncertainty.intervals(rows, name, "test")}


def test_bca_agrees_with_scipy() -> None:
    values = np.random.default_rng(5).exponential(size=40)
    theirs = stats.bootstrap(
        (values,), np.mean, method="BCa", confidence_level=0.9, n_resamples=1999,
        rng=np.random.default_rng(6),
    )  # fmt: skip
    jackknife = np.array([np.delete(values, i).mean() for i in range(40)])
    ours = uncertainty.bca(values.mean(), theirs.bootstrap_distribution, jackknife)
    # the same replicates and the same formulas: only the interpolation's rounding may differ
    assert ours == pytest.approx(tuple(theirs.confidence_interval), rel=1e-9)


def test_bca_of_symmetric_replicates_is_the_percentile_interval() -> None:
    replicates = np.linspace(-1, 1, 1001)
    jackknife = np.array([-0.1, 0.1])  # no skew, no acceleration
    assert uncertainty.bca(0.0, replicates, jackknife) == pytest.approx(
        uncertainty.percentile(replicates), abs=1e-12
    )


def test_bca_takes_replicates_that_differ_in_their_last_digits_for_ties() -> None:
    exact = np.repeat([-1.0, 1.5, 2.0], [200, 600, 200])
    jackknife = np.array([1.4, 1.5, 1.7])
    on_another_machine = exact * (1 - 4e-16)
    assert uncertainty.bca(1.5, on_another_machine, jackknife) == pytest.approx(
        uncertainty.bca(1.5, exact, jackknife), rel=1e-12
    )


def test_bootstrap_agrees_with_least_squares_on_independent_rows() -> None:
    design = planted.Design("iid", "iid", 300, 1, 300, 0.0, 1.0, False)
    found = by_method(
        planted.planted(design, generator("iid")).assign(items=200, score_se=0.0), "all"
    )
    t, boot = found["t, as published"], found["bootstrap by model, percentile"]
    width = [np.log(i.high / i.low) for i in (t, boot)]
    # 300 independent normal rows: the two widths differ by sampling error of order 300**-0.5
    assert width[1] == pytest.approx(width[0], rel=0.15)


def test_repeated_models_widen_the_cluster_interval() -> None:
    design = planted.Design("rep", "rep", 60, 6, 60, 0.0, 1.5, False)
    rows = planted.planted(design, generator("rep")).assign(items=200, score_se=0.0)
    found = by_method(rows, "all")
    t, boot = found["t, as published"], found["bootstrap by model, percentile"]
    assert np.log(boot.high / boot.low) > 1.2 * np.log(t.high / t.low)


def test_the_same_seed_gives_the_same_interval_and_another_name_another() -> None:
    rows = planted.planted(planted.DESIGNS[0], generator("seed")).assign(items=90, score_se=np.nan)
    one, two = (uncertainty.intervals(rows, "all", "a") for _ in range(2))
    assert one == two
    assert one[1] != uncertainty.intervals(rows, "all", "b")[1]


def test_wild_p_value_is_that_of_refitting_every_draw() -> None:
    random = np.random.default_rng(3)
    cluster = np.repeat(np.arange(6), 7)
    years, score = random.normal(size=(2, 42))
    price = 0.3 * years + score + random.normal(size=42) + random.normal(size=6)[cluster]
    others = np.column_stack([np.ones(42), score])
    signs = random.choice([-1.0, 1.0], size=(49, 6))
    null = 0.1
    ours = wild.p_value(wild.cluster_sums(years, others, price, cluster), null, signs)

    x = np.column_stack([years, others])
    inverse = np.linalg.inv(x.T @ x)

    def t_statistic(y: np.ndarray) -> float:
        beta = inverse @ x.T @ y
        scores = [x[cluster == c].T @ (y - x @ beta)[cluster == c] for c in range(6)]
        variance = inverse @ sum(np.outer(s, s) for s in scores) @ inverse
        return abs(beta[0] - null) / variance[0, 0] ** 0.5

    restricted = price - null * years
    fitted = others @ np.linalg.lstsq(others, restricted, rcond=None)[0]
    draws = [null * years + fitted + s[cluster] * (restricted - fitted) for s in signs]
    least = t_statistic(price) * (1 - 1e-12)  # all signs alike give it again, but for rounding
    expected = np.mean([t_statistic(draw) >= least for draw in draws])
    assert ours == expected


def test_wild_interval_holds_the_slope_and_has_no_end_with_two_clusters() -> None:
    random = np.random.default_rng(4)
    years, noise = random.normal(size=(2, 60))
    ones = np.ones((60, 1))
    many = wild.cluster_sums(years, ones, 2 * years + noise, np.arange(60) % 12)
    low, high = wild.interval(many, level=0.9, draws=999, random=random)
    assert low < many.slope < high and high - low < 1.5
    two = wild.cluster_sums(years, ones, 2 * years + noise, np.arange(60) % 2)
    assert wild.interval(two, level=0.9, draws=999, random=random) is None


@pytest.mark.parametrize("level", [0.5, 0.9])
def test_a_wild_interval_ends_where_the_test_begins_to_reject(level: float) -> None:
    random = np.random.default_rng(8)
    years, noise = random.normal(size=(2, 40))
    cluster = np.arange(40) % 8
    price = 0.7 * years + noise + random.normal(size=8)[cluster]
    sums = wild.cluster_sums(years, np.ones((40, 1)), price, cluster)
    assert sums.slope == pytest.approx(np.polyfit(years, price, 1)[0])
    low, high = wild.interval(sums, level=level, draws=399, random=np.random.default_rng(9))
    weights = np.sqrt([0.5, 1.0, 1.5])
    signs = np.random.default_rng(9).choice(np.concatenate([-weights, weights]), size=(399, 8))
    step = 0.01 * (high - low)
    for end, outwards in ((low, -step), (high, step)):
        assert wild.p_value(sums, end - outwards, signs) > 1 - level
        assert wild.p_value(sums, end + outwards, signs) <= 1 - level
    assert wild.p_value(sums, sums.slope, signs) == 1.0


def test_score_errors_are_drawn_by_run_and_scaled() -> None:
    rows = pd.DataFrame({"run_id": ["a", "b", "a"], "score": 0.5, "score_se": [0.1, 0.2, 0.1]})
    drawn = score_error._errors(rows.assign(items=100), np.random.default_rng(4))
    each = np.random.default_rng(4).normal(size=(score_error.DRAWS, 2))
    told = np.column_stack([0.1 * each[:, 0], 0.2 * each[:, 1], 0.1 * each[:, 0]])
    assert drawn == pytest.approx(told)


def test_redrawn_scores_move_the_factor_between_their_quantiles() -> None:
    rows = planted.planted(planted.DESIGNS[2], generator("redrawn")).head(60)
    rows = rows.assign(items=50, score_se=0.05)
    for frontier in (True, False):
        low, high = score_error.redrawn(rows, frontier=frontier, random=np.random.default_rng(5))
        errors = score_error._errors(rows, np.random.default_rng(5))
        found = []
        for error in errors:
            moved = rows.assign(score=(rows["score"] + error).clip(0, 1))
            data = resampling.sample(moved, frontier=frontier)
            found.append(resampling.refit(data, np.ones(len(rows))).log_factor[0])
        assert np.log([low, high]) == pytest.approx(np.quantile(found, [0.05, 0.95]))


def test_simex_undoes_planted_score_error() -> None:
    """Error in the score flattens its slope and so biases the rate; SIMEX takes most of it back."""
    random = generator("simex")
    design = planted.Design("s", "s", 2000, 1, 2000, 0.0, 0.3, False)
    clean = planted.planted(design, random)
    error = 0.08
    noisy = clean.assign(
        score=(clean["score"] + error * random.normal(size=len(clean))).clip(0.001, 0.999),
        score_se=error, items=100,
    )  # fmt: skip
    middle = clean["score"].between(0.2, 0.8)  # where the logit is nearly straight
    naive = resampling.refit(
        resampling.sample(noisy[middle], frontier=False), np.ones(middle.sum())
    )
    corrected = score_error.simex(noisy[middle], random=random)
    bias = abs(naive.log_factor[0] - np.log(planted.FACTOR))
    assert abs(np.log(corrected / planted.FACTOR)) < bias / 2


def test_score_errors_are_stated_or_binomial() -> None:
    rows = pd.DataFrame(
        {"score": [0.5, 0.5, 1.0], "score_se": [0.02, np.nan, np.nan], "items": 100}
    )
    assert score_error.standard_error(rows).tolist() == pytest.approx([0.02, 0.05, 0.0])


def test_leaving_out_the_planted_outlier_moves_the_fit_most() -> None:
    rows = planted.planted(planted.DESIGNS[0], generator("influence"))
    rows["model"] = rows["base"] = "model " + rows["base"].astype(str)
    latest = rows["date"].idxmax()
    rows.loc[latest, "price"] *= 1e6
    table = influence.influence(rows, "all")
    assert table.iloc[0]["left_out"] == rows.loc[latest, "model"]
    assert table["rows"].sum() == len(rows)
    rest = uncertainty.intervals(rows.drop(latest).assign(items=9, score_se=0.0), "all")[0]
    assert table.iloc[0]["factor"] == pytest.approx(rest.factor)


def test_degenerate_samples_are_named_and_have_no_interval() -> None:
    facts = observed.of(tables.vintage("price-of-progress"))
    found = by_method(facts.tables["swe-bench-verified"], "frontier-open")
    assert all(i.low is None for i in found.values())
    assert "3 rows, 3 parameters" in found["t, as published"].note
    assert "fewer than 5" in found["bootstrap by model, BCa"].note


def test_settings_and_creators_of_published_names() -> None:
    names = pd.Series(
        ["Claude 4 Sonnet (Extended Thinking) (Option 2)", "gpt-5.2-2025-12-11_xhigh",
         "Gemini 1.5 Flash (May)", "o3-mini (medium) (Option2) (SWE)", "kimi-k2-thinking-turbo"],
        dtype="string",
    )  # fmt: skip
    assert clusters.without_settings(names).tolist() == [
        "claude 4 sonnet", "gpt-5.2-2025-12-11", "gemini 1.5 flash (may)", "o3-mini",
        "kimi-k2-thinking-turbo",
    ]  # fmt: skip
    known = pd.Series([None, None, "Google DeepMind", None, "Moonshot"], dtype="string")
    assert clusters.creators(names, known).tolist() == [
        "Anthropic", "OpenAI", "Google", "OpenAI", "Moonshot AI",
    ]  # fmt: skip


def test_numbers_carry_seed_method_and_note() -> None:
    data = tables.vintage("price-of-progress")
    found = {n.key: n for n in how_sure.influence(data)}
    number = found["price-of-progress.gpqa-diamond.frontier-all.without-one-model.factor"]
    assert "Mistral Medium" in number.note and number.value > 15
    empty = found["price-of-progress.swe-bench-verified.frontier-open.without-one-creator.factor"]
    assert empty.value is None and "nothing to fit" in empty.note


def test_few_clusters_rows_or_fits_are_degenerate_and_say_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(3)
    years, z = np.arange(12) / 4, random.normal(size=12)
    price = -years + z + random.normal(0, 0.1, 12)
    date = pd.Timestamp("2022-01-01") + pd.to_timedelta((365 * years).astype(int), unit="D")
    told = pd.DataFrame({"date": date, "price": np.exp(price), "score": 1 / (1 + np.exp(-z))})
    data = resampling.sample(told, frontier=False)

    def notes(cluster: list[int]) -> list[str]:
        made = uncertainty._bootstrapped(data, np.array(cluster), "model", 99, random)
        assert all((one.low is None) == one.note.startswith("degenerate") for one in made)
        return [one.note for one in made]

    four, five = [n % 4 for n in range(12)], [n % 5 for n in range(12)]
    assert notes(four) == ["degenerate: 4 models, fewer than 5, no interval"] * 2
    assert notes(five) == ["", ""]
    refit, share = resampling.refit, 0.2

    def some_lost(*arguments: Any) -> resampling.Fits:
        found = refit(*arguments)
        if len(found.slope) == 99:
            found.slope[: round(99 * share)] = np.nan
        return found

    monkeypatch.setattr(resampling, "refit", some_lost)
    assert notes(five) == ["degenerate: 20% of the resamples have no fit, no interval"] * 2
    share = 0.05
    assert notes(five) == ["", ""]


@pytest.mark.parametrize(
    ("rows", "creators", "told"), [(9, 2, "9 rows of 2"), (3, 3, "3 rows of 3")]
)
def test_a_wild_interval_needs_rows_and_creators(rows: int, creators: int, told: str) -> None:
    random = generator("few")
    made = pd.DataFrame({
        "date": pd.date_range("2024-01-01", periods=rows, freq="60D"),
        "price": np.exp(random.normal(size=rows)),
        "score": random.uniform(0.2, 0.8, rows),
        "creator": [str(n % creators) for n in range(rows)],
    })  # fmt: skip
    sample = resampling.sample(made, frontier=False)
    found = uncertainty._wild(sample, made, 99, random)
    assert found.low is None and found.note == f"degenerate: {told} creators, no interval"
