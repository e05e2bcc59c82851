"""What a price passed on tells of the maker's, on rows on both sides of each rule."""

from __future__ import annotations

import pandas as pd

from analysis.facts.prices import passed_on
from tests.facts.prices.cases import day, in_one_table

DAY = pd.Timestamp


def row(provider, price=4.0, since="2025-01-01", until="2025-12-01", **told):
    return {"model_id": "m", "provider": provider, "weights": "closed", "first_party": False,
            "passes_on": None, "stale": False, "input": price, "output": 2 * price, "seen": DAY(since),
            "from": DAY(since), "until": DAY(until), "source_id": "litellm-history",
            "doubts": "one-list", "corroborated": True} | told  # fmt: skip


def maker(**told):
    return row("maker", **{"first_party": True, "until": "2025-03-01"} | told)


def through(since="2025-05-01", **told):
    return row(
        "router", since=since, **{"passes_on": True, "source_id": "openrouter-history"} | told
    )


BEGUN = [
    ([maker()], [through()], "2025-03-01"),
    ([maker(until="2025-05-01")], [through()], "2025-05-01"),
    ([maker(until="2025-06-01")], [through()], "2025-05-01"),  # it was on sale: no gap
    ([maker(until="2025-01-01")], [through()], "2025-01-01"),  # 120 days
    ([maker(until="2024-12-31")], [through()], "2025-05-01"),
    ([maker(), maker(until="2025-04-01")], [through()], "2025-04-01"),
    ([maker(weights="open")], [through(weights="open")], "2025-05-01"),
    ([maker(weights=None)], [through(weights=None)], "2025-03-01"),
    ([maker(stale=True)], [through()], "2025-05-01"),
    ([maker(model_id="n")], [through()], "2025-05-01"),
    ([maker()], [through(passes_on=False)], "2025-05-01"),
    ([row("host", until="2025-03-01")], [through()], "2025-05-01"),
    ([maker()], [through(), through("2025-07-01")], "2025-03-01"),  # its first row alone
]


def test_a_price_passed_on_begins_when_the_makers_last_one_ended():
    rows = in_one_table([*passing[:1], *makers, *passing[1:]] for makers, passing, _ in BEGUN)
    found = passed_on.begun_in_the_gap(rows)["from"]
    first = ~rows["case"].duplicated()
    assert [day(since) for since in found[first]] == [begun for *_, begun in BEGUN]
    assert found[~first].equals(rows.loc[~first, "from"])


MAKER = maker(until="2025-12-01")


CONTRADICTED = [
    (MAKER, [through(price=3.0)], "2025-05-01"),
    (MAKER, [through("2024-06-01", price=3.0)], "2025-01-01"),
    (MAKER, [through(price=3.0), through("2025-04-01", price=2.0)], "2025-04-01"),
    (MAKER, [through(price=3.85)], None),  # as good as the same
    (MAKER, [through(price=4.0, output=9.0)], "2025-05-01"),
    (MAKER, [through(price=4.0, input=5.0)], "2025-05-01"),
    (MAKER, [through("2025-12-01", price=3.0)], None),
    (MAKER, [through("2024-06-01", price=3.0, until="2025-01-01")], None),
    (MAKER, [through("2024-06-01", price=3.0, until="2025-01-02")], "2025-01-01"),
    (MAKER, [through(price=3.0, source_id="tokencost-log")], None),  # the same family
    (MAKER, [through(price=3.0, corroborated=False)], None),
    (MAKER, [through(price=3.0, passes_on=False)], None),
    (MAKER, [through(price=3.0, seen=DAY("2025-06-30"))], "2025-05-01"),
    (MAKER, [through(price=3.0, seen=DAY("2025-07-01"))], None),
    (MAKER, [through(price=3.0, model_id="n")], None),
    (MAKER | {"weights": "open"}, [through(price=3.0)], None),
    (MAKER | {"weights": None}, [through(price=3.0)], "2025-05-01"),
    (MAKER | {"doubts": ""}, [through(price=3.0)], None),
    (MAKER | {"first_party": False}, [through(price=3.0)], None),
    (MAKER, [through(price=3.0), row("azure", source_id="models-dev")], None),  # backed
    (MAKER, [through(price=3.0), row("azure")], "2025-05-01"),  # by its own family
    (
        MAKER,
        [through(price=3.0), row("azure", output=9.0, source_id="models-dev")],
        "2025-05-01",
    ),
    (
        MAKER,
        [through(price=3.0), row("azure", input=3.0, source_id="models-dev")],
        "2025-05-01",
    ),
]


def test_a_makers_price_of_one_list_is_contradicted_by_what_is_passed_on():
    rows = in_one_table([makers, *others] for makers, others, _ in CONTRADICTED)
    rows.index += 5
    found = passed_on.contradicted(rows)
    assert found.index.equals(rows.index) and found.dtype == "datetime64[us]"
    first = ~rows["case"].duplicated()
    assert [day(since) for since in found[first]] == [since for *_, since in CONTRADICTED]
    assert found[~first].isna().all()


def test_rows_are_cut_at_the_day_and_nothing_of_no_length_stays():
    rows = pd.DataFrame([row("a"), row("b"), row("c"), row("d")])
    since = pd.Series([DAY("2025-06-01"), pd.NaT, DAY("2025-01-01"), DAY("2025-12-01")])
    found = passed_on.split(rows, since, "mark").sort_values(["provider", "from"])
    assert found[["provider", "from", "until", "mark"]].to_numpy().tolist() == [
        ["a", DAY("2025-01-01"), DAY("2025-06-01"), False],
        ["a", DAY("2025-06-01"), DAY("2025-12-01"), True],
        ["b", DAY("2025-01-01"), DAY("2025-12-01"), False],
        ["c", DAY("2025-01-01"), DAY("2025-12-01"), True],
        ["d", DAY("2025-01-01"), DAY("2025-12-01"), False],
    ]
    assert sorted(found.index) == list(range(5))
    none = passed_on.split(rows, pd.Series(pd.NaT, rows.index), "mark")
    assert len(none) == 4 and not none["mark"].any()
