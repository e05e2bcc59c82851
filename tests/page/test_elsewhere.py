"""A page in a format that holds no HTML says what it says in a browser, but for what needs one."""

from __future__ import annotations

import subprocess

import pypandoc
import pytest

from analysis.facts.tables import ROOT

PAGE = """\
::: {.column-page}
A [9.0×](/report/numbers/a.html){.num data-key="a"}, see [why](/report/guide/why.qmd#sec-a).
:::

```{=html}
<div class="bp-table"><table><thead><tr><th>Model</th></tr></thead><tbody><tr><th scope="row"><a
href="/report/models/b.html" data-b="1">B</a></th></tr></tbody></table></div>
<script>run()</script><svg viewBox="0 0 1 1"><path d="M0 0"/></svg><p class="a" hidden>Find</p>
<p><a download href="data:text/csv,c">The data</a></p>
```

<!-- held by a test -->
"""
FILTER = ROOT / "report/theme/elsewhere.lua"


def written(to: str, page: str = PAGE) -> str:
    """Return a page in a format, as the filter lets pandoc write it."""
    command = [pypandoc.get_pandoc_path(), "--from=markdown", f"--to={to}", "--wrap=none"]
    command += [f"--lua-filter={FILTER}"]
    done = subprocess.run(command, input=page, text=True, capture_output=True, check=True)
    return done.stdout


@pytest.mark.parametrize(("to", "suffix"), [("gfm", "md"), ("typst", "pdf")])
def test_tables_and_links_stay_and_nothing_of_html_does(to: str, suffix: str) -> None:
    text = written(to)
    assert f"/report/guide/why.{suffix}#sec-a" in text
    for kept in ("9.0×", "/report/numbers/a.html", "Model", "/report/models/b.html", "The data"):
        assert kept in text
    for left_out in ("<", "data:", "run()", "Find", "held by"):
        assert left_out not in text.replace("#link(<", "")


def test_a_web_page_keeps_its_html() -> None:
    text = written("html5")
    assert 'data-key="a"' in text and "<script>run()</script>" in text and "why.qmd" in text


def test_a_table_whose_rows_span_columns_is_a_table_of_the_format() -> None:
    table = '<table><tr><td colspan="2">Theirs</td></tr><tr><td>A</td><td>1</td></tr></table>'
    text = written("gfm", f'```{{=html}}\n<section id="c">{table}</section>\n```\n')
    assert "| A" in text and "<" not in text
