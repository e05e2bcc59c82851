"""Statements: parts add up, repricing is the identity, no token is lost, levels and the schema."""

from __future__ import annotations

import copy
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.benchprice.commands import given as by_hand
from analysis.benchprice.doubts import Doubt
from analysis.benchprice.errors import UserError
from analysis.benchprice.merging import merged
from analysis.benchprice.readers import read
from analysis.benchprice.record import finding, rates
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.record.sellers import Unpriced
from analysis.benchprice.statements import forms, interval, levels, statement, validity
from analysis.benchprice.sums import added
from analysis.benchprice.usage import KINDS, ItemUsage, Log, Tokens, Usage
from analysis.facts.tables import ROOT
from analysis.page import prepare

LOGS = Path(__file__).parents[1] / "logs"
RATE = Rate("m", 2, 10, 0.2, 2.5, 4, source="a price list", provider="acme")

counts = st.integers(0, 10**9)
tokens = st.builds(Tokens, counts, counts, counts, counts, counts)
prices = st.floats(0.001, 1000)
rate = st.builds(Rate, st.just("m"), prices, prices, prices, prices, prices)


def log(usage: list[Usage], **said: Any) -> Log:
    return Log("a.csv", "CSV", tuple(usage), benchmark="capitals", date="2026-03-14", **said)


@settings(max_examples=60, deadline=None)
@given(st.lists(tokens, min_size=1, max_size=4), rate)
def test_parts_add_up_to_the_total(spent: list[Tokens], one: Rate) -> None:
    usage = [
        Usage("m", t, role=r)
        for t, r in zip(spent, ["model", "judge", "tools", "model"], strict=False)
    ]
    made = statement.build(log(usage), [one] * len(usage), "2026-03-14", "test")
    total = made["price"]["total"]
    assert math.isclose(math.fsum(made["price"]["by_role"].values()), total, rel_tol=1e-9)
    assert math.isclose(math.fsum(made["price"]["by_kind"].values()), total, rel_tol=1e-9)
    validity.validate(made)


@settings(max_examples=60, deadline=None)
@given(st.lists(tokens, min_size=1, max_size=4), rate, st.sampled_from(["standard", "batch"]))
def test_repricing_at_the_same_rates_is_the_identity(
    spent: list[Tokens], one: Rate, tier: str
) -> None:
    usage = [Usage("m", sum(spent, Tokens()), tier=tier)]
    made = statement.build(log(usage, passes=2, items=7), [one.at_tier(tier)], "2026-03-14", "t")
    again = statement.reprice(made, [one.at_tier(tier)], "2026-03-14")
    assert again["repriced"][0]["price"] == made["price"]
    assert statement.reprice(again, [one.at_tier(tier)], "2026-03-14") == again


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            tokens,
            st.sampled_from(["standard", "batch", "flex"]),
            st.sampled_from(["model", "judge"]),
            st.booleans(),
        ),
        max_size=12,
    )
)
def test_batch_cache_and_retries_never_lose_a_token(calls: list[Any]) -> None:
    usage = [Usage("m", t, Tokens() if bad else t, role, tier=tier) for t, tier, role, bad in calls]
    sums = added(usage)
    for kind in KINDS:
        assert sum(getattr(u.tokens, kind) for u in sums) == sum(getattr(c[0], kind) for c in calls)
    kept = sum(u.successful.total for u in sums)
    assert kept == sum(t.total for t, _, _, bad in calls if not bad)


def test_a_batch_costs_half_of_every_kind() -> None:
    spent = Tokens(100, 200, 300, 400, 500)
    (full,) = rates.price([spent], [RATE])
    (half,) = rates.price([spent], [RATE.at_tier("batch")])
    assert half == pytest.approx(full / 2, rel=1e-12)
    # written out: 100*2 + 200*0.2 + 300*2.5 + 400*4 + 500*10 = 7590 millionths
    assert full == pytest.approx(7590e-6, abs=1e-15)


def test_priority_has_no_common_factor() -> None:
    with pytest.raises(Unpriced, match="no price for the tier 'priority'"):
        RATE.at_tier("priority")


def test_cached_tokens_without_a_price_are_not_free() -> None:
    with pytest.raises(Unpriced, match="cached tokens were used and their price is not known"):
        rates.price([Tokens(1, cache_read=1)], [Rate("m", 2, 10)])
    assert rates.price([Tokens(1)], [Rate("m", 2, 10)]) == [2e-6]  # none used, none needed


