"""Planted rates and prices of dense models and of mixtures of experts come back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.findings.why import experts


def models(count: int) -> pd.DataFrame:
    """Make models of which the even ones are dense and the odd ones use a tenth of themselves."""
    at = np.arange(count)
    total = 10.0 + at
    return pd.DataFrame(
        {"model_id": [f"m{i}" for i in at], "weights": "open", "total_params_b": total,
         "active_params_b": np.where(at % 2 == 0, total, total / 10)}
    )  # fmt: skip


def runs(factors: tuple[float, float], count: int = 80) -> pd.DataFrame:
    """Make runs whose prices fall exactly by one factor a year each for dense and mixtures."""
    at = np.arange(count)
    years = at / 20
    logit = years / 2 + np.cos(1.7 * at)  # rising, as scores do, but not in step with time
    rate = np.log(np.where(at % 2 == 0, *factors))
    return pd.DataFrame(
        {"model_id": [f"m{i}" for i in at], "base": [f"m{i}" for i in at],
         "date": pd.Timestamp("2022-01-01") + pd.to_timedelta(np.round(365 * years), unit="D"),
         "price": np.exp(-rate * years + 0.5 * logit), "score": 1 / (1 + np.exp(-logit))}
    )  # fmt: skip


def test_each_kind_gets_back_its_planted_rate_and_their_ratio() -> None:
    sides = experts.by_kind({"b": runs((2.0, 6.0))}, models(80))
    found = experts.declines({k: t["b"] for k, t in sides.items()}).set_index("what")
    # whole days: a year of 20 models is placed to half a day
    assert found.loc["dense", "factor"] == pytest.approx(2.0, rel=5e-3)
    assert found.loc["experts", "factor"] == pytest.approx(6.0, rel=5e-3)
    assert found.loc["ratio", "factor"] == pytest.approx(3.0, rel=5e-3)
    assert (found["low"] <= found["factor"]).all() and (found["factor"] <= found["high"]).all()
    assert found["models"].to_dict() == {"dense": 40, "experts": 40, "ratio": 80}


@pytest.mark.parametrize(("count", "benchmarks"), [(20, ["b"]), (19, [])])
def test_a_benchmark_needs_ten_models_of_each_kind(count: int, benchmarks: list[str]) -> None:
    sides = experts.by_kind({"b": runs((2.0, 2.0), count)}, models(count))
    assert [list(sides[kind]) for kind in experts.KINDS] == [benchmarks, benchmarks]


def test_closed_models_and_models_of_unknown_size_take_no_part() -> None:
    facts = models(4).astype({"total_params_b": float})
    facts.loc[0, "weights"] = "closed"
    facts.loc[1, "total_params_b"] = np.nan
    assert experts.sized(runs((2.0, 2.0), 4), facts)["model_id"].tolist() == ["m2", "m3"]


def offered_by_makers(count: int) -> pd.DataFrame:
    """Models of eight makers, each with as many of both kinds as come to it in turn."""
    rows = models(count)[["model_id"]].assign(creator=[f"m{i // 2 % 8}" for i in range(count)])
    return experts.sized(rows, models(count))


def test_the_price_of_a_parameter_comes_back_by_either_count() -> None:
    offered = offered_by_makers(40)
    offered = offered.assign(price=0.02 * offered["active_params_b"])
    found = experts.prices_of_a_parameter(offered).set_index(["size", "what"])["value"]
    assert found["active", "dense"] == pytest.approx(0.02)
    assert found["active", "ratio"] == pytest.approx(1.0)
    assert found["total", "ratio"] == pytest.approx(0.1)


def test_planted_elasticities_come_back() -> None:
    offered = offered_by_makers(40)
    price = offered["active_params_b"] ** 0.5 * offered["total_params_b"] ** 0.25
    found = experts.elasticities(offered.assign(price=price)).set_index("size")
    assert found["value"].to_dict() == pytest.approx({"active": 0.5, "total": 0.25})
    assert np.allclose(found["low"], found["high"])  # exact data: every half of the makers agrees
