"""The fast refits against the one-at-a-time fits; weights that are what they say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.facts import tables
from analysis.methods import frontier, resampling, trends
from analysis.methods.uncertainty import generator
from analysis.published import price_of_progress
from tests.methods import planted

DESIGN = planted.DESIGNS[2]  # models at several prices, frontier


def rows() -> pd.DataFrame:
    return planted.planted(DESIGN, generator("test_resampling")).assign(
        model_id=lambda frame: frame["base"]
    )


@pytest.mark.parametrize("on_frontier", [True, False])
@pytest.mark.parametrize("score", ["score", None])
def test_refit_of_everything_is_the_published_fit(on_frontier: bool, score: str | None) -> None:
    frame = rows()
    data = resampling.sample(frame, frontier=on_frontier, score=score is not None)
    fast = resampling.refit(data, np.ones(len(frame)))
    kept = frame[frontier.on_frontier(frame)] if on_frontier else frame
    slow = trends.fit(kept, score=score)
    # two orders of arithmetic on the same doubles
    assert np.exp(fast.log_factor[0]) == pytest.approx(slow.factor, rel=1e-8)
    assert fast.rows[0] == slow.n
    half = stats.t.ppf(0.95, slow.n - (3 if score else 2)) * fast.error[0]
    assert np.exp(fast.log_factor[0] + half) == pytest.approx(slow.high, rel=1e-7)


def test_a_resample_is_the_fit_of_its_rows_repeated_with_a_new_frontier() -> None:
    frame = rows()
    cluster, _ = resampling.codes(frame["base"])
    weights = resampling.drawn(cluster, 20, np.random.default_rng(1))
    fast = resampling.refit(resampling.sample(frame, frontier=True), weights)
    for replicate in range(20):
        repeated = frame.loc[frame.index.repeat(weights[replicate].astype(int))]
        repeated = repeated.reset_index(drop=True)
        slow = trends.fit(repeated[frontier.on_frontier(repeated)])
        assert np.exp(fast.log_factor[replicate]) == pytest.approx(slow.factor, rel=1e-7)


def test_clusters_are_drawn_whole_and_as_many_as_there_are() -> None:
    cluster = np.array([0, 0, 1, 2, 2, 2])
    weights = resampling.drawn(cluster, 500, np.random.default_rng(2))
    assert (weights[:, 0] == weights[:, 1]).all() and (weights[:, 3] == weights[:, 5]).all()
    assert (weights[:, [0, 2, 3]].sum(axis=1) == 3).all()
    # 500 draws of a multinomial mean of 1, variance 2/3: four standard errors
    assert weights[:, 2].mean() == pytest.approx(1, abs=4 * (2 / 3 / 500) ** 0.5)


def test_jackknife_weights_leave_out_one_cluster_each() -> None:
    cluster = np.array([0, 1, 1])
    assert resampling.left_out(cluster).tolist() == [[0, 1, 1], [1, 0, 0]]


def test_unlabelled_rows_are_one_cluster() -> None:
    numbers, names = resampling.codes(pd.Series(["b", None, "a", None]))
    assert names == ["a", "b", "unknown"]
    assert numbers.tolist() == [1, 2, 0, 2]


def test_too_few_or_collinear_rows_have_no_fit() -> None:
    frame = rows().head(3)
    data = resampling.sample(frame, frontier=False)
    fits = resampling.refit(data, np.array([[1.0, 1, 1], [1, 1, 0], [2, 1, 0]]))
    assert np.isfinite(fits.slope[0]) and np.isnan(fits.error[0])
    assert np.isnan(fits.slope[1:]).all()
    line = frame.assign(score=1 / (1 + np.exp(-np.arange(3.0))))
    line["date"] = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(3) * 100, unit="D")
    collinear = resampling.refit(resampling.sample(line, frontier=False), np.ones(3))
    assert np.isnan(collinear.slope[0])


def test_every_published_fit_comes_back() -> None:
    data = tables.vintage("price-of-progress")
    for benchmark in price_of_progress.BENCHMARKS:
        observed = price_of_progress.observations(data, benchmark)
        fast = resampling.refit(resampling.sample(observed, frontier=True), np.ones(len(observed)))
        slow = price_of_progress.trend(data, benchmark, "frontier-all")
        assert np.exp(fast.log_factor[0]) == pytest.approx(slow.factor, rel=1e-8)
