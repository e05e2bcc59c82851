"""What is billed beside tokens, and at which tier, by the words of each seller."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.shared import billing


def details(**calls: Any) -> Any:
    return {"server_side_tool_usage_details": calls}


def output(*items: Any, **more: Any) -> Any:
    return {"output": list(items), **more}


def call(name: str, **more: Any) -> Any:
    return {"type": f"{name}_call", **more}


def grounded(chunks: Any = (), **more: Any) -> Any:
    return {"candidates": [{"groundingMetadata": {"groundingChunks": list(chunks), **more}}]}


ASKED = {"webSearchQueries": ["a", "b"]}
PREVIEW = {"tools": [{"type": "web_search_preview_2025_03_11"}]}
SEARCH = {"type": "search"}


@pytest.mark.parametrize(
    ("usage", "found"),
    [
        ({}, {}),
        (details(web_search_calls=2, mcp_calls=0), {"web-search": 2}),
        (details(x_search_calls=1, code_interpreter_calls=3, file_search_calls=4),
         {"x-search": 1, "code-execution": 3, "file-search": 4}),
        (details(code_execution_calls=2), {"code-execution": 2}),
        (details(view_image_calls=2), {"view-image": 2}),
        ({"server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 9,
                              "total_requests": 11}}, {"web-search": 2}),
        ({"server_tool_use": {"code_execution_requests": 5}}, {"code-execution": 5}),
        ({"num_server_side_tools_used": 3}, {"server-side-tool": 3}),
        ({"num_server_side_tools_used": 3, **details(web_search_calls=2)}, {"web-search": 2}),
        ({"num_sources_used": 4}, {"live-search-source": 4}),
        ({"num_search_queries": 5}, {"search-query": 5}),
        ({"billed_units": {"search_units": 6, "input_tokens": 9}}, {"search-unit": 6}),
        ({"search_context_size": "low"}, {"request-low": 1}),
        ({"search_context_size": "medium"}, {"request-medium": 1}),
        ({"search_context_size": "high"}, {"request-high": 1}),
        ({"search_context_size": "vast"}, {}),
    ],
)  # fmt: skip
def test_counts_of_tools_are_fees_by_the_records_names(usage: Any, found: Any) -> None:
    assert billing.beside_tokens({}, usage, "log", "m") == found


@pytest.mark.parametrize(
    ("response", "model", "found"),
    [
        (output(call("web_search"), call("web_search", action=SEARCH)), "m", {"web-search": 2}),
        (output(call("web_search", action={})), "m", {"web-search": 1}),
        (output(call("web_search", action={"type": "open_page"})), "m", {}),
        (output(call("web_search"), **PREVIEW), "m", {"web-search-preview": 1}),
        (output(call("file_search", action={"type": "list"}), **PREVIEW), "m", {"file-search": 1}),
        (output(call("x_search"), call("code_interpreter")), "m",
         {"x-search": 1, "code-execution": 1}),
        (output(call("image_generation")), "m", {"image-generation": 1}),
        (output(*map(call, billing._OWN)), "m", {}),
        (output({"type": "function_call_output"}, {"type": "message"}, {"type": 3}, "text", None),
         "m", {}),
        ({"output": "text", "tools": "none", "choices": 3, "candidates": "x"}, "m", {}),
        ({"tools": ["text", {"type": 3}], **output(call("web_search"))}, "m", {"web-search": 1}),
        ({"choices": [{"message": {"tool_calls": [{"function": {"name": "$web_search"}},
            {"function": {"name": "mine"}}, {"function": "x"}, "y"]}}, "z", {"message": "w"}]},
         "m", {"web-search": 1}),
        (grounded(**ASKED), "gemini-2.5-pro", {"grounded-answer": 1}),
        (grounded(**ASKED), "gemini-3-pro", {"grounding-query": 2}),
        (grounded(**ASKED), "gemini-10-pro", {"grounding-query": 2}),
        (grounded(webSearchQueries="a"), "gemini-3-pro", {"grounding-query": 1}),
        (grounded([{"maps": {}}, {"web": {}}, "text"]), "gemini-3-pro", {"maps-answer": 1}),
        (grounded([{"maps": {}}], **ASKED), "gemini-2.5-pro",
         {"maps-answer": 1, "grounded-answer": 1}),
        (grounded([{"web": {}}]), "gemini-3-pro", {}),
        ({"candidates": ["text", {"groundingMetadata": "x"}]}, "gemini-3-pro", {}),
        ({}, "gpt-4o-search-preview", {"web-search-preview": 1}),
        ({}, "perplexity/sonar-pro", {"request": 1}),
        (output(call("file_search")), "sonar", {"file-search": 1}),
    ],
)  # fmt: skip
def test_calls_in_an_answer_are_fees_but_those_that_a_client_runs(
    response: Any, model: str, found: Any
) -> None:
    assert billing.beside_tokens(response, {}, "log", model) == found
    # where the usage names the tools, the answer's calls are the same ones
    told = billing.beside_tokens(response, details(file_search_calls=1), "log", model)
    assert told == {"file-search": 1}
    other = billing.beside_tokens(response, {"num_sources_used": 1}, "log", model)
    always = ("request", "web-search-preview") if not response else ()
    calls = {kind: n for kind, n in found.items() if kind not in always}
    assert other == {**calls, "live-search-source": 1}


def test_a_count_that_is_none_is_refused_by_its_name() -> None:
    with pytest.raises(UserError, match="log: web_search"):
        billing.beside_tokens({}, details(web_search_calls="many"), "log")


UP = {"cost_details": {"upstream_inference_cost": 0.5}}


@pytest.mark.parametrize(
    ("usage", "usd"),
    [
        ({"tokens": 3}, None),
        ({"cost_in_usd_ticks": 10**10}, 1.0),
        ({"cost_in_usd_ticks": 0, "cost": 9.0}, 0.0),
        ({"cost": 0.25}, 0.25),
        ({"cost": 0.25, "estimated_cost": 0.5}, 0.25),
        ({"estimated_cost": 0.5}, 0.5),
        ({"cost": {"total_cost": 0.75, "request_cost": 0.1}}, 0.75),
        ({"cost": {"request_cost": 0.1}}, None),
        ({"cost": "0.25"}, None),
        ({"cost": 0, **UP}, 0.5),
        ({"cost": 0.25, **UP}, 0.25),
        ({"cost": 0.25, "is_byok": True, **UP}, 0.75),
        ({"cost": None, "is_byok": True, **UP}, 0.5),
        ({"cost": 0.25, "is_byok": True}, None),
        ({"cost": 0.25, "is_byok": False}, 0.25),
        ({"cost": 0.25, "is_byok": 1, **UP}, 0.25),
        ({"cost": 0}, None),
    ],
)
def test_a_bill_in_each_sellers_words(usage: Any, usd: float | None) -> None:
    assert billing.billed(usage, "log") == usd


@pytest.mark.parametrize("usage", [{"cost": -1}, {"cost_in_usd_ticks": 2e18}, {"cost": [1]}])
def test_a_bill_out_of_bounds_is_refused(usage: Any) -> None:
    with pytest.raises(UserError, match="log: cost"):
        billing.billed(usage, "log")


@pytest.mark.parametrize(
    ("record", "usd"),
    [
        ({"total_cost": 0.5, "response_cost": 0.25}, 0.25),  # in the order of ``STATED``
        ({"_hidden_params": {"response_cost": 0.125}}, 0.125),
        ({"cost": 0.5, "_hidden_params": {"response_cost": 0.125}}, 0.5),
        ({"cost": True, "totalCost": 2}, 2.0),
        ({"cost": "0.5"}, None),
        ({"_hidden_params": "x"}, None),
        ({}, None),
        *(({name: 0.5}, 0.5) for name in billing.STATED),
    ],
)
def test_what_a_client_reckoned_is_read_under_each_name(record: Any, usd: float | None) -> None:
    assert billing.stated(record, "log") == usd


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        *(({name: "flex"}, "flex") for name in billing._TIERS),
        *(({"service_tier": name}, "standard") for name in billing._LIST_PRICE),
        ({"service_tier": " Priority-Tier "}, "priority"),
        ({"trafficType": "ON_DEMAND_FLEX"}, "flex"),
        ({"service_tier": {"type": "priority"}}, "priority"),
        ({"service_tier": 3}, "standard"),
        ({"service_tier": "x" * 99}, "x" * billing.LONGEST),
        ({"speed": "fast", "service_tier": "standard"}, "fast"),
        ({"speed": "slow"}, "standard"),
        ({"performanceConfig": {"latency": "optimized"}}, "latency-optimized"),
        ({"performanceConfig": {"latency": "standard"}, "service_tier": "flex"}, "flex"),
        ({"performanceConfig": "optimized"}, "standard"),
    ],
)
def test_a_tier_in_each_sellers_words(said: Any, tier: str) -> None:
    assert billing.service_tier(said) == tier
    assert billing.said_tier(said)
    assert billing.tier({"id": 1}, said) == tier
    assert billing.tier({"litellm_extra_body": said}) == tier


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("us", "us"),
        ("global", ""),
        ("not_available", ""),
        (None, ""),
        (3, ""),
        ("x" * 99, "x" * 60),
    ],
)
def test_a_region_that_may_be_billed(said: Any, where: str) -> None:
    assert billing.region({"inference_geo": said}) == where
