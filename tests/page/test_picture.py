"""The picture in README is drawn from the record, and says of which chart it is."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from analysis.facts import tables
from analysis.facts.tables import ROOT
from analysis.page import picture
from analysis.page.pieces import figure, png
from analysis.site import engine

CHART = (
    alt.Chart(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), title="Planted")
    .mark_point(color="var(--bp-accent)")
    .encode(x="a:Q", y="b:Q")
    .add_params(alt.param("narrow", value=False))
)


def chunks(png: bytes) -> dict[bytes, bytes]:
    found, at = {}, 8
    while at < len(png):
        (size,) = struct.unpack(">I", png[at : at + 4])
        kind, content = png[at + 4 : at + 8], png[at + 8 : at + 8 + size]
        (sum_,) = struct.unpack(">I", png[at + 8 + size : at + 12 + size])
        assert sum_ == zlib.crc32(kind + content), kind
        found[kind] = content
        at += 12 + size
    return found


@pytest.fixture(scope="module")
def drawn() -> bytes:
    return picture.drawn(json.dumps(CHART.to_dict()), png.colours(ROOT))


def test_the_mark_stands_in_a_picture_that_is_whole(drawn: bytes) -> None:
    whole = picture.marked(drawn, "0123456789abcdef")
    assert picture.made_from(whole) == "0123456789abcdef"
    found = chunks(whole)
    width, height = struct.unpack(">II", found[b"IHDR"][:8])
    assert width > 1000 and height > 300
    assert b"IEND" in found


def test_a_picture_drawn_in_the_engine_of_a_build_is_the_same(drawn: bytes) -> None:
    with engine.offered({}):
        assert picture.drawn(json.dumps(CHART.to_dict()), png.colours(ROOT)) == drawn


def test_a_chart_that_cannot_be_drawn_is_told_where_it_was_asked_for() -> None:
    with engine.offered({}), pytest.raises(ValueError, match="Vega-Lite"):
        figure.picture({"mark": []})


def test_readmes_picture_is_made_by_the_build_and_not_by_hand() -> None:
    assert f"]({picture.FILE})" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert picture.made_from((ROOT / picture.FILE).read_bytes())


def test_it_is_drawn_when_the_chart_moved_and_left_alone_when_not(
    drawn: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report").mkdir()
    (tmp_path / "report/theme").symlink_to(ROOT / "report/theme")
    told = iter([CHART, CHART, CHART.properties(title="Moved")])
    monkeypatch.setattr(picture, "spec", lambda _: json.dumps(next(told).to_dict()))
    monkeypatch.setattr(picture, "drawn", lambda *_: drawn)
    monkeypatch.setattr(tables, "load", lambda: None)  # what is drawn is told
    path = tmp_path / picture.FILE
    picture.prepare(tmp_path)
    first, made = picture.made_from(path.read_bytes()), path.stat().st_mtime_ns
    picture.prepare(tmp_path)
    assert path.stat().st_mtime_ns == made
    picture.prepare(tmp_path)
    assert picture.made_from(path.read_bytes()) not in ("", first)
    assert [p.name for p in path.parent.glob("*.part")] == []


def test_every_colour_of_a_chart_is_known() -> None:
    known = png.colours(ROOT)
    assert known["--bp-bg"] == "#fcfbf8"
    assert {"--bp-fg", "--bp-muted", "--bp-rule", "--bp-accent", "--bp-score-5"} <= set(known)


@pytest.mark.parametrize(
    ("to", "picture_alone"),
    [("html", False), ("html5+smart", False), ("docx", True), ("gfm-raw_html", True)],
)
def test_a_document_without_html_gets_the_picture_of_a_chart(
    to: str, picture_alone: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = tmp_path / "info.json"
    told.write_text(json.dumps({"format": {"pandoc": {"to": to}}}), encoding="utf-8")
    monkeypatch.setenv("QUARTO_EXECUTE_INFO", str(told))
    shown = figure.figure(CHART, CHART.data, name="planted", alt_text="Planted.")
    picture_, markup = shown._repr_png_(), shown._repr_markdown_()
    assert (picture_ is not None, markup is None) == (picture_alone, picture_alone)
    assert picture_ is None or chunks(picture_)[b"IDAT"]
    told.unlink()  # a kernel may outlive the render that it was started for
    assert shown._repr_png_() is None and shown._repr_markdown_()