def test_an_unknown_model_is_not_free() -> None:
    with pytest.raises(Unpriced, match="not priced, which is not free"):
        finding.find([Usage("m", Tokens(1))], [], None, "2026-03-14")


@pytest.mark.parametrize("text", ["m", "m=1", "=1,2", "m=a,2", "m=-1,2", "m=nan,2", "m=1,99999"])
def test_a_rate_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="--rate"):
        by_hand.parse(text)


def test_zero_is_not_a_price() -> None:
    with pytest.raises(UserError, match="0 is not a price"):
        by_hand.parse("m=0,2")
    assert by_hand.parse("a=b=1,2,,3").cache_write == 3


def test_a_zero_in_a_file_needs_free(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text("model,input,output,free\nm,0,0,\n")
    with pytest.raises(UserError, match="line 2: a price of 0 without free=true"):
        by_hand.read(path)
    path.write_text("model,input,output,free\nm,0,0,true\n")
    assert by_hand.read(path)[0].input == 0


def test_a_file_of_rates_says_each_field_and_what_is_wrong_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "rates.csv"
    head = "model,input,output,cache_read,cache_write,cache_write_long,provider,tier,date,source"
    path.write_text(f"{head},model_id,paid\nm,2,10,.2,,4,acme,batch,2026-03-14,a list,our-m,true\n"
                    "n,1,1,,,,,,,,,\n")  # fmt: skip
    one, other = by_hand.read(path)
    assert one == Rate("m", 2, 10, 0.2, None, 4, "acme", "batch", "2026-03-14", "a list", "our-m",
                       paid=True)  # fmt: skip
    assert other == Rate("n", 1, 1, source="given in rates.csv")
    for rows, said in (
        ("model,input,output\nm,1,1\n,1,1\n", "line 3: model is empty"),
        ("model,input,output,usd\nm,1,1,1\n", r"line 2: .*unknown columns: \['usd'\]"),
        ("model,input,output\nm,,1\n", "line 2: input and output are both needed"),
        ("model,input,output\nm,1,\n", "line 2: input and output are both needed"),
        ("model,input,output\nm,1,0\n", "line 2: a price of 0 without free=true"),
        ("model,input,output\nm,1,10001\n", "line 2: output: '10001' is not a price"),
    ):
        path.write_text(rows)
        with pytest.raises(UserError, match=said):
            by_hand.read(path)
    path.write_text("model,input,output\nm,1,10000\n")
    assert by_hand.read(path)[0].output == by_hand.MOST


@pytest.mark.parametrize("estimated", [True, False])
def test_a_statement_holds_all_of_a_usage_that_prices_it(estimated: bool) -> None:
    usage = Usage(
        "m", Tokens(5, 4, 3, 2, 9, 1), Tokens(1), "judge", "acme", "standard", estimated,
        not estimated, "2026-03-01", "2026-03-02", 200_000, None, "us", (("web-search", 2),), 0.5,
    )  # fmt: skip
    made = statement.build(log([usage], items=7, passes=2, score=0.5), [RATE], "2026-03-14", "t")
    again = statement.usage_of(json.loads(json.dumps(made)))
    assert again.usage == (usage,)
    assert (again.benchmark, again.items, again.passes, again.score) == ("capitals", 7, 2, 0.5)
    assert statement.recomputed(made) == 0.5


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        (forms.share, 0.3, "30.0 %"),
        (forms.share, 0.0625, "6.2 %"),
        (forms.share, 1, "100.0 %"),
        (forms.digits, 2.34567, "2.346"),
        (forms.rate, None, "–"),
        (forms.rate, 0.12345678, "0.123457"),
        (forms.count, None, "–"),
        (forms.count, 1234567, "1,234,567"),
        (forms.usd, None, "unknown"),
        (forms.usd, 0, "0.00"),
        (forms.usd, 1, "1.00"),
        (forms.usd, 1234.5, "1,234.50"),
        (forms.usd, 0.99999, "1"),
        (forms.usd, 0.03641, "0.0364"),
        (forms.usd, 0.00000912, "0.00000912"),
        (forms.total, {"total": 2.0, "bound": "".join("at least")}, "at least 2.00"),
        (forms.total, {"total": 2.0}, "2.00"),
        (forms.doubt, {"code": "c", "says": "S.", "usd": 2.0}, "S. (up to 2.00 USD) [c]"),
        (forms.doubt, {"code": "c", "says": "S.", "usd": 0.0}, "S. [c]"),
        (forms.plain, " a\tb\u202ec\n\nd ", "a b c d"),
        (
            forms.tex,
            r"5% & a_b\~^",
            r"5\% \& a\_b\textbackslash{}\textasciitilde{}\textasciicircum{}",
        ),
        (forms.markdown, "a*b<c>&|d", r"a\*b&lt;c&gt;&amp;\|d"),
        (forms.key, "GPT 5 (High)", "gpt-5-high"),
        (forms.key, "–", "run"),
    ],
)
def test_numbers_and_texts_as_they_are_shown(form: Any, value: Any, shown: str) -> None:
    assert form(value) == shown


