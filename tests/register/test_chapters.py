"""The register: computed once, kept while facts and code are unchanged, strict about keys."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.benchprice.errors import UserError
from analysis.number import Number
from analysis.register import chapters

ONE = (("published.audit", "price-of-progress"),)


@pytest.fixture
def one_chapter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chapters, "CHAPTERS", ONE)


def heard(tmp_path: Path) -> tuple[dict[str, Number], list[str]]:
    lines: list[str] = []
    chapters._digest.cache_clear()
    return chapters.compute(cache=tmp_path, told=lines.append), lines


def test_a_chapter_is_computed_once(one_chapter: None, tmp_path: Path) -> None:
    first, told = heard(tmp_path)
    assert len(told) == 1 and told[0].startswith("numbers: published.audit, price-of-progress: ")
    again, told = heard(tmp_path)
    assert told == [] and again == first


def test_chapters_on_the_living_facts_are_all_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Loading the facts for one must not make the next look changed."""
    monkeypatch.setattr(
        chapters, "CHAPTERS", (("findings.record.numbers", ""), ("findings.reporting", ""))
    )
    assert len(heard(tmp_path)[1]) == 2
    assert heard(tmp_path)[1] == []


@pytest.mark.parametrize("what", ["facts", "code"])
def test_changed_facts_or_code_compute_it_anew(
    one_chapter: None, tmp_path: Path, what: str
) -> None:
    heard(tmp_path)
    path = tmp_path / "published.audit, price-of-progress.json"
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
    chapter = chapters.chapter(*ONE[0])
    with pytest.raises(UserError, match=r"audit\.gpqa.*registered twice"):
        chapters._joined([chapter, chapter])


def test_a_number_that_is_none_is_refused() -> None:
    bad = Number(key="a.b", value=float("nan"), unit="", method="", function="")
    with pytest.raises(UserError, match=r"a\.b: value is nan; use None"):
        chapters._refuse_nonsense(bad)
