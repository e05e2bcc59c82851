"""Which price rows are believed, against the same rules row by row in plain loops."""

from __future__ import annotations

from math import log10
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.facts.prices import corroboration
from analysis.facts.prices.corroboration import FIRST_PARTY, STANDING
from tests.facts.prices.test_histories import row

SOURCES = ("litellm-history", "litellm-log", "models-dev", "openrouter-history", "model-prices")
HOSTS = ("a", "b", "c", "d")
PRICES = (0.1, 0.3, 1.0, 1.008, 3.0, 3.04, 10.0, 30.0, 100.0)


def days(n: int) -> pd.Timedelta:
    return pd.Timedelta(days=n)


def drawn(models: int = 150) -> list[dict[str, Any]]:
    """Make rows of many models of which nobody shows the others anything."""
    random = np.random.default_rng(11)
    rows = {}
    for model in range(models):
        price, source = random.choice(PRICES), str(random.choice(SOURCES))
        first, host = price, str(random.choice(HOSTS))
        for _ in range(random.integers(2, 9)):
            if random.random() < 0.6:
                price = first if random.random() < 0.4 else random.choice(PRICES)
            if random.random() < 0.4:
                source, host = str(random.choice(SOURCES)), str(random.choice(HOSTS))
            date = pd.Timestamp("2025-01-01") + days(int(random.choice(range(0, 200, 10))))
            last = date + days(int(random.choice([0, 0, 4, 10, 13, 14, 30])))
            many = float(random.choice([1, 1, 2, 5]))
            output = price * random.choice([2.0, 2.0, 1.0, 0.5, 2.01])
            rows[model, host, source, date] = row(
                date, price, output, source, host, f"m{model}", last_seen=last, observations=many
            )
    return list(rows.values())


def blend(one: dict[str, Any]) -> float:
    return (3 * one["input"] + one["output"]) / 4


def family(one: dict[str, Any]) -> str:
    return STANDING[one["source_id"]].family


def pair(one: dict[str, Any]) -> tuple[float, float]:
    return one["input"], one["output"]


def tens(one: dict[str, Any], other: dict[str, Any] | None) -> int:
    """By how many powers of ten both prices are off; 0 where they are not by the same."""
    if other is None:
        return 0
    powers = [log10(a / b) for a, b in zip(pair(one), pair(other), strict=True)]
    same = round(powers[0]) == round(powers[1]) and all(abs(p - round(p)) < 1e-3 for p in powers)
    return round(powers[0]) if same else 0


def beside(one: dict[str, Any], line: list[dict[str, Any]], by: int) -> dict[str, Any] | None:
    at = next(n for n, other in enumerate(line) if other is one) + by
    return line[at] if 0 <= at < len(line) else None


def agreed(one: dict[str, Any], model: list[dict[str, Any]]) -> bool:
    return any(
        family(o) != family(one) and o["provider"] == one["provider"]
        and all(abs(a - b) <= 0.01 * a for a, b in zip(pair(one), pair(o), strict=True))
        and one["date"] <= o["last_seen"] + days(60) and o["date"] <= one["last_seen"] + days(60)
        for o in model
    )  # fmt: skip


def slips(model: list[dict[str, Any]]) -> list[bool]:
    wrong = []
    for one in model:
        power = tens(one, beside(one, of_line(one, model), -1))
        others = [log10(blend(o)) for o in model if family(o) != family(one)]
        there = log10(blend(one))
        if power and others:
            middle = median(others)
            if abs(there - middle) > abs(there - power - middle):
                wrong.append((one["provider"], pair(one), family(one)))
    return [(one["provider"], pair(one), family(one)) in wrong for one in model]


