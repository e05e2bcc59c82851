from __future__ import annotations

import dataclasses
import shutil

import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import freshness, schema, tables
from analysis.number import Number
from analysis.register import declared
from analysis.register.chapters import as_json
from analysis.sources.intake import Facts
from analysis.sources.prices import live
from analysis.sources.prices.observations import price_facts, sources
from analysis.update import gather, place, report


@pytest.fixture
def data(tmp_path, monkeypatch):
    """An empty data folder, with two small upstreams in place of the real ones."""
    return small_upstreams(tmp_path / "data", monkeypatch)


@pytest.fixture(scope="module")
def after_one(tmp_path_factory):
    """What a first update makes of such a folder; nobody changes it."""
    with pytest.MonkeyPatch.context() as patch:
        folder = small_upstreams(tmp_path_factory.mktemp("first") / "data", patch)
        assert gather.update(folder, None)
    return folder


@pytest.fixture
def updated(data, after_one):
    """The data folder after a first update."""
    shutil.rmtree(data)
    return shutil.copytree(after_one, data)


def small_upstreams(folder, monkeypatch):
    folder.mkdir()
    (folder / "announcements.csv").write_text(
        "model_id,provider,date,last_seen,input,output,cache_read,cache_write,until,url\n"
        "o3,openai,2025-06-10,2026-11-20,2,8,,,,https://example.org\n"
    )
    pd.DataFrame(columns=list(schema.TABLES["benchmarks"])).to_csv(
        folder / "benchmarks.csv", index=False
    )
    pd.DataFrame(columns=list(schema.TABLES["runs"])).to_csv(folder / "runs.csv", index=False)
    monkeypatch.setattr(live, "HISTORIES", {"list": listed(("2025-05-01", 10, 40))})
    monkeypatch.setattr(live, "REGISTRIES", {})
    monkeypatch.setattr(declared, "CHAPTERS", ())
    return folder


def listed(*days):
    def client(stored):
        since = live.last_seen(stored, "litellm-history")
        raw = pd.DataFrame(
            [
                {"provider": "openai", "name": "o3", "date": d, "input": i, "output": o}
                for d, i, o in days
                if pd.Timestamp(d) > since
            ],
            columns=["provider", "name", "date", "input", "output"],
        )
        return price_facts(raw, "litellm-history", "file") if len(raw) else Facts({})

    return client


def read(folder, name):
    return (folder / f"{name}.csv").read_text()


@pytest.mark.slow
def test_a_first_update_fills_the_tables_and_a_second_changes_nothing(data, capsys):
    assert gather.update(data, None)
    assert "o3,openai,2025-05-01" in read(data, "prices")
    assert "vendor-announcements" in read(data, "prices")
    before = {p.name: p.read_bytes() for p in data.iterdir()}
    assert not gather.update(data, None)
    *_, last_but_one, last = capsys.readouterr().out.rstrip().splitlines()
    assert last_but_one == "nothing changed"
    assert last.startswith("0 new prices, 0 models, 0 runs; silent: ")
    assert before == {p.name: p.read_bytes() for p in data.iterdir()}


def test_an_update_without_news_changes_the_sightings_and_no_other_file(
    updated, monkeypatch, capsys
):
    before = {p.name: p.read_bytes() for p in updated.iterdir()}
    again = listed(("2025-05-01", 10, 40), ("2025-06-20", 10, 40))
    monkeypatch.setattr(live, "HISTORIES", {"list": again})
    assert gather.update(updated, None)
    after = {p.name: p.read_bytes() for p in updated.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"sightings.csv"}
    (row,) = [r for r in read(updated, "sightings").splitlines() if "litellm-history" in r]
    assert row == "prices,litellm-history,openai,o3,,2025-05-01,2025-05-01,2025-06-20,2"
    out = capsys.readouterr().out
    assert "no news\nseen again: 1 rows of litellm-history\n" in out
    assert "0 new prices, 0 models, 0 runs" in out.splitlines()[-1]


def test_price_lists_do_not_overrule_what_is_known_of_a_model(updated, monkeypatch):
    path = updated / "models.csv"
    known = tables.read_table(path, "models").assign(creator="Its maker", weights="closed")
    tables.write_table(known, path, "models")
    before = path.read_bytes()
    monkeypatch.setattr(
        live, "HISTORIES", {"list": listed(("2025-05-01", 10, 40), ("2025-06-20", 2, 8))}
    )
    assert gather.update(updated, None)
    assert path.read_bytes() == before


