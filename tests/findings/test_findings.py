"""The inequalities that make the findings' sentences true. If one fails, rewrite the sentence."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.facts import observations
from analysis.findings.is_it_slowing import numbers as slowing
from analysis.findings.is_it_slowing import rows as change_views
from analysis.findings.is_it_slowing.milestones import counted
from analysis.findings.price_of_the_best import indices, success
from analysis.findings.price_of_the_best import rows as best_views
from analysis.findings.why import experts, hardware
from analysis.findings.why import rows as why_rows
from analysis.methods import common_rate, estimators, falls, forecasts, milestones
from analysis.methods.rises import too_few
from analysis.methods.uncertainty import generator, percentile


@pytest.fixture(scope="module")
def facts(observations_of_living: observations.Samples) -> observations.Samples:
    return observations_of_living


def test_a_steady_world_looks_like_the_record(facts) -> None:
    """'We cannot tell': steady worlds show as small a fall, and one that shrinks as fast.

    Three looks are three chances: the smallest probability counts threefold.
    """
    found = slowing.steadily(facts)
    assert found["all"].p > 0.1
    assert len(found) * min(each.p for each in found.values()) > 0.1
    for licence in ("all", "open", "closed"):
        seen, drawn = found[licence].seen, found[licence].steady
        for name in ("annual", "last"):
            assert np.mean(drawn[name] <= seen[name]) > 0.02, (licence, name)


def test_a_score_reached_long_ago_hardly_falls(facts) -> None:
    """'For scores reached long ago nothing beats no change at six months.'"""
    made = forecasts.past(milestones.record(counted(facts)))
    table = forecasts.summary(made).set_index(["group", "horizon", "method"])["error"]
    old = table["long reached", 6]
    assert old["none"] < old["age"] < old["frontier"]
    new = table["just reached", 6]
    assert new["age"] < new["none"]


def test_forecasts_beat_no_change_for_scores_just_reached_and_for_high_ones(facts) -> None:
    """'The higher a score in its benchmark the better it can be forecast'; long reached, hardly."""
    made = forecasts.past(milestones.record(counted(facts)))
    table = forecasts.scores(made, generator("living", "forecasts"))
    table = table.set_index(["horizon", "group"])
    for months in forecasts.HORIZONS:
        low, middle, high = (table.loc[(months, third), "ratio"] for third in forecasts.THIRDS)
        assert low > middle > high
        assert table.loc[(months, "just reached"), "high"] < 1
    assert table.loc[(12, "long reached"), "high"] > 1


def test_the_first_year_of_a_score_falls_faster_than_the_frontier(facts) -> None:
    """'Each is a faster fall than any fitted rate.'"""
    table = milestones.first_year(milestones.record(counted(facts)))
    rate = common_rate.common_rate(facts.tables, "k")["factor"]
    assert (table["factor"] > rate).all()


def test_the_best_run_of_gpqa_got_dearer_by_its_tokens(facts) -> None:
    """'Whether its price per token rose or fell the steps do not tell'; 'on HLE both rose'."""
    rises = success.rises(facts.tables["gpqa-diamond"])
    assert rises["price"].low > 1 and rises["tokens"].low > 1
    assert rises["price-per-token"].low < 1 < rises["price-per-token"].high
    exam = success.rises(facts.tables["hle"])
    assert exam["tokens"].low > 1 and exam["price-per-token"].low > 1


def test_on_most_benchmarks_the_best_models_spend_more_tokens(facts, living) -> None:
    """'On some, Humanity's Last Exam among them, each of their tokens costs more, too.'"""
    found = [success.rises(facts.tables[benchmark]) for benchmark in best_views.priced(facts)]
    counted = [r["tokens"] for r in found if "tokens" in r and not too_few(r["tokens"].n)]
    assert sum(rise.low > 1 for rise in counted) > len(counted) / 2
    dearer = [r for r in found if "price-per-token" in r and r["price-per-token"].low > 1]
    assert len(dearer) > 1
    assert success.rises(facts.tables["hle"])["price-per-token"].low > 1


