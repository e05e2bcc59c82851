"""Lists of the pages made from data: every benchmark and every model, to be found and opened."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup

from analysis import format as fmt
from analysis.facts.tables import Dataset
from analysis.kept import kept
from analysis.page.made import parts
from analysis.page.made.known import Known, Row, grouped, of, records, seller
from analysis.page.pieces.block import Block

ROOT = ""  # addresses from the site's root, as on any page of the report
BENCHMARK_HEADS = ("Benchmark", "Runs", "Best score", "Price of it today")
MODEL_HEADS = ("Model", "Runs", "US$ a million tokens, in / out")


def benchmarks(data: Dataset) -> Block:
    """Return every benchmark with a run, by domain, the most run first."""
    return Block(_benchmarks(data))


@kept
def _benchmarks(data: Dataset) -> str:
    known = of(data)
    runs = grouped(known.runs, "benchmark_id")
    rows = [row for row in records(known.data.benchmarks) if row["benchmark_id"] in runs]
    rows.sort(key=lambda row: (row["domain"], -len(runs[row["benchmark_id"]]), row["name"]))
    groups = [
        _group(domain.capitalize(), BENCHMARK_HEADS, [_benchmark(known, row, runs) for row in some])
        for domain, some in _by(rows, "domain")
    ]
    return _index("a benchmark", groups)


def _benchmark(known: Known, row: Row, runs: dict[str, list[Row]]) -> list[Markup | str]:
    key = row["benchmark_id"]
    best = next((way for way in reversed(_best(known, key))), None)
    scores = [run["score"] for run in runs[key] if run["score"] is not None]
    return [
        known.benchmark(key, ROOT),
        f"{len(runs[key]):,}",
        fmt.percent(max(scores), 3) if scores else fmt.MISSING,
        f"{fmt.percent(best['score'], 3)}: {fmt.usd(best['price'])}" if best else fmt.MISSING,
    ]


def _best(known: Known, key: str) -> list[Row]:
    return sorted((w for w in known.now.get(key, ()) if w["best"]), key=lambda way: way["score"])


def models(data: Dataset) -> Block:
    """Return every model that has a page, by maker, the newest first."""
    return Block(_models(data))


@kept
def _models(data: Dataset) -> str:
    known = of(data)
    paged = set(known.names.bases.values())
    rows = [row for row in records(known.data.models) if row["model_id"] in paged]
    rows = [row | {"creator": row["creator"] or "Maker unknown"} for row in rows]
    rows.sort(key=lambda row: str(row["release_date"] or ""), reverse=True)
    rows.sort(key=lambda row: row["creator"].lower())
    base = known.names.bases
    runs = grouped([run | {"base": base[run["model_id"]]} for run in known.runs], "base")
    groups = [
        _group(maker, MODEL_HEADS, [_model(known, row, runs) for row in some])
        for maker, some in _by(rows, "creator")
    ]
    return _index("a model or a maker", groups)


def _model(known: Known, row: Row, runs: dict[str, list[Row]]) -> list[Markup | str]:
    key = row["model_id"]
    held = [
        offer
        for offer in known.offers.get(key, ())
        if offer["from"] <= known.day < offer["until"] and offer["corroborated"]
    ]
    price = fmt.MISSING
    if held:
        one = held[0]
        price = f"{fmt.usd(one['input'])} / {fmt.usd(one['output'])}, {seller(one['provider'])}"
    page = parts.link(f"{ROOT}/{known.names.model_page(key)}", known.names.titles[key])
    name = Markup("{} <code>{}</code>").format(page, key)
    return [name, f"{len(runs.get(key, ())):,}", price]


def _by(rows: list[Row], column: str) -> list[tuple[str, list[Row]]]:
    return [(name, list(some)) for name, some in groupby(rows, key=lambda row: row[column])]


def _group(title: str, heads: tuple[str, ...], rows: list[list[Markup | str]]) -> Markup:
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(_right(n), words)
        for n, words in enumerate(heads)
    )
    body = Markup("").join(
        Markup("<tr>{}</tr>").format(
            Markup("").join(
                Markup("<td{}>{}</td>").format(_right(n), cell) for n, cell in enumerate(cells)
            )
        )
        for cells in rows
    )
    return Markup(
        "<details><summary>{} <small>{:,}</small></summary>"
        '<table data-quarto-disable-processing="true"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></details>"
    ).format(title, len(rows), head, body)


def _right(column: int) -> Markup:
    return Markup(' class="bp-right"') if column else Markup("")


def _index(what: str, groups: list[Markup]) -> str:
    return str(
        Markup(
            '<div class="bp-index" data-pagefind-ignore><p class="bp-filter" hidden><label>Find {} '
            '<input type="search" autocomplete="off"></label> <span role="status"></span></p>'
            "{}</div>"
        ).format(what, Markup("").join(groups))
    )
