"""Charts build from few rows, read in dollars and factors, and embed without any other host."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import altair as alt
import numpy as np
import pandas as pd
import pytest

from analysis import charts
from analysis.benchprice.errors import UserError
from analysis.charts import estimates, labels, layout, slope, words
from analysis.page.pieces import controls
from analysis.page.pieces import figure as embed

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


def stairs() -> pd.DataFrame:
    samples = pd.DataFrame({"sample": ["All models", "Open weights only"]})
    line = pd.DataFrame({"date": DAYS[[0, 2]], "price": [100.0, 1.0]})
    return samples.merge(line, how="cross").assign(benchmark="Planted", score=0.6)


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
    return line.assign(benchmark="Planted", label="up 2.0× a year")


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


def specifications() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "benchmark": "Planted",
            "factor": [9.0, 3.0, 0.5, 4.0],
            "low": [4.0, 2.0, np.nan, 3.0],
            "high": [20.0, 5.0, np.nan, 6.0],
            "published": [True, False, False, False],
            "weights": ["all", "open", "open", "all"],
            "window": ["all", "all", "last 12 months", "last 12 months"],
        }
    )


def left_out() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "benchmark": ["Planted", "Planted", "Other"],
            "left_out": ["Alpha", "Beta", "Alpha"],
            "rows": [3, 1, 2],
            "factor": [4.0, 8.0, 2.0],
            "whole": [9.0, 9.0, 3.0],
        }
    )


def held() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "design": ["Clustered", "Clustered"],
            "method": ["t", "bootstrap"],
            "nominal": 0.9,
            "covered": [0.55, 0.91],
            "se": [0.05, 0.03],
            "samples": 100,
        }
    )


def causes() -> pd.DataFrame:
    shares = {"cause": ["price cut", "newcomer"], "share": [0.25, 0.75]}
    return pd.DataFrame({"benchmark": "Planted", **shares})


def ahead() -> pd.DataFrame:
    seen = pd.DataFrame({"kind": "observed", "date": DAYS[:3], "price": [100.0, 10.0, 1.0]})
    far = pd.DataFrame({"kind": "forecast", "date": DAYS[2:], "price": [1.0, 0.3]})
    spread = {"low": 0.5, "high": 2.0, "low90": 0.4, "high90": 2.5}
    far = far.assign(**{name: far["price"] * by for name, by in spread.items()})
    return pd.concat([seen, far]).assign(series="Planted, 60 %")


def past() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "series": "Planted, 60 %",
            "horizon": ["6 months", "6 months", "12 months"],
            "date": DAYS[:3],
            "predicted": [1.0, 2.0, 3.0],
            "low": [0.5, 1.0, 1.0],
            "high": [2.0, 4.0, 9.0],
            "actual": [1.5, 9.0, 3.0],
        }
    )


def falling() -> pd.DataFrame:
    methods = pd.DataFrame({"method": ["matched", "frontier"], "power": [1, 2]})
    table = methods.merge(pd.DataFrame({"date": DAYS, "years": [0, 0.5, 1, 1.5]}), how="cross")
    return table.assign(index=0.1 ** (table["power"] * table["years"]))


def solved() -> pd.DataFrame:
    return runs().assign(domain=["knowledge"] * 3 + ["software"])


def drivers() -> pd.DataFrame:
    return runs().assign(tokens=[1e6, 2e6, 4e6, 1e6], price_per_token=[100.0, 5.0, 0.25, 5.0])


def pairs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "benchmark": "Planted",
            "list_ratio": [2.0, 2.0, 30.0, 5.0],
            "run_ratio": [0.5, 0.4, 3.0, 0.1],
            "reversed": [False, False, True, False],
            "cheaper_list": ["Alpha", "Beta", "Gamma", "Alpha"],
            "dearer_list": ["Beta", "Gamma", "Delta", "Delta"],
        }
    )


def grown() -> pd.DataFrame:
    return pd.DataFrame({"kind": "runs", "date": DAYS, "count": [10, 200, 900, 1204]})


UNTIL = pd.Timestamp("2026-01-01")
CHOICES = {"weights": "weights", "window": "window"}


def low_tokens() -> pd.DataFrame:
    tags = {"sample": "Open models", "band": "30 to 50 %", "level": "MMLU 42 %"}
    return pd.DataFrame(
        {"date": DAYS[:3], "price": [60.0, 2.0, 0.1], "model": list("ABC"), "score": 0.4}
    ).assign(**tags)


def claimed() -> pd.DataFrame:
    ends = {"date": DAYS[[0, 2]], "price": [60.0, 0.06]}
    return pd.DataFrame(ends).assign(level="MMLU 42 %", claim="1,000× in 3 years")


def losses() -> pd.DataFrame:
    return pd.DataFrame(
        {"rule": "Tuned", "architecture": "LSTM", "compute": [1e15, 1e17], "loss": [4.0, 2.5]}
    )


def gains() -> pd.DataFrame:
    gain = {"gain": [5.0, 200.0, 90.0], "low": [4.0, 50.0, np.nan], "high": [6.0, 800.0, np.nan]}
    source = ["Set by a trend", "Set by a trend", "Published"]
    return pd.DataFrame(
        {"lstm": "LSTM, one layer", "source": source, "compute": [1e15, 1e22, 1e22], **gain}
    )


@pytest.fixture(scope="module")
def built() -> dict[str, Any]:
    return {
        "price_over_time": charts.price_over_time(runs(), stairs()),
        "price_to_reach": charts.price_to_reach(steps(), pd.Timestamp("2026-01-01")),
        "best_run": charts.best_run(runs(), rise()),
        "price_against_score": charts.price_against_score(runs()),
        "forest": charts.forest(factors()),
        "waterfall": charts.waterfall(parts(), choose={"deflator": "Hardware prices"}),
        "specification_curve": charts.specification_curve(specifications(), CHOICES),
        "choice_effects": charts.choice_effects(specifications(), CHOICES),
        "influence": charts.influence(left_out(), {"benchmark": "Benchmark"}),
        "calibration": charts.calibration(held()),
        "decline_shares": charts.decline_shares(causes()),
        "fan": charts.fan(ahead()),
        "scoreboard": charts.scoreboard(past()),
        "indices": charts.indices(falling()),
        "price_of_success": charts.price_of_success(solved(), UNTIL),
        "drivers_of_best": charts.drivers_of_best(drivers()),
        "reversals": charts.reversals(pairs()),
        "coverage_over_time": charts.coverage_over_time(grown(), "rows"),
        "record_lows": charts.record_lows(low_tokens(), low_tokens()),
        "staircase": charts.staircase(low_tokens(), claimed(), UNTIL),
        "loss_against_compute": charts.loss_against_compute(losses(), losses()),
        "gain_ribbon": charts.gain_ribbon(gains(), frontier=1e22, tried=4e17),
    }


@pytest.fixture(scope="module")
def specs(built: dict[str, Any]) -> dict[str, Any]:
    """Each chart as its specification, held against the schema once."""
    return {name: chart.to_dict() for name, chart in built.items()}


AXES = {  # chart -> the axis that carries its meaning, the scale, the title
    "price_over_time": ("y", "log", "US$ a pass"),
    "price_to_reach": ("y", "log", "US$ a pass"),
    "best_run": ("y", "log", "US$ a pass"),
    "price_against_score": ("y", "log", "US$ a pass"),
    "forest": ("x", "log", "times cheaper a year"),
    "waterfall": ("y", "log", "times cheaper a year"),
    "specification_curve": ("y", "log", "times cheaper a year"),
    "choice_effects": ("x", "log", "times cheaper a year"),
    "influence": ("x", "log", "times cheaper a year, without it"),
    "calibration": ("x", None, "intervals that held the truth"),
    "decline_shares": ("x", None, "share of the decline"),
    "fan": ("y", "log", "US$ a pass"),
    "scoreboard": ("y", "log", "forecast, US$ a pass"),
    "indices": ("y", "log", "price index, 1 at the start"),
    "price_of_success": ("y", "log", "US$ per solved item"),
    "drivers_of_best": ("y", "log", "times the first record's"),
    "reversals": ("y", "log", "times more expensive to run"),
    "coverage_over_time": ("y", "log", "rows"),
    "record_lows": ("y", "log", "US$ per million tokens"),
    "staircase": ("y", "log", "US$ per million tokens"),
    "loss_against_compute": ("y", "log", "loss above the irreducible, nats"),
    "gain_ribbon": ("y", "log", "times less compute"),
}


def encodings(spec: Any, channel: str) -> list[dict[str, Any]]:
    """Collect a channel's definitions from all layers."""
    if isinstance(spec, dict):
        here = [spec[channel]] if isinstance(spec.get(channel), dict) else []
        return here + [found for part in spec.values() for found in encodings(part, channel)]
    if isinstance(spec, list):
        return [found for part in spec for found in encodings(part, channel)]
    return []