def test_prices_of_a_pass_an_item_and_a_success() -> None:
    usage = [Usage("m", Tokens(1_000_000), Tokens(750_000))]
    made = statement.build(log(usage, items=50, passes=2, score=0.25), [RATE], "2026-03-14", "t")
    price = made["price"]
    # 1 Mtok at 2 USD over 2 passes, 50 items, a quarter of them solved
    assert (price["total"], price["pass"], price["item"], price["success"]) == (2, 1, 0.02, 0.08)
    assert price["successful_attempts"] == 1.5


def test_nothing_solved_has_no_price_of_a_success() -> None:
    made = statement.build(
        log([Usage("m", Tokens(1))], items=5, passes=1, score=0.0), [RATE], "2026-03-14", "t"
    )
    assert "success" not in made["price"]


def item(name: str, passed: int, spent: int) -> ItemUsage:
    return ItemUsage(name, passed, {("m", "model"): Tokens(spent)})


def test_the_interval_of_two_passes_is_theirs() -> None:
    used = (item("a", 1, 1_000_000), item("a", 2, 3_000_000))
    usage = [Usage("m", Tokens(4_000_000))]
    made = statement.build(
        log(usage, passes=2, items=1, items_used=used), [RATE], "2026-03-14", "t"
    )
    # passes of 2 and 6 USD: mean 4, standard error 2, t(0.95, 1) = 6.3138 (published table)
    found = made["price"]["interval"]
    assert found["high"] == pytest.approx(4 + 2 * 6.3138, abs=1e-3)
    assert found["low"] == 0.0  # a price is never negative
    assert (found["origin"], found["n"]) == ("passes", 2)


def test_the_interval_of_one_pass_is_of_its_items() -> None:
    key = ("m", "model")
    spread = interval.spread([[{key: Tokens(output=1)}, {key: Tokens(output=3)}]])
    assert spread is not None
    found = interval.of_pass(spread, [1.0], 4.0)
    # two items, mean 2, standard error of their sum sqrt(2)*sqrt(2) = 2, t(0.95, 1) = 6.3138
    assert found.high == pytest.approx(4 + 2 * 6.3138, abs=1e-3)
    assert interval.spread([[{key: Tokens(output=1)}]]) is None


def test_retries_shift_the_interval_with_the_total() -> None:
    used = (item("a", 1, 1_000_000), item("b", 1, 1_000_000))
    usage = [Usage("m", Tokens(4_000_000), Tokens(2_000_000))]
    made = statement.build(
        log(usage, passes=1, items=2, items_used=used), [RATE], "2026-03-14", "t"
    )
    assert made["price"]["interval"]["low"] == made["price"]["pass"] == 8  # items alike: no spread


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 10**6)] * 3).filter(lambda counts: sum(counts) > 0),
        min_size=2,
        max_size=6,
    ),
    st.sampled_from([1, 2]),
)
def test_the_interval_at_other_rates_is_that_of_the_items(items, passes) -> None:
    runs = [[tuple((p + 1) * c for c in one) for one in items] for p in range(passes)]
    used = tuple(
        ItemUsage(str(n), p + 1, {("m", "model"): Tokens(i, r, output=o)})
        for p, run in enumerate(runs)
        for n, (i, r, o) in enumerate(run)
    )
    total = sum((one.tokens["m", "model"] for one in used), Tokens())
    one = log([Usage("m", total, total)], items=len(items), passes=passes, items_used=used)
    other = by_hand.parse("m=0.3,7,0.05")
    made = statement.reprice(statement.build(one, [RATE], "2026-03-14", "t"), [other], "2026-11-01")
    validity.validate(made)
    found = made["repriced"][0]["price"]["interval"]
    assert found == statement.build(one, [other], "2026-11-01", "t")["price"]["interval"]
    # a second method: price every unit by hand (USD per million: 0.3, 0.05, 7), then spread those
    costs = [[(0.3 * i + 0.05 * r + 7 * o) / 1e6 for i, r, o in run] for run in runs]
    units = costs[0] if passes == 1 else [sum(run) for run in costs]
    times = len(units) if passes == 1 else 1
    middle = times * sum(units) / len(units)
    half = stats.t.ppf(0.95, len(units) - 1) * np.std(units, ddof=1) * times / len(units) ** 0.5
    # the variance loses digits where the prices are nearly alike, never more than half of them
    assert found["high"] == pytest.approx(middle + half, rel=1e-6)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"counts": [{"model": "x", "role": "model", "kind": "output", "mean": 1}]},
            "no usage of 'x'",
        ),
        ({"covariance": [[1, 2]]}, r"spread.covariance: not \d rows of \d"),
        ({"n": 1}, "spread.n: 1 is less than"),
        ({"origin": "guesses"}, "spread.origin: 'guesses' is not one of"),
    ],
)
def test_a_spread_that_cannot_be_priced_is_refused(change: dict[str, Any], message: str) -> None:
    made: Any = copy.deepcopy(full())
    made["spread"] |= change
    with pytest.raises(UserError, match=message):
        validity.validate(made)


