"""What the guide says about other formats, held against their own packages.

    nox -s formats

Each test is skipped where its package is not installed. Field descriptions are matched by the
words that carry the meaning, so that a reworded sentence fails here before it misleads anyone.
"""

from __future__ import annotations

import inspect
import json
import math
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice.readers import read
from analysis.benchprice.readers.agents import swe_bench
from analysis.benchprice.readers.harnesses import every_eval_ever
from analysis.benchprice.readers.platforms import opentelemetry
from analysis.benchprice.record import rates
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.usage import Tokens

pytestmark = pytest.mark.formats
LOGS = Path(__file__).parent / "logs"


def lines(name: str) -> list[Any]:
    return [json.loads(line) for line in (LOGS / name).read_text().splitlines()]


def source(value: Any) -> str:
    """Return source text on one line, so that a wrapped sentence can be searched."""
    return re.sub(r"\s+", " ", inspect.getsource(value))


# Inspect


@pytest.fixture
def log() -> Any:
    inspect_log = pytest.importorskip("inspect_ai.log")
    return inspect_log.read_eval_log(str(LOGS / "inspect.eval"))


def test_inspect_reads_the_same_totals(log: Any) -> None:
    ours = read(LOGS / "inspect.eval")
    (theirs,) = log.stats.model_usage.values()
    both = ours.usage[0].tokens + ours.usage[1].tokens
    assert both.input == theirs.input_tokens
    assert both.cache_read == theirs.input_tokens_cache_read
    assert both.cache_write == theirs.input_tokens_cache_write
    assert both.output == theirs.output_tokens
    assert both.total == theirs.total_tokens  # so cached tokens are outside, reasoning inside
    assert ours.usage[1].tokens.total == log.stats.role_usage["grader"].total_tokens


def test_inspect_totals_hold_retries_and_samples_do_not(log: Any) -> None:
    kept = sum(u.total_tokens for s in log.samples for u in s.model_usage.values())
    billed = sum(u.total_tokens for u in log.stats.model_usage.values())
    retried = sum(len(s.error_retries or []) for s in log.samples)
    ours = read(LOGS / "inspect.eval")
    assert ours.failed == retried == 2
    assert sum(u.successful.total for u in ours.usage if u.successful) == kept < billed


def test_inspect_says_that_input_excludes_the_cache() -> None:
    model = pytest.importorskip("inspect_ai.model")
    said = source(model.ModelUsage)
    assert "excludes cached tokens" in said
    assert "input_tokens + (input_tokens_cache_read or 0) + (input_tokens_cache_write or 0)" in said


def test_inspect_computes_the_same_price() -> None:
    _model = pytest.importorskip("inspect_ai.model._model")
    model = pytest.importorskip("inspect_ai.model")
    usage = model.ModelUsage(
        input_tokens=900, output_tokens=350, input_tokens_cache_read=400,
        input_tokens_cache_write=100, total_tokens=1750,
    )  # fmt: skip
    cost = model.ModelCost(input=2, output=10, input_cache_read=0.2, input_cache_write=2.5)
    spent = Tokens(900, 400, 100, 0, 350)
    (ours,) = rates.price([spent], [Rate("m", 2, 10, 0.2, 2.5)])
    assert _model.compute_model_cost(cost, usage) == pytest.approx(ours, abs=1e-15)
    long = Tokens(900, 400, 0, 100, 350)
    (ours,) = rates.price(
        [long], [Rate("m", 2, 10, 0.2, 2.5, 2.5 * rates.LONG_WRITES["anthropic"])]
    )
    theirs = _model.compute_model_cost(cost, usage, cache_ttl="1h")
    assert theirs == pytest.approx(ours, abs=1e-15)


def test_inspect_cost_knows_no_batch() -> None:
    _model = pytest.importorskip("inspect_ai.model._model")
    assert "batch" not in inspect.signature(_model.compute_model_cost).parameters


def test_inspect_logs_keep_no_rates_price_date_or_currency() -> None:
    spec = pytest.importorskip("inspect_ai.log").EvalSpec
    stats = pytest.importorskip("inspect_ai.log").EvalStats
    names = {*spec.model_fields, *stats.model_fields}
    assert not [n for n in names if re.search(r"(^|_)(rates?|prices?|currency)", n)]


# Every Eval Ever


