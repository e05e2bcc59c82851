"""The register: computed once, kept while facts and code are unchanged, strict about keys."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest

from analysis import heard as facts_heard
from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.findings import reporting
from analysis.findings.record import numbers as record
from analysis.number import Number
from analysis.published import audit, origin
from analysis.register import cached, chapters, declared
from analysis.register.cached import Done
from analysis.register.declared import CHAPTERS, Chapter
from analysis.site import rests

ONE = (Chapter(origin.numbers, on=("origin",)),)  # one that takes no time


@pytest.fixture(scope="module", autouse=True)
def own_server() -> Iterator[None]:
    """Fork from a server of our own: without its imports each process would take a second."""
    forkserver._forkserver._stop()
    yield
    forkserver._forkserver._stop()


@pytest.fixture
def one_chapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declared, "CHAPTERS", ONE)


def heard(tmp_path: Path) -> tuple[dict[str, Number], list[str]]:
    lines: list[str] = []
    return chapters.compute(cache=tmp_path, told=lines.append), lines


@pytest.mark.slow
def test_a_chapter_is_computed_once(one_chapter: None, tmp_path: Path) -> None:
    first, told = heard(tmp_path)
    assert len(told) == 1 and told[0].startswith("numbers: published.origin.numbers, origin: ")
    again, told = heard(tmp_path)
    assert told == [] and again == first


@pytest.mark.facts
def test_chapters_on_the_living_facts_are_all_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Loading the facts for one must not make the next look changed."""
    both = (Chapter(record.numbers), Chapter(reporting.numbers))
    monkeypatch.setattr(declared, "CHAPTERS", both)
    assert len(heard(tmp_path)[1]) == 2
    assert heard(tmp_path)[1] == []


@pytest.mark.parametrize("what", ["facts", "code", "libraries"])
def test_changed_facts_code_or_libraries_compute_it_anew(
    one_chapter: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    heard(tmp_path)
    with monkeypatch.context() as other:
        if what == "facts":
            other.setattr(cached, "state_of", lambda _: "other")
        elif what == "libraries":
            other.setattr(rests, "libraries", lambda: "other")
        else:
            real = rests.digest
            changed = Path("analysis/methods/trends.py")
            other.setattr(
                rests,
                "digest",
                lambda path: "other" if path.match(str(changed)) else real(path),
            )
        assert len(heard(tmp_path)[1]) == 1
    assert heard(tmp_path)[1] == []  # going back finds what was kept


@pytest.mark.parametrize(
    "damage",
    [
        lambda b: b"",
        lambda b: b[:-1],
        lambda b: b"{}",
        lambda b: b.replace(b'"value": ', b'"value": 1', 1),
    ],
)
def test_a_damaged_chapter_is_computed_anew(
    one_chapter: None, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    first, _ = heard(tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(damage(path.read_bytes()))
    again, told = heard(tmp_path)
    assert len(told) == 1 and again == first


def test_two_numbers_may_not_share_a_key() -> None:
    number = Number(key="a.b", value=1.0, unit="", method="", function="")
    done = cached.Done([number], 0.0, "", {})
    with pytest.raises(UserError, match=r"a\.b: registered twice, by one and by two; rename"):
        chapters._joined({"one": done, "two": done})


def test_a_chapter_that_cannot_be_imported_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(data: tables.Dataset) -> list[Number]:
        return []

    monkeypatch.setattr(declared, "CHAPTERS", (Chapter(inside, on=("price-of-progress",)),))
    with pytest.raises(UserError, match=r"test_chapters\.py: .*inside: .*cannot be imported"):
        chapters.compute()


def test_a_chapter_rests_on_its_own_code_and_not_on_its_neighbours() -> None:
    chapter = next(c for c in CHAPTERS if c.function is audit.numbers)
    code = cached.code(chapter)
    assert {"analysis/published/audit.py", "analysis/methods/trends.py"} <= code.keys()
    assert "analysis/register/chapters.py" in code
    assert not any("/findings/" in name or "/page/" in name for name in code)


def test_a_number_that_is_none_is_refused() -> None:
    bad = Number(key="a.b", value=float("nan"), unit="", method="", function="")
    with pytest.raises(UserError, match=r"a\.b: value is nan; use None"):
        chapters._refuse_nonsense(bad)


def test_numbers_hold_while_what_they_ask_of_the_facts_does(tmp_path: Path) -> None:
    made = Done([], 1.0, "all, then", {}, {"prices": "1"}, "others")
    cached.keep(tmp_path, "a chapter", made)

    def asked(digest: str, others: str = "others") -> Done | None:
        return cached.resting(tmp_path, "a chapter", "all, now", others, lambda _: digest)

    assert asked("1") == dataclasses.replace(made, facts="all, now")
    assert asked("2") is None and asked("1", "another file") is None


def test_a_page_marks_the_numbers_that_it_asks_for_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def numbers(**values: float) -> cached.Heard:
        made = {
            k: Number(key=k, value=v, unit="x", method="", function="") for k, v in values.items()
        }
        return cached.Heard(made, tmp_path)

    monkeypatch.setattr(rests, "listening", lambda: True)
    monkeypatch.setattr(rests, "mark", lambda _: None)
    first = numbers(a=1.0, b=2.0)
    assert first["a"].value == 1.0 and "c" not in first and {*first} == {"a", "b"}
    marks = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert marks.keys() == {"a", "c", cached.KEYS}

    def moved(**values: float) -> set[str]:
        numbers(**values).refresh()
        return {path.name for path in tmp_path.iterdir() if path.read_text() != marks[path.name]}

    assert moved(a=1.0, b=3.0) == set()
    assert moved(a=5.0, b=2.0) == {"a"}
    assert moved(a=1.0, b=2.0, c=3.0) == {"c", cached.KEYS}


def test_numbers_on_other_facts_ask_for_what_their_chapter_asks_for_and_no_more(living) -> None:
    """Asking for the digest of all facts would make them anew whenever one of these moves."""
    number = Number(key="a", value=1.0, unit="", method="", function="", tables=())
    chapter = Chapter(lambda data: [number] if len(data.benchmarks) else [])
    with facts_heard.hearing(living) as reads:
        assert [n.value for n in chapters.numbers_of(chapter, living)] == [1.0]
    assert set(reads) == {"benchmarks"}