def full() -> dict[str, Any]:
    usage = [Usage("m", Tokens(1000, 10, output=50), Tokens(1000, 10, output=50), provider="acme")]
    used = (item("a", 1, 1000), item("b", 1, 900))
    one = log(
        usage, model="m", items=2, passes=1, score=0.5, score_se=0.1, effort="high", attempts=2,
        failed=0, scaffold="none", evaluator="us", cache_policy="on", sha256="0" * 64, items_used=used,
    )  # fmt: skip
    made = statement.build(one, [RATE], "2026-03-14", "t")
    made["benchmark"]["version"] = "v1"
    made["judge"] = "none"
    # the interval needs every item's usage; give it as a log would
    made["price"]["interval"] = {"low": 0, "high": 1, "level": 0.9, "origin": "items", "n": 2}
    return statement.reprice(made, [RATE], "2026-11-01")


def test_a_full_statement_is_full() -> None:
    made = full()
    validity.validate(made)
    assert levels.missing(made) == []
    assert levels.reached(made) == "full"


@pytest.mark.parametrize("one", levels.items(), ids=lambda i: i.key)
def test_every_item_is_missed_when_it_is_taken_away(one: levels.Item) -> None:
    made = full()
    for path in one.paths[:1]:
        for option in path.split("|"):
            drop(made, option.split("."))
    assert one.key in [m.key for m in levels.missing(made)]
    order = [*levels.LEVELS]
    reached = levels.reached(made)
    assert reached == (order[order.index(one.level) - 1] if one.level != "minimal" else "")


def drop(value: Any, steps: list[str]) -> None:
    step, *rest = steps
    if step == "*":
        drop(value[0], rest)
    elif isinstance(value, list):
        del value[int(step)]
    elif not rest:
        value.pop(step, None)
    elif step in value:
        drop(value[step], rest)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("price.total", 1.0, "the counts at the rates give"),
        ("price.by_role", {"model": 5.0}, r"adds up to 5, price.total is"),
        ("usage.0.tokens.input", -1, "usage.0.tokens.input: -1 is less than"),
        ("usage.0.tier", "cheap", "no rate for some model and tier"),
        ("price.currency", "EUR", "price.currency: 'USD' was expected"),
        ("rates.0.model", "other", "no rate for some model"),
        ("extra", 1, "Additional properties are not allowed"),
        ("run.date", "14 March", "run.date: '14 March' does not match"),
    ],
)
def test_a_statement_that_is_wrong_is_refused(path: str, value: Any, message: str) -> None:
    made: Any = copy.deepcopy(full())
    *steps, last = path.split(".")
    place = made
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    with pytest.raises(UserError, match=message):
        validity.validate(made)


def test_the_schema_carries_an_example_of_each_end() -> None:
    least, most = validity.schema()["examples"]
    for example in (least, most):
        validity.validate(example)
    assert (levels.reached(least), levels.reached(most)) == ("minimal", "full")
    assert validity.schema()["$id"] == f"/schema/{statement.VERSION}/schema.json"
    assert statement.VERSION in validity.schema()["properties"]["schema"]["enum"]


