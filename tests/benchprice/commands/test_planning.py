"""Planning, standing and the record's prices, on a small record of our own values."""

from __future__ import annotations

import json
import math
import sqlite3
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.benchprice import cli
from analysis.benchprice.commands import planning
from analysis.benchprice.errors import UserError
from analysis.benchprice.record import carried, finding, known, standing
from analysis.benchprice.record.carried import Record, Spent
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.record.sellers import Unpriced
from analysis.benchprice.usage import Tokens, Usage
from analysis.facts import tables, tokens
from analysis.facts.downloads import export
from analysis.facts.prices import offers
from analysis.facts.tables import Dataset
from analysis.page import evaluators

DATE = "2026-03-01"
FILES = {
    "sources": """\
source_id,title,authors,publisher,url,licence,retrieved,sha256,citation_key,redistributable
ours,Ours,,,,MIT,,,,true
model-prices,Prices,,,,MIT,,,,true
""",
    "models": """\
model_id,name,creator,release_date,weights,licence,total_params_b,active_params_b,reasoning,base_model_id,source_id
big,Big,Acme,2025-06-01,closed,,,,,,ours
big-high,Big,Acme,2025-06-01,closed,,,,,big,ours
big-low,Big,Acme,2025-06-01,closed,,,,,big,ours
small,Small,Acme,2025-09-01,open,,,,,,ours
late,Late,Acme,2026-06-01,open,,,,,,ours
""",
    "benchmarks": """\
benchmark_id,name,domain,items,chance,metric,url,headline,levels,ahead,front,milestones,composite,same_tasks,source_id
capitals,World Capitals,knowledge,100,0,accuracy,,false,,,,false,false,,ours
rivers,Rivers,knowledge,100,0,accuracy,,false,,,,false,false,,ours
""",
    "providers": """\
provider,kind,variants,maker_of,passes_on,first_day,last_day,source_id
acme,maker,,Acme,,,,ours
host,host,,,,,,ours
charity,host,,,,,,ours
""",
    "prices": """\
model_id,provider,date,seen,last_seen,observations,input,output,cache_read,cache_write,basis,source_id
big,acme,2025-06-01,2025-06-01,2026-11-01,9,2,10,0.2,2.5,list,model-prices
big,acme,2026-02-01,2026-02-01,2026-11-01,9,1,5,0.1,1.25,list,model-prices
small,acme,2025-09-01,2025-09-01,2026-11-01,9,0.5,1,,,list,model-prices
small,host,2025-09-01,2025-09-01,2026-11-01,9,0.25,0.5,,,list,model-prices
small,charity,2025-09-01,2025-09-01,2026-11-01,9,0,0,,,list,model-prices
late,host,2026-06-01,2026-06-01,2026-11-01,9,0.1,0.2,,,list,model-prices
""",
    "runs": """\
run_id,model_id,benchmark_id,date,score,score_se,passes,input_tokens,output_tokens,reasoning_tokens,reasoning_in_output,cache_read_tokens,cache_write_tokens,cache_in_input,reported_cost,reported_cost_basis,evaluator,source_id
a,big-high,capitals,2025-07-01,0.9,,1,1000000,1000000,,,,,,,,us,ours
b,big-high,capitals,2025-08-01,0.9,,2,2000000,4000000,,,,,,,,them,ours
c,big-low,capitals,2025-07-01,0.7,,1,1000000,500000,100000,false,400000,100000,true,,,us,ours
d,small,capitals,2025-10-01,0.6,,1,1000000,1000000,,,,,,,,us,ours
e,late,capitals,2026-07-01,0.95,,1,1000000,1000000,,,,,,,,us,ours
""",
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    folder = tmp_path_factory.mktemp("facts")
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return tables.load(folder)


@pytest.fixture(scope="module")
def record(facts: Dataset) -> Record:
    return export.opened(facts)


def test_tokens_per_pass_are_disjoint(facts: Dataset) -> None:
    spent = tokens.tokens_per_pass(facts.runs).set_index("run_id")
    # c: 500,000 of a million cached, 100,000 of reasoning on top of half a million
    assert spent.loc["c", ["input", "cache_read", "cache_write", "output"]].tolist() == [
        500_000, 400_000, 100_000, 600_000,
    ]  # fmt: skip
    assert spent.loc["b", ["input", "output"]].tolist() == [1_000_000, 2_000_000]  # two passes


def test_a_record_is_written_whole_over_an_older_one(
    facts: Dataset, record: Record, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "record.sqlite"
    for state in ("one", "two"):
        export.write(facts, path, state)
        found = carried.read(path)
        assert found.meta["state"] == state and found.date == record.date == "2026-11-01"
        assert found.offers("big") == record.offers("big") and found.spent() == record.spent()
        assert list(path.parent.iterdir()) == [path]


def test_a_record_is_written_in_one_transaction_whatever_the_language(facts: Dataset) -> None:
    done: list[str] = []
    connection = sqlite3.connect(":memory:")
    connection.set_trace_callback(done.append)
    export.written(facts, connection)
    # Python begins one before an INSERT, and does not find that word where i has another capital
    assert [each.strip() for each in done if each.strip() in ("BEGIN", "COMMIT")] == [
        "BEGIN",
        "COMMIT",
    ]
    assert done[0] == "BEGIN"  # not Python's own, which comes after the first table


def test_the_price_is_that_of_the_day(record: Record) -> None:
    def charged(date: str) -> Rate:
        ((rate,), _) = finding.find([Usage("Big (high)", Tokens(1))], [], record, date)
        return rate

    assert (charged("2026-01-31").input, charged("2026-02-01").input) == (2, 1)
    with pytest.raises(Unpriced, match="no price known on 2025-05-31 for 'Big"):
        charged("2025-05-31")


def test_the_makers_own_price_goes_before_a_cheaper_host(record: Record) -> None:
    ((rate,), _) = finding.find([Usage("small", Tokens(1))], [], record, DATE)
    assert (rate.provider, rate.input) == ("acme", 0.5)
    ((asked,), _) = finding.find([Usage("small", Tokens(1))], [], record, DATE, provider="host")
    assert asked.input == 0.25
    ((logged,), _) = finding.find([Usage("small", Tokens(1), provider="host")], [], record, DATE)
    assert logged.input == 0.25
    ((only,), _) = finding.find([Usage("late", Tokens(1))], [], record, "2026-07-01")
    assert only.provider == "host"


def test_an_offer_for_nothing_is_no_price(facts: Dataset, record: Record) -> None:
    rows = offers.on(offers.offers(facts), pd.Timestamp(DATE))
    assert "charity" in set(facts.prices["provider"]) - set(rows["provider"])
    with pytest.raises(Unpriced, match="not priced, which is not free"):
        finding.find([Usage("small", Tokens(1))], [], record, DATE, provider="charity")


def test_given_rates_go_before_the_record(record: Record) -> None:
    ((rate,), _) = finding.find([Usage("acme/big", Tokens(1))], [Rate("big", 7, 8)], record, DATE)
    assert rate.input == 7


def bases(record: Record) -> dict[str, str]:
    return {name: model.priced_id for name, model in record.models.items()}


def planned(record: Record, model: str, sd: float = 0.3, **said: Any) -> planning.Plan:
    spent = record.spent()
    base = bases(record)
    return planning.plan(spent, "capitals", model, base, Rate("m", 1, 5, 0.1, 1), DATE, sd, **said)


def test_a_plan_rests_on_the_models_own_runs(record: Record) -> None:
    made = planned(record, "big-high")
    # runs a and b: 1 + 5 and 1 + 10 USD; the median of two is their mean
    assert (made.price, made.n, made.basis) == (8.5, 2, planning.OWN)
    half = 1.6448536 * 0.3 * math.sqrt(1.5)
    assert made.low == pytest.approx(8.5 * math.exp(-half), rel=1e-6)
    assert made.high == pytest.approx(8.5 * math.exp(half), rel=1e-6)
    assert planned(record, "big-high", passes=8).price == 8 * 8.5


def test_without_own_runs_other_configurations_serve(record: Record) -> None:
    made = planned(record, "big", sd=0.0)
    # runs a, b and c: 6, 11 and 0.5 + 0.04 + 0.1 + 3 = 3.64 USD
    assert (made.price, made.low, made.high) == (6, pytest.approx(3.64), 11)
    assert made.basis == planning.OTHER_EFFORTS
    assert (made.input, made.output) == (10**6, 10**6)  # of run a, in the middle
    assert planned(record, "big-high").output == 10**6  # of two, the cheaper's


def test_without_any_other_models_serve_and_few_give_no_interval(record: Record) -> None:
    made = planned(record, "nobody")
    assert (made.basis, made.n, made.low) == (planning.OTHERS, 5, pytest.approx(4.112))
    # quantiles of 3.64, 6, 6, 6, 11: 5 % lies a fifth of the way from the first to the second
    fewer = record.spent()[:4]
    alone = planning.plan(fewer, "capitals", "nobody", bases(record), Rate("m", 1, 5), DATE, 0.3)
    assert alone.low is alone.high is None


def test_a_quantile_is_numpys() -> None:
    for n in (1, 2, 5, 8):
        values = sorted(math.sin(7 * i) * i for i in range(n))
        for share in (0.0, 0.05, 0.4, 0.5, 0.95, 1.0):
            assert planning.quantile(values, share) == pytest.approx(np.quantile(values, share))


@pytest.mark.parametrize(
    ("dates", "used"),
    [
        (["2024-08-30", "2024-08-29"], ["2024-08-30"]),  # 548 days before the day, and one more
        (["2024-08-30", ""], ["2024-08-30", ""]),
        (["2020-01-01", "2021-01-01"], ["2020-01-01", "2021-01-01"]),  # none lately: all
    ],
)
def test_other_models_runs_are_of_the_last_year_and_a_half(
    dates: list[str], used: list[str]
) -> None:
    runs = [Spent("r", "m", "b", date, 1, 0, 0, 1) for date in dates]
    basis, rows = planning._basis(runs, "nobody", {}, DATE)
    assert (basis, [row.date for row in rows]) == (planning.OTHERS, used)


def test_a_cache_without_a_rate_costs_the_full_input(record: Record) -> None:
    run = Spent("r", "m", "b", "", 10**6, 2 * 10**6, 3 * 10**6, 10**6)
    assert planning._prices([run], Rate("m", 1, 10)) == [1 + 2 + 3 + 10]
    assert planning._prices([run], Rate("m", 1, 10, 0.5)) == [1 + 1 + 3 + 10]
    assert planning._prices([run], Rate("m", 1, 10, None, 2)) == [1 + 2 + 6 + 10]


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (["--passes", "1"], False), (["--passes", "10000"], False), (["--passes", "0"], True),
        (["--passes", "10001"], True), (["--cache-share", "0"], False),
        (["--cache-share", "1"], False), (["--cache-share", "-0.1"], True),
        (["--cache-share", "1.1"], True),
    ],
)  # fmt: skip
def test_passes_and_a_cache_share_have_bounds(
    record: Record, monkeypatch: pytest.MonkeyPatch, capsys, words: list[str], refused: bool
) -> None:
    monkeypatch.setattr("analysis.benchprice.record.carried.known", lambda _="": record)
    plan = ["plan", "capitals", "--model", "big-high", "--date", DATE, *words]
    assert cli.main(plan) == (1 if refused else 0)
    said = capsys.readouterr()
    assert (words[0] in said.err) is refused


