"""The register of cited numbers: every number a page may print, under a dotted key.

A results module offers ``numbers(data)``, which yields ``Number``s; ``CHAPTERS`` lists the
modules and the facts each is given. ``compute`` runs them all and keeps the result in a cache
that holds as long as neither the facts nor the package change.
"""

from __future__ import annotations

import dataclasses
import difflib
import functools
import gc
import hashlib
import importlib
import json
import math
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.number import Number, Register

CACHE = tables.ROOT / ".cache" / "numbers"
Told = Callable[[str], None]
LIVING = ""
PRELOAD = ["analysis.register.chapters", "statsmodels.regression.linear_model"]

# (modules joined by +, vintage): each module's numbers(data) is called with that vintage's facts.
# What is computed together shares what it prepares. The slow chapters come first, but for one
# that leaves the living observations to be made once, by the very first.
CHAPTERS: tuple[tuple[str, str], ...] = (
    (
        "methods.specification+methods.uncertainty",
        LIVING,
    ),
    (
        "methods.specification+methods.uncertainty+methods.influence",
        "price-of-progress",
    ),
    (
        "methods.change+methods.estimators+findings.why.hardware+methods.influence",
        LIVING,
    ),
    (
        "findings.price_of_a_score.numbers+"
        "findings.price_of_the_best.success+"
        "methods.falls+"
        "methods.indices+"
        "methods.forecasts",
        LIVING,
    ),
    (
        "findings.token_prices.numbers+"
        "findings.record.numbers+"
        "findings.reporting+"
        "findings.why.experts",
        LIVING,
    ),
    (
        "methods.coverage",
        "price-of-progress",
    ),
    (
        "published.price_of_progress+"
        "published.audit+"
        "methods.estimators+"
        "findings.price_of_the_best.success+"
        "methods.change+"
        "methods.falls+"
        "methods.indices+"
        "findings.why.hardware",
        "price-of-progress",
    ),
    (
        "published.lesswrong",
        "lesswrong-2025",
    ),
    (
        "published.epoch_2025+published.llmflation",
        "epoch-2025",
    ),
    (
        "published.origin+"
        "findings.training_and_inference.refits+"
        "findings.training_and_inference.bridge",
        "origin",
    ),
)


def compute(
    living: tables.Dataset | None = None, *, cache: Path | None = None, told: Told = lambda _: None
) -> dict[str, Number]:
    """Compute every number, chapters in parallel; ``told`` hears as each is done.

    ``living``: the living facts, loaded where not given. ``cache``: a folder; a chapter whose
    facts and code are as they were is taken from there. Raises UserError when two numbers share
    a key or a value is not finite.
    """
    found: dict[str, Chapter] = {}
    stale: dict[str, tuple[str, str, str]] = {}
    for modules, vintage in CHAPTERS:
        name = f"{modules}, {vintage or 'living'}"
        state = living.digest if living and not vintage else _facts(vintage)
        if kept := _restored(cache, name, state):
            found[name] = kept
        else:
            stale[name] = modules, vintage, state
    for name, made in _chapters(stale, living):
        found[name] = made
        told(f"numbers: {name}: {len(made.numbers)} in {made.seconds:.1f} s")
        _keep(cache, name, made)
    return _joined(found[name] for name in sorted(found))


def _chapters(
    wanted: Mapping[str, tuple[str, str, str]], living: tables.Dataset | None
) -> Iterator[tuple[str, Chapter]]:
    """Compute chapters side by side; ``wanted``: name -> modules, vintage, state of the facts."""
    if not wanted:
        return
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a core a chapter; threads would contend for them
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["analysis.register.chapters", "statsmodels.regression.linear_model"]
    )
    forkserver.ensure_running()  # it imports while the facts are read here
    if not all(vintage for _, vintage, _ in wanted.values()):
        living = living or tables.load()
    with ProcessPoolExecutor(
        os.cpu_count(),
        mp_context=context,
        max_tasks_per_child=1,
        initializer=gc.disable,  # looking for garbage takes a sixth of the time, and finds little
    ) as pool:
        tasks = {
            name: pool.submit(chapter, modules, vintage or living or "", state)
            for name, (modules, vintage, state) in wanted.items()
        }
        for name, task in tasks.items():
            yield name, task.result()


