"""The static API below ``/api/v1``: an index, all numbers, and one small file a number."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.facts import package
from analysis.number import Number, Register
from analysis.page import meaning
from analysis.page.made import cited, files
from analysis.page.sections import Explained

FOLDER = "api/v1"
SCHEMAS = Path(__file__).parent / "schemas"


def numbers(register: Register, version: str, date: str) -> Iterator[tuple[str, str]]:
    """Yield the files of the API as (name below ``api/v1``, text); the same bytes each time."""
    head = {"version": version, "data_to": date, "licence": package.LICENCE["name"]}
    told = {key: told_of(register[key]) for key in sorted(register)}
    for key, content in told.items():
        schema = {"$schema": "../schemas/number.json"}
        name = f"numbers/{key}.json"
        yield name, files.as_json(schema | head | content | _cite(register[key]))
    lists = {"$schema": "schemas/numbers.json"} | head | {"count": len(told), "numbers": told}
    yield "numbers.json", files.as_json(lists)
    yield "index.json", files.as_json(_index(head, len(told)))
    for path in sorted(SCHEMAS.glob("*.json")):
        yield f"schemas/{path.name}", path.read_text(encoding="utf-8")


def told_of(number: Number) -> dict[str, Any]:
    """Return a number as the API gives it: its fields, its meaning and where it is explained."""
    section = Explained(number.function).section if number.function else None
    links = {
        "page": f"report/numbers/{number.key}.html",
        "explained": f"report/reference/methods.html#{section}" if section else None,
    }
    words = {"name": meaning.name(number), "meaning": meaning.meaning(number)}
    fields = {**dataclasses.asdict(number), "tables": list(number.tables)}
    return {"key": fields.pop("key")} | words | fields | links


def _cite(number: Number) -> dict[str, Any]:
    place = f"report/numbers/{number.key}.html"
    told = cited.citation(f"{meaning.name(number)} ({number.key})", place)
    return {"cite": {"text": told.plain(), "bibtex": told.bibtex()}}


def _index(head: Mapping[str, Any], count: int) -> dict[str, Any]:
    return {
        "$schema": "schemas/index.json",
        **head,
        "about": "Addresses are relative to this file; v1 only ever gains fields and files.",
        "numbers": {"all": "numbers.json", "one": "numbers/{key}.json", "count": count},
        "schemas": {name: f"schemas/{name}.json" for name in ("index", "number", "numbers")},
    }
