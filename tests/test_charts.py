"""Charts build from few rows, read in dollars and factors, and embed without any other host."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from analysis import charts
from analysis.charts import controls, embed, labels, layout, slope, words
from analysis.errors import UserError

DAYS = pd.to_datetime(["2024-03-01", "2024-09-01", "2025-03-01", "2025-09-01"])


def runs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "model": ["Alpha", "Beta", "Gamma", "Delta"],
            "benchmark": ["Planted", "Planted", "Planted", "Other"],
            "date": DAYS,
            "price": [100.0, 10.0, 1.0, 5.0],
            "score": [0.5, 0.6, 0.9, 0.2],
            "score_se": [0.01, 0.02, np.nan, 0.03],
            "weights": ["closed", "open", "closed", "open"],
            "frontier": [True, True, False, True],
        }
    )


def fits() -> pd.DataFrame:
    samples = pd.DataFrame({"sample": ["All models", "Open weights only"]})
    line = pd.DataFrame({"date": DAYS[[0, 2]], "price": [100.0, 1.0]})
    return samples.merge(line, how="cross").assign(benchmark="Planted", score=0.6)


def stairs() -> pd.DataFrame:
    return fits().drop(columns="score")


def steps() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "benchmark": "Planted",
            "level": [0.5, 0.5, 0.9],
            "date": DAYS[[0, 1, 1]],
            "price": [100.0, 1.0, 50.0],
            "model": ["Alpha", "Beta", "Gamma"],
        }
    )


def rise() -> pd.DataFrame:
    line = pd.DataFrame({"date": DAYS[[0, 2]], "price": [100.0, 1.0]})
    return line.assign(benchmark="Planted", label="2.0× dearer a year")


def factors() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "group": ["Planted", "Planted", "Other"],
            "label": ["All", "Open", "All"],
            "factor": [9.0, 4.5, 3.0],
            "low": [4.0, np.nan, 1e-9],
            "high": [20.0, np.nan, 1e9],
            "note": ["", "3 points, 3 parameters", ""],
            "n": [57, 3, 4],
            "domain": ["knowledge", "knowledge", "software"],
            "published": [9.03, np.nan, np.nan],
        }
    )


def parts() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "deflator": ["Constant"] * 3 + ["Rental"] * 3,
            "label": ["Hardware", "Algorithms", "All"] * 2,
            "factor": [1.5, 4.0, 6.0, 0.5, 12.0, 6.0],
            "low": [np.nan, 2.0, 3.0] * 2,
            "high": [np.nan, 8.0, 12.0] * 2,
            "kind": ["part", "part", "total"] * 2,
        }
    )


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    return {
        "price_over_time": charts.price_over_time(runs(), stairs(), fits()),
        "price_to_reach": charts.price_to_reach(steps(), pd.Timestamp("2026-01-01")),
        "best_run": charts.best_run(runs(), rise()),
        "price_against_score": charts.price_against_score(runs()),
        "forest": charts.forest(factors()),
        "waterfall": charts.waterfall(parts(), choose={"deflator": "Hardware prices"}),
    }


LOG = {  # chart -> the axis whose scale must be a log scale, and its title
    "price_over_time": ("y", "US$ a pass"),
    "price_to_reach": ("y", "US$ a pass"),
    "best_run": ("y", "US$ a pass"),
    "price_against_score": ("y", "US$ a pass"),
    "forest": ("x", "times cheaper a year"),
    "waterfall": ("y", "times cheaper a year"),
}


def encodings(spec: Any, channel: str) -> list[dict[str, Any]]:
    """Collect a channel's definitions from all layers."""
    if isinstance(spec, dict):
        here = [spec[channel]] if isinstance(spec.get(channel), dict) else []
        return here + [found for part in spec.values() for found in encodings(part, channel)]
    if isinstance(spec, list):
        return [found for part in spec for found in encodings(part, channel)]
    return []


@pytest.mark.parametrize("name", LOG)
def test_prices_and_factors_are_on_a_titled_log_scale(built: dict[str, Any], name: str) -> None:
    channel, title = LOG[name]
    found = encodings(built[name].to_dict()["layer"], channel)
    scales = [e for e in found if isinstance(e.get("scale"), dict)]
    assert any(e["scale"].get("type") == "log" and e.get("title") == title for e in scales)


@pytest.mark.parametrize("name", LOG)
def test_each_chart_describes_itself_and_carries_pin_and_width(
    built: dict[str, Any], name: str
) -> None:
    spec = built[name].to_dict()
    assert len(spec["description"]) > 40
    assert {"pinned", "narrow"} <= {param["name"] for param in spec["params"]}


def test_every_public_chart_is_tested() -> None:
    assert set(LOG) == set(charts.__all__)


# ---- embedding


@pytest.fixture(scope="module")
def figure(built: dict[str, Any]) -> embed.Figure:
    return embed.figure(built["price_over_time"], runs(), name="planted")


def test_a_figure_asks_no_other_host_for_anything(figure: embed.Figure) -> None:
    addresses = set(re.findall(r"https?://[^\s\"'<]+", figure.markup))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_a_figure_is_one_raw_block_without_blank_lines(figure: embed.Figure) -> None:
    markdown = figure._repr_markdown_()
    assert markdown.startswith("\n```{=html}\n<div")
    assert "\n\n" not in markdown.strip()
    assert markdown.count("```") == 2


