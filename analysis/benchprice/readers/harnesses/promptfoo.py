"""Results of promptfoo (``promptfoo eval -o``): a call of a model a row, as JSON or JSON lines.

``tokenUsage`` has ``prompt`` and ``completion`` as the seller counts them; ``cached`` are tokens of
promptfoo's own cache, for which nothing was sent or billed (its ``getTokenUsage``). A seller's
cached tokens are not told apart. The model is in the provider's id, as ``openai:chat:gpt-4o``.
Graders are another model, which rows do not name.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Any

from ... import days
from ...doubts import Doubt
from ...errors import Missing
from ...usage import Counting, ItemUsage, Log, Usage, mean
from ..shared import billing, calls
from ..shared.partial import Gaps
from ..shared.stream import count, mapping, number, sequence, word

NAME = "promptfoo results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_NAMES = {"prompt": "prompt_tokens", "completion": "completion_tokens", "total": "total_tokens"}
_KINDS = re.compile(r"^(?:chat|completion|messages|responses|converse|embeddings?|realtime):")


def recognises(document: Any) -> bool:
    """Whether a JSON document is a file of results."""
    if not isinstance(document, dict):
        return False
    results = document.get("results")
    rows = results.get("results") if isinstance(results, dict) else None
    return isinstance(rows, list) and "config" in document


def recognises_line(line: dict[str, Any]) -> bool:
    """Whether a line is one row of results."""
    return {"promptIdx", "testIdx", "provider"} <= set(line)


def read_document(name: str, document: dict[str, Any]) -> Log:
    """Read a file of results. Raises UserError if no call in it was counted."""
    results = mapping(document["results"], f"{name}: results")
    rows = sequence(results.get("results"), name)
    return _log(name, rows, days.of(results.get("timestamp")), _tiers(document["config"]))


def read_lines(name: str, rows: Iterable[Any]) -> Log:
    """Read rows as they come. Raises UserError if no call in them was counted."""
    return _log(name, rows, "", {})


def _tiers(config: Any) -> dict[str, str]:
    """Return the tier that each provider's settings ask for, by its id and its label."""
    listed = config.get("providers") if isinstance(config, dict) else None
    found: dict[str, str] = {}
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            tier = billing.tier(one.get("config"))
            found |= {
                name: tier for key in ("id", "label") if isinstance(name := one.get(key), str)
            }
    return found


def _log(name: str, rows: Iterable[Any], date: str, tiers: dict[str, str]) -> Log:
    found: list[Usage] = []
    items: list[ItemUsage] = []
    costs: list[float] = []
    seen: dict[str, int] = {}
    kept, graded, tried, gaps = 0, 0, 0, Gaps("rows")
    for tried, raw in enumerate(rows, 1):
        where = f"{name}: row {tried}"
        row = mapping(raw, where)
        answer = mapping(row.get("response"), f"{where}: response")
        graded += _graders(row, where)
        if answer.get("cached") is True:
            kept += 1
            continue
        with gaps.one():
            call = _call(row, answer, date, tiers, where)
            found.append(call)
            item = f"{row.get('testIdx')}-{row.get('promptIdx')} {call.model}"
            seen[item] = seen.get(item, 0) + 1
            solved = float(row["success"]) if isinstance(row.get("success"), bool) else None
            items.append(ItemUsage(item, seen[item], calls.by_model([call]), solved))
            cost = number(row.get("cost", answer.get("cost")), f"{where}: cost")
            costs += [] if cost is None else [cost]
    marks = [one.solved for one in items if one.solved is not None]
    return calls.log(
        name, "promptfoo", found, gaps, items,
        items=len(seen) or None, passes=max(seen.values(), default=None), attempts=tried,
        score=mean(marks),
        reported_cost=math.fsum(costs) if costs and len(costs) == len(found) else None,
        notes=(f"{kept:,} answers came from promptfoo's cache and are in no price.",) * bool(kept),
        doubts=_of_graders(graded),
    )  # fmt: skip


def _graders(row: dict[str, Any], where: str) -> int:
    """Return the tokens that graders of a row used: of a model that it does not name."""
    grading = mapping(row.get("gradingResult"), f"{where}: gradingResult")
    used = mapping(grading.get("tokensUsed"), f"{where}: tokensUsed")
    counts = (count(used.get(k), f"{where}: tokensUsed") for k in ("prompt", "completion"))
    return sum(n or 0 for n in counts)


def _of_graders(tokens: int) -> tuple[Doubt, ...]:
    if not tokens:
        return ()
    says = f"Graders used {tokens:,} tokens of models that the log does not name: not in the total."
    return (Doubt("missing-judge", says),)


def _call(
    row: dict[str, Any], answer: dict[str, Any], date: str, tiers: dict[str, str], where: str
) -> Usage:
    used = mapping(answer.get("tokenUsage") or row.get("tokenUsage"), f"{where}: tokenUsage")
    if used.get("prompt") is None and used.get("completion") is None:
        raise Missing(f"{where}: no tokenUsage of a call; an unknown count is not 0")
    said = row.get("provider")
    named = said.get("id") if isinstance(said, dict) else said
    label = said.get("label") if isinstance(said, dict) else None
    own = said.get("config") if isinstance(said, dict) else None
    asked = next((tiers[n] for n in (label, named) if isinstance(n, str) and n in tiers), "")
    seller, model = _named(word(named, f"{where}: provider"))
    details = mapping(used.get("completionDetails"), f"{where}: completionDetails")
    raw = {**used, "reasoning_tokens": details.get("reasoning")}
    searches = count(used.get("webSearchRequests"), f"{where}: webSearchRequests")
    told: dict[str, Any] = {} if (used.get("numRequests") or 1) == 1 else {"window": None}
    call = calls.usage(
        model, raw, _NAMES | {"reasoning_tokens": "reasoning_tokens"}, where, COUNTING,
        provider=seller, cache_recorded=False, date=date,
        tier=billing.tier(answer.get("raw"), answer.get("metadata"), own, {"service_tier": asked}),
        **told,
    )  # fmt: skip
    return calls.with_fees(call, {"web-search": searches})


def _named(provider: str) -> tuple[str, str]:
    """Return seller and model of a provider's id; of one without a seller, the id for both."""
    seller, _, rest = provider.partition(":")
    return (seller.lower(), _KINDS.sub("", rest)) if rest else ("", provider)