def test_what_is_new_is_told_by_table_and_source(updated, monkeypatch, capsys):
    monkeypatch.setattr(
        live, "HISTORIES", {"list": listed(("2025-05-01", 10, 40), ("2025-06-20", 2, 8))}
    )
    assert gather.update(updated, None)
    out = capsys.readouterr().out
    assert any(
        line.split() == ["prices", "litellm-history", "1", "0", "2"] for line in out.splitlines()
    )


def test_a_source_that_fails_is_named_and_keeps_its_last_good_facts(updated, monkeypatch, capsys):
    def broken(stored):
        raise UserError("list: not to be had after 3 tries")

    monkeypatch.setattr(live, "HISTORIES", {"list": broken})
    prices = read(updated, "prices")
    gather.update(updated, None)
    assert read(updated, "prices") == prices
    assert "FAILED releases of list: UserError: list: not to be had" in capsys.readouterr().out


@pytest.mark.slow
def test_an_older_file_is_named_and_what_was_read_stays(data, monkeypatch, capsys):
    monkeypatch.setattr(live, "HISTORIES", {})
    registry = {"list": listed(("2025-05-01", 10, 40), ("2025-06-20", 2, 8))}
    monkeypatch.setattr(live, "REGISTRIES", registry)
    gather.update(data, None)
    before = read(data, "prices")
    last_year = price_facts(
        pd.DataFrame([{"provider": "openai", "name": "o3", "date": "2024-06-20", "input": 9.0,
                       "output": 9.0}]), "litellm-history", "file",
    )  # fmt: skip
    monkeypatch.setattr(live, "REGISTRIES", {"list": lambda stored: last_year})
    assert not gather.update(data, None)
    assert read(data, "prices") == before
    assert (
        "FAILED releases of list: litellm-history: its newest day is 2024-06-20, 365 days before "
        "2025-06-20, read already; " in capsys.readouterr().out
    )


def test_check_only_reports(data):
    before = sorted(p.name for p in data.iterdir())
    assert gather.update(data, None, check=True)
    assert sorted(p.name for p in data.iterdir()) == before


def test_offline_asks_nobody(data, monkeypatch):
    def nobody(stored):
        raise AssertionError("asked")

    monkeypatch.setattr(live, "HISTORIES", {"list": nobody})
    gather.update(data, None, offline=True)
    assert "vendor-announcements" in read(data, "prices")


def test_facts_that_break_a_rule_are_not_put_in_place(data, monkeypatch):
    broken = Facts({"sources": sources({"source_id": "x", "title": None, "licence": "y"})})
    monkeypatch.setattr(live, "HISTORIES", {"list": lambda stored: broken})
    before = sorted(p.name for p in data.iterdir())
    with pytest.raises(UserError, match=r"sources.csv: line \d+: title: empty breaks the rule"):
        gather.update(data, None)
    assert sorted(p.name for p in data.iterdir()) == before
    assert not data.with_name("data.new").exists()


def test_a_swap_cut_off_in_the_middle_is_undone(data):
    old = data.with_name("data.old")
    data.rename(old)
    place.recover(data)
    assert (data / "announcements.csv").exists() and not old.exists()


@pytest.mark.parametrize("can_exchange", [True, False])
def test_what_a_killed_update_left_is_no_hindrance(data, monkeypatch, can_exchange: bool):
    if not can_exchange:
        monkeypatch.setattr(place, "exchange", lambda *_: False)
    left = data.with_name("data.old")  # killed after its last step: the new facts stand already
    shutil.copytree(data, left)
    place.recover(data)
    gather.update(data, None)
    assert (data / "announcements.csv").exists()
    assert not left.exists() and not data.with_name("data.new").exists()


def test_a_disk_that_cannot_be_written_is_told_in_a_line(data, monkeypatch, capsys):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(data / "prices.csv"))

    monkeypatch.setattr(gather, "update", full)
    monkeypatch.setattr(gather.tables, "DATA", data)
    assert gather.main([]) == 1
    assert "prices.csv: No space left on device; " in capsys.readouterr().err


def numbers(**values):
    told = {"unit": "", "method": "", "function": "", "low": 0.9, "high": 1.1}
    found = {key: Number(key=key, value=value, **told) for key, value in values.items()}
    return as_json(found)


def test_the_cited_numbers_that_move_are_told(living):
    lines = report.moved(numbers(a=5.0), numbers(a=4.0), living.benchmarks)
    assert lines[0] == "1 cited number moves" and lines[1].startswith("  a: 5 then, 4 now")
    assert report.moved(numbers(a=5.0), numbers(a=5.0), living.benchmarks) == [
        "0 cited numbers move"
    ]


