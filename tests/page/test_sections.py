"""Every number of the register leads to the section that explains it, and every section exists."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from analysis.page.sections import SECTIONS, Explained
from analysis.register import chapters

PAGE = Path(__file__).parents[2] / "report" / "reference" / "methods.qmd"
TEXT = PAGE.read_text(encoding="utf-8")
ANCHORS = set(re.findall(r"\{#(sec-[\w-]+)\}", TEXT))


def test_every_section_named_is_on_the_page() -> None:
    assert {f"sec-{section}" for section in SECTIONS.values()} <= ANCHORS


def test_every_chapter_of_the_register_has_a_section() -> None:
    modules = {m for chapter, _ in chapters.CHAPTERS for m in chapter.split("+")}
    assert {m for m in modules if not Explained(f"analysis.{m}.numbers").section} == set()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(analysis\.[\w.]+)`", TEXT))))
def test_every_function_named_on_the_page_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert hasattr(importlib.import_module(module), function)


def test_a_function_may_have_a_section_of_its_own() -> None:
    assert (
        Explained("analysis.findings.price_of_the_best.success.halving_time").section
        == "sec-success"
    )
    assert Explained("analysis.findings.price_of_the_best.success.pairs").section == "sec-reversals"
    assert Explained("analysis.findings.price_of_the_best.success.pairs").__html__() == (
        '<a href="/report/reference/methods.qmd#sec-reversals">'
        "<code>analysis.findings.price_of_the_best.success.pairs</code></a>"
    )


def test_a_function_without_a_section_is_named_without_a_link() -> None:
    assert Explained("analysis.format.usd").__html__() == "<code>analysis.format.usd</code>"