def test_the_picture_scales_and_takes_its_colours_from_the_page(figure: embed.Figure) -> None:
    heads = re.findall(r"<svg[^>]*>", figure.markup)
    assert len(heads) == 2, "one for a page, one for a phone"
    assert all("viewBox" in head and " width=" not in head for head in heads)
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', figure.markup))
    assert {c for c in colours if not c.startswith("var(--bp-")} <= {"none", "transparent"}


def test_the_text_alternative_is_said_from_the_rows(figure: embed.Figure) -> None:
    label = re.search(r'role="img" aria-label="([^"]+)"', figure.markup)
    assert label
    assert label[1] == (
        "3 priced runs of Planted, Mar 2024 to Mar 2025, from $1.0 to $100 a pass; "
        "2 are on the frontier of price and score."
    )


def test_the_id_is_a_digest_of_the_content(built: dict[str, Any], figure: embed.Figure) -> None:
    again = embed.figure(charts.price_over_time(runs(), stairs(), fits()), runs(), name="planted")
    assert again == figure
    other = runs().assign(price=[100.0, 10.0, 2.0, 5.0])
    moved = embed.figure(charts.price_over_time(other, stairs(), fits()), other, name="planted")
    assert moved.id != figure.id
    assert re.fullmatch(r"planted-[0-9a-f]{10}", figure.id)


def test_selectors_are_drawn_by_the_page_not_by_vega(figure: embed.Figure) -> None:
    spec = json.loads(figure.markup.split('class="bp-spec">')[1].split("</script>")[0])
    assert not any("bind" in signal for signal in spec["signals"])
    assert "<legend>Benchmark</legend>" in figure.markup
    assert 'data-signal="benchmark" value="Planted" checked>' in figure.markup


def test_more_than_three_options_are_a_list_and_one_is_no_choice() -> None:
    four = [{"signal": "s", "value": "b", "input": "select", "name": "S", "options": [*"abcd"]}]
    assert "<option selected>b</option><option>c</option>" in controls.draw(four, "f")
    one = {"params": [{"name": "s", "value": "a", "bind": {"input": "select", "options": ["a"]}}]}
    assert controls.take(one) == []
    assert "bind" not in one["params"][0]


def test_the_data_are_a_table_and_a_csv(built: dict[str, Any]) -> None:
    columns = {"model": "Model", "price": "Price, US$ a pass"}
    markup = embed.figure(built["forest"], runs(), name="f", columns=columns).markup
    assert "<summary>Data</summary>" in markup
    assert '<th scope="col" class="bp-right">Price, US$ a pass</th>' in markup
    csv = re.search(r'download="f\.csv" href="data:text/csv;charset=utf-8;base64,([^"]+)"', markup)
    assert csv
    assert base64.b64decode(csv[1]).decode().splitlines()[:2] == [
        'Model,"Price, US$ a pass"',
        "Alpha,100.0",
    ]


def test_a_chart_without_words_or_with_an_unknown_column_is_refused() -> None:
    bare = alt.Chart(runs()).mark_point().encode(x="price:Q")
    with pytest.raises(UserError, match="'bare': no text alternative"):
        embed.figure(bare, runs(), name="bare")
    with pytest.raises(UserError, match="'bare': no column prize among its rows"):
        embed.figure(bare, runs(), name="bare", alt_text="Points", columns={"prize": "Price"})


# ---- words and places


def test_estimates_say_their_interval_or_why_there_is_none() -> None:
    assert list(words.told(factors())[:2]) == ["9.0× (4.0 to 20)", "4.5× (3 points, 3 parameters)"]


def test_labels_never_overlap() -> None:
    rng = np.random.default_rng(7)
    crowd = pd.DataFrame(
        {
            "benchmark": "Planted",
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, 60), "D"),
            "price": 10 ** rng.uniform(-2, 2, 60),
            "model": [f"Model number {i}" for i in range(60)],
        }
    )
    placed = labels.place(
        crowd, crowd, x="date", y="price", text="model", by="benchmark", height=400
    )
    at = layout.pixels(crowd, crowd, "date", "price", layout.WIDTHS["narrow"], 400)
    boxes = [
        labels._box(x, y, text, side)
        for (x, y), text, side in zip(at, placed["model"], placed["narrow_side"], strict=True)
        if side
    ]
    assert 3 < len(boxes) < 60
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_line_ends_keep_a_line_apart() -> None:
    ends = pd.DataFrame({"b": "x", "price": [1.0, 1.01, 1.02, 100.0]})
    moved = labels.dodge(ends, ends, y="price", by="b", height=300)
    down = (1 - np.log(moved["price"]) / np.log(100)) * 300 + moved["shift"]
    gaps = np.diff(np.sort(down))
    assert (gaps >= labels.LINE - 1e-9).all()
    assert down.max() <= 300 + 1e-9


def test_the_slope_key_falls_tenfold_in_a_year_away_from_the_points() -> None:
    rows = pd.DataFrame(
        {
            "benchmark": "Planted",
            "date": pd.date_range("2022-01-01", periods=5, freq="365D"),
            "price": [1000.0, 100.0, 10.0, 1.0, 0.1],  # the diagonal itself is taken
        }
    )
    key = slope.spots(rows, by="benchmark", height=300).iloc[0]
    assert key["price"] / key["low"] == pytest.approx(10)
    assert (key["end"] - key["date"]).days == 365
    on_diagonal = 1000 / 10 ** ((key["date"] - rows["date"].min()).days / 365)
    assert abs(np.log10(key["price"] / on_diagonal)) > 0.3
