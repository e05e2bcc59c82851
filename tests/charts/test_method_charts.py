"""The tables and charts of token prices and of training: what they hold, and that they draw."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd
import pytest

from analysis import charts
from analysis.facts import tables
from analysis.findings.token_prices import rows as token_views
from analysis.findings.training_and_inference import rows as training_views
from analysis.published import lesswrong, llmflation

DAYS = pd.to_datetime(["2024-01-01", "2024-07-01", "2025-01-01"])


def spec(chart: alt.LayerChart) -> dict[str, Any]:
    return dict(json.loads(chart.to_json()))


def test_record_lows_are_drawn_in_dollars_with_their_fits() -> None:
    lows = pd.DataFrame(
        {"sample": "Open", "band": ["30 to 50 %", "30 to 50 %", "50 to 70 %"], "date": DAYS,
         "price": [1.0, 0.1, 0.5], "model": ["A", "B", "C"], "score": [0.4, 0.4, 0.6]}
    )  # fmt: skip
    drawn = spec(charts.record_lows(lows, lows[["sample", "band", "date", "price"]]))
    assert "US$ per million tokens" in json.dumps(drawn)
    assert drawn["description"].startswith(
        "Record lows of the token price, open: 30 to 50 % from $1"
    )


def test_the_staircase_names_its_claim_once() -> None:
    steps = pd.DataFrame(
        {"level": "MMLU 42 %", "date": DAYS, "price": [60.0, 2.0, 0.1], "model": list("ABC")}
    )
    claims = pd.DataFrame(
        {
            "level": "MMLU 42 %",
            "claim": "1,000× in 3 years",
            "date": DAYS[[0, 2]],
            "price": [60.0, 0.06],
        }
    )
    drawn = spec(charts.staircase(steps, claims, until=DAYS[2]))
    texts = [layer for layer in drawn["layer"] if layer["mark"].get("type") == "text"]
    assert [layer["encoding"]["text"]["field"] for layer in texts] == ["claim"]
    assert "from $60 (A, Jan 2024) to $0.10 (C, Jan 2025)" in drawn["description"]


@pytest.mark.parametrize("channel", ["x", "y"])
def test_loss_and_compute_are_on_log_axes(channel: str) -> None:
    rows = pd.DataFrame(
        {
            "rule": "Tuned",
            "architecture": ["LSTM", "LSTM"],
            "compute": [1e15, 1e17],
            "loss": [4.0, 2.5],
        }
    )
    drawn = spec(charts.loss_against_compute(rows, rows))
    assert {layer["encoding"][channel]["scale"]["type"] for layer in drawn["layer"]} == {"log"}
    assert drawn["description"] == "Loss above 1.9 nats at the largest compute tried: LSTM 2.50."


def test_the_gain_ribbon_reads_the_gain_nearest_the_frontier() -> None:
    rows = pd.DataFrame(
        {"lstm": "LSTM, one layer", "source": ["Set by a trend", "Set by a trend", "Published"],
         "compute": [1e15, 1e22, 1e22], "gain": [5.0, 200.0, 90.0], "low": [4.0, 50.0, np.nan], "high": [6.0, 800.0, np.nan]}
    )  # fmt: skip
    drawn = spec(charts.gain_ribbon(rows, frontier=1.3e22, tried=4e17))
    assert "Set by a trend 200×, Published 90×" in drawn["description"]


def test_band_tables_hold_what_the_method_gives() -> None:
    post = tables.vintage("lesswrong-2025")
    lows, lines = token_views.band_lows(post)
    expected = lesswrong.band(lesswrong.models(post), "band-30-50", "open", "blended")
    mine = lows[(lows["sample"] == "Open models") & (lows["band"] == "30 to 50 %")]
    assert mine["price"].tolist() == expected["blended"].tolist()
    assert len(lines) == 2 * len(token_views.BANDS) * len(token_views.LICENCES)


def test_a_claims_line_falls_by_what_it_claims() -> None:
    _, claims = token_views.staircase(tables.vintage("epoch-2025"))
    falls = claims.groupby("claim", sort=False)["price"].agg(lambda p: p.iloc[0] / p.iloc[1])
    assert falls.tolist() == pytest.approx(
        [c.fold for level in llmflation.LEVELS for c in level.claims]
    )


def test_the_accountings_parts_multiply_to_its_total() -> None:
    rows = training_views.accounting(tables.vintage("origin"))
    parts = rows[rows["kind"] == "part"]["factor"]
    assert parts.prod() == pytest.approx(rows[rows["kind"] == "total"]["factor"].item())


def test_the_drawn_losses_lie_about_their_laws() -> None:
    points, lines = training_views.losses(tables.vintage("origin"))
    assert len(points.groupby(["rule", "architecture"])) == 8
    for key, line in lines.groupby(["rule", "architecture"]):
        mine = points[(points["rule"] == key[0]) & (points["architecture"] == key[1])]
        slope, level = np.polyfit(np.log(line["compute"]), np.log(line["loss"]), 1)
        off = np.log(mine["loss"]) - (slope * np.log(mine["compute"]) + level)
        assert off.abs().max() < 0.15, key  # an envelope's noise, well under any gap drawn
