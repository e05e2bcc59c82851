"""Small logs of every kind of mistake, in other shapes than the ones that were found first.

The letters are those of the kinds: A reasoning, B tiers, C discounts that nobody gave, D money that
is not tokens, E bills in the log, F long prompts, G calls counted twice, H days, I cached tokens,
J and K seller and rate, L healthy logs. What is right is worked out by hand from the sellers' lists.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice import cli
from analysis.benchprice.record import carried

DAY = {"created": 1764000000}  # 2025-11-24
ISO = {"timestamp": "2025-11-24T00:00:00Z"}
SONNET, GPT, FLASH = "claude-sonnet-4-5-20250929", "gpt-5-2025-08-07", "gemini-2.5-flash"


def chat(model: str = GPT, sent: int = 1000, got: int = 100, usage: Any = None, **more: Any) -> Any:
    """A chat completion; ``usage`` is added to its counts."""
    counts = {"prompt_tokens": sent, "completion_tokens": got} | (usage or {})
    return {"id": "c1", "model": model, "usage": counts, **DAY, **more}


def gemini(model: str = FLASH, line: Any = None, **usage: Any) -> Any:
    counts = {"promptTokenCount": 1000, "candidatesTokenCount": 200, "totalTokenCount": 1200}
    return {"modelVersion": model, "usageMetadata": counts | usage, **ISO, **(line or {})}


def message(model: str = SONNET, line: Any = None, **usage: Any) -> Any:
    counts = {"input_tokens": 1000, "output_tokens": 100}
    return {"id": "msg_1", "model": model, "usage": counts | usage, **ISO, **(line or {})}


def span(model: str = GPT, provider: str = "openai", **said: Any) -> Any:
    use = {"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 100}
    own = {"gen_ai.response.model": model, "gen_ai.provider.name": provider}
    return {"name": "chat", "start_time": "2025-11-24T10:00:00Z", "attributes": own | use | said}


def row(model: str, day: str = "2025-11-24", **more: Any) -> Any:
    return {"model": model, "input_tokens": 1000, "output_tokens": 100, "date": day, **more}


def inference(own: str, parent: str, kind: str, sent: int, got: int, model: str = "") -> Any:
    """A span of OpenInference's."""
    said = {"openinference.span.kind": kind, "llm.token_count.prompt": sent,
            "llm.token_count.completion": got, "llm.model_name": model}  # fmt: skip
    return {"name": kind, "context": {"trace_id": "t", "span_id": own}, "parent_id": parent,
            "start_time": ISO["timestamp"], "attributes": said}  # fmt: skip


def langfuse(own: str, parent: str, **more: Any) -> Any:
    return {"id": own, "traceId": "t", "type": "GENERATION", "parentObservationId": parent or None,
            "startTime": ISO["timestamp"], "model": GPT, "usageDetails": {"input": 1000,
            "output": 100, "total": 1100}, **more}  # fmt: skip


NOTED = {"cache_creation_input_tokens": 200, "service_tier": "standard"}
GROUNDED = {"candidates": [{"finishReason": "STOP",
    "groundingMetadata": {"webSearchQueries": ["a", "b"]}}]}  # fmt: skip
GENERATION = {"data": {"id": "gen-1", "total_cost": 0.0077, "model": "openai/gpt-5-mini",
    "created_at": ISO["timestamp"], "tokens_prompt": 900, "tokens_completion": 90,
    "native_tokens_prompt": 1000, "native_tokens_completion": 100}}  # fmt: skip
STEP = {"inputTokens": 1000, "outputTokens": 100}
ATIF = {"schema_version": "ATIF-v1.5", "session_id": "s", "agent": {"name": "claude-code",
    "model_name": SONNET}, "steps": [{"step_id": 1, **ISO, "metrics": {"prompt_tokens": 1000,
    "completion_tokens": 100, "cached_tokens": 700, "extra": NOTED}}]}  # fmt: skip
ANSWERED = [{"kind": "request", "parts": []}, {"kind": "response", "model_name": GPT, **ISO,
    "usage": {"input_tokens": 1000, "output_tokens": 100}}]  # fmt: skip
LONG = {"cache_read_input_tokens": 200_000, "input_tokens": 10_000}
SHEET = "model;input_tokens;output_tokens;date;latency_ms\ngpt-5;1000;100;2025-11-24;12\n"
WRITES = {"ephemeral_5m_input_tokens": 300, "ephemeral_1h_input_tokens": 600}
AUDIO = [{"modality": "TEXT", "tokenCount": 200}, {"modality": "AUDIO", "tokenCount": 800}]
BEGUN = {"type": "message_start", "message": message(output_tokens=1), **ISO}
ENDED = {"type": "message_delta", "usage": {"output_tokens": 100}}
TOOLS = {"server_side_tool_usage_details": {"web_search_calls": 2, "mcp_calls": 0}}
BEDROCK = {"schemaType": "ModelInvocationLog", "modelId": f"us.anthropic.{SONNET}-v1:0", **ISO,
           "input": {"inputTokenCount": 1000, "cacheReadInputTokenCount": 600},
           "output": {"outputTokenCount": 100, "outputBodyJson": []}}  # fmt: skip