def test_every_eval_ever_accepts_our_example_and_has_no_cost() -> None:
    package = pytest.importorskip("every_eval_ever")
    folder = Path(package.__file__).parent / "schemas"
    instance = json.loads((folder / "instance_level_eval.schema.json").read_text())
    aggregate = (folder / "eval.schema.json").read_text()
    import jsonschema

    for line in lines("every-eval-ever.jsonl"):
        jsonschema.validate(line, instance)
    fields = instance["properties"]["token_usage"]["properties"]
    assert set(every_eval_ever.FIELDS.values()) <= set(fields)
    assert "cached" not in fields["input_tokens"]["description"]  # inside or outside: not said
    assert not re.search(
        r"\bcosts?\b|\bprices?\b|currency", (json.dumps(instance) + aggregate).lower()
    )
    limits = json.loads(aggregate)["properties"]["evaluation_results"]["items"]["properties"]
    args = limits["generation_config"]["properties"]["generation_args"]["properties"]
    assert {"time_limit", "message_limit", "token_limit"} == set(args["eval_limits"]["properties"])


def test_every_eval_ever_takes_only_the_last_call_of_an_inspect_sample() -> None:
    adapter = pytest.importorskip("every_eval_ever.converters.inspect.instance_level_adapter")
    assert "sample.output.usage" in source(adapter)


def test_every_field_of_the_mapping_exists() -> None:
    """Follow each path of the page's table through the package's own models or schema."""
    from analysis.page import formats

    log = pytest.importorskip("inspect_ai.log")
    model = pytest.importorskip("inspect_ai.model")
    known = {
        "eval": log.EvalSpec, "eval.dataset": log.EvalDataset, "eval.config": log.EvalConfig,
        "plan.config": model.GenerateConfig, "stats": log.EvalStats, "samples[]": log.EvalSample,
        "stats.model_usage.*": model.ModelUsage, "results": log.EvalResults,
        "results.scores[]": log.EvalScore,
    }  # fmt: skip
    for field in formats.mapping()["inspect"]:
        for path in [p for p in field.replace(", cost_limit", "").split(", ") if p != "–"]:
            parent, _, name = path.partition(".metrics")[0].rpartition(".")
            holder, leaf = (path, "metrics") if ".metrics" in path else (parent, name)
            holder = holder.partition(".metrics")[0]
            assert leaf in known[holder].model_fields, path


def test_every_field_of_the_other_mapping_exists() -> None:
    from analysis.page import formats

    package = pytest.importorskip("every_eval_ever")
    folder = Path(package.__file__).parent / "schemas"
    text = "".join(p.read_text() for p in folder.glob("*.json"))
    for path in formats.mapping()["eee"]:
        for name in re.findall(r"[a-z_]+", path):
            assert f'"{name}"' in text, path


# OpenTelemetry


def test_opentelemetry_names() -> None:
    names = pytest.importorskip("opentelemetry.semconv._incubating.attributes.gen_ai_attributes")
    known = {v for k, v in vars(names).items() if k.startswith("GEN_AI_")}
    ours = {f"gen_ai.usage.{name}" for name in opentelemetry.OWN if name.endswith("put_tokens")}
    assert len(ours) == 3
    assert ours | {"gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens"} <= known
    assert {"gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.response.model"} <= known
    calls = {v.value for v in names.GenAiOperationNameValues}
    assert calls >= opentelemetry.CALLS


# providers


def test_openai_usage_export_and_its_inclusion_rules() -> None:
    pytest.importorskip("openai")
    from openai.types.admin.organization import usage_completions_response as usage

    result = usage.DataResultOrganizationUsageCompletionsResult
    assert "including cached and cache-write tokens" in source(result)
    document = json.loads((LOGS / "openai-usage.json").read_text())
    for raw in document["data"][0]["results"]:
        got = result(**raw)
        assert got.input_tokens >= (got.input_cached_tokens or 0)


def test_openai_responses_count_cache_and_reasoning_inside() -> None:
    openai = pytest.importorskip("openai")
    from openai.types.responses import ResponseUsage

    first, second = lines("openai-responses.jsonl")
    got = ResponseUsage(**first["usage"])
    assert got.total_tokens == got.input_tokens + got.output_tokens
    chat = openai.types.CompletionUsage(**second["usage"])
    assert chat.total_tokens == chat.prompt_tokens + chat.completion_tokens
    details = source(inspect.getmodule(openai.types.CompletionUsage))
    assert (
        "like reasoning tokens, these tokens are still counted in the total completion" in details
    )


