"""The static API below ``/api/v1``: an index, lists, and one small file for each thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Sized
from pathlib import Path
from typing import Any

from analysis.facts.downloads import package
from analysis.number import Number, Register
from analysis.page import meaning
from analysis.page.changelog import Entry
from analysis.page.made import cited, feed, files, series
from analysis.page.made.series import Settled
from analysis.page.sections import Explained

FOLDER = "api/v1"
SCHEMAS = Path(__file__).parent / "schemas"


def head(version: str, date: str) -> dict[str, str]:
    """Return what every file begins with."""
    return {"version": version, "data_to": date, "licence": package.LICENCE["name"]}


def number(told: Number, head: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the file of a number as (name, text); the same bytes each time."""
    content = {"$schema": "../schemas/number.json"} | dict(head) | told_of(told)
    yield f"{told.key}.json", files.as_json(content | _cite(told))


def lists(
    register: Register, known: Settled, log: Sequence[Entry], head: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Yield the files that tell of many: index, numbers, models, benchmarks, and what changed."""
    told = {key: told_of(register[key]) for key in sorted(register)}
    every = {"$schema": "schemas/numbers.json"} | dict(head) | {"count": len(told), "numbers": told}
    yield "numbers.json", files.as_json(every)
    yield from series.lists(known, head)
    yield "changes.json", feed.as_json(log, head)
    counts = {"numbers": told, "models": known.models, "benchmarks": known.benchmarks}
    yield "index.json", files.as_json(_index(head, counts, len(known.offers)))


def schemas() -> Iterator[tuple[str, str]]:
    """Yield the JSON Schema of each kind of file."""
    for path in sorted(SCHEMAS.glob("*.json")):
        yield path.name, path.read_text(encoding="utf-8")


def told_of(number: Number) -> dict[str, Any]:
    """Return a number as the API gives it: its fields, its meaning and where it is explained."""
    section = Explained(number.function).section if number.function else None
    links = {
        "page": f"report/numbers/{number.key}.html",
        "explained": f"report/reference/methods.html#{section}" if section else None,
    }
    words = {"name": meaning.name(number), "meaning": meaning.meaning(number)}
    fields = {**vars(number), "tables": list(number.tables)}
    return {"key": fields.pop("key")} | words | fields | links


def _cite(number: Number) -> dict[str, Any]:
    place = f"report/numbers/{number.key}.html"
    told = cited.citation(f"{meaning.name(number)} ({number.key})", place)
    return {"cite": {"text": told.plain(), "bibtex": told.bibtex()}}


def _index(head: Mapping[str, str], counts: Mapping[str, Sized], sold: int) -> dict[str, Any]:
    kinds = {
        kind: {"all": f"{kind}.json", "one": f"{kind}/{{key}}.json", "count": len(each)}
        for kind, each in counts.items()
    }
    return {
        "$schema": "schemas/index.json",
        **head,
        "about": "Addresses are relative to this file; v1 only ever gains fields and files.",
        **kinds,
        "changes": {"all": "changes.json"},
        "prices": {"one": "prices/{key}.json", "count": sold},
        "schemas": {path.stem: f"schemas/{path.name}" for path in sorted(SCHEMAS.glob("*.json"))},
    }
