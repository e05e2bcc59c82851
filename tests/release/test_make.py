from __future__ import annotations

import hashlib
import json

import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.number import Number
from analysis.page import cite
from analysis.page.cite import Citation
from analysis.register import chapters, editions, versions
from analysis.register.compare import Edition
from analysis.release import make
from analysis.release.stores import write_out
from tests.release.site import page, site

FIGURE = '<div id="fig-x"><figure><figcaption>Figure 1: It falls. Fast.</figcaption></figure></div>'
CITED = '<a class="num" data-key="a">9</a> Version 2026.11'


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A checkout and the site built from it; the register holds one number."""
    found = Number(
        key="a", value=9.0, low=5.0, high=17.0, unit="x", method="m", function="f", digest="d2"
    )
    monkeypatch.setattr(chapters, "register", lambda: {"a": found})
    monkeypatch.setattr(cite, "current", lambda: Citation("T", "A", "2026.11", "October 2026"))
    facts = tables.vintage("origin")
    monkeypatch.setattr(tables, "load", lambda **_: facts)
    root = {
        "CITATION.cff": b"cff", "LICENSE": b"MIT", "requirements.txt": b"x==1\n",
    }  # fmt: skip
    write_out(root, tmp_path / "root")
    files = {**site(CITED), "report/b.html": page("B", FIGURE, depth=1)}
    write_out(files, tmp_path / "built")
    return tmp_path


def made(folder, previous=None):
    order = make.Order(
        versions.parse("2026.11"), "2026-11-22", "c0ffee", "A <a@example.org>",
        "https://example.org/p/", previous,
    )  # fmt: skip
    return make.make(folder / "root", order, folder / "built")


def before(value):
    row = {
        "value": value,
        "low": value - 1,
        "high": value + 1,
        "unit": "x",
        "method": "m",
        "digest": "d1",
    }
    return Edition("2026.10", "2026-10-01", {"a": row}, {})


def test_the_manifest_says_what_went_in_and_who_signs(built):
    manifest = json.loads(made(built).kept["manifest.json"])
    assert manifest["commit"] == "c0ffee"
    assert manifest["signed-off-by"] == "A <a@example.org>"
    assert manifest["lock"]["sha256"] == hashlib.sha256(b"x==1\n").hexdigest()
    assert manifest["renderer"]["name"] == "embedded"
    assert (manifest["previous"], manifest["corrects"]) == (None, None)
    assert "price-of-progress/runs" in manifest["data"]


def test_a_version_carries_numbers_and_a_data_package_of_its_own_version(built):
    kept = made(built).kept
    assert editions.from_text(kept["numbers.json"]).numbers["a"]["value"] == 9.0
    package = json.loads(kept["data/datapackage.json"])
    assert package["version"] == "2026.11"
    paths = {f"data/{resource['path']}" for resource in package["resources"]}
    assert {path for path in paths if path.endswith(".csv")} <= kept.keys()
    assert not any(name.endswith(".parquet") for name in kept)


def test_every_page_and_figure_is_cited_at_its_frozen_address(built):
    kept = made(built).kept
    items = {item["id"]: item for item in json.loads(kept["citations.json"])}
    figure = items["benchmark-prices-2026-11-report-b-fig-x"]
    assert figure["URL"] == "https://example.org/p/v/2026.11/report/b.html#fig-x"
    assert figure["title"] == "Figure 1: It falls"
    assert items["benchmark-prices-2026-11"]["type"] == "report"
    assert kept["citations.bib"].decode().count("@misc{") == len(items) == 4
    text = kept["report/b.html"].decode()
    assert '<details class="bp-cite"' in text
    assert '"@type": "Report"' in text
    assert '"@type": "Dataset"' in kept["index.html"].decode()


def test_the_latest_copy_cites_the_frozen_one(built):
    text = made(built).latest["report/b.html"].decode()
    assert "https://example.org/p/v/2026.11/report/b.html" in text


def test_made_twice_it_is_the_same(built):
    assert made(built) == made(built)


def test_the_comparison_with_the_version_before_is_part_of_it(built):
    told = json.loads(made(built, before(8.5)).kept["changes.json"])
    assert (told["from"], told["to"]) == ("2026.10", "2026.11")
    (row,) = told["numbers"]
    assert (row["key"], row["moved"], row["headline"]) == ("a", 0.5, True)


def test_a_headline_out_of_its_interval_stops_the_release_until_there_is_a_reason(
    built, monkeypatch, tmp_path
):
    with pytest.raises(UserError, match=r"2026\.11: headline numbers left their interval"):
        made(built, before(5.0))
    reasons = tmp_path / "changes.csv"
    reasons.write_text('version,key,why,reason\n2026.11,a,data,"Many more runs."\n')
    monkeypatch.setattr(editions.reasons, "__defaults__", (reasons,))
    (row,) = json.loads(made(built, before(5.0)).kept["changes.json"])["numbers"]
    assert (row["why"], row["reason"]) == ("data", "Many more runs.")


def test_a_site_that_names_another_version_is_refused(built):
    (built / "built/index.html").write_bytes(page("Front", "Version 2026.10"))
    with pytest.raises(UserError, match=r"the front page does not name version 2026\.11"):
        made(built)


def test_a_release_survives_being_written_and_read(built):
    release = made(built)
    make.write(release, built / "out")
    again = make.read(built / "out", release.version, release.date, "", "")
    assert again == release
