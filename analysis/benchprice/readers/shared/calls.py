"""What readers of call logs share: a call's counts under known names, and the log of its calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...errors import UserError
from ...sums import Sums, of_each
from ...usage import Counting, ItemUsage, Log, Tokens, Usage, prompt, window
from . import counts, vocabulary
from .kept import mark_of
from .partial import Gaps
from .stream import count, mapping


def usage(
    model: str,
    raw: Mapping[str, Any],
    names: Mapping[str, str],
    where: str,
    counting: Counting,
    **told: Any,
) -> Usage:
    """Return one call's usage; ``names`` says which key of ``raw`` is which of our names.

    Other keys are left alone: a format's own tables say what they are. ``told`` are fields of
    Usage. Raises Missing without counts, UserError for a contradiction.
    """
    named = {ours: raw.get(theirs) for theirs, ours in names.items() if raw.get(theirs) is not None}
    tokens, beside = counts.read(named, where, counting, model)
    told.setdefault("window", window(prompt(tokens)))
    return Usage(model, tokens, extras=tuple(sorted(beside.items())), **told)


def noted(metadata: Any, kind: str, where: str) -> int | None:
    """Return the count of a kind that an agent notes beside a format's, under a known name."""
    paths = vocabulary.flat(mapping(metadata, where)).items()
    known = [v for path, v in paths if vocabulary.KIND.get(path) == kind and v is not None]
    return count(known[0], f"{where}: {kind}") if known else None


def with_fees(call: Usage, fees: Mapping[str, int | None]) -> Usage:
    """Return a call with what is billed beside its tokens: how often, by the kind of fee."""
    extras = dict(call.extras) | {kind: n for kind, n in fees.items() if n}
    return replace(call, extras=tuple(sorted(extras.items())))


def of_model(log: Log, model: str, date: str = "") -> Log:
    """Return a log that names no model as one of ``model``, and of ``date`` where that is known."""
    used = tuple(replace(u, model=model or u.model, date=u.date or date) for u in log.usage)
    items = tuple(
        replace(one, tokens={(model or own, role): t for (own, role), t in one.tokens.items()})
        for one in log.items_used
    )
    return replace(log, usage=used, items_used=items, model=model, date=log.date or date)


def log(
    name: str,
    form: str,
    calls: Iterable[Usage],
    gaps: Gaps,
    used: Sequence[ItemUsage] = (),
    **told: Any,
) -> Log:
    """Return the log of ``calls``. Raises UserError if there are none; ``told``: fields of Log."""
    sums, dates = Sums(), []
    for call in calls:
        sums.add(call)
        dates.append(call.date)
    added, doubts = sums.usage(), gaps.doubts()
    if not added:
        raise UserError(f"{name}: no call with token counts in it; nothing to price")
    told["doubts"] = (*told.get("doubts", ()), *doubts)
    return Log(
        source=name,
        format=form,
        usage=added,
        model=next((one.model for one in added if one.role == "model"), added[0].model),
        date=min(filter(None, dates), default=""),
        items_used=tuple(used),
        **told,
    )


def by_id(found: Mapping[Any, Usage]) -> dict[Any, Usage]:
    """Return calls by the marks of their ids; one without an id is like no call of another log."""
    return {mark_of(key) if isinstance(key, str) else object(): call for key, call in found.items()}


def by_model(calls: Iterable[Usage]) -> dict[tuple[str, str], Tokens]:
    """Return the tokens of calls by model and role, as an item's spending has them."""
    return of_each(((call.model, call.role), call.tokens) for call in calls)
