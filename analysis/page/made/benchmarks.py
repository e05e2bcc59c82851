"""A page for each benchmark: what it is, what each of its scores costs, every run, the sources."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from analysis import format as fmt
from analysis.facts import life, ways
from analysis.number import Number, Register
from analysis.page import names
from analysis.page.made import cited, parts, reaching, runs, sources
from analysis.page.made.frame import Sheet
from analysis.page.made.known import Known, Row, Rows, Shared, date, grouped, records, seller
from analysis.page.made.reaching import Rung
from analysis.page.pieces import safe

FOLDER = names.BENCHMARKS
UP = "../.."  # from the folder to the site's root
WAYS = "../guide/what-a-score-costs.html"
RUNGS = (
    ("Score at least", False),
    ("Price of a pass today", True),
    ("Model", False),
    ("Seller", False),
    ("Seen", False),
    ("First reached", False),
    ("Price then", True),
    ("Lowest ever", True),
    ("Doubts", False),
)
FRONTIER = (
    ("Model", False),
    ("Score", True),
    ("Price of a pass", True),
    ("Seller", False),
    ("Seen", False),
    ("Doubts", False),
)


def sheets(known: Known, register: Register) -> Iterator[Sheet]:
    """Return the page of every benchmark."""
    return (sheet(known, each) for each in facts(known, register))


@dataclass(frozen=True)
class Facts:
    """What the page of a benchmark is made from, besides what all share.

    Its row, its runs, its ``life.lives``, its ways ever and ``now``, and how fast its price falls.
    """

    about: Row
    taken: Rows
    lived: Row | None
    ways: pd.DataFrame | None
    now: Rows
    rate: Number | None


def facts(known: Known, register: Register) -> Iterator[Facts]:
    """Return the facts of every benchmark."""
    taken = grouped(known.runs, "benchmark_id")
    lived = {row["benchmark_id"]: row for row in records(life.lives(known.data))}
    for about in records(known.data.benchmarks):
        key = about["benchmark_id"]
        now, rate = known.now.get(key, []), register.get(f"reach.{key}.all.annual")
        rate = rate and dataclasses.replace(rate, digest="")  # the page tells of its value alone
        yield Facts(about, taken.get(key, []), lived.get(key), known.ways.get(key), now, rate)


def sheet(known: Shared, told: Facts) -> Sheet:
    """Return the page of one benchmark."""
    name, key = told.about["name"], told.about["benchmark_id"]
    rungs = reaching.rungs(told.ways, told.now) if told.ways is not None else []
    successor = told.about["successor"] and known.benchmark(told.about["successor"], UP)
    body = [
        parts.paragraph(what(told.about), _models(told.taken), kind="bp-lead"),
        when(told.lived, told.taken, successor),
        _answer(known, rungs),
        _costs(known, key, rungs),
        _course(known, name, rungs),
        _rate(told.rate),
        _frontier(known, told.now),
        runs.of_benchmark(known, told.taken),
        sources.section(
            known,
            [run["source_id"] for run in told.taken],
            f"Price lists were last read on {known.day:%Y-%m-%d}; {_newest(told.taken)}.",
            {"benchmark": name, "page": f"{FOLDER}/{key}.html"},
        ),
        Markup(cited.box(f"{name}: what its scores cost", f"{FOLDER}/{key}.html")),
    ]
    summary = f"What it costs to run {name}, and to reach each of its scores: today, and over time."
    files = {f"{key}.json": "application/json"} if told.ways is not None else {}
    data = cited.dataset(key, f"{name}: prices of its scores", summary, files)
    return Sheet(key, name, summary, "\n".join(piece for piece in body if piece), data)


def what(about: Row) -> Markup:
    """Say in a sentence or two what a benchmark is, from its row."""
    name = Markup(safe.link(about["url"], str(about["name"])))
    count = f" with {int(about['items']):,} tasks" if about["items"] else ""
    text = Markup("{} is a benchmark of {}{}; its score is {}.").format(
        name, about["domain"], count, about["metric"]
    )
    if about["about"]:
        text += f" It {about['about']}."
    chance = about["chance"]
    if chance is not None and chance >= 0.01:
        text += f" Guessing gets {fmt.percent(chance)}."
    return text


def _models(taken: Rows) -> str:
    models = {run["model_id"] for run in taken}
    return f"The record has {len(taken):,} runs of {len(models):,} models and settings."


def _newest(taken: Rows) -> str:
    dated = [run for run in taken if run["date"] is not None]
    if not dated:
        return "no run here has a date"
    last = max(dated, key=lambda run: run["date"])
    since = "has been on its list since" if last["dated"] == "by" else "was made on"
    return f"the newest run here {since} {date(last['date'])}"


def when(lived: Row | None, taken: Rows, successor: Markup | None) -> Markup:
    """Say when it was run last, and, where that is over, that it is no news of today."""
    if lived is None:
        return Markup("")
    after = Markup("Its next version is {}.").format(successor) if successor else None
    if lived["state"] == life.RUN:
        last = lived["last"]
        known = any(run["date"] == last and run["dated"] != "by" for run in taken)
        said = f"Its newest run here was made on {date(last)}{'' if known else ' or later'}."
        return parts.paragraph(said, after)
    since = date(lived["ended"] or lived["last"])
    said = f"Nobody is known to have run it since {since}: no news of today."
    what = "What follows is what its old runs would cost now."
    return parts.paragraph(Markup("<strong>{}</strong>").format(said), what, after)


def _answer(known: Shared, told: list[Rung]) -> Markup:
    """Say what the best score costs, and the middle rung."""
    open_ = [rung for rung in told if rung.way is not None]
    if not open_:
        return parts.paragraph("No run of it has a price of a whole pass today.")
    said = []
    for rung in (open_[len(open_) // 2], open_[-1])[: len(open_)]:
        way = rung.way
        assert way is not None
        at = f" at {seller(way['provider'])}" if seller(way["provider"]) else ""
        at += ", as its evaluator states" if way["doubts"] == ways.STATED else ""
        model = known.model(way["model_id"], UP)
        price = fmt.usd(way["price"])
        line = Markup("<strong>{} or more costs {}</strong> a pass with {}{}.")
        said.append(line.format(fmt.percent(rung.score), price, model, at))
    return parts.paragraph(f"On {known.day:%-d %B %Y}:", *said)


def _costs(known: Shared, key: str, told: list[Rung]) -> Markup:
    rows = [_cost(known, key, rung) for rung in reversed(told) if len(rung.moves)]
    if not rows:
        return Markup("")
    table = parts.table(RUNGS, rows, "What each score costs today and cost first")
    note = parts.paragraph(
        "The cheapest way to each score on offer today, the first there was, and the lowest so "
        "far, which may be gone. Closed models at their maker's list price, open ones at the "
        "cheapest seller.",
        parts.link(f"{WAYS}#benchmark={key}", "Choose any score and see every way to it"),
    )
    return parts.section("scores", "What a score costs", note, table)


def _cost(known: Shared, key: str, rung: Rung) -> list[parts.Cell]:
    first, way = rung.first, rung.way
    if way is None:
        now: list[parts.Cell] = ["nobody sells it", None, None, None]
    else:
        model = known.model(way["model_id"], UP)
        now = [fmt.usd(way["price"]), model, seller(way["provider"]), date(way["seen"])]
    return [
        parts.link(f"{WAYS}#benchmark={key}&score={100 * rung.score:g}", fmt.percent(rung.score)),
        *now,
        Markup("{}, {}").format(date(first["date"]), known.model(first["model_id"], UP)),
        fmt.usd(first["price"]),
        fmt.usd(rung.lowest),
        None if way is None else way["said"],
    ]


def _course(known: Shared, name: str, told: list[Rung]) -> Markup:
    """Draw what the scores have cost; nothing where there is only one moment."""
    shown = [rung for rung in reaching.drawn(told) if len(rung.moves)]
    if not shown:
        return Markup("")
    steps = reaching.steps(shown, name)
    if steps["date"].nunique() < 2:
        return Markup("")
    return parts.section("time", "Over time", reaching.figure(steps, known.day))


def _rate(number: Number | None) -> Markup:
    """Say how fast it falls, where the register can tell."""
    if number is None:
        return Markup("")
    page = f"../numbers/{number.key}.html"
    if number.value is None or number.low is None or number.high is None:
        return parts.paragraph(
            parts.link(page, "No rate a year is given for it"), f"({number.note})."
        )
    value = fmt.quantity(number.value, number.unit, number.low, number.high)
    interval = fmt.interval(number.low, number.high, number.unit)
    return parts.paragraph(
        "Once the models of two makers have reached a score, the lowest price it has had is",
        parts.link(page, f"{value} cheaper a year later"),
        f"(90 % interval {interval}).",
    )


def _frontier(known: Shared, now: Rows) -> Markup:
    rows = [
        (
            known.model(way["model_id"], UP),
            fmt.percent(way["score"], 3),
            fmt.usd(way["price"]),
            seller(way["provider"]),
            date(way["seen"]),
            way["said"],
        )
        for way in sorted(now, key=lambda way: -way["score"])
        if way["best"]
    ]
    if not rows:
        return Markup("")
    return parts.section(
        "frontier",
        "Today's best buys",
        parts.paragraph("Nothing on offer is both at least as good and cheaper than these."),
        parts.table(FRONTIER, rows, "Runs that nothing undercuts today"),
    )
