"""A page for each model: who sells it for what, and sold it, its runs, and who is cheaper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from markupsafe import Markup

from analysis import format as fmt
from analysis.benchprice.record import tiers
from analysis.page import names
from analysis.page.made import cited, parts, runs, sources, steps
from analysis.page.made.frame import Sheet
from analysis.page.made.known import Known, Row, Rows, Shared, date, grouped, records, seller

FOLDER = names.MODELS
ROLES = {"maker": "another maker", "cloud": "cloud", "host": "host", "list": "a list's figure"}
TODAY = (
    ("Seller", False),
    ("Input", True),
    ("Output", True),
    ("Cache read", True),
    ("Since", False),
    ("Seen", False),
    ("Is", False),
    ("Doubts", False),
)
PAST = (
    ("Seller", False),
    ("From", False),
    ("Until", False),
    ("Input", True),
    ("Output", True),
    ("Cache read", True),
    ("Source", False),
    ("Doubts", False),
)
MANY = 12  # sellers that the table shows before it folds


def sheets(known: Known) -> Iterator[Sheet]:
    """Return the page of every model that has one (``names.of``)."""
    return (sheet(known, *each) for each in facts(known))


def facts(known: Known) -> Iterator[tuple[Row, Rows, Rows, Rows]]:
    """Return what ``sheet`` makes each page from, besides what all share."""
    bases = known.names.bases
    told = {row["model_id"]: row for row in records(known.data.models)}
    taken = grouped([run | {"base": bases[run["model_id"]]} for run in known.runs], "base")
    for key in sorted(set(bases.values())):
        sold, ahead = known.offers.get(key, []), known.ahead.get(key, [])
        yield told[key], sold, ahead, taken.get(key, [])


def sheet(known: Shared, about: Row, sold: Rows, ahead: Rows, taken: Rows) -> Sheet:
    """Return the page of one model: its row, its offers, those to come, its runs."""
    key = about["model_id"]
    name = known.names.titles[key]
    held = on(sold, known.day)
    body = [
        parts.paragraph(
            what(name, about),
            _asked(held, sold, known.day),
            ends(held, ahead),
            kind="bp-lead",
        ),
        _today(held),
        _course(known, name, sold),
        runs.of_model(known, taken),
        _past(sold, known.day),
        sources.section(
            known,
            [row["source_id"] for row in (*taken, *(held or sold))],
            f"Price lists were last read on {known.day:%Y-%m-%d}. In the record the model is "
            f"called {key}.",
            {"model": name, "page": f"{FOLDER}/{key}.html"},
        ),
        Markup(cited.box(f"{name}: prices and runs", f"{FOLDER}/{key}.html")),
    ]
    summary = f"What {name} costs by seller, today and over time, and its runs on benchmarks."
    data = cited.dataset(key, f"{name}: prices and runs", summary, {})
    return Sheet(key, name, summary, "\n".join(piece for piece in body if piece), data)


def on(sold: Rows, day: pd.Timestamp) -> list[Row]:
    """Return a model's offers that hold on a day, one a seller, the one that counts first."""
    held: dict[str, Row] = {}
    for row in sold:
        if row["from"] <= day < row["until"]:
            held.setdefault(row["provider"], row)
    return list(held.values())


def what(name: str, about: Row) -> str:
    """Say in a sentence what a model is, from its row; only what is known."""
    weights = {"open": "an open-weight", "closed": "a closed"}.get(about["weights"], "a")
    maker = f" by {about['creator']}" if about["creator"] is not None else ""
    told = [f"{name} is {weights} model{maker}"]
    if about["release_date"] is not None:
        told.append(f"released {date(about['release_date'])}")
    if about["total_params_b"] is not None:
        told.append(f"with {about['total_params_b']:g} billion parameters")
    if about["active_params_b"] is not None:
        told.append(f"{about['active_params_b']:g} billion of them active")
    return ", ".join(told) + "."


def _asked(held: Rows, sold: Rows, day: pd.Timestamp) -> str:
    """Say who sells it for what today, or who was the last to."""
    counted = [row for row in held if row["corroborated"]]
    if not counted:
        return f"{_gone(held, sold)} on {day:%Y-%m-%d}."
    one = counted[0]
    others = f", one of {len(counted)} whose price is corroborated" if len(counted) > 1 else ""
    at = seller(one["provider"])
    old = f", where no list has shown it since {date(one['last_seen'])}" if one["stale"] else ""
    return f"A million tokens cost {_in_and_out(one)} at {at}{old}{others}, on {day:%Y-%m-%d}."


def _gone(held: Rows, sold: Rows) -> str:
    """Say why no price counts, and which was the last that did."""
    past = [row for row in sold if row["corroborated"]]
    if not past:
        return "No price of it is corroborated" if held else "No price of it is known"
    last = max(past, key=lambda row: (row["until"], row["first_party"]))
    ended = f"{seller(last['provider'])}'s, {_in_and_out(last)}, ended on {date(last['until'])}"
    return f"The last price that counts, {ended}; nobody is known to sell it"


