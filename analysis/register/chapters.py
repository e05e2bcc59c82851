"""The register of cited numbers: every number a page may print, under a dotted key.

``compute`` runs what ``declared.CHAPTERS`` lists and keeps each chapter's numbers in a cache that
holds as long as neither its facts nor the code behind it change.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import gc
import importlib
import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from analysis import heard
from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.number import Number, Register, held
from analysis.published import observed
from analysis.register import cached, declared
from analysis.register.cached import Done
from analysis.register.declared import LIVING, Chapter
from analysis.site import rests

CACHE = tables.ROOT / ".cache" / "numbers"
PRELOAD = [__name__, "statsmodels.regression.linear_model"]
Told = Callable[[str], None]


@dataclass(frozen=True)
class Task:
    """A chapter on one of its facts; ``state`` digests these, ``others`` those not asked for."""

    chapter: Chapter
    facts: str
    state: str = ""
    others: str = ""

    @property
    def name(self) -> str:
        """The chapter and the facts, as the cache and the progress name them."""
        return f"{self.chapter.name}, {self.facts or 'living'}"


def compute(*, cache: Path | None = None, told: Told = lambda _: None) -> dict[str, Number]:
    """Compute every number, chapters in parallel; ``told`` hears as each is done.

    ``cache``: a folder; a chapter whose facts and code are as they were is taken from there.
    Raises UserError when two numbers share a key or a value is not finite.
    """
    on = {facts for chapter in declared.CHAPTERS for facts in chapter.on}
    states = {facts: cached.state_of(facts) for facts in on}
    return _of(states, cached.others_of(), tables.load, cache, told)


def on_living(data: tables.Dataset, folder: Path) -> dict[str, Number]:
    """Return the numbers on facts that stand in ``folder``, kept as ``register`` keeps them."""
    state = {LIVING: cached.state_of(LIVING, folder)}
    return _of(state, cached.others_of(folder), lambda: data, CACHE, _progress)


def _of(
    states: Mapping[str, str],
    others: str,
    load: Callable[[], tables.Dataset],
    cache: Path | None,
    told: Told,
) -> dict[str, Number]:
    """Compute the numbers on these facts; ``load`` gives the living ones where they are needed."""
    living = functools.cache(load)
    found: dict[str, Done] = {}
    stale: list[Task] = []
    for chapter in declared.CHAPTERS:
        _refuse_lost(chapter)
        for facts in [each for each in chapter.on if each in states]:
            task = Task(chapter, facts, states[facts], "" if facts else others)
            if kept := cached.restored(cache, task.name, task.state):
                found[task.name] = kept
            else:
                stale.append(task)
    found |= (same := _same([task for task in stale if task.others], living, cache))
    stale = [task for task in stale if task.name not in same]
    for name, made in _computed(stale, living):
        found[name] = made
        told(f"numbers: {name}: {len(made.numbers)} in {made.seconds:.1f} s")
        cached.keep(cache, name, made)
    return _joined(found)


def _same(
    tasks: Sequence[Task], load: Callable[[], tables.Dataset], cache: Path | None
) -> dict[str, Done]:
    """Return the tasks on living facts for which all that they ask of these is as it was."""
    found = {}
    for task in tasks:
        asked = lambda name: heard.again(load(), name)  # noqa: E731
        if kept := cached.resting(cache, task.name, task.state, task.others, asked):
            found[task.name] = dataclasses.replace(kept, code=cached.code(task.chapter))
            cached.keep(cache, task.name, found[task.name])
    return found


def _computed(
    tasks: Iterable[Task], load: Callable[[], tables.Dataset]
) -> Iterator[tuple[str, Done]]:
    """Compute tasks side by side, those on vintages while the living facts are prepared."""
    frozen = [task for task in tasks if task.facts != LIVING]
    today = [task for task in tasks if task.facts == LIVING]
    if not frozen and not today:
        return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a core a task; threads would contend for them
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    forkserver.ensure_running()  # it imports while the facts are read here
    living = load() if today else None
    with ProcessPoolExecutor(
        os.cpu_count(), mp_context=context, initializer=_begin, initargs=(living,)
    ) as pool:
        prepared = pool.submit(_prepare) if today else None
        asked = {pool.submit(_run, task): task.name for task in frozen}
        if prepared:
            prepared.result()
        asked |= {pool.submit(_run, task): task.name for task in today}
        for done in as_completed(asked):
            yield asked[done], done.result()


_living: tables.Dataset | None = None  # a worker's


def _begin(living: tables.Dataset | None) -> None:
    """Prepare a worker, which computes several tasks."""
    global _living
    _living = living
    gc.disable()  # looking for garbage takes a sixth of the time, and finds little


def _prepare() -> None:
    """Make what all tasks on the living facts ask for, once, before two of them do it at once."""
    if _living is not None:
        observed.of(_living)


def _run(task: Task) -> Done:
    started = time.perf_counter()
    data = tables.vintage(task.facts) if task.facts else _living
    if data is None:
        raise UserError(f"numbers: {task.name}: there are no living facts to compute it on")
    with heard.hearing(data) as reads:
        made = list(task.chapter.function(data))
    digest = data.digest if task.facts else rests.digest_of(reads, task.others)[:16]
    numbers = _named(task.chapter, made, task.facts or "living", digest)
    seconds = time.perf_counter() - started
    code = cached.code(task.chapter)
    return Done(numbers, seconds, task.state, code, reads, task.others)


def numbers_of(chapter: Chapter, data: tables.Dataset, name: str = "living") -> list[Number]:
    """Compute one chapter's numbers on facts that ``name`` names; see ``number.held`` for rates.

    They bear no digest of these: what asks for all facts is computed anew whenever one moves.
    """
    return _named(chapter, chapter.function(data), name, "")


def _named(chapter: Chapter, made: Iterable[Number], name: str, digest: str) -> list[Number]:
    found = [dataclasses.replace(number, data=name, digest=digest) for number in made]
    for number in found:
        _refuse_nonsense(number)
    return found if chapter.replicates else [held(number) for number in found]


def _joined(done: dict[str, Done]) -> dict[str, Number]:
    register: dict[str, Number] = {}
    first: dict[str, str] = {}
    for name in sorted(done):
        for number in done[name].numbers:
            if number.key in register:
                raise UserError(
                    f"numbers: {number.key}: registered twice, by {first[number.key]} and by "
                    f"{name}; rename one"
                )
            register[number.key] = number
            first[number.key] = name
    return register


def _refuse_lost(chapter: Chapter) -> None:
    """Raise UserError where a worker could not find the chapter's function by its name."""
    function = chapter.function
    module = importlib.import_module(function.__module__)
    if getattr(module, function.__qualname__, None) is not function:
        raise UserError(
            f"{function.__module__.replace('.', '/')}.py: {function.__qualname__}: a chapter of "
            "the register whose function cannot be imported by that name; list a function that "
            "stands at the top of its module"
        )


def _refuse_nonsense(number: Number) -> None:
    for name in ("value", "low", "high"):
        value = getattr(number, name)
        if value is not None and not math.isfinite(value):
            raise UserError(
                f"numbers: {number.key}: {name} is {value}; use None and say why in note"
            )


@functools.cache
def register() -> cached.Heard:
    """Return every number, from the cache where facts and code are unchanged."""
    return cached.Heard(compute(cache=CACHE, told=_progress), CACHE.with_name("cited"))


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def get(key: str) -> Number:
    """Return one number. Raises UserError naming the closest keys where there is none."""
    found = register().get(key)
    if found is None:
        close = difflib.get_close_matches(key, register(), n=3, cutoff=0.4)
        raise UserError(
            f"there is no number {key!r}; did you mean {', '.join(close) or 'another'}? "
            "`python -m analysis numbers` lists them"
        )
    return found


def as_json(numbers: Register) -> dict[str, dict[str, Any]]:
    """Return key -> its fields, sorted by key, ready for ``json.dumps``."""
    fields = {key: dict(vars(number)) for key, number in sorted(numbers.items())}
    for row in fields.values():
        row.pop("key")
    return fields
