"""The tier that a call was asked or answered at, wherever a format keeps it: each costs half."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice.readers import read
from analysis.benchprice.readers.shared import billing

FLEX = {"service_tier": "flex"}
USED = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
PROVIDER = {"id": "openai:chat:m", "config": FLEX}
SPENT = {"accumulated_cost": 0.1, "accumulated_token_usage": USED, "token_usages": []}
STATS = {"model_stats": {"tokens_sent": 1000, "tokens_received": 100, "instance_cost": 0.1}}


def langfuse(**more: Any) -> Any:
    counts = {"input": 1000, "output": 100}
    return {"id": "1", "traceId": "t", "type": "GENERATION", "model": "m", "usageDetails": counts,
            **more}  # fmt: skip


def litellm(**more: Any) -> Any:
    return {"request_id": "1", "call_type": "acompletion", "spend": 0.1, "model": "m", **USED,
            **more}  # fmt: skip


def weave(**more: Any) -> Any:
    return {"id": "1", "op_name": "o", "trace_id": "t", "summary": {"usage": {"m": USED}}, **more}


def mlflow(**said: Any) -> Any:
    own = {"mlflow.chat.tokenUsage": {"input_tokens": 1000, "output_tokens": 100},
           "mlflow.llm.model": "m", **said}  # fmt: skip
    own = {key: json.dumps(value) for key, value in own.items()}
    return {"info": {}, "data": {"spans": [{"span_id": "1", "attributes": own}]}}


def tau2(**told: Any) -> Any:
    message = {"role": "assistant", "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}
    return {"info": {"agent_info": {"llm": "m", **told}}, "simulations": [
        {"task_id": "1", "trial": 0, "messages": [message]}]}  # fmt: skip


def saved(**more: Any) -> Any:
    return {"id": "1", "model": "m", "usage": USED, **more}


FOO = {"config": {"providers": ["openai:chat:other", PROVIDER]}, "results": {"results": [
    {"promptIdx": 0, "testIdx": 0, "provider": {"id": "openai:chat:m"}, "response": {"tokenUsage":
    {"prompt": 1000, "completion": 100}}}]}}  # fmt: skip
CODEX = [
    {"type": "turn_context", "payload": {"model": "m", **FLEX}},
    {
        "type": "event_msg",
        "payload": {
            "type": "token_count",
            "info": {
                "last_token_usage": {"input_tokens": 1000, "output_tokens": 100},
                "total_token_usage": {"input_tokens": 1000, "output_tokens": 100},
            },
        },
    },
]
LOGS: dict[str, Any] = {
    "Harbor": {"trial_name": "t", "agent_info": {"model_info": {"name": "m"}}, "agent_result": {
        "n_input_tokens": 1000, "n_output_tokens": 100}, "config": {"agent": {"kwargs": {
        "llm_call_kwargs": FLEX}}}},
    "Langfuse asked": langfuse(modelParameters=FLEX),
    "Langfuse answered": langfuse(output=FLEX, modelParameters={"service_tier": "default"}),
    "LiteLLM answered": litellm(metadata={"usage_object": USED | FLEX}),
    "LiteLLM asked": litellm(metadata=json.dumps({"usage_object": USED}),
                             proxy_server_request=json.dumps({"model": "m", **FLEX})),
    "Weave asked": weave(inputs=FLEX),
    "Weave answered": weave(output=FLEX, inputs={"service_tier": "auto"}),
    "MLflow asked": mlflow(**{"mlflow.spanInputs": FLEX}),
    "MLflow answered": mlflow(**{"mlflow.spanOutputs": FLEX}),
    "tau2": tau2(llm_args={"extra_body": FLEX}),
    "promptfoo": FOO,
    "HAL": {"config": {"agent_args": FLEX}, "results": {}, "total_usage": {"m": USED}},
    "OpenHands": {"instance_id": "1", "metrics": SPENT,
                  "metadata": {"llm_config": {"model": "m", "litellm_extra_body": FLEX}}},
    "SWE-agent": {"info": STATS, "replay_config": json.dumps(
        {"agent": {"model": {"name": "m", "completion_kwargs": FLEX}}})},
    "Codex": CODEX,
    "ATIF": {"schema_version": "ATIF-v1.5", "agent": {"model_name": "m"}, "steps": [
        {"metrics": {"prompt_tokens": 1000, "completion_tokens": 100, "extra": FLEX}}]},
    "OpenInference": {"name": "llm", "attributes": {"llm.token_count.prompt": 1000,
        "llm.token_count.completion": 100, "llm.model_name": "m",
        "llm.invocation_parameters": json.dumps(FLEX)}},
    "LangChain": saved(response_metadata=FLEX),
    "the AI SDK": saved(providerMetadata={"openai": {"serviceTier": "flex"}}),
    "a proxy's record": {"request": {"body": FLEX}, "response": saved()},
}  # fmt: skip


@pytest.mark.parametrize("name", LOGS)
def test_a_log_says_at_which_tier_it_was_served(name: str, tmp_path: Path) -> None:
    path, document = tmp_path / "log.json", LOGS[name]
    rows = document if isinstance(document, list) else [document]
    path.write_text("\n".join(map(json.dumps, rows)))
    assert [one.tier for one in read(path).usage] == ["flex"]


def test_a_folder_of_verifiers_says_it_in_its_metadata(tmp_path: Path) -> None:
    used = {"input_tokens": 1000, "output_tokens": 100}
    row = {"example_id": 0, "completion": [], "reward": 1.0, "token_usage": used}
    (tmp_path / "results.jsonl").write_text(json.dumps(row))
    told = {"model": "m", "env_id": "e", "sampling_args": FLEX}
    (tmp_path / "metadata.json").write_text(json.dumps(told))
    assert [one.tier for one in read(tmp_path).usage] == ["flex"]


def test_what_answered_goes_before_what_was_asked_for() -> None:
    assert billing.tier({"service_tier": "default"}, FLEX) == "standard"
    assert billing.tier({}, None, "text", {"service_tier": None}, FLEX) == "flex"
    assert billing.tier() == "standard"
