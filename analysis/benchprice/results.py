"""Sessions whose own results are given beside a log of their calls: counted once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from .doubts import Doubt
from .sums import of_each, summed
from .usage import Log, Tokens


def counted(logs: Sequence[Log]) -> list[Log]:
    """Leave out a log of calls whose sessions' results, in another log, hold no less of anything.

    Results have what a transcript leaves out, as the rest of an answer that it has as it began.
    Those that hold less are doubted: of a session that was resumed they may have the last part.
    """
    spent = of_each(pair for log in logs for pair in log.sessions.items())
    told = of_each(pair for log in logs for pair in log.results.items())
    both = spent.keys() & told.keys()
    held = {name for name in both if _holds(told[name], spent[name])}
    kept = []
    for log in logs:
        if log.sessions and held.issuperset(log.sessions):
            said = f"{log.source}: its calls are in the results of its session, which are counted."
            log = replace(log, usage=(), reported_cost=None, responses={}, doubts=(),
                          notes=(*log.notes, said))  # fmt: skip
        elif unsure := (both - held) & log.results.keys():
            part = _tokens(told[name] for name in unsure)
            whole = _tokens(used.tokens for one in logs for used in one.usage)
            says = (
                f"{log.source}: {len(unsure):,} sessions have results that hold less than their"
                " transcripts, as those of a session that was resumed do: both are in the price."
            )
            log = replace(
                log, doubts=(*log.doubts, Doubt("counted-twice", says, share=part / whole))
            )
        kept.append(log)
    return kept


def _tokens(counts: Iterable[Tokens]) -> int:
    return summed(list(counts)).total


def _holds(whole: Tokens, part: Tokens) -> bool:
    """Whether no count is less; results do not part what was written by how long it lives."""
    rest = whole - part
    written = rest.cache_write + rest.cache_write_long
    return min(rest.input, rest.cache_read, written, rest.output) >= 0
