"""What each format counts inside what, as the readers convert it, and how the fields map."""

from __future__ import annotations

import pandas as pd

from analysis.benchprice.readers import unread
from analysis.benchprice.readers.agents import aider, atif, claude_code, codex, openhands, swe_bench
from analysis.benchprice.readers.harnesses import (
    bfcl,
    hal,
    harbor,
    helm,
    inspect,
    promptfoo,
    tau2,
    terminal_bench,
    verifiers,
)
from analysis.benchprice.readers.platforms import (
    costs,
    langchain,
    langfuse,
    litellm,
    mlflow,
    openrouter,
    opentelemetry,
    providers,
    realtime,
    weave,
)
from analysis.benchprice.usage import Counting

_INSIDE = {True: "inside input", False: "beside input"}
_REASONING = {True: "inside output", False: "beside output"}


def counting() -> pd.DataFrame:
    """Return a row a format: where it counts what, and what it lacks.

    Columns: format, cache, reasoning, judge, retries, missing. The first two come from the rules
    that the readers convert by; tests hold the rest against the formats' packages.
    """
    every = "rates, price date, tier, currency, interval"
    rows = [
        _row("Inspect", inspect.COUNTING, "by role", "totals hold all attempts", every),
        _row("OpenTelemetry", opentelemetry.COUNTING, "–", "failed spans", every),
        _row("OpenAI usage", providers.OPENAI, "–", "billed, not told apart", "score, items"),
        _row("Anthropic usage", providers.ANTHROPIC, "–", "billed, not told apart", "score, items"),
        _row("Harbor", harbor.COUNTING, "–", "last attempt only", f"cache writes, {every}"),
        _row("mini-SWE-agent", swe_bench.COUNTING, "–", "–", every),
        _row("Codex transcript", codex.COUNTING, "–", "billed, not told apart", "score, items"),
        _row("Claude Code transcript", claude_code.COUNTING, "–", "as Codex", "score, items"),
        _row("ATIF", atif.COUNTING, "–", "–", f"cache writes, {every}"),
        _row("OpenHands", openhands.COUNTING, "–", "–", every),
        _row(
            "tau2-bench",
            tau2.COUNTING,
            "simulated user apart",
            "–",
            f"cached tokens, {every}",
            cache="not recorded",
        ),
        *_harnesses(every),
        _row("OpenRouter export", openrouter.COUNTING, "–", "billed, not told apart", "items"),
        _row("LiteLLM spend logs", litellm.COUNTING, "–", "billed, not told apart", "items"),
        _row("Langfuse", langfuse.COUNTING, "–", "–", f"score, items, {every}"),
        _row("HELM", helm.COUNTING, "–", "–", f"cached tokens, {every}", cache="not recorded"),
        {
            "format": "Every Eval Ever",
            "cache": "told from total_tokens",
            "reasoning": "told from total_tokens",
            "judge": "–",
            "retries": "–",
            "missing": every,
        },
        {
            "format": "lm-evaluation-harness",
            "cache": "not recorded",
            "reasoning": "not recorded",
            "judge": "–",
            "retries": "–",
            "missing": f"tokens, {every}",
        },
    ]
    return pd.DataFrame(rows)


def _harnesses(every: str) -> list[dict[str, str]]:
    """Return the rows of harnesses and platforms whose readers say their own names."""
    lacks, none = f"cached tokens, {every}", "not recorded"
    return [
        _row(promptfoo.NAME, promptfoo.COUNTING, "without a model", "–", lacks, cache=none),
        _row(verifiers.NAME, verifiers.COUNTING, "–", "–", f"model, {every}", cache=none),
        _row(bfcl.NAME, bfcl.COUNTING, "–", "–", f"model, {every}", cache=none),
        _row(hal.NAME, hal.COUNTING, "in its model's total", "–", every),
        _row(aider.NAME, aider.COUNTING, "–", "–", lacks, cache=none),
        _row(terminal_bench.NAME, terminal_bench.COUNTING, "–", "–", every, cache=none),
        _row(langchain.NAME, langchain.COUNTING, "–", "–", f"score, items, {every}"),
        _row(realtime.NAME, realtime.COUNTING, "–", "–", f"score, items, {every}"),
        _row(mlflow.NAME, mlflow.COUNTING, "–", "–", f"score, items, {every}"),
        {
            "format": costs.NAME,
            "cache": none,
            "reasoning": none,
            "judge": "–",
            "retries": "billed, not told apart",
            "missing": "tokens, score, items",
        },
        {
            "format": weave.NAME,
            "cache": "told from the names",
            "reasoning": "inside output",
            "judge": "–",
            "retries": "–",
            "missing": f"score, items, {every}",
        },
    ]


def not_read() -> pd.DataFrame:
    """Return the formats that are refused by name: format, way (what to do instead)."""
    rows = {form: remedy for form, _, remedy in unread.MARKS}
    return pd.DataFrame({"format": list(rows), "way": list(rows.values())})


def _row(
    name: str, rule: Counting, judge: str, retries: str, missing: str, cache: str = ""
) -> dict[str, str]:
    return {
        "format": name,
        "cache": cache or _INSIDE[rule.cache_in_input],
        "reasoning": "not recorded" if cache else _REASONING[rule.reasoning_in_output],
        "judge": judge,
        "retries": retries,
        "missing": missing,
    }


def mapping() -> pd.DataFrame:
    """Return where a statement's fields are found in Inspect and Every Eval Ever."""
    rows = [
        ("benchmark.name", "eval.task", "evaluation_results[].evaluation_name"),
        ("benchmark.items", "eval.dataset.samples", "score_details.uncertainty.num_samples"),
        ("model.name", "eval.model", "model_info.id"),
        ("model.effort", "plan.config.reasoning_effort", "–"),
        ("run.date", "eval.created", "evaluation_timestamp"),
        ("run.passes", "eval.config.epochs", "–"),
        ("run.score", "results.scores[].metrics.accuracy", "score_details.score"),
        ("run.score_se", "results.scores[].metrics.stderr", "uncertainty.standard_error"),
        ("run.failed_attempts", "samples[].error_retries", "–"),
        ("usage[].tokens.input", "stats.model_usage.*.input_tokens", "token_usage.input_tokens"),
        (
            "usage[].tokens.cache_read",
            "stats.model_usage.*.input_tokens_cache_read",
            "token_usage.input_tokens_cache_read",
        ),
        (
            "usage[].tokens.cache_write",
            "stats.model_usage.*.input_tokens_cache_write",
            "token_usage.input_tokens_cache_write",
        ),
        ("usage[].tokens.output", "stats.model_usage.*.output_tokens", "token_usage.output_tokens"),
        (
            "usage[].tokens.reasoning",
            "stats.model_usage.*.reasoning_tokens",
            "token_usage.reasoning_tokens",
        ),
        ("usage[] of role judge", "stats.role_usage", "–"),
        ("caps", "eval.config.token_limit, cost_limit", "generation_args.eval_limits"),
        ("reported_cost", "stats.model_usage.*.total_cost", "–"),
        ("rates, price.date, tier", "–", "–"),
        ("price.interval, repriced", "–", "–"),
    ]
    return pd.DataFrame(rows, columns=["statement", "inspect", "eee"])