def test_anthropic_usage_fields() -> None:
    anthropic = pytest.importorskip("anthropic")
    for line in lines("anthropic-messages.jsonl"):
        message = line.get("result", {}).get("message", line)
        anthropic.types.Usage(**message["usage"])
    said = source(anthropic.types.Usage)
    assert "`output_tokens` remains the inclusive, authoritative total used for billing" in said
    assert "cache_creation_input_tokens" in said and "cache_read_input_tokens" in said


# Harbor and Terminal-Bench


def test_harbor_counts_the_cache_inside_and_has_no_writes() -> None:
    context = pytest.importorskip("harbor.models.agent.context").AgentContext
    assert "including cache" in context.model_fields["n_input_tokens"].description
    assert not [n for n in context.model_fields if "write" in n or "reasoning" in n]


def test_harbor_deletes_an_attempt_that_is_retried() -> None:
    queue = source(pytest.importorskip("harbor.trial.queue"))
    assert "shutil.rmtree(trial.paths.trial_dir" in queue


def test_harbor_accepts_our_example() -> None:
    result = pytest.importorskip("harbor.models.trial.result").TrialResult
    trial = result.model_validate_json((LOGS / "harbor-trial.json").read_text())
    assert trial.compute_token_cost_totals() == (1000, 600, 500, 0.01)


# lm-evaluation-harness


def test_lm_eval_counts_no_tokens() -> None:
    tracker = pytest.importorskip("lm_eval.loggers.evaluation_tracker")
    evaluator = Path(pytest.importorskip("lm_eval.evaluator").__file__).read_text()
    assert "total_evaluation_time_seconds" in source(tracker)
    results = evaluator[evaluator.index('results["config"]') :]
    assert not re.search(r"(input|output|prompt|completion)_tokens", results + source(tracker))


# HELM


def test_helm_writes_what_is_read() -> None:
    pytest.importorskip("helm")
    # read, not imported: it wants all of HELM's own requirements
    found = find_spec("helm.benchmark.metrics.efficiency_metrics")
    assert found is not None and found.origin is not None
    metrics = Path(found.origin).read_text()
    assert 'MetricName("num_prompt_tokens")' in metrics
    assert 'MetricName("num_output_tokens")' in metrics
    statistic = pytest.importorskip("helm.benchmark.metrics.statistic").Stat
    name = pytest.importorskip("helm.benchmark.metrics.metric_name").MetricName
    made = statistic(name("num_prompt_tokens")).add(217)
    stats = json.loads((LOGS / "helm" / "per_instance_stats.json").read_text())[0]["stats"]
    (ours,) = [s for s in stats if s["name"]["name"] == "num_prompt_tokens"]
    assert {k: ours[k] for k in ("count", "sum", "mean")} == {
        "count": made.count, "sum": made.sum, "mean": made.mean,
    }  # fmt: skip


# SWE-bench trajectories


def test_mini_swe_agent_keeps_each_response() -> None:
    model = source(pytest.importorskip("minisweagent.models.litellm_model"))
    assert '"response": response.model_dump()' in model
    agent = source(pytest.importorskip("minisweagent.agents.default"))
    for name in ("model_stats", "instance_cost", "api_calls"):
        assert f'"{name}"' in agent
    trajectory = json.loads((LOGS / "mini-swe-agent.traj.json").read_text())
    assert swe_bench.recognises(trajectory)


def test_litellm_counts_the_cache_inside_the_prompt() -> None:
    utils = pytest.importorskip("litellm.types.utils")
    made = utils.Usage(
        prompt_tokens=1000, completion_tokens=500, total_tokens=1500,
        cache_read_input_tokens=600, cache_creation_input_tokens=100,
    )  # fmt: skip
    assert made.prompt_tokens_details.cached_tokens == 600
    from litellm.llms.anthropic.chat.transformation import AnthropicConfig

    usage = AnthropicConfig().calculate_usage(
        {"input_tokens": 300, "output_tokens": 500, "cache_read_input_tokens": 600,
         "cache_creation_input_tokens": 100}, reasoning_content=None,
    )  # fmt: skip
    assert usage.prompt_tokens == 1000
    assert math.isclose(usage.prompt_tokens_details.cached_tokens, 600)
    assert usage.prompt_tokens_details.cache_creation_tokens == 100