NESTED = {"inputTokens": {"total": 1000, "noCache": 200, "cacheRead": 800, "cacheWrite": 0},
          "outputTokens": {"total": 500, "text": 100, "reasoning": 400}}  # fmt: skip
OWN = {"input_tokens": 1000, "cache_creation_input_tokens": 200, "output_tokens": 100}
SDK = {"usage": {"inputTokens": 1000, "outputTokens": 100, "totalTokens": 1100,
       "cachedInputTokens": 600}, "response": {"modelId": SONNET, **ISO}, "providerMetadata":
       {"anthropic": {"usage": OWN | {"cache_read_input_tokens": 600}}}}  # fmt: skip
SDK_4 = {**SDK, "usage": {"promptTokens": 1000, "completionTokens": 100, "totalTokens": 1100},
         "providerMetadata": {"anthropic": {"cacheReadInputTokens": 600}}}  # fmt: skip
AI_SDK = {"ai.usage.inputTokens": 1000, "ai.usage.outputTokens": 100, "ai.usage.totalTokens": 1100}
NOTES = {"ai.response.providerMetadata": json.dumps(SDK["providerMetadata"])}
CHUNK = {"id": "c1", "object": "chat.completion.chunk", "model": GPT, **DAY}
LANGCHAIN = {"input_token_details": {"cache_read": 600, "cache_creation": 200}}
BREAKDOWN = {"completion_tokens_details": {"reasoning_tokens": 40}}
SEARCH = {"output": [{"type": "web_search_call", "action": {"type": "search"}}]}


SILENT = {"gen_ai.operation.name": "chat", "gen_ai.request.model": GPT}
TAU = {"info": {"agent_info": {"llm": "gemini/gemini-2.5-pro"}}, "simulations": [{"task_id": "1",
    "start_time": ISO["timestamp"], "messages": [{"role": "assistant", "usage": {
    "prompt_tokens": 1000, "completion_tokens": 200, "total_tokens": 1700}}]}]}  # fmt: skip
PROMPTFOO = {"config": {}, "results": {"timestamp": ISO["timestamp"], "results": [{"provider": {
    "id": f"openai:{GPT}", "config": {"service_tier": "flex"}}, "response": {"tokenUsage": {
    "prompt": 1000, "completion": 100}}}]}}  # fmt: skip


WRITES_TOLD = {"cache_creation": {"ephemeral_5m_input_tokens": 600,
    "ephemeral_1h_input_tokens": 400}}  # fmt: skip


def session(cost: float, whole: Any = None) -> Any:
    """The result of a session of Claude Code's that wrote 1,000 tokens to its cache."""
    used = {"inputTokens": 1000, "outputTokens": 100, "cacheCreationInputTokens": 1000}
    return [{"type": "result", "total_cost_usd": cost, "modelUsage": {SONNET: used}, **ISO,
             "usage": whole}]  # fmt: skip


def spent(model: str = GPT, used: Any = None, **more: Any) -> Any:
    """A row of LiteLLM's spend logs; ``used`` is added to its usage object, if that is there."""
    counts = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    return {"request_id": "r", "call_type": "acompletion", "model": model, "spend": 0.0, **counts,
            "startTime": ISO["timestamp"], "metadata": {} if used is None else
            {"usage_object": counts | used}, **more}  # fmt: skip


def told(model: str, **seller: Any) -> Any:
    """A message of LangChain's, whose own counts have nothing of what its seller's add."""
    return {"type": "ai", "created_at": ISO["timestamp"], "response_metadata": {"model_name": model,
            **seller}, "usage_metadata": {"input_tokens": 1000, "output_tokens": 100}}  # fmt: skip


LOCAL = {"version": 2, "status": "success", "eval": {"task": "t", "model": "openai/gpt-4o-2024-08-06",
    "created": "2025-06-08T00:00:00Z", "model_base_url": "http://localhost:8000/v1"}, "stats": {
    "model_usage": {"openai/gpt-4o-2024-08-06": {"input_tokens": 9, "output_tokens": 9,
    "total_tokens": 18}}}}  # fmt: skip