def of_line(one: dict[str, Any], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    keys = ("provider", "source_id")
    return sorted((o for o in rows if all(o[k] == one[k] for k in keys)), key=lambda o: o["date"])


def judged(one: dict[str, Any], model: list[dict[str, Any]]) -> tuple[bool, bool, str]:
    sure, line = agreed(one, model), of_line(one, model)
    lasted = one["observations"] > 1 or one["last_seen"] - one["date"] >= days(14)
    own = [o for o in model if (o["provider"], pair(o), family(o)) == (one["provider"], pair(one), family(one))]  # fmt: skip
    again = max(o["last_seen"] for o in own) - min(o["date"] for o in own) >= days(14)
    known = sure or lasted or again or one["source_id"] in FIRST_PARTY
    if sure or one["source_id"] in FIRST_PARTY:
        return sure, known, ""
    before, after = (beside(one, line, by) for by in (-1, 1))
    slipped = [s and not agreed(o, model) for s, o in zip(slips(model), model, strict=True)]
    rest = [o for s, o in zip(slipped, model, strict=True) if not s]
    off = False
    for by in (-1, 1) if any(o is one for o in rest) else ():
        other = beside(one, of_line(one, rest), by)
        power = tens(one, other)
        if power and other is not None:
            many, support = one["observations"], other["observations"]
            off |= many < support or (many == support and power < 0)
    earlier = [blend(o) for o in line if o["date"] < one["date"]]
    upside = {family(o) for o in model if o["output"] < o["input"]}
    hosts = [[blend(o) for o in model if o["provider"] == h] for h in HOSTS]
    hosts = [median(each) for each in hosts if each]
    middle = median(hosts) if len(hosts) >= 3 else None
    for reason, bad in (
        ("flip-flop", before and after and pair(before) == pair(after) != pair(one) and not lasted),
        (corroboration.SLIP, next(s for s, o in zip(slipped, model, strict=True) if o is one)),
        ("error of a power of ten", off),
        (corroboration.NEW_LOW, earlier and blend(one) < min(earlier) and not lasted),
        ("output below input", one["output"] < one["input"] and len(upside) == 1),
        ("taken back by its list", after and blend(one) > 30 * blend(after)),
        ("far below the other hosts", middle and blend(one) * 5 < middle),
        ("far above the other hosts", middle and blend(one) > 30 * middle),
    ):
        if bad:
            return sure, known, reason
    return sure, known, ""


def test_rows_are_judged_as_plain_loops_judge_them() -> None:
    rows = drawn()
    models: dict[str, list[dict[str, Any]]] = {}
    for one in rows:
        models.setdefault(one["model_id"], []).append(one)
    keys = ["model_id", "provider", "source_id", "date"]
    found = corroboration.judged.__wrapped__(pd.DataFrame(rows)).set_index(keys)
    ours = found[["agreed", "corroborated", "refused"]]
    told = {tuple(one[k] for k in keys): judged(one, models[one["model_id"]]) for one in rows}
    theirs = pd.DataFrame(
        told.values(), index=pd.MultiIndex.from_tuples(told), columns=ours.columns
    )
    theirs = theirs.reindex(ours.index)
    differ = (ours != theirs).any(axis=1)
    assert ours[differ].join(theirs[differ], suffixes=("", "_plainly")).to_dict("index") == {}
    reasons = ours["refused"].value_counts()
    assert len(reasons) == 9 and reasons.min() >= 2, reasons  # each rule has refused some


def test_sources_stand_one_after_another() -> None:
    assert [one.rank for one in STANDING.values()] == list(range(len(STANDING)))


@pytest.mark.parametrize(("apart", "agree"), [(60, True), (61, False)])
def test_two_families_agree_where_they_are_read_within_sixty_days(apart: int, agree: bool) -> None:
    one = row("2025-01-01", 1, 2)
    later = row(pd.Timestamp("2025-01-01") + days(apart), 1, 2, source="models-dev")
    found = corroboration.judged.__wrapped__(pd.DataFrame([one, later]))
    assert found["agreed"].tolist() == [agree, agree]


@pytest.mark.parametrize(("apart", "again"), [(14, True), (13, False)])
def test_a_family_that_shows_a_price_again_two_weeks_later_corroborates(
    apart: int, again: bool
) -> None:
    one = row("2025-01-01", 1, 2, observations=1.0)
    last = pd.Timestamp("2025-01-01") + days(apart)
    later = row("2025-01-10", 1, 2, source="litellm-log", observations=1.0, last_seen=last)
    found = corroboration.judged.__wrapped__(pd.DataFrame([one, later]))
    assert found["corroborated"].tolist() == [again, again]


@pytest.mark.parametrize(
    ("ours", "others", "slipped"),
    [
        ((1, 10), 2, True), ((1, 10), 5, False), ((10, 1), 5, True), ((10, 1), 2, False),
        ((1, 100), 9, True), ((1, 100), 11, False), ((1, 10), None, False), ((1, 9.9), 1, False),
        ((1, 1), 1, False),
    ],
)  # fmt: skip
def test_a_step_by_a_power_of_ten_is_a_slip_where_others_stand_nearer_to_the_price_before(
    ours: tuple[float, float], others: float | None, slipped: bool
) -> None:
    made = [row(f"2025-0{n}-01", price, 2 * price) for n, price in enumerate(ours, 1)]
    if others is not None:
        made.append(row("2025-01-01", others, 2 * others, "models-dev", "host"))
    found = corroboration._slipped(pd.DataFrame(made).assign(family=list(map(family, made))))
    assert found.tolist() == [False, slipped, False][: len(made)]
