"""Pages and files made from data: the same bytes each time, true to the register, valid."""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import replace

import jsonschema
import pandas as pd
import pytest

from analysis.facts import costs
from analysis.number import Number
from analysis.page import cite, meaning, register_table
from analysis.page.made import api, files, known, numbers
from analysis.page.made.frame import Frame

FALLS = Number(
    key="living.gpqa-diamond.frontier-all.factor",
    value=9.026,
    low=3.907,
    high=20.854,
    level=0.9,
    n=57,
    models=12,
    unit="factor per year",
    start="2024-04-01",
    end="2026-02-01",
    method="Least squares; exp(-365 x slope)",
    function="analysis.published.price_of_progress.trend",
    tables=("runs", "prices"),
    data="living",
    digest="abc",
)
RISES = Number(
    key="living.aime.open.factor", value=0.5, unit="factor per year", method="", function="",
    note="3 <rows>", data="living",
)  # fmt: skip
SHARE = Number(
    key="price-of-progress.aime.reversals.share", value=0.21, unit="share", method="Pairs",
    function="", data="price-of-progress",
)  # fmt: skip
REGISTER = {number.key: number for number in (FALLS, RISES, SHARE)}


@pytest.fixture(autouse=True)
def version(monkeypatch):
    """A version said here: the site's own is read off the whole register."""
    told = cite.Citation(cite.TITLE, cite.AUTHORS, "2026.11", "November 2026")
    monkeypatch.setattr(cite, "current", lambda: told)


def test_a_meaning_says_value_interval_facts_and_dates():
    assert meaning.meaning(FALLS) == (
        "GPQA Diamond, frontier of all models: 9.0 times cheaper a year later (90 % interval 3.9 "
        "to 21), on today's record from 2024-04-01 to 2026-02-01."
    )
    assert "2.0 times more expensive a year later" in meaning.meaning(RISES)
    assert meaning.meaning(SHARE).endswith("21 %, on the published data of The Price of Progress.")


def test_a_price_of_a_score_is_named_as_a_reader_would():
    reach = replace(FALLS, key="reach.all-benchmarks.all.annual")
    assert meaning.meaning(reach).startswith(
        "Price to reach a score, all benchmarks, all models: 9.0 times cheaper a year later"
    )
    paid = replace(FALLS, key="score.gpqa-diamond.75.today", unit="USD")
    assert meaning.name(paid) == "GPQA Diamond, price of a score, 75 % or more, today"
    steps = replace(FALLS, key="living.gpqa-diamond.best-run.last.price")
    assert "twelve months" not in meaning.name(steps)


def test_a_benchmark_whose_id_holds_a_dot_or_another_id_is_found_whole():
    assert meaning.benchmark("living.terminal-bench-2.1.all.factor") == "terminal-bench-2.1"
    assert meaning.benchmark("living.arc-agi-1-public.all.factor") == "arc-agi-1-public"
    assert meaning.benchmark("record.models") == ""


HEAD = api.head("2026.11", "November 2026")