def test_nothing_recorded_is_no_plan(record: Record) -> None:
    spent = record.spent()
    with pytest.raises(
        UserError, match="rivers: no recorded token counts to plan with; known: capitals"
    ):
        planning.plan(spent, "rivers", "big", bases(record), Rate("m", 1, 5), DATE, 0.3)


def test_the_spread_between_repeats_is_planted() -> None:
    logs = {"x": [0.0, 0.2], "y": [5.0, 5.4]}
    rows = [(m, "b", math.exp(v)) for m, both in logs.items() for v in both]
    spent = pd.DataFrame(rows, columns=["model_id", "benchmark_id", "output"])
    spent["scaffold"] = None
    # squares 0.02 and 0.08 over two degrees of freedom
    assert tokens.repeat_sd(spent) == pytest.approx(math.sqrt(0.05))
    with pytest.raises(UserError, match="no model was run twice"):
        tokens.repeat_sd(spent.drop_duplicates("model_id"))


def test_a_cache_share_moves_input_and_keeps_the_sum(record: Record) -> None:
    spent = record.spent()
    moved = planning.with_cache_share(spent, 0.25)
    for before, after in zip(spent, moved, strict=True):
        sums = [one.input + one.cache_read + one.cache_write for one in (before, after)]
        assert sums[0] == sums[1] and after.cache_read == 250_000


