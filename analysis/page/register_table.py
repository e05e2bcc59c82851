"""The register as a light index: a row a number, under what it is about, linked to its page."""

from __future__ import annotations

import html
from itertools import groupby

from analysis import format as fmt
from analysis.number import Number, Register
from analysis.page import meaning
from analysis.page.pieces.block import Block

FOLDER = "/report/numbers"


def index(register: Register) -> Block:
    """Return every number under its subject, folded; filter and fold work without a script."""
    told = sorted(register.values(), key=lambda number: (_subject(number).casefold(), number.key))
    groups = [_group(name, list(rows)) for name, rows in groupby(told, key=_subject)]
    return Block(
        '<div class="bp-index"><p class="bp-filter" hidden><label>Find a number '
        '<input type="search" placeholder="a benchmark, a word, a key" autocomplete="off">'
        f'</label> <span role="status"></span></p>{"".join(groups)}</div>'
    )


def _subject(number: Number) -> str:
    about = meaning.benchmark(number.key)
    if about:
        return meaning.benchmarks()[about]
    return {"living": "All benchmarks", "record": "The record", "guide": "For evaluators"}.get(
        number.key.split(".")[0], meaning.facts(number).removeprefix("the ").capitalize()
    )


def _group(subject: str, numbers: list[Number]) -> str:
    rows = "".join(_row(subject, number) for number in numbers)
    head = '<tr><th scope="col">Number</th><th scope="col" class="bp-right">Value</th></tr>'
    return (
        f"<details><summary>{html.escape(subject)} <small>{len(numbers):,}</small></summary>"
        f'<table data-quarto-disable-processing="true"><thead>{head}</thead><tbody>{rows}</tbody>'
        "</table></details>"
    )


def _row(subject: str, number: Number) -> str:
    name = meaning.name(number).removeprefix(f"{subject}, ")
    plain = meaning.plain(number)
    low, high = plain.low, plain.high
    value = fmt.quantity(plain.value, plain.unit, low, high)
    interval = "" if low is None or high is None else fmt.interval(low, high, plain.unit)
    within = f" <small>{html.escape(interval)}</small>" if interval else ""
    return (
        f'<tr id="{number.key}"><td><a href="{FOLDER}/{number.key}.html">{html.escape(name)}</a>'
        f" <code>{number.key}</code></td><td>{html.escape(value)}{within}</td></tr>"
    )
