"""Every number of the register leads to the section that explains it, and every section exists."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest

from analysis.benchprice.errors import UserError
from analysis.explained import dotted, explained, section
from analysis.number import number
from analysis.page.sections import Explained
from analysis.published import audit

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "report" / "reference" / "methods.qmd"
TEXT = PAGE.read_text(encoding="utf-8")
ANCHORS = set(re.findall(r"\{#(sec-[\w-]+)\}", TEXT))


def declared() -> set[str]:
    """Read every section that the code names, function by function."""
    found = set()
    told = (path.read_text(encoding="utf-8") for path in (ROOT / "analysis").rglob("*.py"))
    for text in (text for text in told if "explained(" in text):
        for node in ast.walk(ast.parse(text)):
            for mark in getattr(node, "decorator_list", ()):
                if isinstance(mark, ast.Call) and getattr(mark.func, "id", "") == "explained":
                    found.add(ast.literal_eval(mark.args[0]))
    return found


def test_every_section_named_beside_a_function_is_on_the_page() -> None:
    assert len(declared()) > 15 and declared() <= ANCHORS


def test_a_number_whose_function_nothing_explains_is_refused() -> None:
    def unexplained() -> None: ...

    message = r"test_sections\.py: .*unexplained: a\.b comes from it and no section .*@explained"
    with pytest.raises(UserError, match=message):
        number("a.b", 1.0, of=unexplained, method="")
    marked = explained("sec-trend")(unexplained)
    found = number("a.b", 1.0, of=marked, method="", ends=(0.5, float("nan")))
    assert (found.function, found.low, found.level) == (dotted(unexplained), None, None)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(analysis\.[\w.]+)`", TEXT))))
def test_every_function_named_on_the_page_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert hasattr(importlib.import_module(module), function)


def breaking(name: str) -> str:
    """Return a name that a narrow page breaks at its joints, not in mid-word."""
    return re.sub(r"([._])", r"\1<wbr>", name)


def test_a_function_leads_to_its_own_section() -> None:
    stem = "analysis.findings.price_of_the_best.success"
    assert Explained(f"{stem}.halving_time").section == "sec-success"
    assert Explained(f"{stem}.pairs").__html__() == (
        '<a href="/report/reference/methods.qmd#sec-reversals">'
        f"<code>{breaking(stem + '.pairs')}</code></a>"
    )
    assert section(audit.miscounted) == "sec-audit"


@pytest.mark.parametrize(
    "name", ["analysis.format.usd", "analysis.gone.away", "analysis.number.no"]
)
def test_a_function_without_a_section_is_named_without_a_link(name: str) -> None:
    assert Explained(name).__html__() == f"<code>{breaking(name)}</code>"