@pytest.mark.slow
def test_the_facts_before_are_read_once_or_said_not_to_be_there(data, monkeypatch, capsys):
    read_, load = [], tables.load
    monkeypatch.setattr(tables, "load", lambda path, **how: read_.append(path) or load(path, **how))
    monkeypatch.setattr(declared, "CHAPTERS", ())
    gather.update(data, None)
    out = capsys.readouterr().out
    assert "cited numbers: no earlier facts to compare with" in out and "models.csv" in out
    monkeypatch.setattr(live, "HISTORIES", {"list": listed(("2025-06-20", 2, 8))})
    read_.clear()
    assert gather.update(data, None)
    assert read_.count(data) == 1
    assert "0 cited numbers move" in capsys.readouterr().out


def test_of_the_numbers_that_move_those_of_the_front_page_are_told_first(living):
    """The same comparison as between versions: headlines, then the largest in intervals."""
    front = "reach.all-benchmarks.all.annual"
    then, now = numbers(**{front: 1.0}, a=1.0, c=1.0), numbers(**{front: 1.01}, a=1.2, c=1.4)
    told = [line.split(":")[0].strip() for line in report.moved(then, now, living.benchmarks)]
    assert told == ["3 cited numbers move", front, "c", "a"]


def test_names_without_a_price_are_proposed_never_applied(updated):
    dataset = tables.load(updated)
    models = pd.concat(
        [dataset.models, pd.DataFrame({"model_id": ["openai-o3"], "name": "x", "source_id": "s"})]
    )
    runs = pd.DataFrame({"model_id": ["openai-o3"]})
    changed = dataclasses.replace(dataset, models=models, runs=runs)
    found = report.proposals(changed)
    assert found[["name", "proposal"]].to_numpy().tolist() == [["openai-o3", "o3"]]


def test_one_source_alone_leaves_the_others_as_they_are(updated, monkeypatch, capsys):
    def nobody(stored):
        raise AssertionError("asked")

    more = listed(("2025-05-01", 10, 40), ("2025-06-20", 2, 8))
    monkeypatch.setattr(live, "HISTORIES", {"list": more, "other": nobody})
    announced = [line for line in read(updated, "prices").splitlines() if "vendor" in line]
    assert gather.update(updated, None, only=frozenset(["releases of list"]))
    assert "2025-06-20" in read(updated, "prices")
    assert [line for line in read(updated, "prices").splitlines() if "vendor" in line] == announced


def test_a_source_that_is_not_there_is_named_with_those_that_are(data):
    with pytest.raises(UserError, match=r"--only nothing: no such source; here are announce.*list"):
        gather.update(data, None, only=frozenset(["nothing"]))
    assert not (data / "prices.csv").exists()


def test_the_last_line_counts_what_is_new_and_names_the_lists_that_fell_silent(data, capsys):
    gather.update(data, None, today=None)
    assert capsys.readouterr().out.splitlines()[-1].startswith("2 new prices, 1 models, 0 runs")
    for day, silent in (("2025-06-30", "none"), ("2025-07-01", "litellm-history (61 days)")):
        dataset, today = tables.load(data), pd.Timestamp(day)
        line = report.summary(data, data, dataset, freshness.fading(dataset, today), today)
        assert line == f"0 new prices, 0 models, 0 runs; silent: {silent}; 0 prices go stale soon"


@pytest.mark.parametrize(("last", "fade"), [("2025-09-01", 1), ("2025-10-15", 0)])
def test_prices_that_go_stale_unseen_are_counted_where_nobody_stopped_selling(updated, last, fade):
    dataset = tables.load(updated)
    prices = dataset.prices[dataset.prices["source_id"] == "litellm-history"].head(1)
    prices = prices.assign(last_seen=pd.Timestamp(last))
    found = freshness.fading(
        dataclasses.replace(dataset, prices=prices), pd.Timestamp("2025-12-20")
    )
    assert found.sum() == fade  # 120 days after its last sighting a price is doubted


def test_names_that_were_without_a_price_before_are_not_called_new(updated, monkeypatch):
    unmatched = pd.DataFrame({"name": ["openai-o3", "o9"], "proposal": ["o3", None]})
    facts = tables.load(updated)
    assert report.marked(unmatched, None)["new"].tolist() == [report.NEW, report.NEW]
    assert report.marked(unmatched, facts)["new"].tolist() == [report.NEW, report.NEW]
    monkeypatch.setattr(report, "proposals", lambda _: unmatched.head(1))
    rows = report.marked(unmatched, facts)[["name", "new"]]
    assert rows.to_numpy().tolist() == [["o9", report.NEW], ["openai-o3", ""]]
