"""The log of corrections: entries with what they moved, a feed that readers of news can read."""

from __future__ import annotations

import json
from xml.etree import ElementTree as Xml

import jsonschema
import pandas as pd
import pytest

from analysis.number import Number
from analysis.page import changelog, releases
from analysis.page.made import api, feed
from analysis.register import chapters, editions
from analysis.register.compare import Edition

ATOM = "{http://www.w3.org/2005/Atom}"


def number(key, value):
    told = {"unit": "factor per year", "method": "m", "function": "f", "data": "living"}
    return Number(key=key, value=value, low=value - 1, high=value + 1, **told)


def edition(version, date, *found):
    return Edition(version, date, chapters.as_json({n.key: n for n in found}), {})


RECORDS = [
    edition("2026.10", "2026-10-01", number("a.x", 4.0), number("a.y", 3.0), number("b", 2.0)),
    edition("2026.11", "2026-11-25", number("a.x", 9.0), number("a.y", 3.5), number("b", 2.5)),
]
REASONS = pd.DataFrame(
    [
        ("2026.11", "a.x", "correction", "Costs have <days> & dates now. Before, none."),
        ("2026.11", "a.y", "correction", "Costs have <days> & dates now. Before, none."),
        ("2026.11", "b", "data", "Runs are new."),
        ("2026.10", "*", "method", "Said of a version before the first edition."),
    ],
    columns=["version", "key", "why", "reason"],
)
LOG = changelog.of(RECORDS, REASONS)


def test_an_entry_has_its_day_its_patterns_and_the_numbers_that_it_moved():
    assert [entry.version for entry in LOG] == ["2026.11", "2026.11", "2026.10"]
    first = LOG[0]
    assert (first.date, first.keys) == ("2026-11-25", ("a.x", "a.y"))
    assert list(first.moved["key"]) == ["a.x", "a.y"], "the largest move first"
    assert changelog.moved(first) == "Two numbers moved"
    assert changelog.title(first) == "Costs have <days> & dates now"
    assert LOG[2].moved.empty and changelog.moved(LOG[2]).startswith("No number")


def test_the_page_escapes_what_it_says_and_folds_the_numbers(monkeypatch):
    monkeypatch.setattr(changelog, "entries", lambda: LOG)
    markup = changelog.page().markup
    assert "Costs have &lt;days&gt; &amp; dates now" in markup and "<days>" not in markup
    assert "<p>Costs" not in markup, "the text goes on from its head"
    assert "<p>Before, none.</p>" in markup and "<p>Runs are new" not in markup
    assert markup.count("<h2 ") == 2 and markup.count("<details") == 2
    assert 'id="change-1"' in markup


@pytest.mark.parametrize("site", ["", "https://example.org/p/"])
def test_the_feed_is_valid_atom_and_its_ids_do_not_depend_on_the_address(site):
    root = Xml.fromstring(feed.feed(LOG, RECORDS, site))
    assert root.tag == f"{ATOM}feed"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 2 + 3  # two releases, three changes
    ids = [node.text for node in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) and all(i.startswith("urn:uuid:") for i in ids)
    plain = Xml.fromstring(feed.feed(LOG, RECORDS, ""))
    assert ids == [node.text for node in plain.iter(f"{ATOM}id")]
    for entry in entries:
        for need in ("id", "title", "updated", "summary"):
            assert entry.findtext(f"{ATOM}{need}")
        assert entry.find(f"{ATOM}link").get("href").startswith(f"{site}report/reference/")
    assert entries[0].findtext(f"{ATOM}title") == "Version 2026.11", "the newest first"
    assert root.findtext(f"{ATOM}updated") == "2026-11-25T00:00:00Z"


def test_the_log_as_json_fits_its_schema():
    head = api.head("2026.11", "November 2026")
    told = json.loads(feed.as_json(LOG, head))
    jsonschema.validate(told, json.loads(dict(api.schemas())["changes.json"]))
    assert [m["key"] for m in told["changes"][0]["moved"]] == ["a.x", "a.y"]
    assert told["changes"][0]["moved"][0]["moved"] == pytest.approx(5.0)


def test_a_long_table_is_folded_after_its_first_rows_and_a_very_long_one_cut():
    rows = pd.DataFrame({"key": [f"k{i}" for i in range(300)]})
    folded = {
        n: releases.folded(rows.head(n), {"key": "Number"}, "numbers").markup for n in (3, 30)
    }
    shown, rest = folded[30].split("<details", 1)
    assert shown.count("<tr") == 1 + releases.FIRST and rest.count("<tr") == 1 + 18
    assert "18 more numbers" in rest and "<details" not in folded[3]
    cut = releases.folded(rows, {"key": "Number"}, "numbers").markup.split("<details", 1)[1]
    assert cut.count("<tr") == 1 + releases.FOLDED and "150 of 288 more numbers" in cut


def test_the_reasons_in_the_repository_have_a_version_of_the_day_it_bears():
    assert editions.reasons()["reason"].str.len().min() > 20
    assert changelog.released() >= "2026-11-22"
