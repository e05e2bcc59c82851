"""The register: computed once, kept while facts and code are unchanged, strict about keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.findings import reporting
from analysis.findings.record import numbers as record
from analysis.number import Number
from analysis.published import audit
from analysis.register import cached, chapters
from analysis.register.declared import CHAPTERS, Chapter

ONE = (Chapter(audit.numbers, on=("price-of-progress",)),)


@pytest.fixture
def one_chapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chapters, "CHAPTERS", ONE)


def heard(tmp_path: Path) -> tuple[dict[str, Number], list[str]]:
    lines: list[str] = []
    cached._digest.cache_clear()
    return chapters.compute(cache=tmp_path, told=lines.append), lines


def test_a_chapter_is_computed_once(one_chapter: None, tmp_path: Path) -> None:
    first, told = heard(tmp_path)
    assert len(told) == 1 and told[0].startswith(
        "numbers: published.audit.numbers, price-of-progress: "
    )
    again, told = heard(tmp_path)
    assert told == [] and again == first


def test_chapters_on_the_living_facts_are_all_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Loading the facts for one must not make the next look changed."""
    both = (Chapter(record.numbers), Chapter(reporting.numbers))
    monkeypatch.setattr(chapters, "CHAPTERS", both)
    assert len(heard(tmp_path)[1]) == 2
    assert heard(tmp_path)[1] == []


@pytest.mark.parametrize("what", ["facts", "code"])
def test_changed_facts_or_code_compute_it_anew(
    one_chapter: None, tmp_path: Path, what: str
) -> None:
    heard(tmp_path)
    path = tmp_path / "published.audit.numbers, price-of-progress.json"
    kept = json.loads(path.read_text())
    if what == "facts":
        kept["facts"] = "other"
    else:
        assert (
            "analysis/published/audit.py" in kept["code"]
            and "analysis/methods/trends.py" in kept["code"]
        )
        assert not any("/site/" in name for name in kept["code"])
        kept["code"]["analysis/methods/trends.py"] = "other"
    path.write_text(json.dumps(kept))
    assert len(heard(tmp_path)[1]) == 1


def test_two_numbers_may_not_share_a_key() -> None:
    number = Number(key="a.b", value=1.0, unit="", method="", function="")
    done = cached.Done([number], 0.0, "", {})
    with pytest.raises(UserError, match=r"a\.b: registered twice, by one and by two; rename"):
        chapters._joined({"one": done, "two": done})


def test_a_chapter_that_cannot_be_imported_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def inside(data: tables.Dataset) -> list[Number]:
        return []

    monkeypatch.setattr(chapters, "CHAPTERS", (Chapter(inside, on=("price-of-progress",)),))
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
