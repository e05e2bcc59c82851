"""Epoch AI's price trends of March 2025: the published range, the rules, and a second way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.published import epoch_2025
from analysis.sources.vintages import epoch_price_trends as importer


@pytest.fixture(scope="module")
def data() -> tables.Dataset:
    return tables.vintage("epoch-2025")


@pytest.fixture(scope="module")
def found(data: tables.Dataset) -> pd.DataFrame:
    rows = epoch_2025.declines(data)
    return rows.assign(factor=rows["trend"].map(lambda t: t.factor))


def test_the_published_range_and_the_gpqa_milestone_come_back(found: pd.DataFrame) -> None:
    """ "9x to 900x per year depending on the milestone; GPT-4 level on GPQA 40x"."""
    # one significant digit was printed
    assert round(found["factor"].min()) == 9
    assert round(found["factor"].max(), -2) == 900
    gpt4 = found[(found["benchmark_id"] == "gpqa-diamond") & (found["model_id"] == "gpt-4-0314")]
    assert round(gpt4["factor"].item(), -1) == 40
    assert len(found) == 21


def test_a_milestone_agrees_with_a_plain_second_way(
    data: tables.Dataset, found: pd.DataFrame
) -> None:
    """Loops and the textbook slope, on MMLU at the level of GPT-3."""
    rows = epoch_2025.quotes(data, "mmlu")
    best: dict[pd.Timestamp, float] = {}
    for date, score, price in zip(rows["date"], rows["score"], rows["price"], strict=True):
        if score >= 0.439 and score < 1:
            best[date] = min(price, best.get(date, np.inf))
    lows: list[tuple[float, float]] = []
    for date in sorted(best):
        if not lows or best[date] < lows[-1][1]:
            lows.append((float((date - pd.Timestamp("2021-01-01")).days), best[date]))
    x, y = np.array(lows).T
    y = np.log10(y)
    slope = ((x - x.mean()) * (y - y.mean())).sum() / ((x - x.mean()) ** 2).sum()
    ours = found[found["model_id"] == "gpt-3-175b-davinci"]["trend"].item()
    assert ours.n == len(lows)
    assert ours.factor == pytest.approx(10 ** (-365 * slope), rel=1e-9)


def test_reasoning_models_are_out(data: tables.Dataset) -> None:
    for benchmark in data.benchmarks["benchmark_id"]:
        used = epoch_2025.quotes(data, benchmark)["model_id"]
        assert not used.isin(importer.REASONING).any()


def quotes(scores: list[float], prices: list[float], benchmark: str = "x") -> pd.DataFrame:
    dates = pd.date_range("2024-01-01", periods=len(scores), freq="30D")
    return pd.DataFrame(
        {
            "date": dates,
            "score": scores,
            "price": prices,
            "model_id": [f"m{i}" for i in range(len(scores))],
            "benchmark_id": benchmark,
        }
    )


@pytest.mark.parametrize(("score", "counts"), [(0.2999, 0), (0.30, 1)])
def test_multiple_choice_thresholds_start_at_thirty_per_cent(score: float, counts: int) -> None:
    assert len(epoch_2025.thresholds(quotes([score], [1.0], "mmlu"))) == counts
    assert len(epoch_2025.thresholds(quotes([score], [1.0], "math-5"))) == 1


def test_four_record_lows_are_needed_and_a_full_score_sets_none() -> None:
    assert epoch_2025.decline(quotes([0.5, 0.6, 0.7, 0.5], [8.0, 4.0, 2.0, 1.0]), 0.5)
    assert epoch_2025.decline(quotes([0.5, 0.6, 0.7, 1.0], [8.0, 4.0, 2.0, 1.0]), 0.5) is None
    assert epoch_2025.decline(quotes([0.5, 0.6, 0.7, 0.5], [8.0, 4.0, 2.0, 2.0]), 0.5) is None


def test_a_planted_halving_a_month_comes_back() -> None:
    fitted = epoch_2025.decline(quotes([0.5] * 6, [2.0**-i for i in range(6)]), 0.5)
    assert fitted.factor == pytest.approx(2 ** (365 / 30), rel=1e-9)


HEADER = "Model Name,Release Date,USD per 1M Tokens," + ",".join(s.header for s in importer.SCORES)


def test_every_cell_is_kept_or_rejected_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / importer.FILES[0]).write_text(
        HEADER + "\nNew,2024-05-01,1.5,71,,,,,1179\n", encoding="utf-8"
    )
    (tmp_path / importer.FILES[1]).write_text(
        HEADER + "\nOld,2023-01-01,60,43.9,,,,,\nOld,2023-09-01,20,x,,,,,\n", encoding="utf-8"
    )
    facts = importer.read(tmp_path)
    models = facts.tables["models"].set_index("model_id")
    assert models.loc["old", "release_date"] == pd.Timestamp("2023-01-01")
    runs = facts.tables["runs"].set_index("run_id")["score"].to_dict()
    assert runs == {
        "mmlu-new-2024-05-01": 0.71,
        "mmlu-old-2023-01-01": 0.439,
        "lmsys-chatbot-arena-elo-new-2024-05-01": 0.1179,
    }
    assert facts.rejects[["line", "value", "reason"]].iloc[0].tolist() == [3, "x", "not a number"]
    assert facts.read == len(runs) + len(facts.tables["blended_prices"]) + len(facts.rejects) == 7


def test_a_missing_file_and_a_missing_column_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="there is no such file; give Epoch AI's folder"):
        importer.read(tmp_path)
    (tmp_path / importer.FILES[0]).write_text("Model Name\nx\n", encoding="utf-8")
    with pytest.raises(UserError, match="column 'Release Date' is gone"):
        importer.read(tmp_path)
