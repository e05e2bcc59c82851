"""What a score costs: the page's script finds the ways and the course that the record has."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from analysis.facts import ways
from analysis.page.made import finder, known, reaching

SCRIPT = Path(__file__).parents[2] / "report" / "theme" / "ways.js"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


@pytest.fixture(scope="module")
def facts(living) -> known.Known:
    return known.of(living)


def node(code: str, given: Any) -> Any:
    """Run ``code`` in Node with ``page`` (the script's functions) and ``given``."""
    program = (
        f"const page = require({json.dumps(str(SCRIPT))});"
        "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        f"console.log(JSON.stringify((() => {{ {code} }})()))"
    )
    done = subprocess.run(
        ["node", "-e", program], input=json.dumps(given), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@needs_node
@pytest.mark.parametrize(
    ("benchmark", "score"), [("hle", 0.2), ("gpqa-diamond", 0.7), ("swe-bench-verified", 0.6)]
)
def test_the_script_tells_the_same_course_as_the_record(facts, benchmark, score):
    data = json.loads(dict(finder.facts(facts))[f"{benchmark}.json"])
    told = node(
        f"return page.course(page.ways(given, {score}, false, false)).map((m) => [m.day, m.price])",
        data,
    )
    ours = ways.over_time(facts.ways[benchmark], score - reaching.NEAR)
    assert [day for day, _ in told] == [f"{day:%F}" for day in ours["date"]]
    theirs = [float("nan") if price is None else price for _, price in told]
    assert theirs == pytest.approx(ours["price"].tolist(), rel=1e-4, nan_ok=True)


@needs_node
def test_the_scripts_cheapest_way_of_today_is_the_pages(facts):
    data = json.loads(dict(finder.facts(facts))["gpqa-diamond.json"])
    found = node("return page.ways(given, .5, false, false).filter((w) => !w.until)", data)
    best = reaching.cheapest(facts.now["gpqa-diamond"], 0.5)
    assert best is not None
    assert min(way["price"] for way in found) == pytest.approx(best["price"], rel=1e-4)
    open_ones = node("return page.ways(given, .5, true, true).filter((w) => !w.until)", data)
    assert open_ones and all(way["model"][2] and not way["said"] for way in open_ones)


def test_without_a_script_every_benchmark_on_sale_has_its_table(facts):
    told = finder.tables(facts.data).markup
    for key, rows in facts.now.items():
        assert rows and f'<details id="{key}">' in told
    assert "hidden><form>" in finder.chooser(facts.data).markup
