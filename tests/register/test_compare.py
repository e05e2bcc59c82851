from __future__ import annotations

import json
import random

import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts import tables
from analysis.number import Number
from analysis.register import chapters, compare, editions
from analysis.register.compare import Edition
from tests.facts import damaged_tables

NO_REASONS = pd.DataFrame(columns=["version", "key", "why", "reason"])


def number(value, low=None, high=None, **other):
    fields = {"unit": "factor per year", "method": "least squares", "function": "f", "digest": "d1"}
    return {"value": value, "low": low, "high": high, "data": "living", **fields, **other}


def edition(version="2026.10", tables=None, **by_key):
    return Edition(version, "2026-10-01", by_key, tables or {})


def compared(then, now, reasons=NO_REASONS, headlines=("a",)):
    table = compare.compare(edition(a=then), edition("2026.11", a=now), reasons, headlines)
    return table.iloc[0] if len(table) else None


def reason(why="data", key="a", version="2026.11"):
    return pd.DataFrame([{"version": version, "key": key, "why": why, "reason": "New rows."}])


def test_headlines_come_first_and_then_the_largest_moves_in_intervals():
    then = edition(
        a=number(9.0, 5.0, 17.0), b=number(9.0, 8.0, 10.0), c=number(9.0, 1.0, 99.0),
        d=number(1.0), e=number(1.0), f=number(None),
    )  # fmt: skip
    now = edition(
        "2026.11", a=number(10.0), b=number(11.0), c=number(10.0), d=number(1.1), e=number(0.1),
        f=number(1.0),
    )  # fmt: skip
    table = compare.ranked(compare.compare(then, now, NO_REASONS, ["c"]))
    assert "".join(table["key"]) == "cbaedf"


@pytest.mark.parametrize(
    ("now", "moved"),
    # 9.0 with 5.0 to 17.0: 8 above it, 4 below; the difference is counted in the side it went to
    [(13.0, 0.5), (17.0, 1.0), (25.0, 2.0), (7.0, -0.5), (5.0, -1.0)],
)
def test_a_move_is_counted_in_units_of_the_earlier_interval(now, moved):
    assert compared(number(9.0, 5.0, 17.0), number(now, 1.0, 30.0))["moved"] == pytest.approx(moved)


def test_a_value_at_the_end_of_its_interval_moves_in_units_of_the_whole():
    """What lies between value and end is an error of rounding, and no measure."""
    then = number(3.5, 2.5, 3.5 + 1e-15)
    assert compared(then, number(4.0, 3.0, 5.0))["moved"] == pytest.approx(0.5)
    assert compared(number(3.5, 2.5, 3.5), number(4.0, 3.0, 5.0))["moved"] == pytest.approx(0.5)
    assert pd.isna(compared(number(3.5, 3.5, 3.5), number(4.0, 3.0, 5.0))["moved"])


def test_a_number_without_interval_moves_without_a_measure():
    row = compared(number(9.0), number(10.0, 9.0, 11.0))
    assert row["change"] == "moved"
    assert pd.isna(row["moved"])


def test_rounding_of_the_last_bits_is_no_change():
    assert compared(number(9.0, 5.0, 17.0), number(9.0 * (1 + 1e-12), 5.0, 17.0)) is None
    assert compared(number(9.0, 5.0, 17.0), number(9.0 * (1 + 1e-8), 5.0, 17.0)) is not None


def test_new_and_gone_numbers_and_other_methods_are_listed():
    then = edition(a=number(1.0), b=number(2.0), c=number(3.0))
    now = edition("2026.11", a=number(1.0, method="medians"), c=number(3.0), d=number(4.0))
    table = compare.compare(then, now, NO_REASONS).set_index("key")
    assert table["change"].to_dict() == {"a": "method", "b": "gone", "d": "new"}
    assert table["why"]["a"] == "method"


@pytest.mark.parametrize(
    ("read", "changed", "why"),
    [
        (("prices", "runs"), {"prices"}, "price"),
        (("prices", "runs"), {"runs"}, "data"),
        (("prices", "runs"), {"prices", "runs"}, "data"),
        (("runs",), {"prices", "runs"}, "data"),
    ],
)
def test_why_follows_the_tables_that_a_number_reads(read, changed, why):
    def digests(moved):
        return {
            t: {"rows": 1, "sha256": t + ("'" if t in moved else "")} for t in ("prices", "runs")
        }

    then = Edition("2026.10", "", {"a": number(1.0, tables=read)}, digests(()))
    now = Edition("2026.11", "", {"a": number(2.0, tables=read, digest="d2")}, digests(changed))
    assert compare.compare(then, now, NO_REASONS).iloc[0]["why"] == why


def test_a_move_on_the_same_facts_is_put_down_to_the_method():
    assert compared(number(1.0), number(2.0))["why"] == "method"


def test_the_maintainer_s_reason_overrides_and_patterns_count_only_for_their_version():
    then, now = number(9.0, 5.0, 17.0), number(90.0, 50.0, 170.0)
    row = compared(then, now, reason("correction", "a*"))
    assert (row["why"], row["reason"]) == ("correction", "New rows.")
    assert compared(then, now, reason(version="2026.10"))["reason"] == ""


