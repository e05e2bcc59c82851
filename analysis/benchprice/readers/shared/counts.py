"""Any provider's usage object, read by one rule: names give the kinds, a total decides the rest.

Whether cached tokens are part of the input follows from their names (``vocabulary.BESIDE``), and
whether reasoning is part of the output from the format; where the record gives a total, the total
overrules both, because it is what was billed. What a total holds beyond every named count is
output that the record hides.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...errors import Missing, UserError
from ...usage import MOST, Counting, Tokens, convert
from . import vocabulary
from .stream import count, mapping

APART = ("audio_cached", "audio_input", "audio_output", "image_output")
_APART = frozenset(APART)
_INSIDE = {"cache_read": "cache_read_tokens", "cache_write": "cache_write_tokens"}
_CACHED = ("cache_read", "cache_write", "cache_write_long")


def read(
    raw: Any, where: str, counting: Counting | None = None, model: str = ""
) -> tuple[Tokens, dict[str, int]]:
    """Return the disjoint text tokens of one usage object, and what else is counted in tokens.

    ``counting`` is the format's own rule, ``model`` the model's name. Audio tokens have prices of
    their own, so they are taken out of input and output. Raises Missing without counts, UserError
    for a contradiction or a count of no known kind.
    """
    found, names = named(mapping(raw, where), where)
    research = _of_research(found) if "deep-research" in model and "sonar" in model else {}
    if research:
        found = {**found, "reasoning": None}
    tokens, beside = apart(settled(found, where, _rule(found, names, counting, model)), found)
    return tokens, beside | research


def _of_research(found: dict[str, int | None]) -> dict[str, int]:
    """Return what Perplexity's deep research bills beside input and output, at rates of its own."""
    kinds = {"citation": "citation-token", "reasoning": "reasoning-token"}
    return {fee: n for kind, fee in kinds.items() if (n := found.get(kind))}


def apart(tokens: Tokens, found: dict[str, int | None]) -> tuple[Tokens, dict[str, int]]:
    """Return the text among tokens, and what of them is audio or images, by its kind."""
    if _APART.isdisjoint(found) or not any(map(found.get, APART)):
        return tokens, {}
    cached = min(found.get("audio_cached") or 0, tokens.cache_read)
    audio = {
        "audio_cached": cached,
        "audio_input": min(max(0, (found.get("audio_input") or 0) - cached), tokens.input),
        "audio_output": min(found.get("audio_output") or 0, tokens.output),
        "image_output": min(found.get("image_output") or 0, tokens.output),
    }
    text = replace(
        tokens,
        input=tokens.input - audio["audio_input"],
        cache_read=tokens.cache_read - cached,
        output=max(0, tokens.output - audio["audio_output"] - audio["image_output"]),
    )
    return text, {kind: n for kind, n in audio.items() if n}


def _rule(
    found: dict[str, int | None], names: set[str], counting: Counting | None, model: str
) -> Counting:
    """Return what is inside what: the format's rule or the names', unless the counts forbid it.

    More cached tokens than input, or more thought than output, cannot be parts of it. xAI's chat
    completions have the reasoning beside the completion (docs.x.ai, guides on reasoning).
    """
    beside = not vocabulary.BESIDE.isdisjoint(names)
    rule = counting or Counting(
        "prompt_tokens" in names or not beside, "thoughts_token_count" not in names
    )
    grok = "completion_tokens" in names and "grok-" in model.lower()
    return Counting(
        rule.cache_in_input and not (beside and _cached(found) > (found["input"] or 0)),
        rule.reasoning_in_output
        and not grok
        and (found.get("reasoning") or 0) <= (found["output"] or 0),
    )


def _cached(found: dict[str, int | None]) -> int:
    read, written, long = map(found.get, _CACHED)
    return (read or 0) + (written or 0) + (long or 0)


