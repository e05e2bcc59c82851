"""The July 2025 post to the printed digit, and what its band method hangs on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.published import lesswrong
from analysis.sources.vintages import lesswrong as importer

# factor a year and 90 % interval as printed in the post's figures (one decimal).
PUBLISHED = {
    ("price", "all", "band-30-50"): (44.4, 2.2, 905.9),
    ("price", "all", "band-50-70"): (187.5, 2.9, 12226.1),
    ("price", "all", "band-70-90"): (127.1, 16.7, 965.5),
    ("price", "open", "band-30-50"): (7.1, 1.3, 38.3),
    ("price", "open", "band-50-70"): (28.5, 0.3, 2372.9),
    ("price", "open", "band-70-90"): (8.2, 1.5, 43.4),
    ("parameters", "open", "band-30-50"): (4.8, 2.6, 9.0),
    ("parameters", "open", "band-50-70"): (16.7, 2.2, 129.8),
    ("parameters", "open", "band-70-90"): (35.8, 5.8, 221.6),
    ("price-per-parameter", "open", "band-30-50"): (7.2, 0.4, 125.4),
    ("price-per-parameter", "open", "band-50-70"): (13.6, 0.9, 214.0),
    ("price-per-parameter", "open", "band-70-90"): (1.4, None, None),
}
PRINTED = 0.05 + 1e-9  # half a unit of the one printed decimal


@pytest.fixture(scope="module")
def data() -> tables.Dataset:
    return tables.vintage("lesswrong-2025")


@pytest.mark.parametrize(("case", "printed"), PUBLISHED.items())
def test_bands_come_back_to_the_printed_digit(
    data: tables.Dataset, case: tuple[str, str, str], printed: tuple[float, float, float]
) -> None:
    measure, licence, band = case
    fitted = lesswrong.band_trend(data, band, licence, lesswrong.WHAT[measure][0])
    ours = (fitted.factor, fitted.low, fitted.high)
    for mine, theirs in zip(ours, printed, strict=True):
        assert mine == theirs if theirs is None else mine == pytest.approx(theirs, abs=PRINTED)


def test_the_mean_of_the_open_bands_is_the_published_one(data: tables.Dataset) -> None:
    assert lesswrong.geometric_mean(data, "open") == pytest.approx(11.8, abs=PRINTED)


def test_hedonic_fits_come_back(data: tables.Dataset) -> None:
    output = lesswrong.hedonic(data, "output")
    # three decimals were printed for output; "3-4x (output and blended prices, respectively)"
    assert output.factor == pytest.approx(2.704, abs=0.0005)
    assert (output.low, output.high) == pytest.approx((0.898, 8.142), abs=0.0005)
    assert output.n == 38
    assert round(output.factor) == 3
    assert round(lesswrong.hedonic(data, "blended").factor) == 4


def test_input_over_output_is_the_ratio_of_the_two_factors(data: tables.Dataset) -> None:
    """Least squares is linear in what it explains: the ratio's slope is the slopes' difference."""
    ratio = lesswrong.hedonic(data, "input_to_output")
    apart = lesswrong.hedonic(data, "input").factor / lesswrong.hedonic(data, "output").factor
    assert ratio.factor == pytest.approx(apart, rel=1e-9)
    assert 1.5 < ratio.factor < 2  # "almost twice as fast"


def test_band_fit_agrees_with_the_closed_form(data: tables.Dataset) -> None:
    rows = lesswrong.band(lesswrong.models(data), "band-70-90", "open", "blended")
    days = (rows["date"] - rows["date"].min()).dt.days.to_numpy(float)
    y = np.log10(rows["blended"].to_numpy())
    slope = np.cov(days, y, ddof=0)[0, 1] / days.var()
    fitted = lesswrong.band_trend(data, "band-70-90", "open")
    assert fitted.factor == pytest.approx(10 ** (-365 * slope), rel=1e-9)


def test_both_ends_of_a_band_count_unless_read_otherwise() -> None:
    scores = [0.2999, 0.3, 0.5, 0.5001]
    rows = pd.DataFrame(
        {
            "date": pd.date_range("2024-01-01", periods=4),
            "score": scores,
            "weights": "open",
            "price": [4.0, 3.0, 2.0, 1.0],
        }
    )
    kept = lesswrong.band(rows, "band-30-50", "all", "price")
    assert kept["score"].tolist() == [0.3, 0.5]
    kept = lesswrong.band(rows, "band-30-50", "all", "price", "upper-end-out")
    assert kept["score"].tolist() == [0.3]


def test_models_before_december_2023_do_not_count() -> None:
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(["2023-11-30", "2023-12-01"]),
            "score": 0.4,
            "weights": "open",
            "price": [1.0, 2.0],
        }
    )
    assert lesswrong.band(rows, "band-30-50", "all", "price")["price"].tolist() == [2.0]


def test_a_price_equal_to_the_record_is_kept_unless_one_a_date_counts() -> None:
    rows = pd.DataFrame(
        {
            "date": pd.to_datetime(["2024-01-01", "2024-01-01", "2024-02-01"]),
            "price": [3.0, 2.0, 2.0],
        }
    )
    assert lesswrong.record_lows(rows, "price", "listed")["price"].tolist() == [3.0, 2.0, 2.0]
    assert lesswrong.record_lows(rows, "price", "one-a-date")["price"].tolist() == [2.0]


def write_source(folder: Path, lines: list[str]) -> None:
    header = (
        'Model,Creator,License,"MMLU-Pro (Reasoning & Knowledge)",Release Date,Parameters,'
        "Known Active Parameters,Lowest Output Price Found AA,Lowest Input Price AA,"
        '"Lowest\nBlended Price AA"'
    )
    (folder / importer.FILE).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")


def test_every_cell_is_kept_or_rejected_with_its_reason(tmp_path: Path) -> None:
    write_source(
        tmp_path,
        [
            "Twin,A,Open ,48.80%,6/26/25,8.4,4,0.04,0.02,0.03",
            "Twin,A,Proprietary,75%,,,,0,0,0",
            "Odd,B,Open,n/a,1/1/24,7,,0.1,,",
        ],
    )
    facts = importer.read(tmp_path)
    frames = facts.tables
    assert frames["models"]["model_id"].tolist() == ["twin", "twin-2", "odd"]
    assert frames["models"]["weights"].tolist() == ["open", "closed", "open"]
    assert frames["runs"]["score"].tolist() == [0.488, 0.75]
    assert frames["runs"]["run_id"].tolist() == ["mmlu-pro-row-001", "mmlu-pro-row-002"]
    assert facts.rejects["reason"].value_counts().to_dict() == {
        "zero means missing": 3,
        "not a number": 1,
    }
    kept = (
        frames["runs"]["score"].notna().sum()
        + frames["prices"][["input", "output"]].notna().sum().sum()
        + frames["blended_prices"]["blended"].notna().sum()
        + frames["models"][["total_params_b", "active_params_b"]].notna().sum().sum()
    )
    assert kept + len(facts.rejects) == facts.read == 13


def test_a_missing_file_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file; give the folder of the post"):
        importer.read(tmp_path)
    (tmp_path / importer.FILE).write_text("Model,Creator\nx,y\n", encoding="utf-8")
    with pytest.raises(UserError, match="column 'License' is gone"):
        importer.read(tmp_path)
