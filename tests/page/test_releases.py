from __future__ import annotations

import dataclasses
import datetime

import pandas as pd
import pytest

from analysis.number import Number
from analysis.page import cite, releases
from analysis.register import chapters, compare, editions, versions
from analysis.register.compare import Edition
from analysis.release import tree
from tests.release.site import site

NO_REASONS = pd.DataFrame(columns=["version", "key", "why", "reason"])


def number(key, value, low=None, high=None):
    told = {"unit": "factor per year", "method": "m", "function": "f", "data": "living"}
    return Number(key=key, value=value, low=low, high=high, **told)


def edition(version, *found):
    return Edition(version, "2026-10-01", chapters.as_json({n.key: n for n in found}), {})


def test_the_largest_move_comes_first_and_missing_values_are_blank():
    then = edition(
        "2026.10", number("a", 9.0, 5.0, 17.0), number("b", 2.0, 1.0, 4.0), number("c", 3.0)
    )
    now = edition(
        "2026.11", number("a", 9.5, 5.0, 17.0), number("b", 1.5, 1.0, 4.0), number("d", 7.0)
    )
    shown = releases.shown(compare.compare(then, now, NO_REASONS))
    assert list(shown["key"]) == ["b", "a", "c", "d"]
    assert list(shown["moved"]) == ["−0.50", "+0.06", "", ""]
    assert shown["was"].iloc[1] == "9.0× (5.0 to 17)"
    assert (shown["is"].iloc[2], shown["was"].iloc[3]) == ("", "")


def test_headlines_stand_by_their_reasons_the_whole_before_its_parts(project, monkeypatch):
    names = ("lead.without", "lead", "old", "same", "counted", "fresh")
    reasons = pd.DataFrame(
        [("2026.11", "lead*", "method", "It leads now."), ("2026.11", "old", "data", "New runs.")],
        columns=NO_REASONS.columns,
    )
    then = edition("2026.10", number("old", 9.0), number("same", 1.0), number("counted", 5.0))
    then = dataclasses.replace(then, headlines=("old", "gone"))
    (project / "2026.10.json").write_text(editions.as_text(then))
    now = edition("2026.11", *(number(n, 1.0 + (n == "counted")) for n in names), number("x", 1.0))
    now = dataclasses.replace(now, headlines=names)
    monkeypatch.setattr(editions, "current", lambda *_: now)
    monkeypatch.setattr(editions, "reasons", lambda: reasons)
    found = releases.headlines(releases.ends())
    assert found["key"].tolist() == ["lead", "lead.without", "old", "counted"]
    assert found["reason"].tolist() == ["It leads now.", "It leads now.", "New runs.", ""]
    assert found["was"].tolist() == ["", "", "9.0×", "5.0×"]
    shown = releases.led(releases.ends()).markup
    assert shown.count("It leads now.") == 1 and shown.index("New runs.") < shown.index("5.0×")


def test_the_names_of_moved_numbers_lead_to_their_pages(project):
    rows = releases.linked(pd.DataFrame({"key": pd.Series(["a", "gone"], dtype="str")}))
    shown = releases.folded(rows, {"key": "Number"}, "numbers").markup
    assert '<a href="/report/numbers/a.html">A</a>' in shown
    assert '<th scope="row">gone</th>' in shown


@pytest.fixture
def project(monkeypatch, tmp_path):
    """A project at 2026.11 whose register holds one number and whose releases are given."""
    monkeypatch.setattr(editions, "KEPT", tmp_path)
    monkeypatch.setattr(editions.kept, "__defaults__", (tmp_path,))
    monkeypatch.setattr(chapters, "register", lambda: {"a": number("a", 9.0, 5.0, 17.0)})
    current = cite.Citation("T", "A", "2026.11", "October 2026")
    monkeypatch.setattr(cite, "current", lambda: current)
    return tmp_path


def test_the_first_version_has_nothing_to_compare(project):
    ends = releases.ends()
    assert releases.since_last(ends).empty and releases.headlines(ends).empty
    assert releases.rows_since_last(ends).empty
    assert "No version was released before" in releases.summary(ends, releases.since_last(ends))


def test_a_version_is_compared_with_the_one_before_it_not_with_itself(project):
    for version, value in (("2026.9", 8.0), ("2026.10", 7.0), ("2026.11", 9.0)):
        kept = edition(version, number("a", value, 5.0, 11.0))
        (project / f"{version}.json").write_text(editions.as_text(kept))
    ends = releases.ends()
    moved = releases.since_last(ends)
    assert moved[["was", "moved"]].to_numpy().tolist() == [["7.0× (5.0 to 11)", "+0.50"]]
    assert releases.rows_since_last(ends)["added"].sum() > 0  # those editions had no tables
    said = releases.summary(ends, moved)
    assert said == "Since version 2026.10 of 2026-10-01, one number differs."


@pytest.fixture(scope="module")
def stages(living):
    """The living facts as known on three days, with the fits that the pages cite."""
    days = (*releases.DAYS, datetime.date(2026, 11, 22))
    return [
        dataclasses.replace(stage, version=f"{day.year}.{day.month}", date=str(day))
        for day, stage in zip(days, releases.stages(living), strict=True)
    ]


def test_three_vintages_of_the_real_facts_stand_side_by_side(stages):
    table = releases.side_by_side(stages, r"living\..*\.factor").set_index("key")
    assert list(table.columns) == ["2026.4", "2026.7", "2026.11", "moved"]
    assert "living.gpqa-diamond.frontier-all.factor" in table.index
    assert "living.hle.frontier-all.factor" not in table.index  # first run in May 2026
    assert "living.hle.frontier-all.factor" in stages[-1].numbers
    one = releases.side_by_side(stages, r"living\.gpqa-diamond\.frontier-all\.factor")
    then, now = (stage.numbers[one["key"][0]] for stage in (stages[0], stages[-1]))
    shift = now["value"] - then["value"]
    side = then["high"] - then["value"] if shift > 0 else then["value"] - then["low"]
    assert float(one["moved"][0].replace("−", "-")) == pytest.approx(
        shift / side, abs=0.005
    )  # two decimals shown


def test_three_true_vintages_make_a_publish_tree_with_their_comparisons(stages):
    files: dict[str, bytes] = {}
    for before, stage in zip([None, *stages], stages, strict=False):
        listed = "".join(f"<p>{key}: {row['value']}</p>" for key, row in stage.numbers.items())
        pages = site(f"Facts to {stage.date}. {listed}")
        pages["numbers.json"] = editions.as_text(stage).encode()
        release = tree.frozen(versions.parse(stage.version), stage.date, pages)
        files |= {n: c for n, c in tree.plan(release, files.get).items() if c is not None}
        if before:
            then = editions.from_text(files[f"v/{before.version}/numbers.json"])
            told = compare.as_json(then, stage, compare.compare(then, stage, NO_REASONS))
            grown = {row["table"]: row["added"] for row in told["tables"]}
            assert grown["prices"] > 0
            assert grown["runs"] > 0
            moved = [row for row in told["numbers"] if row["change"] == "moved"]
            assert len(moved) > 10
            assert {row["why"] for row in moved} == {"data"}
            assert told["methods"] == []
    index = tree.read_index(files["versions.json"])
    assert [entry["version"] for entry in index["versions"]] == ["2026.11", "2026.7", "2026.4"]
    assert tree.faults(files.get) == []
