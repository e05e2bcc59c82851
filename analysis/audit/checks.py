"""What is asked of the built site's files, a function a question; a fault is a line of words."""

from __future__ import annotations

import bisect
import csv
import io
import json
import math
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import html5lib

from analysis import format as fmt
from analysis.audit.built import Page, Site, outside
from analysis.facts.tables import ROOT
from analysis.number import Register
from analysis.page import meaning, prose
from analysis.site import policy

FRONT, CHAPTER = 250_000, 400_000  # bytes of a page with its styles and scripts, compressed
LATER = ("vega.js",)  # loaded where a chart comes near
CLOSE = 1e-5  # relative; charts and downloads give six digits
# Charts that draw something made of their rows, or less than their rows say.
DERIVED = {
    "drivers": "multiples of the first record's values",
    "reversals": "pairs counted in squares",
    "choices": "factors rounded for some thousand points",
    "asked-reach": "what stands behind each of a thousand ways is in the download alone",
    "asked-line": "likewise",
    "calibration": "how wide the intervals were is in the download alone",
}
PARSED = 3  # pages of each made kind that the slow HTML parser reads
# What html5lib calls an error and HTML today does not.
_NO_FAULT = {"unknown-namespace"}


def links(site: Site) -> Iterator[str]:
    """Every link, picture and script leads to a file of the site, and every fragment to an id."""
    for page in site.pages():
        for address in dict.fromkeys(page.links):
            if outside(address):
                continue
            target, fragment = site.resolved(address, page.name)
            named = fragment and target.endswith(".html") and not set("?=") & set(fragment)
            if target not in site.files:
                yield f"{page.name}: {address} leads to no file"
            elif named and fragment not in site.page(target).ids:
                yield f"{page.name}: {address} leads to no id"


def markup(site: Site) -> Iterator[str]:
    """Every page is HTML without an error of syntax, and no id stands twice."""
    for page in site.pages():
        for name in page.twice:
            yield f"{page.name}: the id {name} stands twice"
    for name in site.some(PARSED):
        parser = html5lib.HTMLParser()
        parser.parse(site.text(name))
        for (line, _), code, _ in parser.errors:
            if code not in _NO_FAULT:
                yield f"{name}: line {line}: {code}"


def security(site: Site) -> Iterator[str]:
    """Every page ships a policy without eval or inline scripts, and nothing on it breaks that."""
    for page in site.pages():
        if len(page.policies) != 1 or "'unsafe-eval'" in page.policies[0]:
            yield f"{page.name}: no policy, or one that lets scripts be evaluated"
        elif page.policies[0] not in (policy.POLICY, policy.NOTHING):
            yield f"{page.name}: another policy than the site's: {page.policies[0][:60]}"
        for what in page.blocked:
            yield f"{page.name}: {what}"
        for address in page.assets:
            if outside(address) and not address.startswith("data:"):
                yield f"{page.name}: {address[:60]} is loaded from another host"


def weights(site: Site) -> Iterator[str]:
    """The front page and every other page stay below their weights, compressed."""
    for page in site.pages(made=False):
        most = FRONT if page.name == "index.html" else CHAPTER
        weight = weight_of(site, page)
        if weight > most:
            yield f"{page.name}: {weight / 1000:,.0f} kB compressed, at most {most / 1000:,.0f}"


def weight_of(site: Site, page: Page) -> int:
    """Return what a reader loads to see a page, compressed, in bytes."""
    files = {site.resolved(a, page.name)[0] for a in page.assets if not outside(a)}
    return sum(site.weight(n) for n in [page.name, *(files & site.files)] if not n.endswith(LATER))


def sources(_: Site) -> Iterator[str]:
    """No page has a result typed into it: its text, as pandoc reads it, holds no number."""
    for path in (ROOT / "index.qmd", *sorted((ROOT / "report").rglob("*.qmd"))):
        name = path.relative_to(ROOT).as_posix()
        for found in prose.typed(path, prose.DECLARED.get(name, ())):
            yield f"{name}: {found}"


def numbers(site: Site, register: Register) -> Iterator[str]:
    """Every number on a page, in the API and on its own page is what the register computes."""
    told = site.numbers()
    for key in sorted(set(told) ^ set(register)):
        yield f"{key}: only in the {'API' if key in told else 'register'}"
    for key in sorted(set(told) & set(register)):
        for name in ("value", "low", "high", "n"):
            if told[key][name] != getattr(register[key], name):
                yield f"{key}: {name} is {told[key][name]} in the API"
    for page in site.pages():
        for cited in page.cited:
            yield from _cited(page.name, cited, register)


def _cited(page: str, cited: dict[str, str], register: Register) -> Iterator[str]:
    number = register.get(cited["data-key"])
    if number is None:
        yield f"{page}: cites {cited['data-key']}, which nothing computes"
        return
    plain = meaning.plain(number)
    shown = fmt.quantity(plain.value, plain.unit, plain.low, plain.high)
    if fmt.unbroken(cited.get("data-value", "")) != fmt.unbroken(shown):  # a table's are unbroken
        yield f"{page}: {number.key} is shown as {cited.get('data-value')}, computed {shown}"


def charts(site: Site) -> Iterator[str]:
    """Every number that a chart's download gives is one that the chart draws from."""
    for page in site.pages():
        for name, spec, address in page.charts:
            if name.rpartition("-")[0] in DERIVED:
                continue
            drawn = sorted(_values(json.loads(spec)["data"]))
            rows = list(csv.reader(io.StringIO(unquote(address.partition(",")[2]))))
            for column, heading in enumerate(rows[0]):
                given = [x for row in rows[1:] if (x := _number(row[column])) is not None]
                missing = [x for x in given if not _near(x, drawn)]
                if missing and len(missing) == len(given):
                    yield f"{page.name}: {name}: no value of {heading!r} is drawn"
                elif len(missing) > len(given) / 2:
                    share = f"{len(missing)} of {len(given)}"
                    yield f"{page.name}: {name}: {share} values of {heading!r} are not drawn"


def _values(data: list[dict[str, Any]]) -> Iterator[float]:
    for table in data:
        values = table.get("values")
        for row in values if isinstance(values, list) else []:
            for value in row.values() if isinstance(row, dict) else []:
                known = _number(value) if isinstance(value, str) else value  # a year is a label
                if isinstance(known, (int, float)) and not isinstance(known, bool):
                    yield float(known)


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _near(value: float, drawn: list[float]) -> bool:
    at = bisect.bisect_left(drawn, value - abs(value) * CLOSE)
    return at < len(drawn) and drawn[at] <= value + abs(value) * CLOSE
