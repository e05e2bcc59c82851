"""No result is typed into a page: its prose holds no digits but names, dates and definitions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "index.qmd", *(ROOT / "report").rglob("*.qmd")])

# What may hold a digit: years and dates, names of things, and parts of a definition.
NAMES = r"""
    (?:19|20)\d\d(?:-\d\d(?:-\d\d)?)?          # years and dates
    | GPT-?\d[\w.-]* | o[134](?:-\w+)* | Claude[ ](?:[A-Z]\w+[ ])?\d[\d.]* | Gemini[ ]\d[\d.]*
    | Llama[ ]\d[\d.]*(?:[ ]\d+B)? | Qwen\d?[\w.-]* | DeepSeek[ ](?:R1|V\d[\d.]*) | Grok[ ]\d | Phi-\d | Kimi[ ]K\d[\d.]*
    | ARC-AGI-\d | AIME[ ]\d+ | MATH[ ]?(?:Level[ ])?\d+ | τ²-Bench | IFBench | H\d{2,3} | A100 | B200
    | R² | draft[ ]2020-12 | 90[ ]% | 95[ ]% | MMLU[ ]\d\d | \d+[ ]to[ ]\d+[ ]% [ ]band | arXiv[ ][\d.]+(?:v\d)?
    | (?:WCAG|Python|Quarto|SHA-|UTF-|ISO[ ]|CC[ ]BY(?:-NC)?[ ]|Apache-|CC0[ ])[\d.]* | TPC-\w+ | CV3
"""
ALLOWED = re.compile(NAMES, re.VERBOSE)
WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|eighteen|twenty|thirty|forty|fifty|"
    r"hundred|thousand)(?:-fold| times| percent)\b",
    re.IGNORECASE,
)


def prose(text: str) -> str:
    """Blank out, keeping line numbers, what is not prose: headers, code, maths, links, ids."""

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    for pattern in (
        r"\A---\n.*?\n---\n", r"^(`{3,}|~{3,}).*?^\1", r"<!--.*?-->", r"\$\$.*?\$\$", r"\$[^$\n]+\$", r"`[^`]+`",
        r"\{\{<.*?>\}\}", r"\{[^{}\n]*\}", r"\]\([^)]*\)", r"\[?-?@[\w:.-]+\]?", r"https?://\S+", r"^\d+\. ", r"\[\^\w+\]",
    ):  # fmt: skip
        text = re.sub(pattern, blank, text, flags=re.DOTALL | re.MULTILINE)
    return text


def typed_results(text: str) -> list[str]:
    raw = text.splitlines()
    left = ALLOWED.sub("", prose(text)).splitlines()
    return [
        f"line {number}: {raw[number - 1].strip()}"
        for number, line in enumerate(left, start=1)
        if re.search(r"\d", line) or WORDS.search(line)
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_result_is_typed(page: Path) -> None:
    assert typed_results(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line",
    [
        "fell 9.0x a year",
        "a 90-fold fall",
        "costs $4",
        "about forty-fold",
        "n = 57",
        "7 models",
        "Gemini 3 fell 9 times",
    ],
)
def test_typed_results_are_found(line: str) -> None:
    assert typed_results(f"---\ntitle: x\n---\n\n{line}\n") == [f"line 5: {line}"]


@pytest.mark.parametrize(
    "line",
    [
        "`{python} num('a.1')` a year",
        "GPT-4 of March 2023",
        "@fig-1 and $1/0.7$",
        "a 90 % interval",
    ],
)
def test_names_dates_and_calls_are_not(line: str) -> None:
    assert typed_results(line) == []
