"""How amounts, names and doubts are written."""

from __future__ import annotations

import pytest

from analysis.benchprice.statements import forms


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, "unknown"), (0, "0.00"), (14.2, "14.20"), (1, "1.00"), (1234.5, "1,234.50"),
     (0.999, "0.999"), (0.03641, "0.0364"), (0.00000912, "0.00000912"), (0.5, "0.5")],
)  # fmt: skip
def test_dollars_have_cents_or_three_digits(value, shown):
    assert forms.usd(value) == shown


def test_a_total_is_a_bound_where_it_is_one_and_a_doubt_has_its_money():
    assert forms.total({"total": 2.0}) == "2.00"
    assert forms.total({"total": 2.0, "bound": forms.AT_LEAST}) == "at least 2.00"
    assert forms.total({"total": 2.0, "bound": "another"}) == "2.00"
    one = {"says": "It\nmay.", "code": "c"}
    assert forms.doubt(one) == forms.doubt(one | {"usd": 0}) == "It may. [c]"
    assert forms.doubt(one | {"usd": 1.5}) == "It may. (up to 1.50 USD) [c]"


@pytest.mark.parametrize("name", ["quiz", "AIME", "zebra", forms.UNNAMED])
def test_a_run_is_of_a_benchmark_where_one_is_named(name):
    said = forms.run({"benchmark": {"name": name}, "model": {"name": "m"}})
    assert said == ("a run of m" if name == forms.UNNAMED else f"{name} with m")


def test_numbers_names_and_hostile_text_are_plain():
    assert (forms.rate(None), forms.rate(2.5), forms.count(None), forms.count(1234)) == (
        "–", "2.5", "–", "1,234",
    )  # fmt: skip
    assert (forms.share(0.1234), forms.digits(0.12345), forms.digits(1, 1)) == (
        "12.3 %",
        "0.123",
        "1.0",
    )
    assert forms.plain("a\x1b[31m\u202eb\u2028 c\ud800") == "a [31m b c"
    assert forms.markdown("<a>|*_&") == "&lt;a&gt;\\|\\*\\_&amp;"
    assert (forms.key("GPT-5 (high)!"), forms.key("é")) == ("gpt-5-high", "run")
