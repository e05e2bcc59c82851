"""Where two families agree, and which offers that contradicts: rows on both sides of each rule."""

from __future__ import annotations

import pandas as pd

from analysis.facts.prices import disputes
from tests.facts.prices.cases import by_case, day, in_one_table

DAY = pd.Timestamp


def said(source, price=4.0, date="2025-01-01", last="2025-03-01", **told):
    day = DAY(date)
    return {"model_id": "m", "provider": "p", "source_id": source, "input": price, "output": 2 * price,
            "date": day, "seen": day, "last_seen": DAY(last)} | told  # fmt: skip


ONE, OTHER = "litellm-history", "models-dev"
BASE = said(ONE)


SETTLED = [
    (said(OTHER, date="2025-02-01", last="2025-06-01"), ("2025-02-01", "2025-03-01")),
    (said(OTHER, date="2024-12-01", last="2025-02-01"), ("2025-01-01", "2025-02-01")),
    (said(OTHER, date="2025-03-01", last="2025-06-01"), ("2025-03-01", "2025-03-01")),
    (said(OTHER, date="2025-03-02", last="2025-06-01"), None),
    (said(OTHER, 4.03), ("2025-01-01", "2025-03-01")),  # as good as the same
    (said(OTHER, 4.05), None),
    (said(OTHER, output=9.0), None),
    (said(OTHER, input=5.0), None),
    (said(OTHER, output=float("nan")), None),
    (said(OTHER, seen=DAY("2025-01-02")), None),  # dated afterwards
    (said(OTHER, provider="q"), None),
    (said("litellm-log"), None),  # of the same family
]


def test_two_families_that_were_read_settle_a_price_while_both_have_it():
    for order in (1, -1):
        rows = in_one_table([(BASE, other)[::order] for other, _ in SETTLED])
        found = disputes.settled(rows)
        assert found.columns.tolist() == ["model_id", "provider", "input", "output", "start", "end"]
        of = by_case(found)
        for n, (_, span) in enumerate(SETTLED):
            days = [(day(r.start), day(r.end)) for r in of[n].itertuples()] if n in of else []
            assert (n, days) == (n, [span] if span else [])


SPAN = {"model_id": "m", "provider": "p", "input": 4.0, "output": 8.0,
        "start": DAY("2025-03-01"), "end": DAY("2025-04-01")}  # fmt: skip


def offer(price=5.0, since="2025-01-01", until="2025-06-01", **told):
    return {"priced_id": "m", "provider": "p", "input": price, "output": 2 * price,
            "from": DAY(since), "until": DAY(until)} | told  # fmt: skip


OFFERS = [
    (offer(), True),
    (offer(4.0), False),
    (offer(4.03), False),
    (offer(4.0, output=9.0), True),
    (offer(4.0, input=5.0), True),
    (offer(until="2025-03-01"), False),
    (offer(until="2025-03-02"), True),
    (offer(since="2025-04-01"), True),
    (offer(since="2025-04-02"), False),
    (offer(provider="q"), False),
    (offer(priced_id="n"), False),
]


def test_an_offer_is_disputed_on_a_day_on_which_another_price_is_settled():
    rows = in_one_table([offer(4.0), row] for row, _ in OFFERS).iloc[::-1]
    spans = in_one_table([SPAN] for _ in OFFERS).drop(columns="case")
    found = disputes.disputed(rows, spans).sort_index()
    assert found.index.tolist() == list(range(2 * len(OFFERS)))
    assert not found.iloc[::2].any()
    assert found.iloc[1::2].tolist() == [disputed for _, disputed in OFFERS]
    assert not disputes.disputed(rows, spans.head(0)).any()


def heard(price, date, last="2025-05-01", source=OTHER, refused="", **told):
    return said(source, price, date, last) | {"refused": refused} | told


OURS = heard(5.0, "2025-01-01", "2025-02-01", source=ONE)
BEFORE = heard(5.0, "2025-01-01", "2025-02-01")


NEWS = [
    (heard(6.0, "2025-03-01"), {}, "2025-03-01"),
    (heard(5.02, "2025-03-01"), {}, None),
    (heard(6.0, "2025-02-01"), {}, None),  # somebody had ours on that day
    (heard(6.0, "2025-02-02"), {}, "2025-02-02"),
    (heard(6.0, "2025-05-31"), {}, "2025-05-31"),
    (heard(6.0, "2025-06-01"), {}, None),  # ours had ended
    (heard(6.0, "2025-03-01", refused="new low seen once"), {}, "2025-03-01"),
    (heard(6.0, "2025-03-01", refused="flip-flop"), {}, None),
    (heard(6.0, "2025-03-01", seen=DAY("2025-04-30")), {}, "2025-03-01"),
    (heard(6.0, "2025-03-01", seen=DAY("2025-05-01")), {}, None),  # dated 61 days afterwards
    (heard(6.0, "2025-03-01"), {"stale": True}, None),
    (heard(6.0, "2025-03-01"), {"ahead": True}, None),
    (heard(6.0, "2025-03-01", provider="q"), {}, None),
]


def test_an_offer_is_outdated_from_the_day_on_which_a_list_has_news():
    told = in_one_table([OURS, BEFORE, news] for news, _, _ in NEWS)
    told = told.sort_values(["model_id", "source_id", "date"], ignore_index=True)
    rows = in_one_table([offer() | {"stale": False, "ahead": False} | row] for _, row, _ in NEWS)
    found = disputes.outdated(rows.set_index(rows["case"] + 5), told)
    assert found.index.tolist() == list(range(5, 5 + len(NEWS))) and found.dtype == "datetime64[us]"
    assert [day(since) for since in found] == [since for *_, since in NEWS]
