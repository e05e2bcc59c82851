"""The API's files of models, benchmarks and prices: valid, true to the settled tables, inert."""

from __future__ import annotations

import json

import jsonschema
import pytest

from analysis.facts.downloads import settled
from analysis.page import changelog
from analysis.page.made import api, feed, prepare, series
from tests.page.test_changelog import LOG, RECORDS

HEAD = api.head("2026.11", "November 2026")


@pytest.fixture(scope="module")
def known(living):
    return series.of(living)


@pytest.fixture(scope="module")
def schemas():
    return {n.removesuffix(".json"): json.loads(text) for n, text in api.schemas()}


@pytest.fixture(scope="module")
def made(known):
    return {
        "prices": dict(series.prices(known, HEAD)),
        "model": dict(series.models(known, HEAD)),
        "benchmark": dict(series.benchmarks(known, HEAD)),
    }


@pytest.mark.parametrize("kind", ["prices", "model", "benchmark"])
def test_every_file_fits_its_schema_and_stays_small(made, schemas, kind):
    check = jsonschema.Draft202012Validator(schemas[kind])
    assert len(made[kind]) >= 40
    step = max(1, len(made[kind]) // 400)  # every tenth and all kinds of rows; all take minutes
    for name in sorted(made[kind])[::step]:
        check.validate(json.loads(made[kind][name]))
    assert max(map(len, made[kind].values())) < 1_000_000


def test_the_lists_name_every_file_and_fit_their_schemas(known, made, schemas):
    lists = {n: json.loads(text) for n, text in api.lists({}, known, LOG, HEAD)}
    for name, told in lists.items():
        jsonschema.validate(told, schemas[name.removesuffix(".json")])
    named = {row["file"].removeprefix("models/") for row in lists["models.json"]["models"]}
    assert named == set(made["model"])
    priced = {row["prices"] for row in lists["models.json"]["models"]} - {None}
    assert {place.removeprefix("prices/") for place in priced} <= set(made["prices"])
    assert lists["index.json"]["prices"]["count"] == len(made["prices"])


def test_a_schema_refuses_a_price_that_is_text(made, schemas):
    told = json.loads(made["prices"]["gpt-4.json"])
    jsonschema.validate(told, schemas["prices"])
    told["sellers"][0]["spans"][0]["input"] = "30"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, schemas["prices"])


def test_the_files_hold_every_row_of_the_settled_tables(living, made):
    found = settled.tables(living)
    spans = sum(
        len(seller["spans"])
        for text in made["prices"].values()
        for seller in json.loads(text)["sellers"]
    )
    assert spans == len(found["price_history"])
    prices = sum(
        len(run["prices"])
        for text in made["benchmark"].values()
        for run in json.loads(text)["runs"]
    )
    assert prices == len(found["priced_runs"])


def test_the_price_of_a_day_is_read_off_a_file(made):
    """GPT-4 cost 30 and 60 dollars at its maker from March 2023 on."""
    told = json.loads(made["prices"]["gpt-4.json"])
    maker = next(seller for seller in told["sellers"] if seller["first_party"])
    held = [s for s in maker["spans"] if s["from"] <= "2023-06-01" < (s["until"] or "9999")]
    assert [(s["input"], s["output"]) for s in held] == [(30.0, 60.0)]


def test_what_rests_on_the_facts_alone_is_not_written_again_for_another_number(
    tmp_path, monkeypatch, known
):
    monkeypatch.setattr(series, "living", lambda: known)
    monkeypatch.setattr(changelog, "every", lambda: RECORDS)
    (tmp_path / "data").mkdir()
    prepare.interface(tmp_path, {}, "2026.11", "November 2026")
    folder = tmp_path / api.FOLDER
    before = (folder / "models" / "gpt-4.json").stat().st_mtime_ns
    index = (folder / "index.json").stat().st_mtime_ns
    monkeypatch.setattr(series, "living", lambda: pytest.fail("made again"))
    prepare.interface(tmp_path, {}, "2026.11", "November 2026")
    assert (folder / "index.json").stat().st_mtime_ns == index
    monkeypatch.setattr(series, "living", lambda: known)
    prepare.interface(tmp_path, {}, "2026.12", "December 2026")
    assert (folder / "models" / "gpt-4.json").stat().st_mtime_ns > before
    assert '"2026.12"' in (folder / "models" / "gpt-4.json").read_text()


def test_the_feed_leads_to_the_address_that_a_site_was_given_since(tmp_path, monkeypatch, known):
    monkeypatch.setattr(series, "living", lambda: known)
    monkeypatch.setattr(changelog, "every", lambda: RECORDS)
    (tmp_path / "data").mkdir()
    for site in ("", "https://prices.example/"):
        prepare.interface(tmp_path, {}, "2026.11", "November 2026", site)
        assert f'href="{site}{feed.FILE}"' in (tmp_path / feed.FILE).read_text(encoding="utf-8")