def test_keeping_a_model_saves_less_than_changing_it(facts, living) -> None:
    """'Who keeps his model sees prices fall' less than a token of given quality does."""
    released = living.models.set_index("model_id")["release_date"]
    _, declines = indices.indices(facts.every["gpqa-diamond"], released)
    fall = declines.set_index("method")
    low, high = fall.loc["matched-model", ["low", "high"]]
    assert abs(low) < 0.05 and high < 0.4  # 'saves little': a tenth or two a year, or next to none
    assert fall.loc["matched-model", "decline"] < fall.loc["hedonic", "decline"]
    assert fall.loc["hedonic", "decline"] < fall.loc["frontier", "decline"]
    assert fall.loc["completed-task", "low"] < 0 < fall.loc["completed-task", "high"]
    for other in ("geks", "time-product-dummy"):  # 'two other ways give much the same'
        assert fall.loc["matched-model", "low"] < fall.loc[other, "decline"]
        assert fall.loc[other, "decline"] < fall.loc["matched-model", "high"]


def test_rents_have_not_fallen(living) -> None:
    """'Rents for chips have not fallen since 2023.'"""
    found = {d.key: d for d in hardware.deflators(living.hardware)}
    low, high = percentile(found["rents"].draws)
    assert low < 1 < high
    assert percentile(found["chips"].draws)[0] > 1


def test_rivals_take_most_of_the_steps(facts) -> None:
    """'The low price of a score seldom stays in one house.'"""
    shares = [falls.shares(falls.steps(rows)) for rows in facts.every.values()]
    rival = [s.set_index("cause")["share"][falls.CAUSES[2]] for s in shares]
    assert sum(share > 0.2 for share in rival) > 0.8 * len(rival)
    assert sum(rival) / len(rival) > 0.5


def test_the_score_slope_decides(facts) -> None:
    """'Take that slope from all runs instead' and the fall is outside the frontier's interval."""
    table = estimators.agreement(facts.tables["gpqa-diamond"], "k").set_index("estimator")
    own, given = (table.loc[f"frontier, {k}"] for k in ("as published", "score slope of all runs"))
    assert given["high"] < own["low"]


def test_dense_models_and_mixtures_fall_alike_but_for_two_benchmarks(facts, living) -> None:
    """'Too close to tell apart'; 'elsewhere the interval of the ratio holds one'."""
    data = living
    sides = experts.by_kind(facts.tables, data.models)
    rates = {kind: common_rate.common_rate(sides[kind], kind) for kind in experts.KINDS}
    assert rates["experts"]["low"] < rates["dense"]["factor"] < rates["experts"]["high"]
    faster = {}
    for benchmark in [b for b in facts.headlines if b in sides["dense"]]:
        own = {kind: sides[kind][benchmark] for kind in experts.KINDS}
        key = f"{facts.prefix}.{benchmark}.kind"  # seeded as in the register
        ratio = experts.declines(own, key).set_index("what").loc["ratio"]
        faster[benchmark] = int(ratio["low"] > 1) - int(ratio["high"] < 1)
    assert {b: way for b, way in faster.items() if way} == {"hle": 1, "terminal-bench-hard": -1}
    price = experts.prices_of_a_parameter(experts.on_sale(data))
    ratio = price[price["what"] == "ratio"].set_index("size")
    assert ratio.loc["active", "low"] > 1 > ratio.loc["total", "high"]  # work and memory


def test_rows_for_the_charts_have_their_columns(facts) -> None:
    ahead, board = change_views.forecasts(facts)
    assert {"observed", "forecast"} == set(ahead["kind"])
    assert board["low"].le(board["high"]).all() and set(board["horizon"]) <= set(
        change_views.HORIZONS.values()
    )
    drivers = best_views.drivers(facts)
    product = drivers["tokens"] * drivers["price_per_token"] / 1e6
    assert product.tolist() == pytest.approx(drivers["price"].tolist())
    causes = why_rows.causes(facts)
    assert causes.groupby("benchmark")["share"].sum().tolist() == pytest.approx(
        [1.0] * causes["benchmark"].nunique()
    )
    assert (best_views.pairs(facts, best_views.priced(facts))["list_ratio"] > 1).all()
    assert not best_views.successes(facts).duplicated(["benchmark", "date"]).any()
