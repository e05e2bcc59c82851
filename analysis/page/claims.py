"""The claims ledger as its page shows it: each claim over the estimates that speak of it."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.findings.claims.ledger import plain
from analysis.findings.claims.verdict import DIGIT
from analysis.number import Number, Register
from analysis.page.calls import num
from analysis.page.pieces import safe
from analysis.page.pieces.block import Block

WIDTH = 200.0  # of the drawing's own units; it stretches to its column
MIDDLE = 7  # of a line of 14
NEAR = 0.29 * WIDTH  # from a tick to the next: their labels have room on a phone
LEADS = ((1, 1.5, 2, 3, 4, 5, 7), (1, 2, 5), (1, 3), (1,))  # of ticks in a decade
REACH = 4.0  # the axis ends so many times beyond the outermost value, not interval
SIDES = {"vintage_keys": "Their data", "today_keys": "Our record"}
UNSAID = ("factor", "rise", "share", "decline", "fold")  # what an estimate is, not which


def claim_list(rows: pd.DataFrame, register: Register, names: Mapping[str, str]) -> Block:
    """Return every claim with its verdict and, line by line, the claimed value and our estimates.

    ``rows``: as of ``ledger.ledger``, with ``who`` (the source's title) and its ``url``;
    ``names``: of benchmarks by id. All lines of a claim share one logarithmic axis, on which
    what is claimed is shaded.
    """
    return Block("\n".join(_claim(row, register, names) for row in rows.to_dict("records")))


def _claim(row: Mapping[Any, Any], register: Register, names: Mapping[str, str]) -> str:
    sides = {
        side: [register[key] for key in row[column] if key in register]
        for column, side in SIDES.items()
    }
    claimed = [_known(row[c]) for c in ("value", "low", "high")]
    axis = Axis.over(claimed, [n for found in sides.values() for n in found])
    unit = str(row.get("unit", ""))
    ground = _grid(axis) + _claim_mark(axis, claimed)
    lines = [_line("Claimed", axis, ground, html.escape(row["theirs"]))]
    for side, found in sides.items():
        said = labels([n.key for n in found], names)
        if any(said):
            lines.append(f'<tr><th scope="colgroup" colspan="3">{side}</th></tr> ')
        lines += [
            _line(text or side, axis, ground + _mark(axis, n), _cited(n, row))
            for text, n in zip(said, found, strict=True)
        ]
    lines.append(_scale(axis, unit))
    slug = row["verdict"].replace(" ", "-")
    reason = f": {row['why']}" if not any(sides.values()) else ""
    now = _today(row["today"]) if row["today"] and sides["Their data"] else ""
    return (
        f'<section class="bp-claim" id="{html.escape(row["claim_id"])}">'
        f"<p><strong>{_statement(row)}.</strong> <span>{_source(row)}</span></p>"
        f'<p class="bp-verdict bp-{slug}">{html.escape(row["verdict"] + reason)}{now}</p>'
        f'<table data-quarto-disable-processing="true"><tbody>{"".join(lines)}</tbody></table>'
        "</section>"
    )


def _today(said: str) -> str:
    """Say what holds on our record, in the colour of that verdict and not of the other."""
    slug = {"holds": "supported", "does not hold": "not-supported"}.get(said, "not-testable")
    return f'; <strong class="bp-{slug}">on our record it {html.escape(said)}</strong>'


def _statement(row: Mapping[Any, Any]) -> str:
    """Write a claim with this site's signs: 22,000 and R²."""
    said = re.sub(r"(\d) (\d{3})\b", r"\1,\2", str(row["statement"])).replace("R2", "R²")
    return html.escape(said)


def _source(row: Mapping[Any, Any]) -> str:
    return f"{safe.link(row['url'], str(row['who']))}, {html.escape(str(row['where']))}"


def labels(keys: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Tell keys apart in words: by the parts that they do not all share; one key needs none."""
    parts = [_parts(key, names) for key in keys]
    shared = set.intersection(*map(set, parts)) if parts else set()
    return [
        ", ".join(_words(p, names) for p in each if p not in shared and p not in UNSAID)
        for each in parts
    ]


def _parts(key: str, names: Mapping[str, str]) -> list[str]:
    """Split a key at its dots, but for those of a benchmark's id, such as terminal-bench-2.1."""
    known = sorted((name for name in names if f".{name}." in key), key=len)
    before, about, after = key.partition(f".{known[-1]}.") if known else (key, "", "")
    return [*before.split("."), about.strip("."), *after.split(".")] if about else key.split(".")


def _words(part: str, names: Mapping[str, str]) -> str:
    said = part.replace("-", " ").capitalize()
    return names.get(part) or re.sub(r"^Band (\d+) (\d+)$", r"\1 to \2 %", said)


class Axis:
    """A logarithmic axis: the place of a positive value, from 0 to ``WIDTH``."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = math.log(low), math.log(high)

    @classmethod
    def over(cls, claimed: Sequence[float | None], found: Sequence[Number]) -> Axis | None:
        """Span the claim, our values, and of the intervals what is readable; None without any."""
        values = [v for v in [*claimed, *(n.value for n in found)] if v is not None and v > 0]
        if not values:
            return None
        ends = [e for n in found for e in (n.low, n.high) if e is not None]
        low = max(min([*values, *ends]), min(values) / REACH)
        high = min(max([*values, *ends]), max(values) * REACH)
        return cls(low / 1.2, high * 1.2)

    def __call__(self, value: float) -> float:
        """Return the place of a value; what lies beyond an end is put there."""
        at = (math.log(value) if value > 0 else self.low) - self.low
        return round(WIDTH * min(max(at / (self.high - self.low), 0.0), 1.0), 1)

    def ticks(self) -> list[float]:
        """Return the round values that have room on it: some of each decade, or of decades."""
        decades = range(math.floor(self.low / math.log(10)), math.ceil(self.high / math.log(10)))
        for leads in LEADS:
            values = [lead * 10.0**decade for decade in decades for lead in leads]
            inside = [v for v in values if 0.04 * WIDTH < self(v) < 0.96 * WIDTH]
            gaps = [self(after) - self(one) for one, after in pairwise(inside)]
            if min(gaps, default=WIDTH) > NEAR:
                return inside
        return inside[:: math.ceil(NEAR / min(gaps))]


def _grid(axis: Axis | None) -> str:
    lines = [f"M{axis(value)} 0v14" for value in axis.ticks()] if axis else []
    return f'<path class="bp-tick" d="{"".join(lines)}"/>' if lines else ""


def _scale(axis: Axis | None, unit: str) -> str:
    """Return the line of the axis' labels, whose drawing is not stretched."""
    if axis is None:
        return ""
    texts = "".join(
        f'<text x="{axis(value) / WIDTH:.1%}" y="11">{html.escape(plain(value, unit))}</text>'
        for value in axis.ticks()
    )
    drawing = f'<svg aria-hidden="true">{texts}</svg>'
    return f'<tr class="bp-scale"><td></td><td>{drawing}</td><td></td></tr>'


def _claim_mark(axis: Axis | None, claimed: Sequence[float | None]) -> str:
    """Shade what is claimed: a range from end to end, a value as a line, with its interval."""
    if axis is None or not any(c is not None for c in claimed):
        return ""
    value, low, high = claimed
    left = 0.0 if low is None else axis(low)
    right = WIDTH if high is None else axis(high)
    band = f'<rect x="{left}" y="0" width="{max(right - left, 1)}" height="14"/>'
    line = "" if value is None else f'<path class="bp-said" d="M{axis(value)} 0v14"/>'
    return band * (value is None or (low is not None and high is not None)) + line


def _mark(axis: Axis | None, number: Number) -> str:
    if axis is None or number.value is None:
        return ""
    bar = ""
    if number.low is not None and number.high is not None:
        bar = f'<path class="bp-bar" d="M{axis(number.low)} {MIDDLE}H{axis(number.high)}"/>'
    # a line of no length with round ends stays round however the drawing is stretched
    return f'{bar}<path class="bp-dot" d="M{axis(number.value)} {MIDDLE}h0"/>'


def _line(label: str, axis: Axis | None, mark: str, said: str) -> str:
    drawing = (
        f'<svg viewBox="0 0 {WIDTH:g} 14" preserveAspectRatio="none" aria-hidden="true">'
        f"{mark}</svg>"
    )
    return (
        f'<tr><th scope="row">{html.escape(label)}</th><td>{drawing if axis else ""}</td>'
        f"<td>{said}</td></tr>"
    )


def _cited(number: Number, row: Mapping[Any, Any]) -> str:
    """Cite a number; without an interval, or with a printed one, to the places of the printed.

    One that is not estimated says why.
    """
    if number.value is None:
        return html.escape(number.note or "not estimated")
    printed = [_known(row[c]) for c in ("value", "low", "high")]
    if row["verdict"] == DIGIT and None not in printed:
        ends = zip((number.value, number.low, number.high), printed, strict=True)
        value, low, high = (f"{mine or 0:,.{_places(theirs)}f}" for mine, theirs in ends)
        return replace(num(number.key), text=f"{value}× ({low} to {high})").__html__()
    if number.low is not None:
        return num(number.key, "value-interval").__html__()
    before = math.floor(math.log10(abs(number.value))) + 1 if number.value else 1
    digits = None if printed[0] is None else max(2, before + _places(printed[0]))
    return num(number.key, digits=digits).__html__()


def _places(printed: float | None) -> int:
    """Count the decimals that a value was printed with."""
    return len(f"{printed:.10g}".partition(".")[2]) if printed is not None else 0


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