def test_known_prices_are_those_of_the_day_and_of_models_that_were_out(record: Record) -> None:
    then = {r.run_id: r.price for r in known.priced_on(record, "2026-01-31", "capitals")}
    now = {r.run_id: r.price for r in known.priced_on(record, "2026-07-01", "capitals")}
    assert then == {
        "b": 22, "c": pytest.approx(1 + 0.08 + 0.25 + 6), "d": 1.5,
    }  # fmt: skip
    assert now["b"] == 11  # the cut of February
    assert now["e"] == pytest.approx(0.3)


def test_of_two_evaluators_whose_counts_do_not_agree_the_larger_is_priced(record: Record) -> None:
    """What was thought and not counted makes a run look cheap (``runs.preferred``)."""
    counts = {one.run_id: one.counts for one in record.spent()}
    assert (counts["a"], counts["b"]) == (False, True)  # big-high: a million of output, or two


def test_standing_on_either_side_of_domination(record: Record) -> None:
    then = known.priced_on(record, "2026-01-31", "capitals")
    now = known.priced_on(record, "2026-07-01", "capitals")
    assert standing.standing(then, now, 22, 0.9)["on_frontier"]  # equal in both: not dominated
    beaten = standing.standing(then, now, 22.01, 0.9)
    assert beaten["dominated_by"]["model_id"] == "big-high"
    assert standing.standing(then, now, 22, 0.901)["on_frontier"]
    found = standing.standing(then, now, 5.0, 0.65)
    assert (found["cheapest_then"]["price"], found["cheapest_now"]["model_id"]) == (7.33, "late")


