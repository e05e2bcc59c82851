"""The seller's own bill is the price and stands beside our count; each call is at its own day."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from analysis.benchprice import cli
from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import read, tabular
from analysis.benchprice.readers.platforms import opentelemetry, providers
from analysis.benchprice.record import rates, sellers
from analysis.benchprice.statements import forms, validity

CALL = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
COST = {"cost": 0, "cost_details": {"upstream_inference_cost": 0.5}}


def saved(tmp_path: Path, *rows: dict, name: str = "log.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(map(json.dumps, rows)))
    return path


def response(usage: dict, **more) -> dict:
    return {"id": "c1", "model": "m", "usage": CALL | usage} | more


@pytest.mark.parametrize(
    ("usage", "billed"),
    [
        ({}, None),
        ({"cost_in_usd_ticks": 417_081_500}, 0.04170815),
        ({"cost": {"request_cost": 0.006, "total_cost": 0.0099}}, 0.0099),
        ({"cost": 0.25}, 0.25),
        ({"cost": 0.25, "cost_details": {"upstream_inference_cost": 0.25}}, 0.25),
        (COST, 0.5),
        (COST | {"is_byok": True, "cost": 0.025}, 0.525),
        ({"cost": 0.025, "is_byok": True}, None),
        ({"cost": 0}, None),
        ({"estimated_cost": 0.125}, 0.125),
    ],
)
def test_what_each_seller_says_it_billed(usage, billed):
    (used,) = providers.read_document("log", response(usage)).usage
    assert used.billed == billed


def test_a_bill_that_is_no_sum_of_money_is_refused():
    with pytest.raises(UserError, match="cost_in_usd_ticks"):
        providers.read_document("log", response({"cost_in_usd_ticks": "many"}))


def priced(tmp_path: Path, capsys, *arguments: str) -> dict:
    assert cli.main(["price", *arguments, "--json", "--quiet"]) == 0
    made = json.loads(capsys.readouterr().out)
    validity.validate(made)
    return made


def test_the_bill_is_the_price_and_our_count_stands_beside_it_on_every_card(tmp_path, capsys):
    path = saved(tmp_path, response({"cost": 0.25}), response({"cost": 0.5}, id="c2"))
    made = priced(tmp_path, capsys, str(path), "--rate", "m=1,10")
    assert made["price"]["total"] == made["price"]["billed"] == 0.75
    assert made["price"]["counted"] == pytest.approx(2 * (1000 * 1 + 100 * 10) / 1e6)
    assert [one["code"] for one in made["doubts"]] == ["bill-differs"]
    assert made["doubts"][0]["usd"] == pytest.approx(0.75 - 0.004)
    for form in ("markdown", "html", "latex", "bibtex"):
        assert "billed by the seller" in forms.render(made, form).lower()


def test_a_bill_without_a_known_rate_is_still_the_price(tmp_path, capsys):
    path = saved(tmp_path, response({"cost": 0.25}, model="of-nobody"))
    made = priced(tmp_path, capsys, str(path), "--date", "2026-03-14")
    assert (made["price"]["total"], made["rates"]) == (0.25, [])
    assert "no rate is known" in forms.render(made, "markdown")


def test_what_another_seller_would_ask_is_not_the_bill(tmp_path, capsys):
    path = saved(tmp_path, response({"cost": 0.25}))
    made = priced(tmp_path, capsys, str(path), "--rate", "m=1,10", "--provider", "other")
    assert made["price"]["total"] == pytest.approx(0.002)


def test_a_changed_bill_is_found(tmp_path, capsys):
    path = saved(tmp_path, response({"cost": 0.25}))
    made = priced(tmp_path, capsys, str(path), "--rate", "m=1,10")
    made["usage"][0]["billed"] = 0.3
    with pytest.raises(UserError, match="the counts at the rates give"):
        validity.validate(made)


ROWS = [
    {"model": "o3-2025-04-16", "input_tokens": 10**6, "output_tokens": 10**5, "date": day}
    for day in ("2025-06-20", "2025-06-01", "2025-06-02")
]


def test_each_row_is_at_its_own_day_and_a_change_inside_a_run_shows(tmp_path, capsys):
    made = priced(tmp_path, capsys, str(saved(tmp_path, *ROWS)))
    # 10/40 USD per million tokens until 2025-06-10, 2/8 since
    assert made["price"]["total"] == pytest.approx(2.8 + 2 * 14)
    lines = [(u["date"], u.get("last"), made["rates"][u["rate"]]["input"]) for u in made["usage"]]
    assert lines == [("2025-06-20", None, 2.0), ("2025-06-01", "2025-06-02", 10.0)]
    assert made["price"]["date"] == "2025-06-01"


def test_a_day_that_is_asked_for_is_the_day_of_all(tmp_path, capsys):
    path = saved(tmp_path, *ROWS)
    assert priced(tmp_path, capsys, str(path), "--date", "2025-06-20")["price"]["total"] == 8.4


def test_several_logs_are_each_at_their_day_and_one_file_counts_once(tmp_path, capsys):
    one, other = (saved(tmp_path, row, name=f"{n}.jsonl") for n, row in enumerate(ROWS[:2]))
    made = priced(tmp_path, capsys, str(one), str(other), str(one))
    assert made["price"]["total"] == pytest.approx(16.8)
    assert "0.jsonl is the same file as 0.jsonl: counted once." in made["notes"]


def test_a_day_that_is_none_is_refused_by_row():
    with pytest.raises(UserError, match="line 1: date: 'soon' is not a date"):
        tabular.read_document("log", [ROWS[0] | {"date": "soon"}])


def span(own: str, parent: str = "", trace: str = "t", tokens: int = 10, **said: str) -> dict:
    attributes = {f"gen_ai.{k.replace('__', '.')}": v for k, v in said.items()}
    attributes |= {"gen_ai.response.model": "m"}
    if tokens:
        attributes |= {"gen_ai.usage.input_tokens": tokens, "gen_ai.usage.output_tokens": 1}
    return {"name": "s", "traceId": trace, "spanId": own, "parentSpanId": parent,
            "attributes": attributes}  # fmt: skip


CHAT, AGENT = {"operation__name": "chat"}, {"operation__name": "invoke_agent"}


@pytest.mark.parametrize(
    ("spans", "tokens"),
    [
        ([span("1", tokens=30), span("2", "1", **CHAT), span("3", "1", tokens=20)], 30),
        ([span("1", tokens=30, **CHAT), span("2", "1", tokens=0), span("3", "2")], 10),
        ([span("1", **AGENT), span("2", **CHAT, tokens=7)], 7),
        ([span("1", **AGENT)], 10),
        ([span("1", **AGENT), span("2", trace="u", **CHAT)], 20),
        ([span("1"), span("1", tokens=12)], 12),
        ([span("1", response__id="r"), span("2", response__id="r", tokens=11)], 11),
        ([span("1", "2"), span("2", "3"), span("3", "1", tokens=0)], 10),
    ],
)
def test_no_call_is_counted_twice_by_its_spans(spans, tokens):
    assert sum(u.tokens.input for u in opentelemetry.read_lines("log", spans).usage) == tokens


def test_a_statement_of_one_day_keeps_its_shape_and_its_rate_by_place():
    log = read(Path(__file__).parents[1] / "logs" / "openai-responses.jsonl")
    assert all(u.date for u in log.usage)
    part = {"model": "m", "tier": "standard", "rate": 5}
    with pytest.raises(rates.Unpriced, match="no rate at the tier"):
        rates.matched({"rates": [], "usage": [part]})


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({"gen_ai.usage.cache_read.input_tokens": 4}, (6, 4, 0, 3)),
        ({"gen_ai.usage.cache_read_input_tokens": 4}, (6, 4, 0, 3)),
        ({"gen_ai.usage.cache_creation_input_tokens": 2}, (8, 0, 2, 3)),
        ({"gen_ai.usage.details.cache_read_tokens": 4}, (6, 4, 0, 3)),
        ({"llm.token_count.prompt_details.cache_write": 1}, (9, 0, 1, 3)),
        ({"gen_ai.usage.details.reasoning_tokens": 2, "gen_ai.usage.total_tokens": 15},
         (10, 0, 0, 5)),
    ],
)  # fmt: skip
def test_spans_of_other_instrumentations_are_read_by_their_names(more, counts):
    said = {"gen_ai.response.model": "m", "gen_ai.usage.input_tokens": 10}
    said |= {"gen_ai.usage.output_tokens": 3} | more
    (used,) = opentelemetry.read_lines("log", [{"attributes": said}]).usage
    kinds = ("input", "cache_read", "cache_write", "output")
    assert tuple(getattr(used.tokens, kind) for kind in kinds) == counts


def test_a_span_that_counts_tokens_of_an_unknown_kind_is_refused_by_name():
    said = {"gen_ai.response.model": "m", "gen_ai.usage.input_tokens": 10}
    said |= {"gen_ai.usage.output_tokens": 3, "gen_ai.usage.telepathy_tokens": 9}
    with pytest.raises(UserError, match="telepathy_tokens"):
        opentelemetry.read_lines("log", [{"attributes": said}])


@pytest.mark.parametrize(
    "name", ["gen_ai.openai.response.service_tier", "openai.request.service_tier"]
)
def test_a_tier_is_read_under_each_of_its_names(name):
    said = {"gen_ai.response.model": "m", "gen_ai.usage.input_tokens": 10, name: "flex"}
    said |= {"gen_ai.usage.output_tokens": 3}
    assert opentelemetry.read_lines("log", [{"attributes": said}]).usage[0].tier == "flex"


def test_a_log_that_counts_nothing_is_not_free(tmp_path, capsys):
    path = saved(tmp_path, {"model": "m", "usage": {"prompt_tokens": 0, "completion_tokens": 0}})
    made = priced(tmp_path, capsys, str(path), "--rate", "m=1,10")
    assert (made["price"]["bound"], made["doubts"][0]["code"]) == ("at least", "missing-counts")


@pytest.mark.parametrize(
    ("line", "model", "seller", "tier"),
    [
        ({"model": "m", "usage": CALL}, "m", "", "standard"),
        ({"model": "m", "id": "msg_vrtx_1", "usage": CALL}, "m", "google-vertex", "standard"),
        ({"model": "a/m", "id": "gen-1", "usage": CALL}, "a/m", "openrouter", "standard"),
        ({"modelId": "us.anthropic.m-v1:0", "usage": {"inputTokens": 1, "outputTokens": 1}},
         "us.anthropic.m-v1:0", "amazon-bedrock", "standard"),
        ({"response_metadata": {"model_name": "m"}, "usage_metadata": CALL}, "m", "", "standard"),
        ({"key": "1", "response": {"modelVersion": "m", "usageMetadata": {
            "promptTokenCount": 1, "candidatesTokenCount": 1}}}, "m", "", "batch"),
    ],
)  # fmt: skip
def test_who_sold_a_response_and_how_is_what_it_says_itself(line, model, seller, tier):
    (used,) = providers.read_document("log", line).usage
    assert (used.model, sellers.prefix(used) if "/" not in model else used.provider, used.tier) == (
        model,
        seller,
        tier,
    )