def _in_and_out(offer: Row) -> str:
    return f"{fmt.rate(offer['input'])} in and {fmt.rate(offer['output'])} out"


def ends(held: Rows, ahead: Rows) -> str:
    """Say until when the price that counts holds, and what follows, where its seller has said so.

    ``held``: today's offers, ``ahead`` those said to follow; the first counts.
    """
    counted = [row for row in held if row["corroborated"]]
    if not counted or counted[0]["ends"] is None:
        return ""
    one = counted[0]
    last, day = date(one["ends"] - pd.Timedelta(days=1)), date(one["ends"])
    next_ = [row for row in ahead if row["provider"] == one["provider"]]
    then = f"what it costs from {day} on is not known"
    if next_:
        then = f"from {day} on it is {_in_and_out(next_[0])}"
    return f"That price is said to hold until {last}; {then}."


def _today(held: Rows) -> Markup:
    rows = [
        [
            seller(row["provider"]),
            *_rates(row),
            date(row["from"]),
            date(row["last_seen"]),
            "its maker" if row["first_party"] else ROLES.get(row["kind"], row["kind"]),
            row["said"],
        ]
        for row in held
    ]
    caption = "Offers today, US$ per million tokens; the first is whose price counts"
    shown = parts.table(TODAY, rows[:MANY], caption)
    more = parts.table(TODAY, rows[MANY:], "More offers today")
    folded = parts.fold(f"{len(rows) - MANY} more offers", more)
    return parts.section("prices", "Prices today", shown, folded)


def _rates(row: Row) -> list[parts.Cell]:
    kinds = ("input", "output", "cache_read")
    return [None if row[kind] is None else fmt.rate(row[kind]) for kind in kinds]


def _past(sold: Rows, day: pd.Timestamp) -> Markup:
    """Show every offer; one that still holds has no end, though a list's silence will end it."""
    rows = [
        [
            seller(row["provider"]),
            date(row["from"]),
            None if row["until"] > day else date(row["until"]),
            *_rates(row),
            row["source_id"],
            row["said"],
        ]
        for row in sorted(sold, key=lambda row: (row["provider"], row["from"]))
    ]
    table = parts.table(PAST, rows, "Every offer on record, US$ per million tokens")
    folded = parts.fold(f"{len(rows)} {'offers' if len(rows) > 1 else 'offer'}", table)
    return parts.section("history", "Every price on record", folded)


def _course(known: Shared, name: str, sold: Rows) -> Markup:
    """Draw the prices of output over time; nothing where none ever moved."""
    seen = [row for row in sold if row["corroborated"] and not row["stale"]]
    kept = [row for row in seen if row["output"] > 0]
    prices, days = {row["output"] for row in kept}, {row["from"] for row in kept}
    if len(prices) < 2 or len(days) < 2:
        return Markup("")
    lines = list(_lines(kept, known.day))
    said = (
        f"Price of a million output tokens of {name} at {len(lines)} sellers, "
        f"{fmt.month(min(days))} to {fmt.month(known.day)}, from {fmt.usd(min(prices))} to "
        f"{fmt.usd(max(prices))}."
    )
    drawn = steps.picture(lines, known.day, said)
    caption = (
        "US$ per million output tokens, a line for each seller on the day; named are its maker "
        "and the cheapest seller where one asks less. Gateways pass others' offers on: no name."
    )
    figure = Markup('<figure class="figure">{}<figcaption>{}</figcaption></figure>')
    return parts.section("time", "Prices over time", figure.format(drawn, caption))


def _lines(kept: Rows, day: pd.Timestamp) -> Iterator[steps.Line]:
    by = grouped(sorted(kept, key=lambda row: row["from"]), "provider")
    cheapest = _cheapest({name: rows[-1] for name, rows in by.items()}, day)
    for provider, rows in by.items():
        maker = any(row["first_party"] for row in rows)
        kind = "maker" if maker else "cheapest" if provider == cheapest else "other"
        spans = tuple((row["from"], row["until"], float(row["output"])) for row in rows)
        yield steps.Line(seller(provider) or "", spans, kind)


def _cheapest(newest: Mapping[str, Row], day: pd.Timestamp) -> str | None:
    """Return which seller (``tiers.whose``) asks least on a day; None where the maker does."""
    held = {name: row for name, row in newest.items() if row["until"] > day}
    sold = {n: row["output"] for n, row in held.items() if not tiers.whose(row["tier"])}
    makers = [row["output"] for row in held.values() if row["first_party"]]
    least = min(sold, key=lambda name: sold[name], default=None)
    return None if least is None or (makers and sold[least] >= min(makers)) else least
