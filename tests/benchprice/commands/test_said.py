"""What the command line says: rates by hand, and over what the log says."""

from __future__ import annotations

import argparse
from typing import Any

import pytest

from analysis.benchprice.commands import given, overrides
from analysis.benchprice.doubts import UNDIVIDED, Doubt
from analysis.benchprice.errors import UserError
from analysis.benchprice.usage import Cap, Log, Tokens, Usage
from tests.benchprice.record.small import known, offer


@pytest.mark.parametrize(
    ("text", "prices"),
    [
        ("m=2,10", (2, 10, None, None, None)), ("a=b=2,10,0.2", (2, 10, 0.2, None, None)),
        ("m=2,10,,2.5,4", (2, 10, None, 2.5, 4)), ("m=2,10,0", (2, 10, 0, None, None)),
        ("m=10000,10", (10_000, 10, None, None, None)),
    ],
)  # fmt: skip
def test_a_rate_is_a_model_and_two_to_five_prices(text: str, prices: Any) -> None:
    one = given.parse(text)
    found = (one.input, one.output, one.cache_read, one.cache_write, one.cache_write_long)
    assert (one.model, found) == (text.rpartition("=")[0], prices)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("m", "write MODEL="), ("=2,10", "write MODEL="), ("m=2", "write MODEL="),
        ("m=1,2,3,4,5,6", "write MODEL="), ("m=0,10", "0 is not a price"), ("m=2,0", "0 is not"),
        ("m=2,many", "'many' is not a price from 0 to 10,000"), ("m=-1,2", "'-1' is not a price"),
        ("m=2,10001", "'10001' is not a price"), ("m=nan,2", "'nan' is not a price"),
    ],
)  # fmt: skip
def test_what_is_no_rate_is_refused(text: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        given.parse(text)


HEAD = "model,input,output,free,paid,tier"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",1,2,,,", "line 2: model is empty"), ("m,1,,,,", "line 2: input and output are both"),
        ("m,,2,,,", "input and output are both"), ("m,0,0,,,", "a price of 0 without free=true"),
        ("m,0,1,false,,", "a price of 0 without free=true"), ("m,1,2,,,,9", "unknown columns"),
        ("m,x,2,,,", "line 2: input: 'x' is not a price"),
    ],
)  # fmt: skip
def test_a_file_of_rates_names_what_is_wrong(tmp_path, row: str, said: str) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"{HEAD}\n{row}\n")
    with pytest.raises(UserError, match=said):
        given.read(path)
    path.write_bytes(b"\xff")
    with pytest.raises(UserError, match="not a readable CSV of rates"):
        given.read(path)
    with pytest.raises(UserError, match=r"not a readable CSV of rates \(No such file"):
        given.read(tmp_path / "none.csv")


def test_a_file_of_rates_says_what_is_free_and_paid(tmp_path) -> None:
    path = tmp_path / "rates.csv"
    path.write_text(f"\ufeff{HEAD}\nm,0,0,true,,\nn,1,2,,true,batch\n", encoding="utf-8")
    free, paid = given.read(path)
    assert (free.model, free.input, free.paid, free.source) == ("m", 0, False, "given in rates.csv")
    assert (paid.tier, paid.output, paid.paid) == ("batch", 2, True)


def options(**said: Any) -> argparse.Namespace:
    names = ("benchmark", "model", "effort", "scaffold", "evaluator", "caching", "run_date", "items",
             "passes", "failed_attempts", "score", "score_se", "date", "provider", "tier")  # fmt: skip
    return argparse.Namespace(**dict.fromkeys(names) | {"role": [], "cap": []} | said)


