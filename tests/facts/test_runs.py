"""Runs at prices: planted tokens, prices and costs, and which of them count."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from analysis.facts import csvs, runs, tables
from analysis.facts.schema import TABLES
from analysis.facts.tables import Dataset
from analysis.findings.record import numbers

MILLION = 1_000_000.0
PROVIDERS = tables.one("providers")
pytestmark = pytest.mark.usefixtures("offers_kept")  # many tests price runs by the same offers


def table(name, rows):
    frame = pd.DataFrame(rows).reindex(columns=list(TABLES[name]))
    for column, rule in TABLES[name].items():
        if rule.kind == "date":
            frame[column] = pd.to_datetime(frame[column]).astype("datetime64[us]")
        elif rule.kind == "number":
            frame[column] = pd.to_numeric(frame[column]).astype("float64")
        elif rule.kind == "flag":
            frame[column] = frame[column].astype("boolean")
        else:
            frame[column] = frame[column].astype("string")
    return frame


def model(model_id, creator="OpenAI", weights="closed", base=None, release="2025-01-10"):
    return {
        "model_id": model_id,
        "name": model_id.upper(),
        "creator": creator,
        "weights": weights,
        "release_date": release,
        "base_model_id": base,
        "source_id": "s",
    }


def run(model_id="m-high", benchmark="gpqa-diamond", evaluator="Epoch AI", **values):
    return {
        "run_id": f"{evaluator}/{benchmark}/{model_id}",
        "model_id": model_id,
        "benchmark_id": benchmark,
        "score": 0.5,
        "passes": 2.0,
        "input_tokens": 2 * MILLION,
        "output_tokens": 4 * MILLION,
        "evaluator": evaluator,
        "source_id": "s",
    } | values


def price(
    date, input, output, model_id="m", provider="openai", source="metergraph-core", last=None
):
    return {
        "model_id": model_id,
        "provider": provider,
        "date": date,
        "seen": date,
        "last_seen": last or "2026-06-01",
        "observations": 5,
        "input": input,
        "output": output,
        "basis": "list",
        "source_id": source,
    }


def dataset(run_rows, price_rows=(), models=None):
    models = models or [model("m"), model("m-high", base="m")]
    benchmarks = [
        {"benchmark_id": "gpqa-diamond", "name": "G", "domain": "knowledge", "items": 198},
        {"benchmark_id": "arc-agi-3", "name": "A", "domain": "reasoning"},
    ]
    empty = {name: csvs.empty(columns) for name, columns in TABLES.items()}
    filled = empty | {
        "runs": table("runs", run_rows),
        "models": table("models", models),
        "prices": table("prices", list(price_rows)),
        "benchmarks": table("benchmarks", benchmarks),
        "providers": PROVIDERS,
    }
    fields = {field.name for field in dataclasses.fields(Dataset)}
    return Dataset(**{k: v for k, v in filled.items() if k in fields}, digest="test")


def priced(*arguments, **named):
    return runs.priced_runs(dataset(*arguments, **named))


def test_a_run_costs_its_tokens_times_its_bases_price_one_pass():
    row = priced([run()], [price("2025-01-10", 1.0, 10.0)]).iloc[0]
    assert row["price"] == pytest.approx((2 * 1 + 4 * 10) / 2)
    assert (row["basis"], row["rule"], row["provider"]) == ("tokens", "first-party", "openai")
    assert (row["input_tokens"], row["output_tokens"]) == (MILLION, 2 * MILLION)


def test_a_price_that_ended_on_the_day_of_the_release_prices_no_run():
    rows = priced([run()], [price("2024-12-01", 2.0, 20.0), price("2025-01-10", 1.0, 10.0)])
    assert rows["price"].tolist() == [pytest.approx(1 + 2 * 10)]
    assert rows["date"].tolist() == [pd.Timestamp("2025-01-10")]


def test_one_row_a_price_change_from_the_release_on():
    prices = [
        price("2024-12-01", 2.0, 20.0),
        price("2025-03-01", 2.0, 10.0),
        price("2025-06-01", 1.0, 5.0),
    ]
    rows = priced([run()], prices)
    assert rows["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2025-01-10",
        "2025-03-01",
        "2025-06-01",
    ]
    assert rows["price"].tolist() == pytest.approx([42.0, 22.0, 11.0])


def test_a_price_gone_before_the_release_does_not_count():
    prices = [price("2024-10-01", 9.0, 9.0), price("2025-01-09", 1.0, 10.0)]
    assert priced([run()], prices)["price"].tolist() == pytest.approx([21.0])


def test_open_weights_have_the_cheapest_host_and_the_maker_apart():
    models = [model("m", "Meta", "open"), model("m-high", "Meta", "open", base="m")]
    prices = [
        price("2025-01-10", 4.0, 4.0, provider="together"),
        price("2025-01-10", 2.0, 2.0, provider="deepinfra"),
        price("2025-01-10", 8.0, 8.0, provider="meta"),
    ]
    rows = priced([run()], prices, models).set_index("rule")
    assert rows.loc["cheapest", "provider"] == "deepinfra"
    assert rows.loc["cheapest", "price"] == pytest.approx(2 * (2 + 4) / 2)
    assert rows.loc["first-party", "provider"] == "meta"


def test_closed_weights_take_a_resellers_price_only_without_the_makers():
    gateway = price("2025-01-10", 3.0, 3.0, provider="openrouter")
    assert priced([run()], [gateway])["provider"].tolist() == ["openrouter"]
    both = [gateway, price("2025-01-10", 1.0, 1.0)]
    assert priced([run()], both)["provider"].tolist() == ["openai"]


def test_an_uncorroborated_price_makes_no_run():
    once = price("2025-01-10", 1.0, 1.0, source="litellm-log", last="2025-01-12")
    assert priced([run()], [once | {"observations": 1}]).empty


def test_stated_costs_are_a_basis_of_their_own():
    rows = [
        run(reported_cost=12.0, reported_cost_basis="run"),
        run(
            "m",
            evaluator="Board",
            reported_cost=0.5,
            reported_cost_basis="item",
            passes=1.0,
            input_tokens=None,
            output_tokens=None,
            date="2025-02-02",
            cost_date="2025-02-02",
        ),
        run(
            "m",
            "arc-agi-3",
            "Board",
            reported_cost=0.5,
            reported_cost_basis="item",
            input_tokens=None,
            output_tokens=None,
        ),
    ]
    found = priced(rows, [price("2025-01-10", 1.0, 10.0)]).set_index(["evaluator", "basis"])
    assert found.loc[("Epoch AI", "stated"), "price"] == 6.0
    assert found.loc[("Epoch AI", "tokens"), "price"] == pytest.approx(21.0)
    assert found.loc[("Board", "stated"), "price"] == pytest.approx(0.5 * 198)
    assert found.loc[("Board", "stated"), "date"] == pd.Timestamp("2025-02-02")
    assert found.loc[("Board", "task"), "price"] == 0.5, "of one task: their number is unknown"
    assert len(found) == 4


@pytest.mark.parametrize(
    ("told", "prices", "expected"),
    [
        ({"cost_date": "2025-04-01"}, [(1.0, "2025-01-10")], "2025-04-01"),
        ({"date": "2025-06-01", "dated": "by"}, [(1.0, "2025-01-10")], "2025-01-10"),
        ({"date": "2025-06-01", "dated": "by"}, [(1.0, "2025-01-10"), (0.5, "2025-05-01")], None),
        ({"date": "2025-06-01", "dated": "by"}, [(1.0, "2025-01-10"), (0.5, "2025-07-01")], "2025-01-10"),
        ({}, [(1.0, "2025-01-10")], None),
        ({"cost_date": "2025-04-01", "sold": "never"}, [(1.0, "2025-01-10")], None),
    ],
)  # fmt: skip
def test_a_stated_cost_is_dated_by_its_prices_or_not_at_all(told, prices, expected):
    told = dict(told)
    models = [model("m") | {"sold": told.pop("sold", "api")}]
    stated = run("m", reported_cost=12.0, reported_cost_basis="run", output_tokens=None, **told)
    listed = [price(day, cost, 10.0) for cost, day in prices]
    found = priced([stated], listed, models)
    dates = found["date"].dt.strftime("%Y-%m-%d").tolist() if expected else found["date"].tolist()
    assert dates == [expected] if expected else pd.isna(dates[0]), "a level, in no trend"


def test_a_cost_at_unknown_hosts_of_open_weights_has_no_day_of_its_own():
    stated = run(
        "m", reported_cost=1.0, reported_cost_basis="run", output_tokens=None, date="2025-06-01"
    )
    models = [model("m", "DeepSeek", "open")]
    found = priced([stated], [price("2025-01-10", 1.0, 10.0, provider="deepseek")], models)
    assert found["date"].isna().all()


def test_every_scaffold_is_a_configuration_of_its_own():
    agents = ["Claude Code", "Solo", "Solo"]
    rows = [
        run("m", run_id=f"{n}", scaffold=agent, evaluator=f"board {n}", score=0.1 * (n + 1))
        for n, agent in enumerate(agents)
    ]
    data = dataset(rows, [price("2025-01-10", 1.0, 10.0)])
    seen = runs.observations(data, "gpqa-diamond")
    assert seen["scaffold"].tolist() == ["Claude Code", "Solo"], "evaluators compete within one"


def test_observations_take_one_run_a_model_the_one_with_an_error():
    rows = [run(score_se=0.03), run(evaluator="Artificial Analysis", output_tokens=4.4 * MILLION)]
    data = dataset(rows, [price("2025-01-10", 1.0, 10.0)])
    seen = runs.observations(data, "gpqa-diamond")
    assert seen["evaluator"].tolist() == ["Epoch AI"]
    assert list(seen.columns) == list(runs.COLUMNS)


@pytest.mark.parametrize(
    ("factor", "evaluator"), [(1.49, "Epoch AI"), (1.51, "Artificial Analysis")]
)
def test_where_counts_disagree_the_larger_stands(factor, evaluator):
    other = run(evaluator="Artificial Analysis", output_tokens=factor * 4 * MILLION)
    data = dataset([run(score_se=0.03), other], [price("2025-01-10", 1.0, 10.0)])
    assert runs.observations(data, "gpqa-diamond")["evaluator"].tolist() == [evaluator]


def test_observations_are_first_party_for_closed_and_cheapest_for_open():
    models = [model("m", "Meta", "open"), model("m-high", "Meta", "open", base="m")]
    prices = [price("2025-01-10", 2.0, 2.0, provider=p) for p in ("deepinfra", "meta")]
    seen = runs.observations(dataset([run()], prices, models), "gpqa-diamond")
    assert seen["rule"].tolist() == ["cheapest"]


def test_agreement_compares_one_pass_of_each_evaluator():
    one = run(
        evaluator="Artificial Analysis", passes=1.0, input_tokens=MILLION, output_tokens=MILLION
    )
    eight = run(passes=8.0, input_tokens=8 * MILLION, output_tokens=32 * MILLION)
    pair = numbers.count_agreement(dataset([one, eight])).iloc[0]
    assert (pair["evaluator_a"], pair["evaluator_b"]) == ("Artificial Analysis", "Epoch AI")
    assert (pair["input_ratio"], pair["output_ratio"]) == (1.0, 0.25)


def test_agreement_adds_reasoning_that_is_billed_on_top():
    one = run(evaluator="Artificial Analysis", passes=1.0, output_tokens=4 * MILLION)
    top = run(
        passes=1.0, output_tokens=MILLION, reasoning_tokens=3 * MILLION, reasoning_in_output=False
    )
    assert numbers.count_agreement(dataset([one, top]))["output_ratio"].tolist() == [1.0]


def test_output_of_a_priced_run_holds_reasoning_billed_on_top():
    top = run(output_tokens=2 * MILLION, reasoning_tokens=2 * MILLION, reasoning_in_output=False)
    row = priced([top], [price("2025-01-10", 1.0, 10.0)]).iloc[0]
    assert row["output_tokens"] == 2 * MILLION and row["price"] == pytest.approx(21.0)


def test_every_run_is_priced_or_said_why_not():
    rows = [
        run(),
        run("unlisted"),
        run(evaluator="A", input_tokens=None),
        run(evaluator="B", score=None),
    ]
    models = [model("m"), model("m-high", base="m"), model("unlisted")]
    data = dataset(rows, [price("2025-01-10", 1.0, 10.0)], models)
    found = runs.priced_runs(data)
    assert sorted(numbers.unpriced(data, found)["reason"]) == [
        "no price known for the model",
        "no score",
        "no token counts and no stated cost",
    ]
    counts = numbers.coverage(found).iloc[0]
    assert (counts["runs"], counts["models"], counts["priced_runs"]) == (1, 1, 1)
