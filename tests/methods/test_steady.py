"""Steady worlds and planted ones: what is planted comes back, and the test knows slowing."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from analysis.methods import line, reach, steady, worlds
from analysis.methods.worlds import Design


def record(models: int = 240, makers: int = 24, seed: int = 5) -> pd.DataFrame:
    """A record over four years: scores rise, prices fall threefold a year, makers differ."""
    random = np.random.default_rng(seed)
    year = np.sort(random.uniform(0, 4, models))
    ability = -1.5 + 0.8 * year + random.normal(0, 0.8, models)
    maker = random.integers(0, makers, models)
    dear = random.normal(0, 0.5, makers)[maker] + random.normal(0, 0.9, models)
    price = np.exp(-np.log(3) * year + 1.5 * ability + dear)
    date = pd.Timestamp("2022-01-15") + pd.to_timedelta((365.25 * year).astype(int), unit="D")
    return pd.DataFrame(
        {
            "date": date, "release_date": date, "price": price, "score": 1 / (1 + np.exp(-ability)),
            "score_se": np.nan, "run_id": np.arange(models), "base": np.arange(models),
            "creator": maker,
        }
    )  # fmt: skip


@pytest.fixture(scope="module")
def seen() -> reach.Observed:
    return reach.observed(record(), 0.0, 2000.0)


def test_a_steady_world_has_the_planted_fall_and_spread(seen) -> None:
    world = steady.fit(seen)
    # 240 models with a spread of 1.0 in log price leave the fall known to some 0.06
    assert world.fall == pytest.approx(np.log(3), abs=0.2)
    assert world.creator == pytest.approx(0.5, abs=0.25)
    assert np.hypot(world.model, world.run) == pytest.approx(0.9, abs=0.15)


def test_a_template_keeps_each_runs_first_day_and_its_cuts() -> None:
    rows = pd.DataFrame(
        [("b", "r3", "2024-03-01", 8.0, 0.9, "y"), ("a", "r1", "2024-01-21", 2.0, 0.5, "x"),
         ("a", "r1", "2024-01-01", 4.0, 0.5, "x"), ("a", "r2", "2024-01-11", 6.0, 0.7, "x"),
         ("c", "r4", "2024-02-01", 1.0, 1.0, "x")],
        columns=["base", "run_id", "date", "price", "score", "creator"],
    )  # fmt: skip
    found = worlds.template(rows.assign(date=pd.to_datetime(rows["date"])), 0.25, 100.0)
    zero = (pd.Timestamp("2024-01-01") - pd.Timestamp("1970-01-01")).days
    assert (found.start - zero).tolist() == [0, 0, 10, 60, 31]
    assert found.lag.tolist() == [0, 20, 0, 0, 0]
    assert found.cut.tolist() == pytest.approx([0, np.log(2 / 4), 0, 0, 0])
    assert found.score.tolist() == [0.5, 0.5, 0.7, 0.9, 0.985]
    assert [each.tolist() for each in found.rows] == [[0, 1, 2], [3], [4]]
    assert found.creator.tolist() == [0, 1, 0]
    assert (found.day - zero).tolist() == [0, 31, 60]  # models by their first day
    best = reach.link(np.array([0.7, 0.985, 0.985]), 0.25)
    assert found.best.tolist() == pytest.approx(best.tolist())
    assert (found.middle - zero, found.chance, found.items) == (30, 0.25, 100)


def test_the_planted_law_is_a_fall_a_slope_and_a_premium() -> None:
    of = worlds.template(record(), 0.0, 2000.0)
    start, ability = of.middle + 365.25 * np.array([-1.0, 0, 0, 2]), np.array([0.5, 0.5, 4.0, -1.0])

    def told(**more: float) -> list[float]:
        design = Design(**{"fall": 0.0, "slope": 0.0, "creator": 0, "model": 0, "run": 0} | more)
        return worlds.law(of, design, start, ability).tolist()

    assert told(fall=2.0) == pytest.approx([2, 0, 0, -4])
    assert told(slope=3.0) == pytest.approx([1.5, 1.5, 12, -3])
    assert told(slowing=2.0) == pytest.approx([-1, 0, 0, -4])
    assert told(by_score=1.0) == pytest.approx([0.5, 0, 0, 2])
    assert worlds.law(of, Design(0, 0, 0, 0, 0, by_score=1.0), start + 365.25, ability)[2] == (
        pytest.approx(-worlds.FARTHEST)
    )
    best = of.best[np.searchsorted(of.day, start, side="right") - 1]
    near = np.maximum(0, ability - best + 1.5)
    assert near.min() == 0 and near.max() > 1
    assert told(premium=2.0, width=1.5) == pytest.approx((2 * near).tolist())
    low = worlds.law(of, Design(0, 1.0, 0, 0, 0), start, np.full(4, -99.0))  # no dearer than chance
    floor = reach.link(np.array([reach.floor(0.0, 2000.0)]), 0.0)
    assert low.tolist() == pytest.approx(np.repeat(floor, 4).tolist())


def test_effects_are_of_makers_models_and_runs_and_above_the_law_where_one_sided() -> None:
    codes = [np.repeat(np.arange(3), 4), np.repeat(np.arange(6), 2), np.arange(12)]
    for one_sided in (False, True):
        design = Design(0, 0, 1.0, 10.0, 100.0, one_sided=one_sided)
        found = worlds.effects(design, np.random.default_rng(2), *codes)
        random = np.random.default_rng(2)
        a, b, c = (s * random.normal(size=n)[code]
                   for s, n, code in zip((1, 10, 100), (3, 6, 12), codes, strict=True))  # fmt: skip
        told = np.abs(a + b) + np.abs(c) if one_sided else a + b + c
        assert found.tolist() == pytest.approx(told.tolist())


def test_variances_are_told_apart() -> None:
    random = np.random.default_rng(1)
    creator = np.repeat(np.arange(60), 40)
    base = np.repeat(np.arange(480), 5)
    left = random.normal(0, 0.7, 60)[creator] + random.normal(0, 0.5, 480)[base]
    left = left + random.normal(0, 0.3, len(base))
    found = steady.variances(left, creator, base)
    assert found == pytest.approx((0.49, 0.25, 0.09), rel=0.35)


def test_a_world_keeps_dates_and_cuts(seen) -> None:
    table = record()
    cut = table.iloc[[3]].assign(date=table["date"].max(), price=table["price"].iloc[3] / 4)
    known = reach.observed(pd.concat([table, cut]), 0.0, 2000.0)
    world = steady.fit(known)
    drawn, _ = steady.draw(
        world,
        np.zeros((2, len(known.creators))),
        np.zeros((2, len(known.bases))),
        np.random.default_rng(2),
    )
    both = np.flatnonzero(known.run == known.run[known.base == known.base[3]][0])
    rows = [r for r in both if (known.run == known.run[r]).sum() == 2] or [
        int(r) for r in np.flatnonzero(np.bincount(known.run)[known.run] == 2)
    ]
    assert len(rows) == 2
    assert drawn[:, rows[0]] - drawn[:, rows[1]] == pytest.approx(np.log(4), rel=1e-9)


def test_a_drawn_world_is_the_line_with_effects_and_scores_with_their_errors(seen) -> None:
    world = steady.World(seen, np.arange(len(seen.run), dtype=float), 1.0, 2.0, 3.0, 5.0)
    random = np.random.default_rng(6)
    creators, models = (random.normal(size=(4, n)) for n in (len(seen.creators), len(seen.bases)))
    price, ability = steady.draw(world, creators, models, np.random.default_rng(7))
    same, exact = steady.draw(world, creators, models, np.random.default_rng(7), measured=False)
    again = np.random.default_rng(7)
    runs, errors = (again.normal(size=(4, seen.run.max() + 1)) for _ in range(2))
    for r in range(0, len(seen.run), 17):
        dear = 2 * creators[:, seen.creator[r]] + 3 * models[:, seen.base[r]]
        told = r + dear + 5 * runs[:, seen.run[r]]
        assert price[:, r].tolist() == same[:, r].tolist() == pytest.approx(told.tolist())
        score = seen.score[r] + errors[:, seen.run[r]] * seen.error[r]
        assert ability[:, r].tolist() == pytest.approx(reach.link(score, 0.0).tolist())
        assert set(exact[:, r]) == {seen.ability[r]}


def test_the_test_sees_a_fall_that_ends_and_not_a_steady_one(seen) -> None:
    random = np.random.default_rng(4)
    assert steady.slowing({"a": seen}, random, 99).p > steady.LEVEL
    table = record()
    year = (table["date"] - table["date"].min()).dt.days / 365.25
    # threefold a year becomes ninefold before the middle and nothing after it
    bent = np.where(year < 2, -np.log(3) * year, np.log(3) * (year - 4))
    ended = reach.observed(table.assign(price=table["price"] * np.exp(bent)), 0.0, 2000.0)
    assert steady.slowing({"a": ended}, random, 99).p <= steady.LEVEL


def test_the_record_counts_among_the_steady_worlds() -> None:
    assert steady.p_value(-1.0, np.array([0.0, 1.0, np.nan])) == pytest.approx(1 / 3)
    assert steady.p_value(1.0, np.array([0.0, 1.0])) == 1.0


def test_a_planted_world_without_chance_is_its_law() -> None:
    template = worlds.template(record(), 0.0, 2000.0)
    design = Design(fall=np.log(5), slope=1.5, creator=0.0, model=0.0, run=0.0)
    world = worlds.population(template, design, np.random.default_rng(1), measured=False)
    seen = world.seen
    year = seen.year - template.middle / worlds.DAYS_PER_YEAR
    lowest = reach.link(np.array([reach.floor(0.0, 2000.0)]), 0.0)
    law = 1.5 * np.maximum(world.ability, lowest) - np.log(5) * year
    # dates are whole days: within a day of the fall
    assert seen.log_price == pytest.approx(law, abs=np.log(5) / 365)
    assert seen.ability == pytest.approx(world.ability)


def test_planted_makers_models_and_scores_vary_as_told() -> None:
    template = worlds.template(record(), 0.0, 50.0)
    design = Design(fall=1.0, slope=1.5, creator=0.0, model=1.0, run=0.0, one_sided=True)
    world = worlds.population(template, design, np.random.default_rng(1))
    assert len(np.unique(world.seen.base)) <= len(template.rows)
    assert np.abs(world.seen.score * 50 - np.round(world.seen.score * 50)).max() < 1e-9
    year = world.seen.year - template.middle / worlds.DAYS_PER_YEAR
    lowest = reach.link(np.array([reach.floor(0.0, 50.0)]), 0.0)
    above = world.seen.log_price - (1.5 * np.maximum(world.ability, lowest) - year)
    assert above.min() > -0.01 and above.mean() == pytest.approx(np.sqrt(2 / np.pi), abs=0.2)


def test_variances_of_a_few_runs_are_those_worked_out_by_hand() -> None:
    left = np.array([1.0, 3, 5, 7, 9, 2, 2])
    base, creator = np.array([0, 0, 1, 1, 3, 4, 4]), np.array([0, 0, 0, 0, 1, 2, 2])
    run = 4 / (7 - 4)  # squares within models over runs less models
    noise = run * (1 / 2 + 1 / 2 + 1 + 1 / 2) / 4
    model = 8 / (4 - 3) - noise  # models 2, 6; 9; 2 of makers at 4, 9 and 2
    maker = 13 - (model + noise) * (1 / 2 + 1 + 1) / 3
    assert steady.variances(left, creator, base) == pytest.approx((maker, model, run))
    few = steady.variances(left[:5], creator[:5], base[:5])  # of two makers no spread is told
    assert few == pytest.approx((0, 8 / (3 - 2) - 2 * (1 / 2 + 1 / 2 + 1) / 3, 4 / (5 - 3)))
    assert steady.variances(np.ones(3), np.arange(3), np.arange(3)) == (0, steady.LEAST_MODEL, 0)


def test_what_is_near_the_best_of_its_day_is_told_by_how_much(seen) -> None:
    some = dataclasses.replace(
        seen, year=np.array([2.0, 0, 1, 3]), ability=np.array([1.0, 0.5, 3.0, -9.0])
    )
    told = steady.near(some, np.array([0.0, 2.0, 1.0, 3.0]))
    best = np.array([0.5, 3.0, 3.0, 3.0])  # by each of those days
    expected = np.maximum(0, some.ability - best + steady.WIDTH)
    assert told.tolist() == pytest.approx(expected.tolist())
    assert told[3] == 0 < told[2] == steady.WIDTH


def test_what_the_scores_error_adds_to_the_runs_spread_is_taken_off_by_the_slope(
    seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = dataclasses.replace(seen, base=seen.base // 2, creator=seen.creator[seen.base // 2])
    found = []
    for error in (0.0, 0.04):
        monkeypatch.setattr(line, "error_variance", lambda s, e=error: np.full(len(s.score), e))
        found.append(steady.fit(pairs))
    exact, unsure = found
    assert exact.fall == unsure.fall and exact.model == unsure.model
    slope = np.sqrt((exact.run**2 - unsure.run**2) / 0.04)
    assert slope == pytest.approx(1.5, abs=0.3)  # as planted