def named(raw: dict[str, Any], where: str) -> tuple[dict[str, int | None], set[str]]:
    """Return counts by kind, and the names that they came under."""
    paths = vocabulary.flat(raw if "details" not in raw else _with_details(raw))
    strange = vocabulary.unknown(paths)
    if strange:
        shown = ", ".join(repr(s)[:60] for s in strange[:5])
        raise UserError(
            f"{where}: tokens of a kind that is not known: {shown}; rename or remove it"
        )
    found: dict[str, int | None] = {}
    for path, value in paths.items():
        kind = vocabulary.KIND.get(path)
        if kind is None or value is None:
            continue
        plain = type(value) is int and 0 <= value <= MOST  # most: no string is made for them
        here = value if plain else count(value, f"{where}: {path}")
        before = found.get(kind)
        if before and here and before != here and kind != "audio_input":
            raise UserError(f"{where}: {path}: {here}, and under another name {before}; correct it")
        found[kind] = before or here
    if "write_short" in found or "write_long" in found:
        _part_writes(found, where)
    if found.get("output") is None and found.get("total"):
        found["output"] = 0  # an embedding, or thought alone: what the total holds beyond is output
    if found.get("input") is None or found.get("output") is None:
        raise Missing(f"{where}: input or output tokens missing; an unknown count is not 0")
    return found, {path for path, value in paths.items() if value is not None}


def _part_writes(found: dict[str, int | None], where: str) -> None:
    """Part what was written to the caches by how long they live."""
    short, long = found.pop("write_short", None), found.pop("write_long", None) or 0
    writes = found.get("cache_write")
    if writes is None:
        writes = short if short is None else short + long
    if long > (writes if writes is not None else long):
        raise UserError(f"{where}: more one-hour cache writes than writes; the log is damaged")
    found["cache_write"] = None if writes is None else writes - long
    found["cache_write_long"] = long


# what may be inside: cached tokens in the input, reasoning in the output; the likely first
_RULES = ((True, True), (False, True), (True, False), (False, False))


def _with_details(raw: dict[str, Any]) -> dict[str, Any]:
    """Return pydantic-ai's usage with what its ``details`` alone say, which do not overrule.

    They repeat the seller's own counts, whose input leaves the cache out; the input above has it.
    """
    own = {key: value for key, value in raw.items() if key != "details"}
    if not isinstance(raw["details"], dict):
        return own
    said = {vocabulary.KIND.get(path) for path, n in vocabulary.flat(own).items() if n}
    for key, n in raw["details"].items():
        kind = vocabulary.KIND.get(vocabulary.snake(str(key)))
        if kind not in (*said, "input", "output", "total"):
            own[_INSIDE.get(str(kind), str(key))] = n
    return own


def settled(found: dict[str, int | None], where: str, rule: Counting) -> Tokens:
    """Return tokens as the total says they were billed; without a total, by the format's rule."""
    if found.get("tool_prompt"):
        found = {**found, "input": (found["input"] or 0) + (found["tool_prompt"] or 0)}
    total = found.get("total")
    if not total:
        return convert(found, rule, where)
    plain = (found["input"] or 0) + (found["output"] or 0)
    cached, thought = _cached(found), found.get("reasoning") or 0
    first = (rule.cache_in_input, rule.reasoning_in_output)
    for inside, within in (first, *_RULES):
        sum_ = plain + (0 if inside else cached) + (0 if within else thought)
        fits = (not inside or cached <= (found["input"] or 0)) and (
            not within or thought <= (found["output"] or 0)
        )
        if sum_ == total and fits:
            return convert(found, Counting(inside, within), where)
    return _beyond(found, rule, total, where)


def _beyond(found: dict[str, int | None], rule: Counting, total: int, where: str) -> Tokens:
    """Return tokens where the total names more than its parts do: the rest is output."""
    sent = (found["input"] or 0) + (0 if rule.cache_in_input else _cached(found))
    hidden = total - sent - (found["output"] or 0)
    if hidden < 0:
        if total == (found["input"] or 0) + (found["output"] or 0):
            return convert(found, rule, where)  # a total that leaves the cache out
        raise UserError(
            f"{where}: a total of {total} tokens is less than its parts; the log is damaged"
        )
    if hidden and (found.get("reasoning") or 0) > hidden + (found["output"] or 0):
        raise UserError(f"{where}: total {total} is neither what its parts are; the log is damaged")
    return convert({**found, "output": total - sent}, Counting(rule.cache_in_input, True), where)
