"""Indices by hand on a market of three models, and the order the published claims have."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.facts import tables
from analysis.findings.price_of_the_best import indices as market_of
from analysis.findings.price_of_the_best import numbers as price_of_the_best
from analysis.methods import indices
from analysis.published import observed

MODELS = {"old": 0.3, "cut": 0.3, "new": 0.6}


def market() -> pd.DataFrame:
    """One model never changes, one halves once, a third enters late, better and cheaper."""
    rows = [
        ("2024-01-01", "old", 4.0), ("2024-01-01", "cut", 4.0),
        ("2024-03-01", "cut", 2.0), ("2024-04-01", "new", 1.0),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["date", "model_id", "usd"])
    return frame.assign(
        date=pd.to_datetime(frame["date"]), input=frame["usd"], output=frame["usd"],
        price=frame["usd"] * 10, score=frame["model_id"].map(MODELS), items=100.0,
        reported_cost_basis=pd.array([pd.NA] * 4, dtype="string"),
        creator=frame["model_id"], model=frame["model_id"], run_id=frame["model_id"],
    )  # fmt: skip


RELEASED = pd.Series(pd.to_datetime(["2023-01-15", "2023-12-15", "2024-04-01"]), index=list(MODELS))


def test_prices_are_carried_until_the_next() -> None:
    sold = market_of.panel(market(), RELEASED)
    assert len(sold) == 4 + 4 + 1
    cut = sold[sold["model_id"] == "cut"].sort_values("month")
    assert cut["blended"].tolist() == [4.0, 4.0, 2.0, 2.0]
    assert sold.groupby("model_id")["new"].all().to_dict() == {
        "cut": True, "new": True, "old": False,
    }  # fmt: skip


def test_matched_model_sees_cuts_and_not_newcomers() -> None:
    sold = market_of.panel(market(), RELEASED)
    found = indices.matched_model(sold, np.ones((1, len(sold))))[0]
    # one of two models halves: the geometric mean falls by a factor of the square root of 2
    assert np.exp(found).tolist() == pytest.approx([1, 1, 2**-0.5, 2**-0.5])


def test_frontier_sees_the_cheapest_way_to_a_score() -> None:
    sold = market_of.panel(market(), RELEASED)
    level = np.array([np.log(0.3 / 0.7)])
    found = indices.frontier_index(sold, np.ones((1, len(sold))), level)[0]
    assert np.exp(found).tolist() == pytest.approx([1, 1, 0.5, 0.25])


def test_completed_task_follows_models_not_a_year_old() -> None:
    sold = market_of.panel(market(), RELEASED)
    found = indices.completed_task(sold, np.ones((1, len(sold))))[0]
    # new models: cut at 40/30, 40/30, 20/30, then the mean of 20/30 and 10/60 in logs
    last = np.log([20 / 30, 10 / 60]).mean() - np.log(40 / 30)
    assert found.tolist() == pytest.approx([0, 0, np.log(0.5), last])


def test_time_dummies_agree_with_least_squares() -> None:
    random = np.random.default_rng(2)
    n = 300
    sold = pd.DataFrame(
        {"month": np.sort(random.integers(0, 6, n)), "logit": random.normal(size=n)}
    )
    sold["blended"] = np.exp(-0.2 * sold["month"] + sold["logit"] + random.normal(size=n))
    found = indices.time_dummies(sold, np.ones((1, n)), "blended")[0]
    member = (sold["month"].to_numpy()[:, None] == np.arange(6)).astype(float)
    design = np.column_stack([member, sold["logit"]])
    beta = np.linalg.lstsq(design, np.log(sold["blended"].to_numpy()), rcond=None)[0]
    assert found.tolist() == pytest.approx((beta[:6] - beta[0]).tolist())
    weights = np.where(sold["month"] == 3, 0.0, 2.0)[None]  # a replicate without a month
    without = indices.time_dummies(sold, weights, "blended")[0]
    assert np.isfinite(without).all()
    kept = sold["month"] != 3
    beta = np.linalg.lstsq(design[kept], np.log(sold["blended"][kept].to_numpy()), rcond=None)[0]
    there = [0, 1, 2, 4, 5]
    assert without[there].tolist() == pytest.approx((beta[there] - beta[0]).tolist())


def test_quality_adjusted_falls_faster_than_matched_models() -> None:
    """The order that arXiv 2608.29843 reports: matched-model, then quality-adjusted."""
    found = {n.key: n for n in price_of_the_best.falls(tables.vintage("price-of-progress"))}
    stem = "price-of-progress.gpqa-diamond.index"
    matched, hedonic, best = (
        found[f"{stem}.{m}.decline"] for m in ("matched-model", "hedonic", "frontier")
    )
    assert matched.value < hedonic.value < best.value and matched.value < best.low
    assert hedonic.low < 0.73 < hedonic.high  # the published quality-adjusted rate
    assert matched.low < 0.10 < matched.high  # the published matched-model rate


def test_indices_of_real_prices_agree_with_independent_programs() -> None:
    """Plain loops for the chained mean of matched models, statsmodels for the month dummies."""
    import statsmodels.formula.api as smf

    facts = observed.of(tables.vintage("price-of-progress"))
    released = tables.vintage("price-of-progress").models.set_index("model_id")["release_date"]
    sold = market_of.panel(facts.every["gpqa-diamond"], released)
    price = {
        (m, t): p for m, t, p in sold[["model_id", "month", "blended"]].itertuples(index=False)
    }
    chained = [0.0]
    for month in range(1, int(sold["month"].max()) + 1):
        both = [
            math.log(p / price[m, t - 1])
            for (m, t), p in price.items()
            if t == month and (m, t - 1) in price
        ]
        chained.append(chained[-1] + (sum(both) / len(both) if both else 0.0))
    one = np.ones((1, len(sold)))
    assert indices.matched_model(sold, one)[0].tolist() == pytest.approx(chained, abs=1e-12)
    fitted = smf.ols("np.log(blended) ~ C(month) + logit", sold).fit()
    dummies = [0.0, *(fitted.params[f"C(month)[T.{m}]"] for m in sorted(set(sold["month"]))[1:])]
    found = indices.time_dummies(sold, one, "blended")[0]
    assert found[sorted(set(sold["month"]))].tolist() == pytest.approx(dummies, abs=1e-9)


def test_any_two_months_agree_with_plain_loops_on_real_prices() -> None:
    """GEKS by loops over months and models; on a market without change of models, the chain."""
    facts = observed.of(tables.vintage("price-of-progress"))
    released = tables.vintage("price-of-progress").models.set_index("model_id")["release_date"]
    sold = market_of.panel(facts.every["gpqa-diamond"], released)
    by_month: dict[int, dict[str, float]] = {}
    for model, month, price in sold[["model_id", "month", "blended"]].itertuples(index=False):
        by_month.setdefault(month, {})[model] = math.log(price)

    def between(a: int, b: int) -> float | None:
        both = [m for m in by_month[a] if m in by_month[b]]
        return sum(by_month[b][m] - by_month[a][m] for m in both) / len(both) if both else None

    months = sorted(by_month)
    expected = []
    for month in months:
        ways = [(between(months[0], k), between(k, month)) for k in months]
        known = [a + b for a, b in ways if a is not None and b is not None]
        expected.append(sum(known) / len(known))
    found = indices.geks(sold, np.ones((1, len(sold))))[0]
    assert found.tolist() == pytest.approx(expected, abs=1e-12)
    there = sold.groupby("model_id")["month"].transform("size") == len(months)
    same = sold[there].reset_index(drop=True)
    one = np.ones((1, len(same)))
    assert indices.geks(same, one)[0] == pytest.approx(indices.matched_model(same, one)[0])


@pytest.mark.slow
def test_time_product_dummies_agree_with_statsmodels_on_real_prices() -> None:
    """One dummy a month and a model, models weighted; then a market in which none ever changes."""
    import statsmodels.formula.api as smf

    facts = observed.of(tables.vintage("price-of-progress"))
    released = tables.vintage("price-of-progress").models.set_index("model_id")["release_date"]
    sold = market_of.panel(facts.every["gpqa-diamond"], released)
    months = sorted(set(sold["month"]))
    weight = (1.0 + sold["model_id"].astype("category").cat.codes % 3).to_numpy(float)
    weights = np.stack([np.ones(len(sold)), weight])
    found = indices.time_product_dummy(sold, weights)
    for each, index in zip(weights, found, strict=True):
        fitted = smf.wls("np.log(blended) ~ C(month) + C(model_id)", sold, weights=each).fit()
        dummies = [0.0, *(fitted.params[f"C(month)[T.{m}]"] for m in months[1:])]
        assert index.tolist() == pytest.approx(dummies, abs=1e-7)
    assert np.abs(found[0] - found[1]).max() > 1e-3  # so that the weights are seen to count
    same = sold.assign(blended=sold.groupby("model_id")["blended"].transform("first"))
    assert indices.time_product_dummy(same, weights) == pytest.approx(0.0, abs=1e-9)


def test_a_replicate_is_the_index_of_its_models_repeated() -> None:
    random = np.random.default_rng(6)
    rows = [
        (f"m{m}", month, np.exp(random.normal() - month / 6), random.random() < 0.5)
        for m in range(1, 14) for month in range(random.integers(0, 7), 12) if random.random() < 0.9
    ]  # fmt: skip
    rows += [("m0", month, np.exp(random.normal() - month / 6), True) for month in range(12)]
    sold = pd.DataFrame(rows, columns=["model_id", "month", "blended", "new"])
    ability = dict(zip(sold["model_id"].unique(), random.normal(size=14), strict=False))
    sold["logit"] = sold["model_id"].map(ability)
    sold["price"] = sold["blended"] * np.exp(sold["logit"])
    sold["success"] = 3 * sold["price"]
    levels = np.array([-0.5, 0.2, 0.8])
    for _ in range(2):
        times = dict(zip(ability, random.integers(0, 3, 14), strict=True))
        times["m0"] = 1  # somebody is there in every month
        weights = sold["model_id"].map(times).to_numpy(float)
        copies = [sold[sold["model_id"].map(times) > n].assign(copy=n) for n in range(2)]
        again = pd.concat(copies, ignore_index=True)
        again["model_id"] += again["copy"].astype(str)
        ours = indices.log_indices(sold, levels, np.stack([weights, np.ones(len(sold))]))
        theirs = indices.log_indices(again, levels, np.ones((1, len(again))))
        for name, found in ours.items():
            assert found.shape == (2, 12)
            assert found[0].tolist() == pytest.approx(theirs[name][0].tolist(), abs=1e-8), name
