"""The frontier against its definition, on random data and at the edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.methods import frontier

# Few distinct values, so that ties in date, price and score are the rule.
RUNS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6), st.integers(0, 6)), max_size=40)


def runs(rows: list[tuple[int, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["day", "price", "score"]).astype(float)
    return frame.assign(date=pd.Timestamp("2025-01-01") + pd.to_timedelta(frame["day"], unit="D"))


def by_definition(frame: pd.DataFrame) -> list[bool]:
    def dominated(a: pd.Series) -> bool:
        return any(
            b.date <= a.date
            and b.score >= a.score
            and b.price <= a.price
            and (b.score > a.score or b.price < a.price)
            for b in frame.itertuples()
        )

    return [not dominated(a) for a in frame.itertuples()]


@given(RUNS)
def test_frontier_is_its_definition(rows: list[tuple[int, int, int]]) -> None:
    frame = runs(rows)
    assert frontier.on_frontier(frame).tolist() == by_definition(frame)


@given(RUNS, st.randoms())
def test_frontier_does_not_depend_on_row_order(rows: list, random: object) -> None:
    frame = runs(rows)
    shuffled = frame.sample(frac=1, random_state=np.random.RandomState(1))
    assert frontier.on_frontier(shuffled).sort_index().equals(frontier.on_frontier(frame))


@given(RUNS)
def test_record_lows_are_their_definition(rows: list[tuple[int, int, int]]) -> None:
    frame = runs(rows)
    lows = frontier.record_lows(frame)
    days = sorted(frame["day"].unique())
    expected = []
    for day in days:
        today = frame.loc[frame["day"] == day, "price"].min()
        before = frame.loc[frame["day"] < day, "price"]
        if before.empty or today < before.min():
            expected.append((day, today))
    assert list(zip(lows["day"], lows["price"], strict=True)) == expected


def test_record_highs_take_the_best_of_a_date_and_only_if_better() -> None:
    frame = runs([(0, 1, 2), (0, 2, 3), (1, 1, 3), (2, 9, 4)])
    assert frontier.record_highs(frame)["score"].tolist() == [3.0, 4.0]


def test_milestone_counts_scores_at_the_threshold() -> None:
    frame = runs([(0, 9, 3), (1, 5, 4), (2, 4, 3), (3, 3, 4)])
    assert frontier.milestone_prices(frame, 4)["price"].tolist() == [5.0, 3.0]
