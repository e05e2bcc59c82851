"""Which pages cite which numbers, and which of them are headlines."""

from __future__ import annotations

import pandas as pd

from analysis.register import cited


def test_a_headline_is_what_the_front_page_cites_and_what_its_table_shows(tmp_path) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "index.qmd").write_text('title: "Front"\n`{python} num("a.b")` {num(f"{key}")}')
    (tmp_path / "report/page.qmd").write_text('title: Page\nnum("a.b", "n") num("c.d")')
    benchmarks = pd.DataFrame({"benchmark_id": ["hle", "aime"], "front": [0.35, None]})
    found = cited.headlines(tmp_path, benchmarks)
    assert set(found) == {"a.b", "score.hle.35.first", "score.hle.35.today", "score.hle.35.fold"}
    pages = cited.on_pages(tmp_path)
    assert pages["a.b"] == {"index.html": "Front", "report/page.html": "Page"}
    assert pages["c.d"] == {"report/page.html": "Page"}


def test_headlines_are_told_from_the_front_page_alone(living, tmp_path):
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "else.qmd").write_bytes(b"\xff no text: it is not to be read")
    (tmp_path / "index.qmd").write_text('`{python} num("b")`, `{python} num("a")`, num("b")')
    assert cited.headlines(tmp_path, living.benchmarks)[:2] == ("b", "a")