def test_each_number_has_a_valid_file_and_the_same_each_time():
    made = dict(each for number in REGISTER.values() for each in api.number(number, HEAD))
    assert made == dict(each for number in REGISTER.values() for each in api.number(number, HEAD))
    schema = json.loads(dict(api.schemas())["number.json"])
    for key, number in REGISTER.items():
        told = json.loads(made[f"{key}.json"])
        jsonschema.validate(told, schema)
        assert told["value"] == number.value and key in told["cite"]["text"]
    broken = json.loads(made[f"{FALLS.key}.json"]) | {"value": "9.0"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_a_number_has_a_page_that_says_what_it_rests_on_and_escapes_what_it_says():
    pages = {sheet.name: sheet for sheet in numbers.sheets(REGISTER)}
    body = pages[FALLS.key].body
    assert "methods.html#sec-trend" in body and "3.907 to 20.854" in body
    assert f"api/v1/numbers/{FALLS.key}.json" in body and "@misc{" in body
    assert "3 &lt;rows&gt;" in pages[RISES.key].body


def test_the_frame_is_filled_once_and_holds_data_that_machines_read(small):
    frame = Frame(small(), numbers.FOLDER, searched=False)
    sheet = next(iter(numbers.sheets(REGISTER)))
    text = frame.around(sheet)
    assert "bp-the-" not in text and text.count("<h1") == 1
    data = text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(data)["identifier"] == FALLS.key


def test_no_menu_of_a_page_made_from_data_is_marked_as_the_one_it_is_in(small):
    root = small()
    settings = root / "_quarto.yml"
    menu = "website:\n  navbar:\n    left:\n      - text: All\n        menu: [index.qmd]\n"
    settings.write_text(settings.read_text().replace("website:\n", menu, 1))
    text = Frame(root, numbers.FOLDER, searched=False).text
    assert "dropdown-toggle" in text and 'class="active"' not in text


def test_the_index_has_a_row_and_a_link_for_every_number():
    text = register_table.index(REGISTER).markup
    for key in REGISTER:
        assert f'<tr id="{key}">' in text and f'href="/report/numbers/{key}.html"' in text


def test_a_folder_of_files_is_of_a_state_only_when_all_of_them_are_there(tmp_path):
    folder = tmp_path / "made"
    files.replace(folder, [("a/x.json", "1"), ("b.json", "2")], "one")
    assert files.is_of(folder, "one") and not files.is_of(folder, "two")

    def breaks():
        yield "b.json", "3"
        raise OSError("full")

    with pytest.raises(OSError, match="full"):
        files.replace(folder, breaks(), "two")
    assert not files.is_of(folder, "one") and not files.is_of(folder, "two")
    os.utime(folder / "b.json", (1, 1))
    files.replace(folder, [("b.json", "3"), ("c.json", "4")], "two")
    assert {p.name for p in folder.rglob("*.json")} == {"b.json", "c.json"}
    assert (folder / "b.json").stat().st_mtime == 1  # it said so already


def test_a_state_that_comes_back_is_found_and_not_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ROOT", tmp_path)
    monkeypatch.setattr(files, "ASIDE", tmp_path / "aside")
    folder, made = tmp_path / "made", []

    def told(state, **content):
        def make():
            made.append(state)
            return [(f"{name}.txt", text) for name, text in content.items()]

        made.clear()
        files.refresh(folder, [("", make)], state)
        assert files.is_of(folder, state)
        assert {p.stem: p.read_text() for p in folder.glob("*.txt") if p.stem in "abc"} == content
        return bool(made)

    assert told("one", a="1", b="1") and told("two", a="2", b="1", c="2")
    assert not told("one", a="1", b="1") and not told("two", a="2", b="1", c="2")
    assert told("three", b="3") and not told("one", a="1", b="1")
    assert not told("three", b="3")
    (folder / "b.txt").write_text("by hand")
    assert not told("two", a="2", b="1", c="2")
    assert told("three", b="3")
    (folder / files.STAMP).unlink()  # as an interruption leaves it
    assert not told("one", a="1", b="1")
    (folder / "a.txt").write_text("by hand")
    (folder / files.STAMP).unlink()
    assert told("one", a="1", b="1")
    for state in ("four", "five", "six", "seven"):
        assert told(state, a=state)
    assert told("one", a="1", b="1")  # long ago
    kept = [*(tmp_path / "aside" / "made").iterdir()]
    assert len(kept) == 2 * files.MOST - 1  # the file of now is in its place


def test_what_anybody_changed_since_it_was_made_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "ROOT", tmp_path)
    monkeypatch.setattr(files, "ASIDE", tmp_path / "aside")
    folder, made = tmp_path / "made", []

    def part(name):
        return name, lambda: made.append(name) or [(f"{name}.txt", name)]

    def refreshed(state):
        made.clear()
        files.refresh(folder, [part("a"), part("b")], state)
        assert {p.name: p.read_text() for p in folder.glob("[ab].txt")} == {
            "a.txt": "a",
            "b.txt": "b",
        }
        return made

    assert refreshed("one") == ["a", "b"] and refreshed("one") == []
    (folder / "a.txt").write_text("by hand")
    assert refreshed("one") == ["a"] and refreshed("one") == []
    (folder / "b.txt").write_text("by hand")
    assert refreshed("two") == ["b"]
    (folder / "a.txt").unlink()
    (folder / "c.txt").write_text("by hand")
    assert refreshed("two") == ["a"] and not (folder / "c.txt").exists()
    shutil.rmtree(tmp_path / "aside")  # nobody can tell
    assert refreshed("two") == ["a", "b"]


def test_a_part_is_made_anew_only_where_what_it_is_made_from_differs(tmp_path):
    made = []

    def part(name, made_from):
        def make():
            made.append(name)
            yield f"{name}.html", made_from
            yield f"{name}.md", made_from

        return f"{name} {made_from}", make

    def refreshed(state, *parts):
        made.clear()
        files.refresh(tmp_path, parts, state)
        return sorted(made)

    assert refreshed("one", part("a", "1"), part("b", "1"), part("c", "1")) == ["a", "b", "c"]
    assert refreshed("two", part("a", "1"), part("b", "2")) == ["b"]
    assert {p.name for p in tmp_path.iterdir()} - {files.STAMP} == {
        *("a.html", "a.md", "b.html", "b.md")
    }
    assert (tmp_path / "b.md").read_text() == "2" and files.is_of(tmp_path, "two")
    (tmp_path / "a.md").unlink()
    assert refreshed("three", part("a", "1"), part("b", "2")) == ["a"]
    (tmp_path / files.STAMP).write_text("four\n[damaged")
    assert refreshed("five", part("a", "1"), part("b", "2")) == ["a", "b"]
    (tmp_path / files.STAMP).unlink()  # as an interruption leaves it
    assert refreshed("six", part("a", "1")) == ["a"]


@pytest.mark.parametrize(
    ("benchmark", "basis", "said"),
    [
        ("counted", "item", "no price today"),
        ("counted", "task", "$1.50 stated, not known to be of a whole pass"),
        ("uncounted", "item", "$1.50 stated, not known to be of a whole pass"),
        ("uncounted", "run", "no price today"),
    ],
)
def test_a_cost_of_a_task_among_unknown_many_is_told_with_its_run(benchmark, basis, said):
    run = {"run_id": "r", "model_id": "m", "benchmark_id": benchmark, "output_tokens": None}
    run |= {"reported_cost": 1.5, "reported_cost_basis": basis}
    benchmarks = pd.DataFrame({"benchmark_id": ["counted", "uncounted"], "items": [9.0, None]})
    of_a_task = costs.of_one_task(pd.DataFrame([run]), benchmarks)
    assert known._why(run, set(), {"r"} if of_a_task.item() else set()) == said