@pytest.mark.parametrize("name", AXES)
def test_prices_and_factors_are_on_a_titled_log_scale(specs: dict[str, Any], name: str) -> None:
    channel, scale, title = AXES[name]
    found = encodings(specs[name]["layer"], channel)
    assert any(e.get("title") == title and e["scale"].get("type") == scale for e in found)


@pytest.mark.parametrize("name", AXES)
def test_each_chart_is_drawn_describes_itself_and_carries_pin_and_width(
    built: dict[str, Any], specs: dict[str, Any], name: str
) -> None:
    spec = specs[name]
    assert len(spec["description"]) > 40
    assert not re.search(r"nan|None|NaT", spec["description"])
    assert {"pinned", "narrow"} <= {param["name"] for param in spec["params"]}
    drawn = embed.figure(built[name], runs(), name="drawn").markup
    assert re.search(r">(NaN|null|undefined|\$?NaN.*)</text>", drawn) is None


def test_every_public_chart_is_tested() -> None:
    assert set(AXES) == set(charts.__all__)


DESCRIBED = {
    "price_to_reach": "50 % from $100 (Alpha, Mar 2024) to $1.0 (Beta, Sep 2024)",
    "influence": "Without Alpha, which moves it most, 4.0× instead of 9.0×",
    "scoreboard": "1 of 2 intervals held it",
    "fan": "$0.30 by Sep 2025, 80 % interval $0.15 to $0.60",
    "drivers_of_best": "the run: 0.010×, tokens: 4.0× and token price: 0.0025×",
    "reversals": "25 % of the pairs",
    "indices": "matched 32× cheaper; frontier 1,000× cheaper",
    "waterfall": "Constant: Hardware 1.5× (no interval), Algorithms 4.0× (2.0 to 8.0)",
}


