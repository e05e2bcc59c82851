"""Every Eval Ever records: the aggregate JSON and the instance-level JSON lines.

The schema's ``input_tokens`` does not say whether cached tokens are inside it, but every record
carries ``total_tokens``, which settles it: input + output means inside, those plus the cached
tokens means outside. A record whose total fits neither is refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...errors import Missing, UserError
from ...sums import Sums
from ...usage import MOST, Cap, Counting, ItemUsage, Log, Tokens, Usage, convert, mean
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, sequence, word

NAME = "Every Eval Ever"
FIELDS = {
    "input": "input_tokens",
    "output": "output_tokens",
    "cache_read": "input_tokens_cache_read",
    "cache_write": "input_tokens_cache_write",
    "reasoning": "reasoning_tokens",
}


def recognises(document: Any) -> bool:
    """Whether a JSON document is an aggregate record or one instance of one."""
    if not isinstance(document, dict) or "schema_version" not in document:
        return False
    return "evaluation_results" in document or recognises_line(document)


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a JSON line is an instance-level record."""
    return "schema_version" in line and "sample_id" in line and "evaluation_id" in line


def read_document(name: str, document: dict[str, Any]) -> Log:
    """Read an aggregate record: scores, model and caps; it has no place for tokens."""
    if "evaluation_results" not in document:
        return read_lines(name, [document])
    results = sequence(document["evaluation_results"], f"{name}: evaluation_results")
    result = mapping(results[0] if results else None, f"{name}: evaluation_results")
    model = mapping(document.get("model_info"), f"{name}: model_info")
    details = mapping(result.get("score_details"), f"{name}: score_details")
    spread = mapping(details.get("uncertainty"), f"{name}: uncertainty")
    error = mapping(spread.get("standard_error"), f"{name}: standard_error").get("value")
    source = mapping(document.get("source_metadata"), f"{name}: source_metadata")
    return Log(
        source=name,
        format="Every Eval Ever",
        benchmark=word(result.get("evaluation_name"), f"{name}: evaluation_name"),
        model=word(model.get("id") or model.get("name"), f"{name}: model_info.id"),
        date=_date(document.get("evaluation_timestamp")),
        score=_fraction(details.get("score"), result, name),
        score_se=number(error, f"{name}: standard_error"),
        items=count(spread.get("num_samples"), f"{name}: num_samples"),
        evaluator=word(source.get("source_organization_name"), f"{name}: source_metadata"),
        caps=_caps(result, name),
        notes=("An aggregate record carries no tokens; price its instance-level file with it.",),
    )


def _date(stamp: Any) -> str:
    return stamp[:10] if isinstance(stamp, str) and stamp[4:5] == "-" else ""


def _fraction(score: Any, result: dict[str, Any], name: str) -> float | None:
    """Return the score over its stated maximum; None where the maximum is not stated."""
    value = number(score, f"{name}: score", low=-1e9)
    top = mapping(result.get("metric_config"), f"{name}: metric_config").get("max_score")
    if value is None or not isinstance(top, int | float) or not 0 < top <= MOST:
        return None
    return value / top if 0 <= value <= top else None


def _caps(result: dict[str, Any], name: str) -> tuple[Cap, ...]:
    config = mapping(result.get("generation_config"), f"{name}: generation_config")
    args = mapping(config.get("generation_args"), f"{name}: generation_args")
    limits = mapping(args.get("eval_limits"), f"{name}: eval_limits")
    known = {k: number(v, f"{name}: eval_limits.{k}") for k, v in limits.items()}
    return tuple(Cap(k, v) for k, v in known.items() if v is not None)


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read instance-level records. Raises UserError where a total contradicts its parts."""
    sums, gaps = Sums(), Gaps("lines")
    items: list[ItemUsage] = []
    seen: dict[str, int] = {}
    benchmark = ""
    for line, raw in enumerate(rows, start=1):
        where = f"{name}: line {line}"
        row = mapping(raw, where)
        model = word(row.get("model_id"), f"{where}: model_id")
        benchmark = benchmark or word(row.get("evaluation_name"), f"{where}: evaluation_name")
        tokens: Tokens | None = None
        with gaps.one():
            if row.get("token_usage") is None:
                raise Missing(f"{where}: no token_usage; a line without tokens cannot be priced")
            tokens = _tokens(row["token_usage"], f"{where}: token_usage")
        item = word(str(row.get("sample_id")), f"{where}: sample_id")
        seen[item] = seen.get(item, 0) + 1
        evaluation = mapping(row.get("evaluation"), f"{where}: evaluation")
        right = evaluation.get("is_correct")
        solved = float(right) if isinstance(right, bool) else None
        spent = {} if tokens is None else {(model, "model"): tokens}
        items.append(ItemUsage(item, seen[item], spent, solved))
        if tokens is not None:
            sums.add(Usage(model, tokens))
    usage = sums.usage()
    known = [one.solved for one in items if one.solved is not None]
    return Log(
        source=name,
        format="Every Eval Ever",
        usage=usage,
        benchmark=benchmark,
        model=usage[0].model if usage else "",
        score=mean(known),
        items=len(seen) or None,
        passes=max(seen.values(), default=None),
        attempts=len(items),
        items_used=tuple(one for one in items if one.tokens),
        notes=(
            "Every Eval Ever has no place for judge tokens or retries: what they cost is missing.",
        ),
        doubts=gaps.doubts(),
    )


def _tokens(raw: Any, where: str) -> Tokens:
    usage = mapping(raw, where)
    counts = {ours: count(usage.get(theirs), where) for ours, theirs in FIELDS.items()}
    total = count(usage.get("total_tokens"), where)
    if counts["input"] is None or counts["output"] is None or total is None:
        raise UserError(f"{where}: input_tokens, output_tokens and total_tokens are all required")
    cached = (counts["cache_read"] or 0) + (counts["cache_write"] or 0)
    plain = counts["input"] + counts["output"]
    beside = counts["reasoning"] or 0
    for inside, reasoning_inside in ((True, True), (False, True), (True, False), (False, False)):
        sum_ = plain + (0 if inside else cached) + (0 if reasoning_inside else beside)
        if sum_ == total:
            return convert(counts, Counting(inside, reasoning_inside), where)
    raise UserError(
        f"{where}: total_tokens {total} is neither input + output ({plain}) nor that with the"
        f" {cached} cached or {beside} reasoning tokens; what is counted where cannot be told"
    )
