"""Results kept on disk: what counts as the same question, and when an answer still holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from analysis import kept


@dataclass(frozen=True)
class Pair:
    one: pd.DataFrame
    two: tuple[int, str]


ROWS = pd.DataFrame({"model": ["a", "b"], "price": [1.0, 2.0]})


def test_the_same_content_has_one_fingerprint_however_it_lies_in_memory() -> None:
    column_by_column = pd.DataFrame({"model": ["a", "b"]})
    column_by_column["price"] = [1.0, 2.0]
    sliced = pd.concat([ROWS, ROWS.assign(price=9.0)], ignore_index=True).iloc[:2]
    marks = {kept.fingerprint(rows) for rows in (ROWS, column_by_column, sliced)}
    assert len(marks) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (ROWS, ROWS.assign(price=[1.0, 2.1])),
        (ROWS, ROWS.rename(columns={"price": "cost"})),
        (ROWS, ROWS.iloc[::-1]),
        (ROWS, ROWS.set_index(pd.Index([0, 2]))),
        ({"a": 1}, {"b": 1}),
        ((1, 2), (12,)),
        (("a", "b"), ("ab",)),
        (1, 1.0),
        (Pair(ROWS, (1, "x")), Pair(ROWS, (1, "y"))),
    ],
)
def test_other_content_has_another(one: object, other: object) -> None:
    assert kept.fingerprint(one) != kept.fingerprint(other)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(TypeError, match="two object are the same"):
        kept.fingerprint([object()])


def test_a_result_is_computed_once_a_question_and_state_of_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    @kept.kept
    def total(rows: pd.DataFrame, *, times: int = 1) -> pd.DataFrame:
        asked.append(times)
        return rows[["price"]].sum().to_frame("total") * times

    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    first, again = total(ROWS, times=2), total(ROWS.copy(), times=2)
    pd.testing.assert_frame_equal(first, again)
    assert (asked, float(first["total"].iloc[0])) == ([2], 6.0)
    total(ROWS, times=3)
    assert asked == [2, 3]
    monkeypatch.setattr(kept, "state", lambda: "after an edit")
    total(ROWS, times=2)
    assert asked == [2, 3, 2]
    kept.prune()
    assert [folder.name for folder in tmp_path.iterdir()] == ["after an edit"]


def test_without_a_folder_everything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    @kept.kept
    def ask(value: int) -> int:
        asked.append(value)
        return value

    monkeypatch.setattr(kept, "FOLDER", None)
    assert [ask(1), ask(1)] == asked == [1, 1]
