"""What counts cost: parts, bills, attempts that count, kinds and items, worked out by hand."""

from __future__ import annotations

import pytest

from analysis.benchprice.doubts import Doubt
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.record.sellers import Unpriced
from analysis.benchprice.statements import bills, items, money
from analysis.benchprice.usage import ItemUsage, Tokens, Usage

RATE = Rate("m", 2, 10, 0.5)  # no price of cache writes
MILLION = Tokens(10**6)
ONE = Usage("m", MILLION)
WRITTEN = Usage("m", Tokens(1, cache_write=1))
BILLED = Usage("m", MILLION, billed=0.25)


def test_a_part_is_its_bill_else_its_counts_at_its_rate() -> None:
    assert money.parts([ONE, BILLED], [RATE, None]) == [2.0, 0.25]
    assert money.billed([ONE, BILLED, BILLED]) == 0.5 and money.billed([ONE]) is None
    assert money.billed([Usage("m", MILLION, billed=0.0)]) == 0.0
    with pytest.raises(Unpriced):
        money.parts([WRITTEN], [RATE])


def test_what_billed_counts_come_to_is_known_where_all_of_them_have_a_price() -> None:
    unpriced = Usage("m", WRITTEN.tokens, billed=1.0)
    for used, paid, usd in (
        ([BILLED], [RATE], 2.0), ([BILLED, ONE], [RATE, RATE], 2.0), ([BILLED], [None], None),
        ([BILLED, BILLED], [RATE, None], None), ([ONE], [RATE], None), ([unpriced], [RATE], None),
        ([unpriced, BILLED], [RATE, RATE], None),
    ):  # fmt: skip
        assert money.counted(used, paid) == usd


@pytest.mark.parametrize(
    ("good", "more", "usd"),
    [
        (None, {}, None), (MILLION, {}, 2.0), (Tokens(), {}, 0.0), (Tokens(250_000), {}, 0.5),
        (MILLION, {"billed": 0.25}, 0.25), (Tokens(), {"billed": 0.25}, 0.0),
        (Tokens(250_000), {"billed": 0.25}, None), (Tokens(9), {"extras": (("search", 1),)}, None),
    ],
)  # fmt: skip
def test_what_the_attempts_that_count_cost_is_known_where_they_are_told_apart(
    good: Tokens | None, more: dict, usd: float | None
) -> None:
    assert money.successful([Usage("m", MILLION, good, **more)], [RATE]) == usd
    both = [Usage("m", MILLION, good, **more), Usage("m", MILLION, MILLION)]
    assert money.successful(both, [RATE, RATE]) == (None if usd is None else usd + 2.0)
    assert money.successful([Usage("m", MILLION, Tokens(9), billed=1.0)], [None]) is None


def test_kinds_extras_and_bills_add_up_to_the_total() -> None:
    rate = Rate("m", 2, 10, 0.5, extras=(("search", 0.01),))
    used = [Usage("m", Tokens(10**6, 10**6, output=10**5), extras=(("search", 3), ("other", 2))),
            BILLED, ONE]  # fmt: skip
    found = money.by_kind(used, [rate, None, rate])
    assert found == pytest.approx(
        {"input": 4.0, "cache_read": 0.5, "output": 1.0, "extras": 0.03, "billed": 0.25}
    )
    assert money.by_kind([ONE], [RATE]) == {"input": 2.0}


def test_a_line_is_of_one_rate_and_of_its_prompts_length_where_all_have_the_same() -> None:
    late = Rate("m", 1, 10)
    calls = [Usage("m", MILLION, window=9), Usage("m", MILLION, window=9), BILLED,
             Usage("m", MILLION, role="judge"), Usage("m", MILLION, window=7)]  # fmt: skip
    used, paid = money.gathered(calls, [RATE, RATE, RATE, RATE, late])
    assert [(u.tokens.input, u.window, u.role, u.billed) for u in used] == [
        (2 * 10**6, 9, "model", None), (10**6, None, "model", 0.25), (10**6, None, "judge", None),
        (10**6, 7, "model", None),
    ]  # fmt: skip
    assert paid == [RATE, RATE, RATE, late]
    ((mixed,), _) = money.gathered([calls[0], calls[4]], [RATE, RATE])
    assert mixed.window is None


def test_what_items_cost_is_known_where_tokens_alone_are_paid() -> None:
    spent = [ItemUsage(str(n), 1, {("m", "model"): Tokens(n * 10**6)}) for n in (3, 1, 2)]
    found = items.costs(spent, [ONE], [RATE])
    assert found == {"n": 3, "p50": 4.0, "p90": pytest.approx(5.6), "worst": 6.0}
    alone = items.costs(spent[:1], [ONE], [RATE])
    assert alone == {"n": 1, "p50": 6.0, "p90": 6.0, "worst": 6.0}
    other = [ItemUsage("1", 1, {("n", "model"): MILLION})]
    written = [ItemUsage("1", 1, {("m", "model"): WRITTEN.tokens})]
    for each, used in (([], ONE), (spent, BILLED), (other, ONE), (written, ONE),
                       (spent, Usage("m", MILLION, extras=(("search", 1),)))):  # fmt: skip
        assert items.costs(each, [used], [RATE]) is None


def test_a_cost_that_a_log_states_is_doubted_where_it_is_another() -> None:
    for stated, told in ((None, 0), (2.0, 0), (2.0 + 1e-7, 0), (2.5, 1), (1.5, 1)):
        assert len(bills.reported(stated, 2.0)) == told
    (doubt,) = bills.reported(1.5, 2.0)
    assert (doubt.usd, "in doubt as" in doubt.says) == (0.5, False)
    known = [Doubt("a", "", None), Doubt("b", "", 0.5), Doubt("c", "", -0.5)]
    assert bills.reported(1.5, 2.0, known)[0].says.endswith("what is in doubt as c.")
    assert bills.reported(2.5, 2.0, known)[0].says.endswith("what is in doubt as b.")


def test_what_a_bill_holds_beside_the_counts_is_named() -> None:
    used = Usage("m", MILLION, billed=2.5, extras=(("search", 2), ("page", 1)))
    priced = Rate("m", 2, 10, extras=(("page", 0.1),))
    assert bills._explained([used, used], [priced, None]) == (
        " The bill holds what has no price here: 4 of search, 1 of page."
    )
    assert bills._explained([Usage("m", MILLION, extras=(("search", 2),))], [priced]) == ""


def test_a_log_that_counts_nothing_is_doubted() -> None:
    nothing = Usage("m", Tokens())
    assert [one.code for one in bills.nothing([nothing, nothing])] == ["missing-counts"]
    for used in (ONE, Usage("m", Tokens(), billed=1.0), Usage("m", Tokens(), extras=(("a", 1),))):
        assert bills.nothing([nothing, used]) == []
