"""What must hold for sentences of the pages to stay. If one fails, rewrite the sentence.

A page names the test of a claim in a comment above it: ``<!-- held by test_... -->``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain

import pytest

from analysis.facts.tables import ROOT, Dataset
from analysis.findings.price_of_a_score import line_numbers, numbers, reach_numbers
from analysis.number import Number

HELD = re.compile(r"<!-- held by (\S+) -->")


@pytest.fixture(scope="module")
def register(living: Dataset) -> Mapping[str, Number]:
    made = chain(
        reach_numbers.numbers(living), line_numbers.numbers(living), numbers.numbers(living)
    )
    return {number.key: number for number in made}


@pytest.fixture(scope="module")
def falls(register) -> dict[str, Number]:
    """The fall in the price to reach a score, by benchmark that can carry a rate."""
    named = re.compile(r"reach\.(.+)\.all\.annual")
    means = {"all-benchmarks", "same-benchmarks", "agents", "knowledge"}
    found = {m[1]: n for key, n in register.items() if (m := named.fullmatch(key))}
    return {b: n for b, n in found.items() if n.value and b not in means}


def test_every_sentence_that_names_its_test_has_it() -> None:
    pages = [ROOT / "index.qmd", *(ROOT / "report").rglob("*.qmd")]
    named = {name for page in pages for name in HELD.findall(page.read_text(encoding="utf-8"))}
    tests = "".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("test_*.py"))
    assert named, "no page names a test"
    assert not [name for name in named if f"def {name}(" not in tests]


def test_on_almost_every_benchmark_a_score_gets_several_times_cheaper(register, falls) -> None:
    assert sum(n.value >= 2 for n in falls.values()) >= 0.9 * len(falls)
    assert all(n.low > 1 for n in falls.values())
    mean = register["reach.all-benchmarks.all.annual"].value
    assert sum(n.low <= mean <= n.high for n in falls.values()) > 0.5 * len(falls)


def test_the_line_through_the_frontier_falls_faster_than_the_price_to_reach_a_score(
    register,
) -> None:
    """Its whole interval lies above the buyer's."""
    line = register["living.gpqa-diamond.frontier-all.factor"]
    assert line.low > register["reach.gpqa-diamond.all.annual"].high


def test_most_of_the_fall_comes_in_the_first_year(register) -> None:
    first = register["reach.all-benchmarks.all.first-year"]
    assert first.low > register["reach.all-benchmarks.all.later"].high


def test_open_models_cannot_be_told_from_all(register) -> None:
    ratio = register["reach.same-benchmarks.all-over-open.annual"]
    assert ratio.low < 1 < ratio.high


def test_the_cheapest_way_falls_faster_than_the_average_run(register) -> None:
    """And a score that more makers had reached falls less."""
    reach = "reach.all-benchmarks.all.annual"
    one, two, three = (register[reach + kind].value for kind in (".one-maker", "", ".three-makers"))
    assert one > two > three > register["line.all-benchmarks.all.annual"].value