# (kind, lines of the log, USD per million tokens of each sort times tokens: USD in millionths)
WORTH: list[tuple[str, Any, float]] = [
    ("A Gemini's thoughts alone", [gemini(candidatesTokenCount=None, thoughtsTokenCount=800,
        totalTokenCount=1800)], 1000 * 0.3 + 800 * 2.5),
    ("A Grok without a total", [chat("grok-4-0709", usage=BREAKDOWN)], 1000 * 3 + 140 * 15),
    ("A Grok, more thought than said", [chat("grok-4-0709", usage={
        "completion_tokens_details": {"reasoning_tokens": 900}})], 1000 * 3 + 1000 * 15),
    ("A the AI SDK's nested counts", [{"id": "x", "model": GPT, "usage": NESTED, **ISO}],
        200 * 1.25 + 800 * 0.125 + 500 * 10),
    ("A tool prompts of Gemini's", [gemini(toolUsePromptTokenCount=500, totalTokenCount=1700)],
        1500 * 0.3 + 200 * 2.5),
    ("B Vertex' flexible traffic", [gemini(trafficType="ON_DEMAND_FLEX")], 1000 * 0.15 + 200 * 1.25),
    ("B Gemini's tier", [gemini(serviceTier="flex")], 1000 * 0.15 + 200 * 1.25),
    ("B Vertex' ordinary traffic", [gemini(trafficType="ON_DEMAND")], 1000 * 0.3 + 200 * 2.5),
    ("B priority", [chat(service_tier="priority")], 1000 * 2.5 + 100 * 20),
    ("B Groq's flex, at the list price", [row("groq/llama-3.3-70b-versatile", tier="flex")],
        1000 * 0.59 + 100 * 0.79),
    ("B a row's tier in capitals", [row(GPT, tier="Flex")], 1000 * 0.625 + 100 * 5),
    ("B a row's service tier", [row(GPT, service_tier="flex")], 1000 * 0.625 + 100 * 5),
    ("B a row of a batch", [row(GPT, batch=True)], 1000 * 0.625 + 100 * 5),
    ("B inference in the US", [message("claude-opus-4-6", inference_geo="us",
        line={"timestamp": "2026-03-24"})], 1000 * 5.5 + 100 * 27.5),
    ("C a row with an id is no batch", [row(GPT, custom_id="1")], 1000 * 1.25 + 100 * 10),
    ("B the tier of the answer that a proxy kept", [spent(response={"service_tier": "flex"})],
        1000 * 0.625 + 100 * 5),
    ("D searches in a proxy's row", [spent(SONNET, {"server_tool_use": {"web_search_requests": 3}})],
        4500 + 30_000),
    ("D a search in the answer that a proxy kept", [spent(response=SEARCH)], 2250 + 10_000),
    ("D a search in a call of Weave's", [{"op_name": "x", "trace_id": "t", "output": SEARCH,
        "started_at": ISO["timestamp"], "summary": {"usage": {GPT: {"input_tokens": 1000,
        "output_tokens": 100, "requests": 1}}}}], 2250 + 10_000),
    ("D a search in a span of MLflow's", [{"info": {}, "data": {"spans": [{"attributes": {
        "mlflow.chat.tokenUsage": json.dumps({"input_tokens": 1000, "output_tokens": 100}),
        "mlflow.llm.model": GPT, "mlflow.spanOutputs": json.dumps(SEARCH)},
        "start_time": ISO["timestamp"]}]}}], 2250 + 10_000),
    ("D a search in a span of OpenInference's", [span(**{"output.value": json.dumps(SEARCH)})],
        2250 + 10_000),
    ("D searches in a message of LangChain's", [told(SONNET, usage={"input_tokens": 1000,
        "output_tokens": 100, "server_tool_use": {"web_search_requests": 3}})], 4500 + 30_000),
    ("E a bill in a message of LangChain's", [told("openai/gpt-5", token_usage={"cost": 0.0023})],
        2300),
    ("I cached tokens in the answer that a proxy kept", [spent(response=json.dumps({"usage": {
        "prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {
        "cached_tokens": 600}}}))], 400 * 1.25 + 600 * 0.125 + 1000),
    ("D Gemini's audio", [gemini(promptTokensDetails=AUDIO)], 200 * 0.3 + 800 * 1.0 + 200 * 2.5),
    ("D an answer grounded in searches", [gemini(line=GROUNDED)], 1000 * 0.3 + 200 * 2.5 + 35_000),
    ("D each search of Gemini 3", [gemini("gemini-3.1-pro-preview", line={**GROUNDED,
        "timestamp": "2026-09-01"})], 1000 * 2 + 200 * 12 + 2 * 14_000),
    ("D searches in files", [{"id": "r", "model": GPT, **DAY, "output": [{"type":
        "file_search_call"}] * 2, "usage": {"input_tokens": 1000, "output_tokens": 100}}],
        1250 + 1000 + 5000),
    ("D a model that always searches", [chat("gpt-4o-search-preview-2025-03-11")],
        1000 * 2.5 + 100 * 10 + 25_000),
    ("D Perplexity's request of a size", [chat("sonar-pro", usage={"search_context_size":
        "medium"})], 1000 * 3 + 100 * 15 + 10_000),
    ("D Perplexity's research", [chat("sonar-deep-research", usage={"total_tokens": 1100,
        "citation_tokens": 500, "reasoning_tokens": 4000, "num_search_queries": 3})],
        1000 * 2 + 100 * 8 + 500 * 2 + 4000 * 3 + 3 * 5000),
    ("D audio in a row", [row("gpt-4o-audio-preview-2024-12-17", input_audio_tokens=500)],
        500 * 2.5 + 500 * 40 + 100 * 10),
    ("D searches", [message(server_tool_use={"web_search_requests": 4})], 3000 + 1500 + 40000),
    ("D xAI's tools", [chat("grok-4-fast-reasoning", usage=TOOLS, created=1770000000)],
        1000 * 0.2 + 100 * 0.5 + 10000),
    ("D Cohere's billed units", [{"id": "1", "model": "command-a-03-2025", **ISO, "usage": {
        "billed_units": {"input_tokens": 100, "output_tokens": 50}, "tokens": {
        "input_tokens": 600, "output_tokens": 55}}}], 100 * 2.5 + 50 * 10),
    ("F a long prompt from the cache", [message(**LONG)], 10_000 * 6 + 200_000 * 0.6 + 100 * 22.5),
    ("F a long prompt in a span", [span("gemini-2.5-pro", "gcp.gemini",
        **{"gen_ai.usage.input_tokens": 250_000})], 250_000 * 2.5 + 100 * 15),
    ("G a stream that ended", [BEGUN | {"message": message(line={"stop_reason": None})}, ENDED | {
        "delta": {"stop_reason": "end_turn"}}], 1000 * 3 + 100 * 15),
    ("G events of a stream", [BEGUN, {"type": "ping"}, ENDED, {"type": "message_stop"}],
        1000 * 3 + 100 * 15),
    ("G events of OpenAI's", [{"type": "response.created", "response": {"id": "r", "usage": None}},
        {"type": "response.completed", "response": chat()}], 1000 * 1.25 + 100 * 10),
    ("G chunks of Gemini's", [gemini(candidatesTokenCount=n, totalTokenCount=1000 + n, line={
        "candidates": [{"finishReason": end}]}) for n, end in ((10, None), (50, None),
        (200, "STOP"))], 1000 * 0.3 + 200 * 2.5),
    ("H a price that fell", [row("o3", "2025-06-01"), row("o3", "2025-06-15")],
        1000 * (10 + 2) + 100 * (40 + 8)),
    ("I counts in Bedrock's log, in one region", [BEDROCK], 1.1 * (1000 * 3 + 600 * 0.3 + 100 * 15)),
    ("B Bedrock's from anywhere", [row(f"global.anthropic.{SONNET}-v1:0")], 1000 * 3 + 100 * 15),
    ("B Bedrock's from anywhere, where the list has the region's price",
        [row(f"global.anthropic.{SONNET}-v1:0", "2025-11-01")], 1000 * 3 + 100 * 15),
    ("B Bedrock's of a model with one price", [row("us.anthropic.claude-3-7-sonnet-20250219-v1:0",
        "2025-06-01")], 1000 * 3 + 100 * 15),
    ("I Anthropic's names in a span", [span(SONNET, "anthropic", **{
        "gen_ai.usage.cache_read_input_tokens": 5000})], 1000 * 3 + 5000 * 0.3 + 100 * 15),
    ("I LangChain's details", [message(**LANGCHAIN, total_tokens=1100)],
        200 * 3 + 600 * 0.3 + 200 * 3.75 + 100 * 15),
    ("I writes for an hour", [message("claude-opus-4-6", cache_creation_input_tokens=900,
        cache_creation=WRITES, line={"timestamp": "2026-03-24"})],
        1000 * 5 + 300 * 6.25 + 600 * 10 + 100 * 25),
    ("I Anthropic's own counts beside the AI SDK's", [SDK], 3000 + 200 * 3.75 + 180 + 1500),
    ("I the cache beside the AI SDK's fourth version", [SDK_4], 3000 + 180 + 1500),
    ("G calls of a result of the AI SDK's", [{"steps": [SDK, SDK], "totalUsage": STEP}],
        2 * (3000 + 200 * 3.75 + 180 + 1500)),
    ("G chunks without counts", [{**CHUNK, "usage": None}, {**CHUNK, **chat()}], 1250 + 1000),
    ("I writes for an hour in Bedrock's list of them", [{"modelId": f"global.anthropic.{SONNET}-v1:0",
        **ISO, "usage": {"inputTokens": 1000, "outputTokens": 100, "cacheWriteInputTokens": 500,
        "cacheDetails": [{"ttl": "1h", "inputTokens": 300}, {"ttl": "5m", "inputTokens": 200}]}}],
        1000 * 3 + 200 * 3.75 + 300 * 6 + 100 * 15),
    ("J the region in Bedrock's log, whose body names the model alone", [{**BEDROCK, "output": {
        "outputBodyJson": message(line={"id": "msg_bdrk_1"})}}], 1.1 * (1000 * 3 + 100 * 15)),
    ("I what pydantic-ai has in its details alone", [{"model_name": SONNET, **ISO, "usage": {
        "request_tokens": 1000, "response_tokens": 100, "total_tokens": 1100, "details": {
        "input_tokens": 200, "cache_read_input_tokens": 600, "cache_creation_input_tokens": 200}}}],
        200 * 3 + 600 * 0.3 + 200 * 3.75 + 100 * 15),
    ("E pydantic-ai's own reckoning is no bill", [{"model_name": GPT, **ISO, "usage": {
        "input_tokens": 1000, "output_tokens": 100, "cost": "0.5", "details": {"reasoning_tokens":
        60}}}], 1250 + 1000),
    ("A thought that an agent noted beside", {**ATIF, "steps": [{"step_id": 1, **ISO, "metrics": {
        "prompt_tokens": 1000, "completion_tokens": 100, "extra": {"thoughts_tokens": 400}}}]},
        1000 * 3 + 500 * 15),
    ("J Groq's by its mark", [chat("openai/gpt-oss-120b", x_groq={"id": "r"},
        created=1772323200)], 1000 * 0.15 + 100 * 0.6),
    ("I counts in Groq's last chunk", [{**CHUNK, "x_groq": {"id": "r", "usage": {"prompt_tokens":
        1000, "completion_tokens": 100}}}], 1250 + 1000),
    ("I Anthropic's own counts in a span of the AI SDK", [span(SONNET, "anthropic.messages", **AI_SDK,
        **NOTES, **{"ai.usage.cachedInputTokens": 600})], 3000 + 200 * 3.75 + 180 + 1500),
    ("A a total in a span of the AI SDK", [span("gemini-2.5-pro", "google.generative-ai", **{**AI_SDK,
        "ai.usage.totalTokens": 1500, "ai.usage.reasoningTokens": 400})], 1250 + 5000),
    ("K Claude as Claude Code spells it where a context may be long", [message(f"{SONNET}[1m]")],
        3000 + 1500),
    ("K Claude as OpenRouter spells it", [row("anthropic/claude-4.5-sonnet-20250929")], 3000 + 1500),
    ("J Bedrock's in a span", [span("openai.gpt-oss-120b-1:0", "aws.bedrock")], 150 + 60),
    ("J Bedrock's by its name", [row("openai.gpt-oss-120b-1:0")], 150 + 60),
    ("J Fireworks' by its name", [row("accounts/fireworks/models/deepseek-v3p1")], 560 + 168),
    ("J Inspect's own service", [row("openai-api/deepseek/deepseek-chat")], 280 + 42),
    ("L counts written as text", [chat(usage={"prompt_tokens": "1000"})], 1250 + 1000),
    ("L an error first", [{"error": {"code": 429}}, chat()], 1250 + 1000),
    ("L a damaged first line", '{"id": "c0", "usage"\n' + json.dumps(chat()), 1250 + 1000),
    ("L a sheet parted by semicolons", SHEET, 1250 + 1000),
    ("J another seller behind OpenAI's interface", [LOCAL | {"eval": LOCAL["eval"] | {"model":
        "openai/deepseek-ai/DeepSeek-V3", "created": "2025-08-01T00:00:00Z", "model_base_url":
        "https://api.together.xyz/v1"}, "stats": {"model_usage": {"openai/deepseek-ai/DeepSeek-V3": {
        "input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100}}}}], 1000 * 1.25 + 125),
    ("A Gemini's names in a row", [{"model": "gemini-2.5-pro", "promptTokenCount": 1000, "date":
        "2025-08-01", "candidatesTokenCount": 15, "thoughtsTokenCount": 2500}],
        1000 * 1.25 + 2515 * 10),
    ("G the AI SDK's total, not its last step", [{"usage": STEP, "totalUsage": {"inputTokens": 3000,
        "outputTokens": 300}, "steps": [{"usage": STEP}] * 3, "response": {"modelId": GPT, **ISO}}],
        3 * (1250 + 1000)),
    ("G a run of an assistant and its steps", [chat(object="thread.run"), {"id": "s", **DAY,
        "object": "thread.run.step", "usage": {"prompt_tokens": 1000, "completion_tokens": 100}}],
        1250 + 1000),
    ("I what compaction took", [message("claude-opus-4-6", iterations=[{"type": "compaction",
        "input_tokens": 5000, "output_tokens": 300}, {"type": "message", "input_tokens": 1000,
        "output_tokens": 100}], line={"timestamp": "2026-03-24"})], 6000 * 5 + 400 * 25),
    ("I cached text in xAI's own client", [chat("grok-4-0709", usage={"prompt_text_tokens": 1000,
        "cached_prompt_text_tokens": 600})], 400 * 3 + 600 * 0.75 + 100 * 15),
    ("L a span of OpenAI's agents", [{"object": "trace.span", "started_at": ISO["timestamp"],
        "span_data": {"type": "generation", "model": GPT, "usage": {"input_tokens": 1000,
        "output_tokens": 100}}}], 1250 + 1000),
    ("K a name that moves, of which one list kept an old price", [row("claude-3-5-haiku-latest",
        "2025-06-01")], 800 + 400),
    ("K a version that lists have at the name's price", [row("gpt-4o-2024-11-20", "2025-06-10")],
        2500 + 1000),
    ("K a cut that the maker's list never showed", [row("mistral-large-2407", "2024-10-15")],
        1000 * 2 + 100 * 6),
    ("J Together's faster copy", [row("together_ai/meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo",
        "2025-03-10")], 1100 * 3.5),
    ("L a request of a batch of Vertex' that failed", [{"status": s, "processed_time":
        ISO["timestamp"], "response": {k: v for k, v in gemini().items() if not s and k not in ISO}}
        for s in ("", "Bad Request: 400")], (1000 * 0.3 + 200 * 2.5) / 2),
    ("D Cohere's first interface", [{"model": "command-a-03-2025", **ISO, "meta": {"billed_units": {
        "input_tokens": 100, "output_tokens": 50}, "tokens": {"input_tokens": 600}}}],
        100 * 2.5 + 50 * 10),
    ("B a batch of Bedrock's", [{"recordId": "1", "modelInput": {}, "modelOutput":
        message("claude-opus-4-20250514", line={"id": "msg_bdrk_1"})}], (1000 * 15 + 100 * 75) / 2),
    ("B Anthropic's fast mode", [message("claude-opus-4-6", speed="fast",
        line={"timestamp": "2026-03-24"})], 1000 * 30 + 100 * 150),
    ("E OpenRouter's generation", GENERATION, 7700),
    ("L LangChain's message as it is stored", [{"lc": 1, "type": "constructor", "kwargs": {
        "usage_metadata": {"input_tokens": 1000, "output_tokens": 100, "total_tokens": 1100,
        "output_token_details": {"reasoning": 90}}, "response_metadata": {"model_name": GPT}},
        **ISO}], 1250 + 1000),
    ("L messages that begin with a user's", ANSWERED, 1250 + 1000),
    ("L cached tokens that Bedrock's list had no price for", [row(
        "anthropic.claude-3-7-sonnet-20250219-v1:0", "2025-03-20", cache_read_input_tokens=5000)],
        1000 * 3 + 5000 * 0.3 + 100 * 15),
    ("C Mistral's batches", [row("mistral-large-2411", "2025-06-20", tier="batch",
        provider="mistral")], 1000 * 1 + 100 * 3),
    ("G an agent's span without a model", [inference("a", "", "AGENT", 2000, 200),
        inference("b", "a", "LLM", 1000, 100, GPT), inference("c", "a", "LLM", 1000, 100, GPT)],
        2 * (1250 + 1000)),
    ("G a generation written twice", [langfuse("a", ""), langfuse("b", "a")], 1250 + 1000),
    ("I writes of both ages in Langfuse", [langfuse("a", "", model=SONNET, usageDetails={"input": 400,
        "input_cache_creation_5m": 100, "input_cache_creation_1h": 500, "output": 100})],
        400 * 3 + 100 * 3.75 + 500 * 6 + 100 * 15),
    ("A a total in a message of tau2's", TAU, 1000 * 1.25 + 700 * 10),
    ("B the tier in the settings of a row's provider", PROMPTFOO, (1250 + 1000) / 2),
    ("L a span of a call that failed", [span(), {**span(), "status": {"code": 2}, "attributes": SILENT}],
        1250 + 1000),
    ("L a span in which another's call is counted", [span() | {"spanId": "2", "parentSpanId": "1"},
        {**span(), "spanId": "1", "attributes": SILENT}], 1250 + 1000),
    ("I writes of a session, whose ages the whole tells", session(0.009, WRITES_TOLD),
        3000 + 600 * 3.75 + 400 * 6 + 1500),
    ("I writes that an agent noted beside", ATIF, 100 * 3 + 700 * 0.3 + 200 * 3.75 + 100 * 15),
]  # fmt: skip
HEADER = {"version": 2, "status": "success", "eval": {"task": "t", "model": "openai/o3-2025-04-16",
    "created": "2025-06-08T00:00:00Z"}, "stats": {"completed_at": "2025-06-12T00:00:00Z",
    "model_usage": {"openai/o3-2025-04-16": {"input_tokens": 1000, "output_tokens": 100,
    "total_tokens": 1100}}}}  # fmt: skip
# (kind, lines, the code of the doubt, or of the refusal)
DOUBTED: list[tuple[str, Any, str]] = [
    ("B a tier without a price", [chat(service_tier="scale")], "no price for the tier 'scale'"),
    ("B provisioned", [gemini(trafficType="PROVISIONED_THROUGHPUT")], "provisioned_throughput"),
    ("B optimised latency", [message(line={"performanceConfig": {"latency": "optimized"}})],
        "latency-optimized"),
    ("C a batch where none is sold", [{"custom_id": "1", "response": {"body": chat("grok-4")}}],
        "'batch' at xai"),
    ("D a grounded answer, which may have been free", [gemini(line=GROUNDED)], "free-quota"),
    ("D code in a container", [{"id": "r", "model": GPT, **DAY, "output": [{"type":
        "code_interpreter_call"}], "usage": {"input_tokens": 9, "output_tokens": 9}}], "missing-fees"),
    ("D Perplexity's request", [chat("sonar-pro")], "missing-fees"),
    ("D how many requests of Perplexity's, no log of totals tells", [row("sonar-pro")],
        "missing-fees"),
    ("D Moonshot's searches", [chat("kimi-k2-0905-preview", choices=[{"message": {"tool_calls": [
        {"function": {"name": "$web_search"}}]}}])], "missing-fees"),
    ("D Cohere's searches", [{"id": "1", "model": "command-a-03-2025", **ISO, "usage": {
        "billed_units": {"input_tokens": 1, "output_tokens": 1, "search_units": 1}}}], "missing-fees"),
    ("E litellm's cost", [chat(_hidden_params={"response_cost": 0.5})], "states-another-cost"),
    ("E a client's cost", [chat(response_cost=0.5)], "states-another-cost"),
    ("E a row's cost", [row(GPT, cost_usd=0.5)], "states-another-cost"),
    ("E a span's cost", [span(**{"gen_ai.usage.cost": 0.5})], "states-another-cost"),
    ("H no day", [row(GPT, date=None)], "date-not-known"),
    ("H a price that fell meanwhile", HEADER, "price-changed"),
    ("H a day before the model", [row(GPT, "2024-01-01")], "first offered on 2025-08-07"),
    ("I a kind that nobody knows", [chat(usage={"teleport_tokens": 5})], "teleport_tokens"),
    ("I a column that may be billed", [row(GPT, cached=40)], "'cached'"),
    ("J weights of one's own", [row("llamafile/qwen3-32b")], "no seller bills"),
    ("B inference where nobody has said what it costs", [message("claude-opus-4-6",
        inference_geo="eu", line={"timestamp": "2026-03-24"})], "region-not-known"),
    ("C flex that no list has", [row("gpt-4o-2024-08-06", tier="flex")], "tier-not-listed"),
    ("D pictures made by a tool", [{"id": "r", "model": GPT, **DAY, "output": [{"type":
        "image_generation_call"}], "usage": {"input_tokens": 9, "output_tokens": 9}}], "missing-fees"),
    ("I cached tokens under a client's name", [message(cacheReads=90_000)], "cache_reads"),
    ("J a host that is no seller's", [LOCAL | {"eval": LOCAL["eval"] | {"model_base_url":
        "https://llm.example.org/v1"}}], "seller-not-known"),
    ("J a server of one's own", LOCAL, "own-machine"),
    ("J a span to a server of one's own", [span(**{"server.address": "127.0.0.1"})], "own-machine"),
    ("J a cloud's price of a region", [row("azure/gpt-4o-mini-2024-07-18", "2025-06-01")],
        "region-not-known"),
    ("J Claude on Vertex, anywhere or in one region", [row("claude-sonnet-4-5@20250929")],
        "region-not-known"),
    ("L cached tokens at another's price", [row("anthropic.claude-3-7-sonnet-20250219-v1:0",
        "2025-03-20", cache_read_input_tokens=5000)], "cache-price-borrowed"),
    ("J a seller that nobody knows", [row(GPT, provider="acme")], "seller-not-known"),
    ("J open weights without a seller", [row("Llama-3.3-70B-Instruct")], "seller-not-known"),
    ("K a name that moved on before its list did", [row("mistral-large-latest", "2026-01-15")],
        "name-moves"),
    ("K a reseller's price of before its maker's cut", [row("openrouter/openai/o3", "2025-06-15")],
        "rate-between"),
    ("K retired elsewhere", [row("gemini-1.5-pro-002", "2026-01-01")], "maker-stopped"),
    ("K retired by its maker", [row("gemini-3-pro-preview", "2026-04-01")], "maker-stopped"),
    ("L a bad count among good ones", [chat(sent=-5), chat()], "not a token count"),
    ("L a message as it began", [message(line={"stop_reason": None})], "missing-output"),
    ("L a stream that broke off", [BEGUN | {"message": BEGUN["message"] | {"stop_reason": None}}],
        "missing-output"),
    ("D an answer grounded in maps", [gemini(line={"candidates": [{"groundingMetadata": {
        "groundingChunks": [{"maps": {"title": "x"}}]}}]})], "missing-fees"),
    ("B hours at which DeepSeek was cheaper", [row("deepseek-chat", "2025-07-01")], "cheap-hours"),
    ("E what Langfuse's older interface reckoned", [langfuse("a", "", calculatedTotalCost=0.5)],
        "states-another-cost"),
    ("L a span of a call without counts", [span(), {**span(), "attributes": SILENT}],
        "missing-spans"),
    ("L nothing counted", [chat(sent=0, got=0)], "missing-counts"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def of_today(record_of_living: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "known", lambda _="": record_of_living)


def price(lines: Any, place: Path) -> int:
    text = lines if isinstance(lines, str) else json.dumps(lines)
    if isinstance(lines, list):
        text = "\n".join(map(json.dumps, lines))
    path = place / "log"
    path.write_text(text, encoding="utf-8")
    return cli.main(["price", str(path), "--json", "--no-standing"])


@pytest.mark.parametrize(("kind", "lines", "right"), WORTH, ids=[one[0] for one in WORTH])
def test_a_log_of_each_kind_costs_what_was_billed(
    kind: str, lines: Any, right: float, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert price(lines, tmp_path) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["price"]["total"] == pytest.approx(right / 1e6, rel=1e-9)
    assert made["price"]["bound"] == ("at least" if "damaged" in kind else "exact")


@pytest.mark.parametrize(("kind", "lines", "said"), DOUBTED, ids=[one[0] for one in DOUBTED])
def test_what_keeps_a_price_from_being_the_bill_is_said(
    kind: str, lines: Any, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = price(lines, tmp_path)
    told = capsys.readouterr()
    codes = [] if code else [one["code"] for one in json.loads(told.out)["doubts"]]
    assert said in " ".join(codes) if not code else said in told.err


def test_writes_of_unknown_age_are_doubted_by_what_an_hour_adds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = {}
    for cost in (0.00825, 0.0105):  # as for five minutes, and as for an hour
        assert price(session(cost), tmp_path) == 0
        made = json.loads(capsys.readouterr().out)
        assert made["price"]["total"] == pytest.approx(3000e-6 + 1000 * 3.75e-6 + 1500e-6)
        assert made["doubts"][0]["code"] == "cache-ages-unknown"
        assert made["doubts"][0]["usd"] == pytest.approx(1000 * (6 - 3.75) / 1e6)
        said[cost] = made["doubts"][1:]
    assert said[0.00825] == []
    assert said[0.0105][0]["says"].endswith("is what is in doubt as cache-ages-unknown.")


def test_a_statement_is_repriced_at_the_day_and_the_sellers_that_are_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, path = tmp_path / "log", tmp_path / "s.json"
    spent = {"input_tokens": 1_000_000, "output_tokens": 1_000_000}
    log.write_text(json.dumps(row("o3", "2025-06-01", provider="openai") | spent))
    assert cli.main(["price", str(log), "-q", "--no-standing", "-o", str(path)]) == 0
    again = ["reprice", str(path), "-o", str(path), "--date"]
    assert cli.main([*again, "2025-12-01"]) == 0
    assert "10.00 USD on 2025-12-01; wrote" in capsys.readouterr().out
    assert cli.main([*again, "2025-12-01", "--provider", "azure", "-q"]) == 0
    assert cli.main([*again, "2025-06-01", "--provider", "openai", "-q"]) == 0
    made = json.loads(path.read_text())
    found = [(r["price"]["date"], r["rates"][0]["provider"], r["price"]["total"])
             for r in made["repriced"]]  # fmt: skip
    assert made["price"]["total"] == pytest.approx(50)
    assert found == [("2025-06-01", "openai", pytest.approx(50)),
                     ("2025-12-01", "azure", pytest.approx(10)),
                     ("2025-12-01", "openai", pytest.approx(10))]  # fmt: skip
    assert cli.main([*again, "2025-06-01", "--provider", "nobody"]) == 3


def test_another_model_than_the_logs_is_doubted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, found = tmp_path / "log", {}
    log.write_text(json.dumps(row(GPT)))
    for named in ("gpt-5", "gpt-5-high", "claude-opus-4-6", "my-deployment"):
        assert cli.main(["price", str(log), "--json", "-q", "--model", named]) == 0
        made = json.loads(capsys.readouterr().out)
        found[named] = [one["code"] for one in made["doubts"]]
    assert found.pop("claude-opus-4-6") == ["other-model"]
    assert not any(found.values())


def test_responses_in_two_logs_count_once_and_with_other_counts_are_doubted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = tmp_path / "one.jsonl", tmp_path / "other.jsonl"
    logs[0].write_text(json.dumps(chat()))
    logs[1].write_text("\n".join(map(json.dumps, (chat(), {**chat(), "id": "c2"}))))
    assert cli.main(["price", *map(str, logs), "--json", "--no-standing", "-q"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["price"]["total"] == pytest.approx(2 * 2250e-6) and not made["doubts"]
    assert "counted once" in made["notes"][-1]
    logs[0].write_text(json.dumps(chat(got=50)))
    assert cli.main(["price", *map(str, logs), "--json", "--no-standing", "-q"]) == 0
    doubts = json.loads(capsys.readouterr().out)["doubts"]
    assert [(d["code"], d["says"][:11]) for d in doubts] == [("counted-twice", "1 responses")]


def test_calls_without_an_id_are_no_copies_though_all_else_is_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = tmp_path / "one" / "log.jsonl", tmp_path / "other" / "log.jsonl"
    for log in logs:
        log.parent.mkdir()
        log.write_text(json.dumps({**chat(), "id": None, "run": log.parent.name}))
    assert cli.main(["price", *map(str, logs), "--json", "--no-standing", "-q"]) == 0
    assert json.loads(capsys.readouterr().out)["price"]["total"] == pytest.approx(2 * 2250e-6)


def codex(session: str, *calls: int, copied: str = "") -> str:
    """A transcript; its ``calls`` are what the running total of each stands at."""
    counts = {"input_tokens": 1000, "output_tokens": 100}
    said = [("session_meta", {"id": one}) for one in (session, copied) if one]
    said[0][1].update({"forked_from_id": copied} if copied else {})
    events = [("event_msg", {"type": "token_count", "info": {"last_token_usage": counts,
              "total_token_usage": {k: n * at for k, n in counts.items()}}}) for at in calls]  # fmt: skip
    lines = [*said, ("turn_context", {"model": "gpt-5"}), *events]
    return "\n".join(json.dumps({"type": t, "payload": p, **ISO}) for t, p in lines)


def test_a_forked_session_of_codex_repeats_the_calls_of_the_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    logs[0].write_text(codex("a", 1, 2))
    logs[1].write_text(codex("b", 1, 2, 3, copied="a"))
    found = []
    for given in (logs, logs[1:]):
        assert cli.main(["price", *map(str, given), "--json", "--no-standing", "-q"]) == 0
        made = json.loads(capsys.readouterr().out)
        assert made["price"]["total"] == pytest.approx(3 * 2250e-6)
        found.append([(doubt["code"], doubt["usd"]) for doubt in made["doubts"]])
    assert found == [[], [("copied-session", pytest.approx(3 * 2250e-6))]]  # at most all


def test_a_sellers_count_beside_a_log_that_counts_the_same_calls_is_doubted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    logs = tmp_path / "log.jsonl", tmp_path / "usage.json"
    logs[0].write_text(json.dumps(row(GPT, item="1")))
    found = {}
    for model in (GPT, "gpt-4o-2024-08-06"):
        used = {"model": model, "input_tokens": 1000, "output_tokens": 100, "batch": False}
        bucket = {"start_time": DAY["created"], "results": [used]}
        logs[1].write_text(json.dumps({"data": [bucket]}))
        assert cli.main(["price", *map(str, logs), "--json", "--no-standing", "-q"]) == 0
        made = json.loads(capsys.readouterr().out)
        found[model] = [(one["code"], one["usd"]) for one in made["doubts"]]
    assert found == {GPT: [("counted-twice", pytest.approx(2250e-6))], "gpt-4o-2024-08-06": []}
