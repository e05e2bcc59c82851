"""Results kept on disk: what counts as the same question, and when an answer still holds."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import heard, kept, packed
from analysis.number import Number
from analysis.site import rests, stored


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


def counted() -> tuple[Callable[[int], int], list[int]]:
    """Return a kept function that gives its argument back, and what it was computed for."""
    asked: list[int] = []

    @kept.kept
    def given(value: int) -> int:
        asked.append(value)
        return value

    return given, asked


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
    monkeypatch.setattr(kept, "state", lambda _: "after an edit")
    total(ROWS, times=2)
    assert asked == [2, 3, 2]
    monkeypatch.setattr(kept, "MOST", 0)
    kept.prune()
    assert not list(tmp_path.iterdir())


def test_nothing_is_kept_of_code_that_was_written_since_it_may_have_been_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, asked = counted()
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    monkeypatch.setattr(once.__wrapped__, "__module__", "analysis.packed")
    written = (kept.ROOT / "analysis/packed.py").stat().st_mtime_ns
    monkeypatch.setattr(rests, "BEGUN", written - 1)
    assert (once(1), once(1), asked) == (1, 1, [1, 1])
    monkeypatch.setattr(rests, "BEGUN", 2**63)
    assert (once(1), once(1), asked) == (1, 1, [1, 1, 1])


@dataclass(frozen=True)
class Everything:
    table: pd.DataFrame
    more: dict[tuple[str, int], list[float | None]]


def everything() -> Everything:
    table = pd.DataFrame(
        {
            "text": pd.Series(["a", None], dtype="string"),
            "str": pd.Series(["a", None], dtype="str"),
            "object": pd.Series(["a", None], dtype=object),
            "none": pd.Series([None, None], dtype=object),
            "flag": pd.Series([True, None], dtype="boolean"),
            "float": [1 / 3, float("nan")],
            "int": [2**62, -1],
            "bool": [True, False],
            "date": pd.Series(["2026-11-25", None], dtype="datetime64[us]"),
        }
    ).set_axis(pd.Index(["x", "y"], name="row", dtype="string"))
    return Everything(table, {("a", 1): [0.1, None], ("b", 2): []})


def test_what_is_unpacked_is_what_was_packed() -> None:
    first = everything()
    found = packed.unpack(
        packed.pack({"table": first.table, "more": first.more, "tuple": (1, "a")})
    )
    pd.testing.assert_frame_equal(found["table"], first.table, check_exact=True)
    assert [*map(repr, found["table"].dtypes)] == [*map(repr, first.table.dtypes)]
    assert found["table"]["object"].tolist() == ["a", None]
    assert found["more"] == first.more and found["tuple"] == (1, "a")
    empty = pd.DataFrame({"a": pd.Series([], dtype="string")})
    pd.testing.assert_frame_equal(packed.unpack(packed.pack(empty)), empty)
    pd.testing.assert_frame_equal(packed.unpack(packed.pack(ROWS.iloc[1:])), ROWS.iloc[1:])


@pytest.mark.parametrize("value", [object(), {1: {2, 3}}, pd.DataFrame({"a": [1, "b"]}), ROWS.T])
def test_what_would_not_come_back_the_same_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="cannot keep"):
        packed.pack(value)


def test_no_class_is_made_but_a_dataclass_of_this_package() -> None:
    number = Number(key="a", value=1.0, unit="", method="", function="", tables=("runs",))
    assert packed.unpack(packed.pack(number)) == number
    for bad in (
        everything(),  # of another package
        ["dataclass", "subprocess", "Popen", {"args": "touch planted"}],
        ["dataclass", "analysis.site.build", "build", {"root": "."}],
        ["dataclass", "analysis.nowhere", "No", {}],
        ["frame", 7, [], [0, 1, 1, None]],
    ):
        tree = bad if isinstance(bad, list) else None
        content = packed.pack(bad) if tree is None else of_tree(tree)
        with pytest.raises(packed.Unreadable):
            packed.unpack(content)


def of_tree(tree: list[object]) -> bytes:
    text = json.dumps([tree, []]).encode()
    return len(text).to_bytes(8, "big") + text


def planted(_: bytes) -> bytes:
    return pickle.dumps(Path("a"))


@pytest.mark.parametrize(
    "damage",
    [lambda b: b[:-1], lambda b: b"", lambda b: b[:70], lambda b: b + b"x", planted],
)
def test_a_damaged_or_foreign_entry_is_a_miss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: Callable[[bytes], bytes]
) -> None:
    asked = []

    @kept.kept
    def ask(rows: pd.DataFrame) -> pd.DataFrame:
        asked.append(len(rows))
        return rows

    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    ask(ROWS)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    pd.testing.assert_frame_equal(ask(ROWS), ROWS)
    assert asked == [2, 2]


@pytest.mark.slow
def test_every_flipped_bit_is_seen(tmp_path: Path) -> None:
    store = stored.Store(tmp_path)
    store.put("a", b"content")
    whole = (tmp_path / "a").read_bytes()
    for at in range(len(whole) * 8):
        changed = bytearray(whole)
        changed[at // 8] ^= 1 << at % 8
        (tmp_path / "a").write_bytes(changed)
        assert store.get("a") is None
    (tmp_path / "b").write_bytes(whole)  # another's name
    assert store.get("b") is None


def test_a_disk_that_cannot_be_written_costs_no_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @kept.kept
    def ask(value: int) -> int:
        return value

    (tmp_path / "file").write_text("")
    monkeypatch.setattr(kept, "FOLDER", tmp_path / "file" / "kept")
    assert [ask(1), ask(1)] == [1, 1]


def test_without_a_folder_everything_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    ask, asked = counted()
    monkeypatch.setattr(kept, "FOLDER", None)
    assert [ask(1), ask(1)] == asked == [1, 1]


@pytest.mark.parametrize(
    "array", [np.array([1.0, np.nan]), np.arange(6).reshape(2, 3), np.array([]), np.array([True])]
)
def test_arrays_of_numbers_come_back_the_same(array: np.ndarray) -> None:
    (found,) = packed.unpack(packed.pack([array]))
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert np.array_equal(found, array, equal_nan=array.dtype.kind == "f")


def test_an_array_of_objects_is_refused() -> None:
    with pytest.raises(TypeError, match="cannot keep"):
        packed.pack(np.array([object()]))


@dataclass(frozen=True, eq=False)
class Told(heard.Facts):
    prices: pd.DataFrame
    names: pd.DataFrame


MADE: list[str] = []


@kept.kept
def lowest(facts: Told, least: float = 0.0) -> float:
    MADE.append("lowest")
    return float(facts.prices.loc[facts.prices["price"] >= least, "price"].min())


@kept.held
def sentence(facts: Told) -> str:
    MADE.append("sentence")
    return f"{len(facts.names)} from {lowest(facts, 0.5)}"


def told(prices: list[float], names: tuple[str, ...] = ("a",)) -> Told:
    facts = Told(pd.DataFrame({"price": prices}), pd.DataFrame({"name": list(names)}))
    digests = {"prices": str(prices), "names": str(names), "digest": f"{prices} {names}"}
    heard.tell(facts, digests, "test")
    return facts


def test_what_rests_on_a_result_that_comes_out_as_before_is_not_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    monkeypatch.setattr(heard, "PACKAGE", __name__)

    def asked(facts: Told) -> tuple[str, list[str], int]:
        MADE.clear()
        with heard.hearing(facts) as reads:
            said = sentence(facts)
            assert sentence(facts) == said  # held: heard all the same
        return said, list(MADE), len(reads)

    assert asked(told([1.0, 2.0])) == ("1 from 1.0", ["sentence", "lowest"], 1)
    assert asked(told([1.0, 2.0])) == ("1 from 1.0", [], 1)
    assert asked(told([1.0, 3.0])) == ("1 from 1.0", ["lowest"], 1)  # a price that nothing rests on
    assert asked(told([0.7, 3.0])) == ("1 from 0.7", ["lowest", "sentence"], 1)
    assert asked(told([0.7, 3.0], ("a", "b"))) == ("2 from 0.7", ["sentence"], 1)
    assert asked(told([1.0, 2.0])) == ("1 from 1.0", [], 1)  # going back finds what was kept


def test_a_table_that_is_read_beside_a_result_is_heard() -> None:
    facts = told([1.0])
    with heard.hearing(facts) as reads:
        assert len(facts.names) == 1
    assert reads == {"names": "('a',)"} and heard.same(facts, reads)
    assert not heard.same(told([1.0], ("b",)), reads)
    assert not heard.same(facts, {"a table that is no more": "1"})
    copy = pickle.loads(pickle.dumps(facts))  # as workers are given it
    assert heard.digests(copy) == heard.digests(facts)


def test_a_damaged_mark_of_what_pages_ask_for_goes_and_the_others_follow_the_facts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "STAMPS", tmp_path)
    (tmp_path / "names").write_text("names\nas it was")
    for name, content in (("a", b"\xff\xfe\n"), ("b", b"[1, 2"), ("c", b'["os", "x", [], {}]\n')):
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    heard.refresh(told([1.0]))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "names"]
    assert (tmp_path / "names").read_text() == "names\n('a',)"


@heard.once
def gathered(facts: Told) -> str:
    MADE.append("gathered")
    return f"{len(facts.prices)} prices"


@kept.kept
def first_line(facts: Told) -> str:
    return f"First: {gathered(facts)}"


@kept.kept
def second_line(facts: Told) -> str:
    return f"Second: {gathered(facts)}"


def test_who_is_given_what_another_gathered_has_asked_for_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "FOLDER", tmp_path)
    MADE.clear()
    facts = told([1.0])
    assert [first_line(facts), second_line(facts)] == ["First: 1 prices", "Second: 1 prices"]
    assert MADE == ["gathered"]
    more = told([1.0, 2.0])
    assert [first_line(more), second_line(more)] == ["First: 2 prices", "Second: 2 prices"]
