"""A page for each number of the register: what it is, what it rests on, how to cite it."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from analysis import format as fmt
from analysis.facts import tables
from analysis.findings.how_sure import holding
from analysis.number import Number, Register
from analysis.page import meaning, names, releases
from analysis.page.made import cited
from analysis.page.made.frame import Sheet
from analysis.page.sections import Explained
from analysis.register import editions
from analysis.register.cited import on_pages

FOLDER = "report/numbers"
ROOT = "../.."  # from the folder to the site's root
Earlier = Sequence[tuple[str, Mapping[str, Any]]]  # version, the number's fields then


def sheets(register: Register) -> Iterator[Sheet]:
    """Return the page of every number."""
    return (sheet(*each) for each in facts(register))


def facts(register: Register) -> Iterator[tuple[Number, str, Mapping[str, str], Earlier]]:
    """Return what ``sheet`` makes each page from, besides the names of benchmarks."""
    pages, earlier = on_pages(tables.ROOT), editions.kept()
    for key, number in register.items():
        was = [(one.version, one.numbers[key]) for one in earlier if key in one.numbers]
        yield number, holding.told(number, register), pages.get(key, {}), was


def sheet(number: Number, held: str, pages: Mapping[str, str], was: Earlier) -> Sheet:
    """Return the page of one number: how often such intervals ``held``, who cites it, what it was.

    ``pages``: title by page.
    """
    body = _body(number, held, pages, was)
    return Sheet(number.key, meaning.name(number), meaning.meaning(number), body, _told(number))


def _told(number: Number) -> dict[str, object]:
    return {
        "@type": "Observation",
        "description": meaning.meaning(number),
        "identifier": number.key,
        **({} if number.value is None else {"value": number.value, "unitText": number.unit}),
    }


def _body(number: Number, held: str, pages: Mapping[str, str], was: Earlier) -> str:
    plain = meaning.plain(number)
    value = fmt.quantity(plain.value, plain.unit, plain.low, plain.high)
    parts = [
        f'<p class="bp-value">{html.escape(value)}</p>',
        f'<p class="bp-lead">{html.escape(meaning.meaning(number))}</p>',
        f'<dl class="bp-facts">{"".join(_facts(number, held))}</dl>',
        _rests_on(number),
        _pages(pages),
        _history(was),
        cited.box(f"{meaning.name(number)} ({number.key})", f"{FOLDER}/{number.key}.html"),
    ]
    return "\n".join(part for part in parts if part)


def _facts(number: Number, held: str) -> Iterator[str]:
    both = number.low is not None and number.high is not None
    told = {
        "Value": f"{number.value:.10g}" if number.value is not None else "none",
        "Interval": f"{number.low:.6g} to {number.high:.6g}" if both else "none",
        "Level": fmt.percent(number.level) if number.level else "",
        "Unit": number.unit,  # of the value just above, as it stands in the files
        "Rows (n)": f"{number.n:,}" if number.n is not None else "",
        "Models": f"{number.models:,}" if number.models is not None else "",
        "R²": f"{number.r2:.3f}" if number.r2 is not None else "",
        "Dates": meaning.days(number),
        "Method": number.method,
        "Note": number.note,
        "How we know": number.tier,
        "Facts": f"{meaning.facts(number)} ({number.data} {number.digest})",
        "Key": number.key,
    }
    for name, text in told.items():
        if text:
            yield f"<div><dt>{name}</dt><dd>{html.escape(text)}</dd></div>"
    if held:
        link = f'<a href="../findings/how-sure.html#sec-coverage">{html.escape(held)}</a>'
        yield f"<div><dt>Such intervals held the truth in</dt><dd>{link}</dd></div>"
    if number.function:
        link = Explained(number.function).__html__().replace(".qmd", ".html")
        link = link.replace('href="/report/', 'href="../')
        yield f"<div><dt>Computed by</dt><dd>{link}</dd></div>"


def _rests_on(number: Number) -> str:
    links = [f'<a href="{ROOT}/api/v1/numbers/{number.key}.json">This number as JSON</a>']
    about = meaning.benchmark(number.key)
    if about and number.data == "living":
        name = html.escape(meaning.benchmarks()[about])
        links.append(f'<a href="{ROOT}/{names.BENCHMARKS}/{about}.html#runs">Its runs: {name}</a>')
    if number.tables:
        links.append(f"The tables it reads: {html.escape(', '.join(number.tables))}")
    links.append('<a href="../reference/record.html#sec-sources">Where the facts come from</a>')
    asked = f"../guide/contribute.html?number={quote(number.key)}#sec-claim"
    links.append(f'<a href="{asked}">Question this number</a>')
    items = "".join(f"<li>{link}</li>" for link in links)
    return f'<h2 id="rows">What it rests on</h2><ul>{items}</ul>'


def _pages(pages: Mapping[str, str]) -> str:
    if not pages:
        return ""
    links = "".join(
        f'<li><a href="{ROOT}/{page}">{html.escape(title)}</a></li>'
        for page, title in pages.items()
    )
    return f'<h2 id="pages">Pages that cite it</h2><ul>{links}</ul>'


def _history(rows: Earlier) -> str:
    """Return what earlier versions said; nothing where none had this number."""
    items = "".join(
        f"<li>{version}: {html.escape(_then(row))}</li>" for version, row in reversed(rows)
    )
    return f'<h2 id="history">Earlier versions</h2><ul>{items}</ul>' if items else ""


def _then(row: Mapping[str, object]) -> str:
    value, unit = row.get("value"), str(row.get("unit", ""))
    return releases.quantity(value, unit) if isinstance(value, float) else fmt.MISSING
