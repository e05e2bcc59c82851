"""The price to reach a score: planted surfaces, what must change nothing, and plain loops."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.facts.observations import Samples
from analysis.findings.price_of_a_score import reach as found
from analysis.methods import by_makers, influence, pooled, reach, reach_interval

BENCHMARKS = ("gpqa-diamond", "hle", "scicode")


def rows(models: int = 40, makers: int = 8, seed: int = 3) -> pd.DataFrame:
    """Make runs over four years; prices fall fivefold a year, scores rise."""
    random = np.random.default_rng(seed)
    year = np.sort(random.uniform(0, 4, models))
    score = np.clip(0.2 + 0.15 * year + random.normal(0, 0.1, models), 0.05, 0.95)
    price = np.exp(-np.log(5) * year + 2 * score + random.normal(0, 0.3, models))
    number = np.arange(models)
    date = pd.Timestamp("2022-01-15") + pd.to_timedelta((365 * year).astype(int), unit="D")
    return pd.DataFrame(
        {
            "date": date, "release_date": date, "price": price, "score": score,
            "score_se": np.nan, "weights": "open", "run_id": [f"run {i}" for i in number],
            "base": [f"model {i}" for i in number], "creator": [f"maker {i % makers}" for i in number],
        }
    )  # fmt: skip


def annual(table: pd.DataFrame, chance: float = 0.0, items: float = 200.0) -> float:
    seen = reach.observed(table, chance, items)
    return math.exp(reach.falls(reach.surface(seen))["annual"][0])


def test_constant_prices_fall_by_exactly_one() -> None:
    assert annual(rows().assign(price=3.0)) == 1.0


def test_a_planted_cut_is_found_exactly() -> None:
    """Two makers offer all levels for three years; one halves its price after eighteen months."""
    date = pd.to_datetime(["2021-01-01", "2021-01-01", "2022-07-01", "2024-01-01"])
    table = pd.DataFrame(
        {
            "date": date, "release_date": date, "price": [4.0, 4.0, 2.0, 9.0], "score": 0.6,
            "score_se": np.nan, "weights": "open", "run_id": ["a", "b", "a", "c"],
            "base": ["a", "b", "a", "c"], "creator": ["x", "y", "x", "z"],
        }
    )  # fmt: skip
    # windows open in 2021-01 to 2023-02; those of 2021-07 to 2022-06 hold the cut
    assert annual(table) == pytest.approx(2 ** (12 / 26), rel=1e-12)


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param(lambda t: t.assign(price=2 * t["price"]), id="all prices doubled"),
        pytest.param(
            lambda t: pd.concat(
                [t, t.iloc[[0]].assign(score=0.26, price=1e-9, run_id="n", base="n", creator="n")]
            ),
            id="a row at chance",
        ),
        pytest.param(
            lambda t: pd.concat([t, t.nlargest(3, "score").assign(run_id=["x", "y", "z"])]),
            id="copies of runs under other names",
        ),
        pytest.param(
            lambda t: pd.concat([t, t.iloc[[5]].assign(price=1e6, run_id="n", base="n")]),
            id="a dearer model of the same maker",
        ),
        pytest.param(lambda t: t.sample(frac=1, random_state=1), id="another order of rows"),
    ],
)
def test_what_must_change_nothing(changed: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    table = rows()
    assert annual(changed(table), 0.25) == pytest.approx(annual(table, 0.25), rel=1e-12)


def test_a_level_of_one_maker_never_counts() -> None:
    table = rows()
    alone = table.assign(creator="one")
    assert math.isnan(annual(alone)) and not math.isnan(annual(table))


def test_the_years_share_out_the_whole() -> None:
    seen = reach.observed(rows(), 0.0, 200.0)
    inside = by_makers.halves(seen.creators, 9)
    each = reach_interval.estimate(seen, inside, np.random.default_rng(1), left_out=False)
    found_in = each.values  # noqa: PD011  a mapping
    years = [(each.windows[n].count, v) for n, v in found_in.items() if n.startswith("year-")]
    known = [(n, v) for n, v in years if n]
    assert len(known) > 1 and sum(n for n, _ in known) == each.windows["annual"].count
    whole = sum(n * v for n, v in known) / each.windows["annual"].count
    assert whole == pytest.approx(found_in["annual"], rel=1e-12)


def means(seen: reach.Observed, makers: int) -> dict[str, float]:
    """Every mean of falls by loops over levels and months."""
    windows = []
    months = list(seen.months)
    for k, level in enumerate(seen.levels):
        able = [i for i in range(len(seen.month)) if seen.ability[i] >= level
                and seen.month[i] <= months[-1]]  # fmt: skip
        first = {c: min(seen.month[i] for i in able if seen.creator[i] == c)
                 for c in {seen.creator[i] for i in able}}  # fmt: skip
        if len(first) < makers:
            continue
        begun = sorted(first.values())[makers - 1]
        for month in range(begun, months[-1] - 11):
            now, then = (min(seen.log_price[i] for i in able if seen.month[i] <= at)
                         for at in (month, month + 12))  # fmt: skip
            windows.append((month, month - begun, now - then, k))
    last = months[-1] - 12
    used = {
        "annual": [w[2] for w in windows],
        "last": [w[2] for w in windows if w[0] == last],
        "first-year": [w[2] for w in windows if w[1] == 0 and w[0] != months[0]],
        "later": [w[2] for w in windows if w[1] >= 12],
    }
    found = {name: np.mean(each) if each else np.nan for name, each in used.items()}
    each_month = [[w[2] for w in windows if w[0] == month] for month in months]
    many = [(m / 12, np.mean(e)) for m, e in zip(months, each_month, strict=True) if len(e) >= 5]
    slope = np.polyfit(*zip(*many, strict=True), 1)[0] if len(many) > 6 else np.nan
    return found | {"trend": slope}


@pytest.mark.parametrize(("chance", "seed"), [(0.0, 3), (0.1, 4)])
def test_every_mean_is_that_of_its_windows_by_loops(chance: float, seed: int) -> None:
    table = rows(50, 7, seed)
    cuts = table.iloc[::3].assign(date=lambda f: f["date"] + pd.Timedelta(days=100))
    table = pd.concat([table, cuts.assign(price=cuts["price"] / 3)])
    seen = reach.observed(table, chance, 200.0)
    found = reach.surface(seen)
    for makers in (1, 2, 3):
        ours = {name: each[0] for name, each in reach.falls(found, makers).items()}
        assert ours == pytest.approx(means(seen, makers), nan_ok=True)
    keep = np.arange(len(seen.month)) % 5 > 0
    part = {
        name: getattr(seen, name)[keep] for name in ("month", "log_price", "ability", "creator")
    }
    kept = reach.falls(reach.surface(seen, keep=np.array([keep, ~keep])))
    assert kept["annual"][0] == pytest.approx(means(dataclasses.replace(seen, **part), 2)["annual"])
    more = reach.surface(seen, ability=seen.ability[None] + 0.1, log_price=2 * seen.log_price[None])
    moved = dataclasses.replace(seen, ability=seen.ability + 0.1, log_price=2 * seen.log_price)
    assert {n: e[0] for n, e in reach.falls(more).items()} == pytest.approx(
        means(moved, 2), nan_ok=True
    )


def test_each_mean_says_how_many_windows_it_rests_on_and_when() -> None:
    seen = reach.observed(rows(50, 7, 3), 0.0, 200.0)
    whole = reach.surface(seen)
    found = reach_interval._windows(seen, whole)
    opened, _, since = reach.windows(whole)
    told = dict(reach.kinds(opened, since))
    told |= {
        name: reach.windows(whole, n)[0] for name, n in (("one-maker", 1), ("three-makers", 3))
    }
    ends = (seen.months[12:] // 12 + 1970).tolist()
    told |= {f"year-{y}": opened & (np.array(ends) == y)[None, :, None] for y in set(ends)}
    assert found.keys() == told.keys()
    for name, used in told.items():
        months = [int(seen.months[m]) for m in range(used.shape[1]) if used[0, m].any()]
        days = (
            [f"{m // 12 + 1970}-{m % 12 + 1:02}-01" for m in (months[0], months[-1] + 12)]
            if months
            else ["", ""]
        )
        assert (name, found[name].count, found[name].start, found[name].end) == (
            name, used.sum(), *days,
        )  # fmt: skip
    assert (
        len({found[n].count for n in ("annual", "last", "later", "one-maker", "three-makers")}) == 5
    )


def test_runs_become_arrays() -> None:
    table = rows(20).assign(date=pd.date_range("2024-01-30", periods=20, freq="D"))
    table = table.assign(release_date=table["date"].where(table["base"] != "model 19"))
    table.loc[3, "score_se"], table.loc[:, "price"] = 0.07, np.arange(20) + 1.0
    seen = reach.observed(table.sample(frac=1, random_state=2), 0.25, np.nan)
    assert seen.month.tolist() == [649] * 3 + [650] * 17  # 1 February counts for its own month
    assert seen.items == reach.ITEMS and np.exp(seen.log_price) == pytest.approx(table["price"])
    assert seen.year == pytest.approx((table["date"] - pd.Timestamp(0)).dt.days / 365.25)
    binomial = np.sqrt(table["score"] * (1 - table["score"]) / 100)
    assert seen.error[3] == 0.07 and seen.error[4] == pytest.approx(binomial[4])
    assert [seen.creators[c] for c in seen.creator] == table["creator"].tolist()
    assert [seen.bases[b] for b in seen.base] == table["base"].tolist()
    assert seen.months.tolist() == [649, 650]
    late = table.assign(release_date=table["date"] + pd.DateOffset(months=3))
    assert reach.observed(late, 0.25, 9.0).months.tolist() == [*range(649, 654)]
    unknown = table.assign(release_date=pd.NaT)
    assert reach.observed(unknown, 0.25, 9.0).months[-1] == 650
    assert reach.observed(table.drop(columns="release_date"), 0.25, 9.0).months[-1] == 650
    assert reach.observed(table.assign(score=0.01), 0.25, 9.0).months.tolist() == []


def test_scales_floors_and_errors_of_scores() -> None:
    score = np.array([0.3, 0.6, 0.9])
    assert reach.link(score, 0.25) == pytest.approx(np.log((score - 0.25) / (1 - score)))
    assert reach.unlink(reach.link(score, 0.25), 0.25) == pytest.approx(score)
    ends = reach.link(np.array([0.1, 1.0]), 0.25)
    assert ends == pytest.approx([math.log(1e-4 / (1 - 1e-4)), math.log((1 - 1e-4) / 1e-4)])
    assert reach.floor(0.25, 100) == pytest.approx(0.25 + 2 * math.sqrt(0.25 * 0.75 / 100))
    assert reach.floor(0.25, 100, 3.0) == pytest.approx(0.25 + 3 * math.sqrt(0.25 * 0.75 / 100))
    assert reach.floor(0.0, 50) == pytest.approx(2 * math.sqrt(0.02 * 0.98 / 50))
    assert reach.floor(0.0, 1000) == 0.02
    found = reach.errors(np.array([0.5, 0.5, 0.5, 0.0]), np.array([np.nan, 0.02, 0.0, np.nan]), 100)
    assert found == pytest.approx([0.05, 0.02, 0.05, math.sqrt(0.01 * 0.99 / 100)])


def test_levels_are_even_from_the_floor_to_the_second_best_models_best() -> None:
    score, base = np.array([0.9, 0.5, 0.8, 0.7, 0.1]), np.array([0, 1, 1, 2, 2])
    found = reach.levels(score, base, 0.0, 100.0)
    assert len(found) == reach.LEVELS and np.ptp(np.diff(found)) < 1e-12
    assert reach.unlink(found[[0, -1]], 0.0) == pytest.approx([0.02, 0.8])
    assert reach.unlink(reach.levels(score, base, 0.0, 100.0, 9.0), 0.0)[0] > 0.08
    top = reach.levels(np.array([0.99, 0.98]), np.array([0, 1]), 0.0, 100.0)
    assert reach.unlink(top[-1:], 0.0) == pytest.approx([reach.MOST])
    assert not len(reach.levels(np.array([0.9, 0.8]), np.array([0, 0]), 0.0, 100.0))
    lowest = reach.floor(0.0, 100.0)
    assert not len(reach.levels(np.array([0.9, lowest]), np.array([0, 1]), 0.0, 100.0))
    assert len(reach.levels(np.array([0.9, lowest + 1e-6]), np.array([0, 1]), 0.0, 100.0))


def test_a_trend_takes_months_with_enough_windows_and_seven_of_them() -> None:
    count = np.array([[3, 3, 3, 3, 3, 3, 3, 2]])
    total = np.array([[0.0, 1, 2, 3, 4, 5, 6, 900]]) * 3
    assert reach.trend(total, count, 3)[0] == pytest.approx(12.0)
    assert math.isnan(reach.trend(total, count, 4)[0])
    assert math.isnan(reach.trend(total[:, 1:], count[:, 1:], 3)[0])


def test_scores_are_redrawn_by_run_with_their_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    table = rows(30)
    twice = pd.concat([table, table.assign(price=table["price"] / 2)])
    seen = reach.observed(twice.assign(score_se=0.04), 0.1, 200.0)
    asked: dict[str, np.ndarray] = {}
    surface = reach.surface
    monkeypatch.setattr(
        reach, "surface", lambda of, **more: (asked.update(more), surface(of, **more))[1]
    )
    inside = by_makers.halves(seen.creators, 99)
    reach_interval.estimate(seen, inside, np.random.default_rng(1), left_out=False)
    ability = asked["ability"]
    assert ability.shape == (99, len(twice))
    assert all(len(np.unique(ability[0][seen.run == r])) == 1 for r in range(30))
    inner = (seen.score > 0.3) & (seen.score < 0.7)  # where no redraw meets an end of the scale
    off = reach.unlink(ability, 0.1)[:, inner] - seen.score[inner]
    # of 99 draws the mean is known to a tenth of the error, and the error to a fourteenth
    assert np.abs(off.mean(axis=0)).max() < 0.04 / 2
    assert off.std(axis=0).tolist() == pytest.approx([0.04] * inner.sum(), rel=0.35)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ""),
        ({"models": 14}, "it has 14 models, and 15 are needed"),
        ({"makers": 4}, "it has 4 makers, and 5 are needed"),
        ({"levels": 0}, "no score was on offer"),
        ({"levels": 1}, "1 of 40 score levels"),
        ({"levels": 9}, "9 of 40 score levels"),
        ({"months": 5}, "5 of 6 needed months"),
        ({"lost": 11}, "11% of the random halves"),
        (
            {"reliable": 0.84},
            "16% of the spread of its scores is error of measurement, more than 15%",
        ),
        ({"levels": 40, "months": 30, "models": 40, "makers": 9, "reliable": 1.0, "lost": 0}, ""),
    ],
)
def test_a_benchmark_carries_a_rate_from_each_fewest_on(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, float], said: str
) -> None:
    told = {"models": 15, "makers": 5, "levels": 10, "months": 6, "lost": 10, "reliable": 0.85}
    told |= changed
    seen = reach.observed(rows(told["models"], told["makers"]), 0.0, 200.0)
    opened = np.zeros((30, reach.LEVELS), bool)
    opened[: told["months"], : told["levels"]] = True
    monkeypatch.setattr(reach, "windows", lambda of, *_: (opened[None], None, None))
    monkeypatch.setattr(reach_interval.line, "reliability", lambda of: told["reliable"])
    half = np.where(np.arange(100) < told["lost"], np.nan, 1.0)
    found = reach_interval.reason(seen, reach.surface(seen), half)
    assert found.startswith(said) and bool(found) == bool(said)


def test_ends_of_a_factor_are_those_of_t_and_the_level() -> None:
    low, high = np.log(reach_interval.factors(0.7, 0.2, 9.0))
    assert (low + high) / 2 == pytest.approx(0.7)
    assert (high - low) / 2 == pytest.approx(0.2 * stats.t.ppf(0.95, 8))
    for makers in (0.0, 1.0, 2.0):  # one degree of freedom at least
        assert np.log(reach_interval.factors(0.7, 0.2, makers, 0.5))[1] == pytest.approx(0.7 + 0.2)


@pytest.fixture(scope="module")
def facts(observations_of_living: Samples) -> Samples:
    return observations_of_living


def plainly(table: pd.DataFrame, chance: float, items: float) -> float:
    """The headline by loops over rows, months and levels, sharing no code with the package."""
    lowest = max(
        chance + 2 * math.sqrt(max(chance * (1 - chance), (1 - 1 / items) / items) / items), 0.02
    )
    best: dict[str, float] = {}
    for base, score in zip(table["base"], table["score"], strict=True):
        best[base] = max(score, best.get(base, 0.0))
    highest = min(sorted(best.values())[-2], 0.97)
    odds = [math.log((s - chance) / (1 - s)) for s in (lowest, highest)]
    levels = [odds[0] + (odds[1] - odds[0]) * i / 39 for i in range(40)]
    scores = [(chance + math.exp(z)) / (1 + math.exp(z)) for z in levels]
    newest = max(
        r for r, s in zip(table["release_date"], table["score"], strict=True) if s >= lowest
    )
    end = newest.year * 12 + newest.month  # the month after, counted from 0
    falls = []
    known = table["creator"].fillna("unknown")
    for s in scores:
        # the least tolerance, as the score of the best level is a run's own
        able = [
            (d.year * 12 + d.month - 1 + (d.day > 1), p, c)
            for d, p, q, c in zip(table["date"], table["price"], table["score"], known, strict=True)
            if q >= s - 1e-12
        ]
        first: dict[str, int] = {}
        for month, _, maker in able:
            first[maker] = min(month, first.get(maker, month))
        if len(first) < 2:
            continue
        for month in range(sorted(first.values())[1], end - 11):
            now, then = (min(p for m, p, _ in able if m <= at) for at in (month, month + 12))
            falls.append(math.log(now / then))
    return math.exp(sum(falls) / len(falls))


@pytest.mark.parametrize("licence", ["open", "closed"])
@pytest.mark.parametrize("benchmark", BENCHMARKS)
def test_plain_loops_give_the_headline(facts: Samples, benchmark: str, licence: str) -> None:
    told = facts.benchmarks.loc[benchmark]
    chance, items = float(told["chance"]), float(told["items"])
    table = facts.tables[benchmark]
    table = table[table["weights"] == licence]
    assert annual(table, chance, items) == pytest.approx(plainly(table, chance, items), rel=5e-4)


def test_one_maker_more_or_less_stays_within_the_interval(facts: Samples) -> None:
    estimates = found.counted(facts, found.estimates(facts)["all"])
    assert {*BENCHMARKS} <= set(estimates)
    mean = pooled.pooled(estimates)
    assert mean is not None
    low, high = reach_interval.factors(mean.value, mean.error, mean.makers)
    left = pooled.left_out(estimates, lambda each: each.creators)
    assert low < math.exp(min(left.values())) < math.exp(max(left.values())) < high
    for benchmark in BENCHMARKS:
        low, high = reach_interval.outer(estimates[benchmark], "annual")
        without = estimates[benchmark].creators.values()
        assert low < math.exp(min(without)) and math.exp(max(without)) < high


def test_benchmarks_that_cannot_carry_a_rate_say_why(facts: Samples) -> None:
    why = found.refusals(facts, found.estimates(facts)["all"])
    assert why["arc-agi-1"] == found.STATED
    assert "two makers for a year" in why["critpt"]
    assert why["gpqa-diamond"] == ""


def test_halves_hold_half_of_the_makers_and_one_more_hardly_moves_them() -> None:
    names = [f"maker {i}" for i in range(20)]
    inside = by_makers.halves(names)
    assert (np.sum(list(inside.values()), axis=0) == 10).all()
    more = by_makers.halves([*names, "new"])
    moved = np.mean([np.mean(inside[n] != more[n]) for n in names])
    assert 0 < moved < 0.06


def test_models_are_left_out_some_at_a_time_as_all_at_once(monkeypatch) -> None:
    seen = reach.observed(rows(), 0.0, 200.0)
    at_once = reach_interval._without_models(seen)
    assert len(at_once) == len(seen.bases) and len(set(at_once)) > 1
    monkeypatch.setattr(reach_interval, "AT_ONCE", 7)
    assert reach_interval._without_models(seen).tolist() == at_once.tolist()


@pytest.mark.slow
def test_the_interval_covers_planted_falls() -> None:
    """Forty samples of one world: nominal 90 %, held by 75 to 100 % of them."""
    estimates = []
    for seed in range(40):
        table = rows(80, 12, seed)
        seen = reach.observed(table, 0.0, 2158.0)
        inside = by_makers.halves(seen.creators, 99)
        random = np.random.default_rng(seed)
        estimates.append(reach_interval.estimate(seen, inside, random, left_out=False))
    truth = np.mean([e.values["annual"] for e in estimates])  # noqa: PD011  a mapping
    ends = np.log([reach_interval.outer(e, "annual") for e in estimates])
    held = np.mean((ends[:, 0] <= truth) & (truth <= ends[:, 1]))
    assert 0.75 <= held <= 1.0


def test_freedom_is_that_of_makers_who_move_alike_and_less_where_few_do() -> None:
    """Three for one who moves all (a normal variable's own), n for n alike but capped by makers."""
    alike = np.array([1.0, -1.0] * 10)
    assert influence.freedom(alike, 21) == 20.0
    assert influence.freedom(np.array([*alike, np.nan]), 12) == 11.0
    assert influence.freedom(np.array([2.0, 0.0, 0.0, 0.0]), 30) == pytest.approx(3.0)
    moved = np.array([0.4, -0.3, 0.1, 0.0, 0.05, -0.02])
    expected = 3 * sum(m * m for m in moved) ** 2 / sum(m**4 for m in moved)
    assert influence.freedom(moved, 40) == pytest.approx(expected)
    assert influence.freedom(np.zeros(6), 6) == 5.0
    # normal moves, drawn many times: about as many as there are
    random = np.random.default_rng(1)
    drawn = [influence.freedom(random.normal(size=400), 10_000) for _ in range(50)]
    assert np.mean(drawn) == pytest.approx(400, rel=0.05)


def test_what_a_maker_moves_in_a_mean_counts_benchmarks_without_him_as_unmoved() -> None:
    moved = influence.common([{"a": 0.4, "b": np.nan}, {"a": 0.2}])
    assert moved.tolist() == pytest.approx([0.3, 0.0])


def test_a_benchmark_often_missing_from_halves_does_not_make_a_mean_look_surer() -> None:
    random = np.random.default_rng(5)
    whole = random.normal(size=(3, 4000))
    often = whole.copy()
    often[1:, random.random(4000) < 0.6] = np.nan  # two of three, in the same halves
    surer = np.where(np.isfinite(often), often, 0.0).mean(axis=0).std()
    found = pooled._common(list(often))
    assert found > pooled._common(list(whole)) > surer
    by_hand = [
        np.mean([v for v in half if np.isfinite(v)])
        for half in (often - np.nanmean(often, axis=1, keepdims=True)).T
    ]
    assert found == pytest.approx(np.std(by_hand, ddof=1))


def test_the_last_year_and_the_inner_interval_are_wider_by_who_carries_them(facts: Samples) -> None:
    estimate = found.estimates(facts)["all"]["gpqa-diamond"]
    for ends, statistic, error in (
        (
            reach_interval.outer,
            "last",
            np.hypot(
                by_makers.spread(estimate.halves["last"]),
                reach_interval.of_scores(estimate, "last"),
            ),
        ),
        (reach_interval.inner, "annual", reach_interval.of_scores(estimate, "annual")),
    ):
        low, high = np.log(ends(estimate, statistic))
        moved = [m for m in estimate.moved[statistic].values() if np.isfinite(m)]
        freedom = 3 * sum(m**2 for m in moved) ** 2 / sum(m**4 for m in moved)
        assert freedom < estimate.makers - 1
        assert (high - low) / 2 / error == pytest.approx(stats.t.ppf(0.95, freedom))
