"""Results of tau2-bench: simulations whose messages carry the usage of agent and simulated user.

Counts are litellm's, cached tokens inside the prompt; only prompt and completion are kept. The
simulated user is another model's work: its calls have the role ``tools``. Costs are litellm's.
"""

from __future__ import annotations

import math
from typing import Any

from ... import days
from ...usage import Counting, ItemUsage, Log, Usage, mean
from ..shared import billing, calls, hosts
from ..shared.partial import Gaps
from ..shared.stream import mapping, number, sequence, word

NAME = "tau2-bench results"
COUNTING = Counting(cache_in_input=True, reasoning_in_output=True)
_NAMES = {name: name for name in ("prompt_tokens", "completion_tokens", "total_tokens")}
_ROLES = {"assistant": ("agent_info", "model"), "user": ("user_info", "tools")}
_CALLED = ("usage", "cost", "raw_data")  # of a message that a model wrote


def recognises(document: Any) -> bool:
    """Whether a JSON document is a file of results."""
    return isinstance(document, dict) and {"simulations", "info"} <= set(document)


def read_document(name: str, document: Any) -> Log:
    """Read a file of results. Raises UserError if no message in it was counted."""
    info = mapping(document.get("info"), f"{name}: info")
    found: list[Usage] = []
    items: list[ItemUsage] = []
    rewards: list[float] = []
    costs: list[float] = []
    gaps = Gaps("messages")
    for position, raw in enumerate(
        sequence(document.get("simulations"), f"{name}: simulations"), 1
    ):
        where = f"{name}: simulation {position}"
        one = mapping(raw, where)
        spent = _calls(one, info, gaps, where)
        found += spent
        reward = mapping(one.get("reward_info"), f"{where}: reward_info").get("reward")
        solved = number(reward, f"{where}: reward")
        rewards += [] if solved is None else [solved]
        item = word(str(one.get("task_id")), f"{where}: task_id")
        trial = int(number(one.get("trial"), f"{where}: trial") or 0) + 1
        items.append(ItemUsage(item, trial, calls.by_model(spent), solved))
        costs += [c for k in ("agent_cost", "user_cost") if (c := number(one.get(k), where))]
    place = mapping(info.get("environment_info"), f"{name}: environment_info")
    asked = [mapping(info.get(one), f"{name}: {one}").get("llm_args") for one, _ in _ROLES.values()]
    told = [one.get("api_base") for one in asked if isinstance(one, dict)]
    domain = word(place.get("domain_name"), f"{name}: domain_name")
    return calls.log(
        name, "tau2-bench", found, gaps, items,
        benchmark=f"tau2-bench {domain}".strip(),
        items=len({item.item for item in items}),
        passes=max((item.passed for item in items), default=None),
        attempts=len(items),
        score=mean(rewards),
        reported_cost=math.fsum(costs) or None,
        doubts=hosts.doubts(*told),
        notes=("tau2-bench keeps no cached tokens apart: what a cache saved is not in the price.",),
    )  # fmt: skip


def _calls(one: dict[str, Any], info: dict[str, Any], gaps: Gaps, where: str) -> list[Usage]:
    """Return the calls behind a simulation's messages; a greeting that no model wrote is none."""
    found = []
    for raw in sequence(one.get("messages"), f"{where}: messages"):
        message = mapping(raw, where)
        said = message.get("role")
        if not isinstance(said, str) or said not in _ROLES or not any(map(message.get, _CALLED)):
            continue
        place, role = _ROLES[said]
        told = mapping(info.get(place), f"{where}: {place}")
        model = word(told.get("llm"), f"{where}: {place}.llm")
        counted = mapping(message.get("usage"), f"{where}: usage")
        with gaps.one():
            date = days.of(message.get("timestamp") or one.get("start_time"))
            tier = billing.tier(message.get("raw_data"), told.get("llm_args"))
            found.append(
                calls.usage(
                    model, counted, _NAMES, where, COUNTING,
                    role=role, date=date, tier=tier, cache_recorded=False,
                )
            )  # fmt: skip
    return found