@pytest.mark.parametrize(
    ("end", "told"), [(0.99, "no change"), (1.04, "no change"), (0.5, "2.0× cheaper")]
)
def test_an_index_that_rounds_to_none_tells_no_change(end: float, told: str) -> None:
    rows = pd.DataFrame({"method": "rents", "date": DAYS, "index": [1.0, 2.0, 0.4, end]})
    assert f"rents {told}" in charts.indices(rows).to_dict()["description"]


@pytest.mark.parametrize("name", DESCRIBED)
def test_text_alternatives_are_computed_from_the_rows(specs: dict[str, Any], name: str) -> None:
    assert DESCRIBED[name] in specs[name]["description"]


def test_scores_that_nobody_offers_any_more_are_drawn_without_a_price_of_today() -> None:
    sold = steps()
    gone = sold.drop_duplicates("level").assign(date=DAYS[2], price=np.nan, model=None)
    charts.price_to_reach(pd.concat([sold, gone]), pd.Timestamp("2026-01-01")).to_dict()


def test_a_price_to_reach_a_score_has_two_curves_on_the_day_and_the_lowest_so_far() -> None:
    rows = steps().assign(level=0.5, price=[1.0, None, 5.0], date=DAYS[[0, 1, 2]])
    spec = charts.price_to_reach(rows, pd.Timestamp("2026-01-01")).to_dict()
    lines = [unit for unit in spec["layer"] if unit["mark"]["type"] == "line"]
    drawn = {bool(u["mark"].get("strokeDash")): u for u in lines if "detail" in u["encoding"]}
    assert {d: u["encoding"]["y"]["field"] for d, u in drawn.items()} == {
        True: "low",
        False: "price",
    }
    table = spec["datasets"][drawn[True]["data"]["name"]]
    assert [row["low"] for row in table] == [1.0] * 4


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
    again = embed.figure(charts.price_over_time(runs(), stairs()), runs(), name="planted")
    assert again == figure
    other = runs().assign(price=[100.0, 10.0, 2.0, 5.0])
    moved = embed.figure(charts.price_over_time(other, stairs()), other, name="planted")
    assert moved.id != figure.id
    assert re.fullmatch(r"planted-[0-9a-f]{10}", figure.id)


@pytest.mark.slow
def test_the_last_digits_of_what_is_drawn_change_nothing(
    built: dict[str, Any], figure: embed.Figure
) -> None:
    rows = runs().assign(price=runs()["price"] * (1 + 4e-16))
    chart = charts.price_over_time(rows, stairs())
    assert chart.to_dict() != built["price_over_time"].to_dict()
    assert embed.figure(chart, runs(), name="planted") == figure
    ends = charts.forest(factors().assign(low=factors()["low"] * (1 + 4e-16)))
    assert embed.specification(ends) == embed.specification(built["forest"])


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
    csv = re.search(r'download="f\.csv" href="data:text/csv;charset=utf-8,([^" ]+)"', markup)
    assert csv
    assert unquote(csv[1]).splitlines()[:2] == [
        'Model,"Price, US$ a pass"',
        "Alpha,100",
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


def test_a_stray_estimate_is_an_arrow_at_the_end_of_the_axis() -> None:
    factors = [2.0, 3.0, 4.0] * 10
    rows = pd.DataFrame({"group": "G", "label": "L", "factor": factors, "low": 1.0, "high": 9.0,
                         "note": "", "n": 9})  # fmt: skip
    stray = pd.concat([rows, rows.head(1).assign(label="S", factor=1e6, high=1e7)])
    assert estimates._limits(rows)[1] == pytest.approx(9.0 * 1.1)  # the intervals' end
    high = estimates._limits(stray.reset_index(drop=True))[1]
    assert high < 1e3
    spec = charts.forest(stray).to_dict()
    filters = str(spec)
    assert f"datum.factor <= {high}" in filters and f"datum.high || 0) > {high}" in filters
