"""No result is typed into a page: every number a reader sees there comes from a call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analysis.page import prose

ROOT = Path(__file__).resolve().parent.parent
LEVELS = ROOT / "analysis/benchprice/statements/levels.json"
PAGES = sorted([ROOT / "index.qmd", *(ROOT / "report").rglob("*.qmd")])


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_result_is_typed(page: Path) -> None:
    declared = prose.DECLARED.get(page.relative_to(ROOT).as_posix(), ())
    assert list(prose.typed(page, declared)) == []


CODE = re.compile(r"^```.*?^```|`[^`]*`", re.MULTILINE | re.DOTALL)
TRANSLATED = re.compile(r"\b(?:un)?dear(?:er|est|ly)?\b", re.IGNORECASE)  # fit a translation


@pytest.mark.parametrize("page", [*PAGES, LEVELS], ids=lambda p: str(p.relative_to(ROOT)))
def test_no_word_fits_a_translation(page: Path) -> None:
    assert TRANSLATED.findall(CODE.sub("", page.read_text(encoding="utf-8"))) == []


def found(tmp_path: Path, body: str, header: str = "title: A page") -> list[str]:
    page = tmp_path / "page.qmd"
    page.write_text(f"---\n{header}\n---\n\n{body}\n", encoding="utf-8")
    return list(prose.typed(page))


@pytest.mark.parametrize(
    "body",
    [
        "fell 9.0x a year",
        "a 90-fold fall",
        "costs $4",
        "about forty-fold",
        "a tenfold fall",
        "n = 57",
        "7 models",
        "Gemini 3 fell 9 times",
        "eleven times cheaper",
        "ninety percent less",
        "three orders of magnitude",
        "half an order of magnitude",
        "two and a half times as much",
        "Fell by **ninety** per cent",
        "$9.0\\times$ a year",
        "`9.0x` a year",
        '`{python} "9.0×"` a year',
        "`{python} 9.0` a year",
        "`{python} str(9.0)` a year",
        "`{python} f'{9.0}×'` a year",
        "`{python} ' '.join(['9', '×'])` a year",
        "```{=html}\n<p>9.0 times</p>\n```",
        "<b title='9.0 times'>Much</b>",
        "<b>nine times</b>",
        "90 % a year",
        "Gemini 9.0 times cheaper",
        "GPT-4 × 2",
        "in all $2040",
        "fell by ½",
        "fell to ⅒ of it, Ⅸ times",
        "## Nine times cheaper",
        "| a |\n|---|\n| 9.0 |",
        "[fast](x.html '9.0 times')",
        "![Nine times](x.svg)",
        "[@someone, 9.0 times]",
        "A note.[^a]\n\n[^a]: fell 9.0 times",
        "::: {#fig-a}\n\nFell 9.0 times.\n:::",
        "2040 times cheaper",
        "1999% more",
        "twice as cheap",
        "a third, two thirds of the price",
        "halved every year",
        '```{python}\nMarkdown("It fell 9.0 times")\n```',
        "```{python}\nprint(f'It fell nine times in {year}')\n```",
        "It fell 9&nbsp;times",
        "It fell &#57; times",
        "`9,0`{=html} `<i>9</i>`{=html}",
    ],
)
def test_typed_results_are_found(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, body)


@pytest.mark.parametrize("key", prose.TOLD)
def test_the_header_says_no_result(tmp_path: Path, key: str) -> None:
    header = "title: A page" if key != "title" else "{}"
    assert found(tmp_path, "Text.", f"{header}\n{key}: It fell nine times".replace("{}\n", ""))


@pytest.mark.parametrize(
    "body",
    [
        "`{python} num('a.1')` a year",
        "`{python} num('a.1', 'interval', digits=3)` a year",
        "`{python} made.loc['hle', 'items']` of `{python} f\"{day:%d %B %Y}\"`",
        "GPT-4 of March 2023, on 24 May 2024",
        "@fig-1 and [@gundlach2025price]",
        "a 90 % interval",
        "two makers and one seller",
        "{{< var version-2 >}}",
        "```{python}\nrows = made.at([0.2, 0.5]).head(12)\n```",
        "1. A list\n2. has numbers",
    ],
)
def test_names_dates_and_calls_are_not(tmp_path: Path, body: str) -> None:
    assert found(tmp_path, body) == []