@dataclass(frozen=True)
class Chapter:
    """A chapter's numbers, and what they hold for: the facts' state and the code's digests."""

    numbers: list[Number]
    seconds: float
    facts: str
    code: dict[str, str]


def chapter(modules: str, facts: str | tables.Dataset, state: str = "") -> Chapter:
    """Compute one chapter's numbers on a vintage (its name) or the living facts.

    ``modules``: their names, joined by +.
    """
    started = time.perf_counter()
    data = tables.vintage(facts) if isinstance(facts, str) else facts
    named = {"data": facts if isinstance(facts, str) else "living", "digest": data.digest}
    imported = [importlib.import_module(f"analysis.{module}") for module in modules.split("+")]
    found = (number for module in imported for number in module.numbers(data))
    numbers = [dataclasses.replace(number, **named) for number in found]
    for number in numbers:
        _refuse_nonsense(number)
    # A process computes one chapter, so what it has imported is the code the numbers rest on;
    # but for the site, which no number rests on and a forked process may have from its parent.
    names = [n for n in sys.modules if f"{n}.".startswith("analysis.")]
    loaded = (sys.modules[n].__file__ for n in names if not n.startswith("analysis.site"))
    code = {str(Path(f).relative_to(tables.ROOT)): _digest(Path(f)) for f in loaded if f}
    return Chapter(numbers, time.perf_counter() - started, state, code)


def _joined(chapters: Iterable[Chapter]) -> dict[str, Number]:
    register: dict[str, Number] = {}
    for number in (number for chapter in chapters for number in chapter.numbers):
        if number.key in register:
            raise UserError(f"numbers: {number.key}: registered twice; rename one")
        register[number.key] = number
    return register


def _refuse_nonsense(number: Number) -> None:
    for name in ("value", "low", "high"):
        value = getattr(number, name)
        if value is not None and not math.isfinite(value):
            raise UserError(
                f"numbers: {number.key}: {name} is {value}; use None and say why in note"
            )


@functools.cache
def register() -> Register:
    """Return every number, from the cache where facts and code are unchanged."""
    return compute(cache=CACHE, told=_progress)


def _progress(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _keep(cache: Path | None, name: str, found: Chapter) -> None:
    if cache is None:
        return
    cache.mkdir(parents=True, exist_ok=True)
    aside = cache / f"{name}.{os.getpid()}.part"
    aside.write_text(json.dumps(dataclasses.asdict(found)), encoding="utf-8")
    aside.replace(cache / f"{name}.json")


def _restored(cache: Path | None, name: str, state: str) -> Chapter | None:
    """Return a chapter from the cache unless its facts or any code behind it have changed."""
    path = cache and cache / f"{name}.json"
    if not path or not path.exists():
        return None
    row = json.loads(path.read_text(encoding="utf-8"))
    code = {file: _digest(tables.ROOT / file) for file in row["code"]}
    if row["facts"] != state or row["code"] != code:
        return None
    numbers = [Number(**{**n, "tables": tuple(n["tables"])}) for n in row["numbers"]]
    return Chapter(numbers, row["seconds"], state, code)


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
    fields = {key: dataclasses.asdict(number) for key, number in sorted(numbers.items())}
    for row in fields.values():
        row.pop("key")
    return fields


def _facts(vintage: str) -> str:
    """Digest the files of a vintage, or for the living facts all of ``data/``."""
    folder = tables.DATA / "vintages" / vintage if vintage else tables.DATA
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(f"{path.relative_to(folder)} {_digest(path)}".encode())
    return digest.hexdigest()[:16]


@functools.cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""