def test_a_rate_is_told_with_seller_days_source_and_doubts(
    record: Record, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("analysis.benchprice.record.carried.known", lambda _="": record)
    assert cli.main(["rate", "Big", "--date", "2026-01-01", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["input"], told["output"], told["cache_read"]) == (2, 10, 0.2)
    assert (told["seller"], told["from"], told["until"]) == ("acme", "2025-06-01", "2026-02-01")
    assert (told["source"], told["doubts"]) == ("model-prices", [])
    assert cli.main(["rate", "small", "--date", "2026-01-01"]) == 0
    assert "cache reads –" in capsys.readouterr().out
    assert cli.main(["rate", "bi"]) == 3
    assert cli.main(["rate", "big", "--date", "2035-01-01"]) == 3
    assert "the record ends on 2026-11-01" in capsys.readouterr().err


def test_names_find_their_benchmark(record: Record) -> None:
    for name in ("capitals", "Capitals", "world-capitals", "inspect_evals/capitals"):
        assert record.benchmark(name) == "capitals"
    assert record.benchmark("seas") == ""


def test_the_command_plans_and_says_where_a_run_stands(
    record: Record,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("analysis.benchprice.record.carried.known", lambda _="": record)
    assert cli.main(["plan", "capitals", "--model", "big (high)", "--date", "2026-03-01"]) == 0
    assert "8.50 USD expected (90 % between" in capsys.readouterr().out
    log = tmp_path / "log.csv"
    log.write_text(
        "benchmark,model,items,passes,input_tokens,output_tokens,score,date\n"
        "capitals,big,100,1,1000000,1000000,0.5,2026-01-15\n"
    )
    assert cli.main(["price", str(log)]) == 0
    shown = capsys.readouterr().out
    assert "12.00 USD" in shown  # at the rates of the run's date, before the cut
    assert "Dominated by small (1.50 USD a pass" in shown
    assert "now: late, 0.3 USD a pass" in shown
    assert cli.main(["price", str(log), "--model", "x", "--date", "2025-01-01"]) == 3


def test_the_planning_table_has_the_spread_and_the_best(facts: Dataset, record: Record) -> None:
    priced = known.priced_on(record, "2026-07-01")
    (row,) = evaluators.planning_table(priced, facts.benchmarks).to_dict("records")
    assert (row["runs"], row["cheapest"], row["dearest"]) == (4, pytest.approx(0.3), 11)
    assert (row["best"], row["best_price"]) == ("late", pytest.approx(0.3))


def test_the_page_carries_counts_to_four_digits(facts: Dataset, record: Record) -> None:
    carried = evaluators.facts(record, facts.benchmarks, "2026-07-01")
    assert (
        carried["rates"]["big-high"]["input"] == 1
        and carried["rates"]["late"]["provider"] == "host"
    )
    assert ["big-high", "big"] in carried["models"] and len(carried["models"]) == 4
    low = [m for m, _ in carried["models"]].index("big-low")
    assert [0, low, 500_000, 400_000, 100_000, 600_000] in carried["runs"]
    markup = evaluators.calculator(
        {**carried, "benchmarks": [{"id": "x", "name": "</script>"}]}
    ).markup
    assert markup.count("</script>") == 1  # a name cannot end the facts' element


def test_what_a_score_costs_is_a_line_a_model_the_cheapest_first(
    record: Record, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("analysis.benchprice.record.carried.known", lambda _="": record)

    def said(*words: str) -> list[str]:
        assert cli.main([*words, "--date", "2026-07-01"]) == 0
        return capsys.readouterr().out.splitlines()

    ways = said("cheapest", "capitals", "--score", "0.6")
    assert ways == [
        "late      0.950  0.3 USD a pass, host",
        "small     0.600  1.50 USD a pass, acme",
        "big-low   0.700  3.67 USD a pass, acme",
        "big-high  0.900  11.00 USD a pass, acme",
        "  capitals at the offers of 2026-07-01: one run a model",
    ]
    assert said("cheapest", "capitals", "--score", "0.6", "-q") == ways[:-1]
    assert [w.split()[0] for w in said("cheapest", "capitals", "--score", "0.7", "-q")] == [
        "late", "big-low", "big-high",
    ]  # fmt: skip
    best = said("best", "capitals", "--budget", "11", "-q")
    assert [w.split()[0] for w in best] == ["late", "big-high", "big-low", "small"]
    assert len(said("best", "capitals", "--budget", "1.5", "-q")) == 2
    monkeypatch.setattr("analysis.benchprice.commands.buying.SHOWN", 1)
    assert said("cheapest", "capitals", "--score", "0.6")[-1].endswith("; 3 more with --json")
    assert cli.main(["cheapest", "capitals", "--score", "0.6", "--date", "2026-01-01"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "  1 models left out: not out, not sold or without a price (--json)"
    assert cli.main(["best", "capitals", "--budget", "0.01", "--date", "2026-07-01"]) == 1
    assert "the cheapest is late, for 0.3 USD" in capsys.readouterr().err
    assert cli.main(["cheapest", "capitals", "--score", "0.96", "--date", "2026-07-01"]) == 1
    assert "the best is late with 0.95, for 0.3 USD a pass" in capsys.readouterr().err