@pytest.mark.parametrize(
    ("now", "refused"), [(17.0, False), (17.1, True), (4.9, True), (5.0, False)]
)
def test_a_headline_outside_its_interval_needs_a_reason(now, refused):
    then, new = edition(a=number(9.0, 5.0, 17.0)), edition("2026.11", a=number(now, 1.0, 30.0))
    assert compare.unexplained(compare.compare(then, new, NO_REASONS, ["a"])).empty is not refused
    assert compare.unexplained(compare.compare(then, new, reason(), ["a"])).empty
    assert compare.unexplained(compare.compare(then, new, NO_REASONS, ["b"])).empty


def test_the_refusal_names_number_values_and_the_line_to_add():
    table = compare.compare(
        edition(a=number(9.0, 5.0, 17.0)),
        edition("2026.11", a=number(25.0, 9.0, 60.0)),
        NO_REASONS,
        ["a"],
    )
    with pytest.raises(UserError) as refused:
        compare.check_explained(table, "2026.11")
    assert "a: 9 then, 25 now (+2.0 of its interval)" in str(refused.value)
    assert '2026.11,a,method,"why it moved, for readers"' in str(refused.value)


def test_a_headline_that_is_gone_needs_a_reason_too():
    table = compare.compare(edition(a=number(9.0)), edition("2026.11"), NO_REASONS, ["a"])
    with pytest.raises(UserError, match="a: 9 then, nothing now"):
        compare.check_explained(table, "2026.11")


def test_rows_added_are_counted_per_table():
    then = Edition(
        "2026.10",
        "",
        {},
        {"prices": {"rows": 10, "sha256": "1"}, "runs": {"rows": 5, "sha256": "2"}},
    )
    now = Edition(
        "2026.11",
        "",
        {},
        {"prices": {"rows": 13, "sha256": "3"}, "runs": {"rows": 5, "sha256": "2"}},
    )
    assert compare.rows_added(then, now).to_dict("records") == [
        {"table": "prices", "then": 10, "now": 13, "added": 3}
    ]


def test_the_json_has_no_nan():
    then, now = (
        edition(a=number(9.0), b=number(1.0)),
        edition("2026.11", a=number(None), c=number(2.0)),
    )
    data = compare.as_json(then, now, compare.compare(then, now, NO_REASONS))
    assert "NaN" not in json.dumps(data, allow_nan=False)
    assert data["numbers"][0]["now"] is None


def test_a_record_survives_being_written_and_read(monkeypatch):
    one = Number(key="a", value=9.0, low=5.0, high=17.0, unit="x", method="m", function="f")
    monkeypatch.setattr(chapters, "register", lambda: {"a": one})
    kept = editions.current("2026.11", "2026-11-22")
    again = editions.from_text(editions.as_text(kept))
    assert compare.compare(kept, again, NO_REASONS).empty
    assert again.numbers["a"]["high"] == 17.0
    lean = editions.to_keep(kept)
    assert compare.compare(lean, kept, NO_REASONS).empty
    assert len(editions.as_text(lean)) < len(editions.as_text(kept))
    runs = tables.vintage("price-of-progress").runs
    assert again.tables["price-of-progress/runs"]["rows"] == len(runs)


def test_reasons_are_read_and_every_bad_line_is_named(tmp_path):
    path = tmp_path / "changes.csv"
    path.write_text('version,key,why,reason\n2026.11,a.*,data,"Rows, new."\n')
    assert editions.reasons(path).to_dict("records") == [
        {"version": "2026.11", "key": "a.*", "why": "data", "reason": "Rows, new."}
    ]
    path.write_text("version,key,why,reason\n2026.04,a,data,x\n2026.11,a,luck,x\n2026.11,a,data,\n")
    with pytest.raises(UserError) as refused:
        editions.reasons(path)
    told = sorted(line.partition("changes.csv: ")[2] for line in str(refused.value).splitlines())
    assert "line 2: '2026.04' is no version" in told[0]
    assert "line 3: why: 'luck' breaks the rule: one of data, price, method, correction" in told[1]
    assert "line 4: reason: empty breaks the rule: required" in told[2]


def test_damaged_reasons_and_editions_end_in_a_message_with_their_file(tmp_path):
    sound = {
        "changes.csv": b"version,key,why,reason\n2026.11,a.*,data,Rows.\n2026.11.1,b,method,It is new.\n",
        "2026.11.json": editions.as_text(edition(a=number(1.0))).encode(),
    }
    for seed in range(150):
        dice = random.Random(seed)
        name = dice.choice(sorted(sound))
        path = tmp_path / name
        path.write_bytes(damaged_tables.hurt(sound[name], dice)[1])
        try:
            editions.reasons(path) if path.suffix == ".csv" else editions.kept(tmp_path)
        except UserError as error:
            assert str(path) in str(error)
        path.unlink()


@pytest.mark.filterwarnings("error")
def test_a_move_from_nothing_ranks_before_any_other_and_warns_of_nothing() -> None:
    then = edition(a=number(1.0), b=number(0.0), c=number(0.0))
    now = edition("2026.11", a=number(9.0), b=number(0.1), c=number(0.0))
    table = compare.ranked(compare.compare(then, now, NO_REASONS, []))
    assert list(table["key"])[:2] == ["b", "a"]