def test_a_statement_of_version_1_0_is_still_one_and_moves_on_when_repriced() -> None:
    old = json.loads(validity.EVERY_SCHEMA[0].read_text())
    assert old["properties"]["schema"] == {"const": "price-statement/1.0"}
    for example in old["examples"]:
        validity.validate(example)
    moved = statement.reprice(
        old["examples"][0], [replace(RATE, model="acme-large-2026-01-15")], "2026-11-01"
    )
    validity.validate(moved)
    assert moved["schema"] == statement.VERSION


def test_names_are_escaped_in_every_form() -> None:
    hostile = "<script>x</script> | ` $1 & \\cite{a} \u202e\x1b[31m"
    usage = [Usage(hostile, Tokens(1000))]
    one = replace(log(usage, passes=1, items=1, score=0.5), model=hostile, benchmark=hostile)
    made = statement.build(one, [replace(RATE, model=hostile)], "2026-03-14", "t")
    html = forms.render(made, "html")
    assert "<script>" not in html and "&lt;script&gt;" in html
    assert "<script>" not in forms.render(made, "markdown")
    assert r"\cite" not in forms.render(made, "latex")
    for form in ("markdown", "latex", "bibtex"):
        assert "\x1b" not in forms.render(made, form) and "\u202e" not in forms.render(made, form)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(14.2, "14.20"), (1234.5, "1,234.50"), (0.03644, "0.0364"), (0.00000912, "0.00000912"),
     (0, "0.00"), (1, "1.00"), (0.9999, "1"), (None, "unknown")],
)  # fmt: skip
def test_dollars_are_shown_to_three_digits_or_cents(value: float | None, shown: str) -> None:
    assert forms.usd(value) == shown


def test_a_statement_of_a_real_log_is_valid_in_every_form() -> None:
    found = read(LOGS / "inspect.eval")
    one = replace(RATE, model="mockllm/model")
    made = statement.build(found, [one, one], "2026-11-22", "t")
    validity.validate(made)
    for form in forms.SUFFIXES:
        assert "mockllm" in forms.render(made, form)


def test_the_schema_is_served_where_its_id_says(tmp_path: Path) -> None:
    prepare.schemas(tmp_path)
    places = [f"schema/price-statement/{v}/schema.json" for v in ("1.0", "1.1")]
    assert json.loads((tmp_path / places[-1]).read_text()) == validity.schema()
    project = yaml.safe_load((ROOT / "_quarto.yml").read_text())["project"]
    for place in places:
        assert (tmp_path / place).exists() and place in project["resources"]
        assert f"(/{place})" in (ROOT / "report/guide/what-to-report.qmd").read_text()


def doubted(*found: Doubt) -> dict[str, Any]:
    usage = [Usage("m", Tokens(1_000_000))]
    return statement.build(log(usage, doubts=found), [RATE], "2026-03-14", "t")


def test_a_doubt_stands_in_the_statement_and_in_every_form() -> None:
    made = doubted(Doubt("tier-unknown", "The tier is <not> said.", 1.5))
    validity.validate(made)
    assert made["doubts"] == [
        {"code": "tier-unknown", "says": "The tier is <not> said.", "usd": 1.5}
    ]
    assert made["price"]["bound"] == "exact"
    for form in forms.SUFFIXES:
        assert "tier-unknown" in forms.render(made, form).replace("\\", "")
    assert statement.usage_of(made).doubts == (
        Doubt("tier-unknown", "The tier is <not> said.", 1.5),
    )


def test_money_that_is_missing_makes_the_total_a_bound() -> None:
    made = doubted(Doubt("missing-calls", "2 of 9 calls have no counts."))
    validity.validate(made)
    assert made["price"]["bound"] == "at least"
    assert "at least 2.00 USD" in forms.render(made, "html")
    assert "at least 2.00 USD" in forms.render(made, "markdown")
    assert r"$\ge$" in forms.render(made, "latex")


def test_doubts_of_several_logs_stand_once() -> None:
    one, other = Doubt("a", "A."), Doubt("b", "B.")
    both = merged([replace(log([], doubts=(one, other)), source="1"), log([], doubts=(other,))])
    assert both.doubts == (one, other)


def test_the_cached_share_is_of_all_input_whose_cache_is_recorded() -> None:
    one = Usage("m", Tokens(30, 50, 15, 5, 1000))
    none = Usage("m", Tokens(900, 0, 0, 0, 7), cache_recorded=False)
    for used, share in (([one], 0.5), ([one, none], 0.5), ([one, Usage("m", Tokens(100))], 0.25),
                        ([none], None), ([Usage("m", Tokens(output=3))], None)):  # fmt: skip
        assert statement._cached_share(used) == share
