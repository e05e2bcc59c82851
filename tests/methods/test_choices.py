"""Both families find a planted fall in every specification; effects are ratios of pairs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.methods import choices, reach


def rows(models: int = 120, makers: int = 7) -> pd.DataFrame:
    """Runs over four years whose prices at a score fall exactly threefold a year."""
    random = np.random.default_rng(2)
    year = np.sort(random.uniform(0, 4, models))
    ability = -1 + 0.7 * year + random.normal(0, 0.6, models)
    at = np.arange(models)
    date = pd.Timestamp("2022-01-15") + pd.to_timedelta((365.25 * year).astype(int), unit="D")
    return pd.DataFrame(
        {
            "date": date, "release_date": date, "price": np.exp(-np.log(3) * year + ability),
            "score": 1 / (1 + np.exp(-ability)), "score_se": np.nan, "run_id": at, "base": at,
            "creator": at % makers, "evaluator": np.where(at % 4 == 0, "one", "other"),
            "scaffold": pd.array([None] * models, dtype="string"), "reasoning": at % 2 == 0,
            "doubts": np.where(at % 5 == 0, "one-list", ""),
        }
    )  # fmt: skip


def test_the_main_specifications_are_the_headlines() -> None:
    table = choices.curve(rows(), 0.0, 1e6)
    main = table[choices.main(table)].set_index("family")["factor"]
    seen = reach.observed(rows(), 0.0, 1e6)
    assert main["reach"] == pytest.approx(np.exp(reach.falls(reach.surface(seen))["annual"][0]))
    assert main["line"] == pytest.approx(3.0, rel=1e-2)


def test_every_line_finds_the_planted_fall() -> None:
    table = choices.curve(rows(), 0.0, 1e6)
    found = table[table["family"] == "line"]["factor"].to_numpy()
    assert len(found) == 24 and found == pytest.approx(3.0, rel=1e-2)  # whole days


def test_one_row_a_specification_and_only_choices_that_keep_other_rows() -> None:
    table = choices.curve(rows(), 0.0, 1e6)
    assert not table.duplicated(["family", *choices.MAIN]).any()
    assert set(table["scaffold"]) == {"all"}, "no run has a scaffold: the choice changes nothing"
    assert set(table["prices"]) == {"every price", "two lists agree"}, "every run has one price"
    assert set(table[table["family"] == "reach"]["makers"]) == set(choices.MAKERS)


def test_effects_are_ratios_all_else_alike_and_the_largest_comes_first() -> None:
    table = choices.curve(rows(), 0.0, 1e6).assign(benchmark="b")
    doubled = table["factor"] * np.where(table["reasoning"] == "all", 1.0, 1000.0)
    found = choices.effects(table.assign(factor=doubled))
    first = found[found["family"] == "reach"].iloc[0]
    assert (first["choice"], first["option"]) == ("reasoning", "without")
    plain = choices.effects(table).set_index(["family", "choice", "option"])["factor"].sort_index()
    assert first["factor"] == pytest.approx(
        1000 * plain[tuple(first[["family", "choice", "option"]])]
    )
    makers = plain["reach", "makers"]
    assert makers["one"] >= 1 >= makers["three"] * (1 - 1e-9)


def test_each_choice_of_rows_keeps_those_that_it_names() -> None:
    day = pd.Timestamp
    told = pd.DataFrame(
        [("a", "2025-01-01", "", "x", None, True), ("a", "2025-02-01", None, "x", "s", None),
         ("b", "2025-03-01", "one-list", "y", None, False), ("b", "2025-02-01", "", None, "s", True)],
        columns=["run_id", "date", "doubts", "evaluator", "scaffold", "reasoning"],
    )  # fmt: skip
    told["date"] = told["date"].map(day)

    def kept(choice: str, table: pd.DataFrame = told) -> dict[str, list[int]]:
        found = choices.options(table, choice)
        assert found[0][0] == choices.MAIN[choice] and found[0][1].all()
        return {name: np.flatnonzero(mask).tolist() for name, mask in found[1:]}

    assert kept("prices") == {"first of each run": [0, 3], "two lists agree": [0, 1, 3]}
    assert kept("prices", told.drop(columns="doubts"))["two lists agree"] == [0, 1, 2, 3]
    assert kept("evaluator") == {"the one with most runs": [0, 1]}
    assert kept("evaluator", told.assign(evaluator=None)) == {"the one with most runs": []}
    assert kept("scaffold") == {"unnamed ones": [0, 2]}
    assert kept("reasoning") == {"without": [1, 2]}
    alike = told.assign(reasoning=False, scaffold=None, evaluator="x", doubts="")
    assert [names for names, _ in choices._drawn(alike)] == [
        {name: choices.MAIN[name] for name in choices.ROWS},
        {name: choices.MAIN[name] for name in choices.ROWS} | {"prices": "first of each run"},
    ]


def test_a_benchmark_of_few_models_or_makers_has_no_specification() -> None:
    assert choices.curve.__wrapped__(rows(14), 0.0, 2000.0).empty
    assert choices.curve.__wrapped__(rows(60, makers=4), 0.0, 2000.0).empty
    assert list(choices.curve.__wrapped__(rows(14), 0.0, 2000.0)) == choices.COLUMNS


def test_the_main_specification_has_the_main_option_of_every_choice_of_its_family() -> None:
    told = dict(choices.MAIN)
    table = pd.DataFrame([told, told | {"error": ""}, told | {"window": "last two years"}])
    assert choices.main(table).tolist() == [True, True, False]