USED = Usage("m", Tokens(9), date="2026-01-01", last="2026-01-02", billed=0.5)
LOG = Log("log", "f", (USED, Usage("", Tokens(1))), date="2026-01-01", items=3,
          doubts=(Doubt(UNDIVIDED, "u"), Doubt("other", "o")))  # fmt: skip


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("items", (1, 10**15), (0, 10**15 + 1)), ("passes", (1, 9), (0,)),
        ("failed_attempts", (0, 9), (-1,)), ("score", (0, 1), (-0.1, 1.1, float("nan"))),
        ("score_se", (0, 1), (-0.1, 1.1)),
    ],
)  # fmt: skip
def test_what_is_said_of_a_run_has_bounds(name: str, inside: Any, outside: Any) -> None:
    for value in inside:
        overrides.applied(LOG, options(model="x", **{name: value}))
    for value in outside:
        with pytest.raises(UserError, match=f"^--{name.replace('_', '-')} "):
            overrides.applied(LOG, options(model="x", **{name: value}))


def test_what_the_command_line_says_goes_before_the_log() -> None:
    same = overrides.applied(LOG, options(model="x"))
    assert (same.items, same.model, same.doubts) == (3, "x", LOG.doubts)
    assert [(u.model, u.date, u.billed) for u in same.usage] == [
        ("m", "2026-01-01", 0.5), ("x", "", None),
    ]  # fmt: skip
    said = overrides.applied(
        LOG, options(model="x", items=5, passes=2, tier="batch", failed_attempts=0)
    )
    assert (said.items, said.passes, said.failed) == (5, 2, 0)
    assert [one.code for one in said.doubts] == ["other"]
    assert {u.tier for u in said.usage} == {"batch"}
    for part in ({"items": 5}, {"passes": 2}):
        assert overrides.applied(LOG, options(model="x", **part)).doubts == LOG.doubts
    roles = overrides.applied(LOG, options(model="x", role=["m=judge"]))
    assert [u.role for u in roles.usage] == ["judge", "model"]
    for text in ("judge", "=judge", "m=boss"):
        with pytest.raises(UserError, match="write MODEL=ROLE"):
            overrides.applied(LOG, options(model="x", role=[text]))
    with pytest.raises(UserError, match="log: the log names no model"):
        overrides.applied(LOG, options())


@pytest.mark.parametrize(
    ("said", "dated", "billed"),
    [
        ({}, True, True), ({"date": "2026-01-01"}, False, True), ({"date": "2026-02-01"}, False, False),
        ({"run_date": "2026-01-05"}, False, True), ({"provider": "p"}, True, False),
    ],
)  # fmt: skip
def test_a_bill_is_of_its_day_and_seller(said: Any, dated: bool, billed: bool) -> None:
    one = overrides.applied(LOG, options(model="x", **said)).usage[0]
    assert (bool(one.date), bool(one.last), one.billed is not None) == (dated, dated, billed)


def test_a_bill_of_a_log_without_a_day_stays() -> None:
    undated = Log("log", "f", (USED,))
    assert overrides.applied(undated, options(date="2026-02-01")).usage[0].billed == 0.5


def test_limits_are_kinds_and_values() -> None:
    assert overrides._caps(["none", "token_limit=50000", "x=0.5"]) == (
        Cap("token_limit", 50_000), Cap("x", 0.5),
    )  # fmt: skip
    for text in ("x", "=3", "x=", "x=many", "x=-1", "x=1.2.3"):
        with pytest.raises(UserError, match="write KIND=VALUE"):
            overrides._caps([text])


def test_a_model_that_is_not_the_logs_is_doubted_where_both_are_known() -> None:
    models = [(name, name, name, name, "2025-01-01") for name in ("m", "n")]
    record = known(models=models, offers=[offer()])
    log = Log("log", "f", (USED, Usage("other", Tokens(1), role="judge")))
    for named, doubted in (("n", 1), ("m", 0), ("", 0), (None, 0), ("unheard-of", 0)):
        assert len(overrides.of_another(log, named, record)) == doubted
    strange = Log("log", "f", (Usage("unheard-of", Tokens(1)),))
    assert overrides.of_another(strange, "n", record) == []
    assert overrides.of_another(log, "n", None) == []
