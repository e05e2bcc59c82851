from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.benchprice.errors import UserError
from analysis.facts.prices.corroboration import FRESH, SERIES, STANDING, judged
from analysis.facts.prices.histories import bounded, change_points, history, timeline, until


def row(date, input_, output, source="litellm-history", provider="host", model="m", **more):
    day = pd.Timestamp(date)
    told = {
        "model_id": model, "provider": provider, "source_id": source, "date": day, "seen": day,
        "last_seen": day, "observations": 2.0, "input": float(input_), "output": float(output),
        "cache_read": float("nan"), "cache_write": float("nan"), "basis": "snapshot",
    }  # fmt: skip
    if "last_seen" in more:
        more["last_seen"] = pd.Timestamp(more["last_seen"])
    return told | more


def table(*rows):
    return pd.DataFrame(list(rows))


def seen(*days, **more):
    return [row(day, *price, observations=1.0, **more) for day, price in days]


def refusals(*rows):
    return judged(table(*rows)).sort_values("date")["refused"].tolist()


def test_output_below_input_is_refused_unless_another_family_has_it_of_the_model():
    swapped = row("2025-01-04", 0.15, 0.0375, provider="cohere", last_seen="2026-06-14")
    right = row("2025-11-21", 0.0375, 0.15, source="models-dev", provider="cohere")
    assert refusals(swapped, right) == ["output below input", ""]
    guard = row("2025-11-21", 0.2, 0.03, source="models-dev", provider="other")
    assert refusals(swapped, guard) == ["", ""]
    assert refusals(row("2025-01-04", 0.15, 0.15)) == [""]


def test_a_price_that_its_list_takes_back_many_times_over_was_in_another_unit():
    wrong = row("2025-11-24", 500, 2000, last_seen="2026-01-08")
    assert refusals(wrong, row("2026-01-09", 0.6, 0.6)) == ["taken back by its list", ""]
    assert refusals(wrong, row("2026-01-09", 20, 60)) == ["", ""]  # a cut, however deep
    other = row("2025-12-01", 500, 2000, source="models-dev", last_seen="2026-01-08")
    assert refusals(wrong, other, row("2026-01-09", 0.6, 0.6)) == ["", "", ""]  # two say it


def test_change_points_keep_where_something_changed():
    points = change_points(
        table(*seen(("2025-01-01", (3, 6)), ("2025-02-01", (3, 6)), ("2025-03-01", (2, 6))))
    )
    assert points["input"].tolist() == [3, 2]
    assert points["observations"].tolist() == [2, 1]
    assert points["last_seen"].tolist() == [pd.Timestamp("2025-02-01"), pd.Timestamp("2025-03-01")]


def test_change_points_can_be_extended_with_what_came_after():
    days = [
        ("2025-01-01", (3, 6)),
        ("2025-02-01", (3, 6)),
        ("2025-03-01", (2, 6)),
        ("2025-04-01", (2, 6)),
    ]
    whole = change_points(table(*seen(*days)))
    stored = change_points(table(*seen(*days[:3])))
    assert change_points(pd.concat([stored, table(*seen(days[3]))])).equals(whole)


def test_one_date_counts_once_and_the_first_row_wins():
    points = change_points(table(*seen(("2025-01-01", (3, 6)), ("2025-01-01", (9, 9)))))
    assert points[["input", "observations"]].to_numpy().tolist() == [[3, 1]]


def test_a_first_party_statement_dates_what_a_snapshot_saw_later():
    rows = table(
        row("2025-06-25", 2, 8, last_seen="2025-09-01"),
        row("2025-04-20", 10, 40, last_seen="2025-06-14"),
        row("2025-06-10", 2, 8, source="vendor-announcements"),
    )
    found = history(rows).query("not stale")
    assert found["date"].tolist() == [pd.Timestamp("2025-04-20"), pd.Timestamp("2025-06-10")]
    assert found["source_id"].tolist() == ["litellm-history", "vendor-announcements"]


def test_precedence_is_the_written_list():
    rows = table(
        row("2025-01-01", 5, 5, source="models-dev"),
        row("2025-01-01", 4, 4, source="openrouter-history"),
        row("2025-01-01", 3, 3, source="metergraph-core"),
    )
    assert history(rows)["input"].tolist()[0] == 3
    assert history(rows.iloc[:2])["input"].tolist()[0] == 4
    assert STANDING["metergraph-core"].rank < STANDING["openrouter-history"].rank


def test_a_source_nobody_ranked_is_named():
    with pytest.raises(
        UserError,
        match=r"prices.csv: source_id: new-list: no standing; .* in STANDING of .*corroboration.py",
    ):
        history(table(row("2025-01-01", 1, 1, source="new-list")))


def test_a_flip_flop_is_refused_unless_another_family_saw_it():
    flip = [
        row("2025-01-01", 3, 6),
        row("2025-02-01", 4, 8, observations=1.0),
        row("2025-03-01", 3, 6),
    ]
    assert refusals(*flip) == ["", "flip-flop", ""]
    other = row("2025-02-01", 4, 8, source="models-dev", observations=1.0)
    assert refusals(*flip, other) == ["", "", "", ""]


def test_a_new_low_seen_once_waits_for_a_second_snapshot_or_source():
    before = row("2025-01-01", 3, 6)
    once = row("2025-02-01", 1, 2, observations=1.0)
    assert refusals(before, once) == ["", "new low seen once"]
    assert refusals(before, row("2025-02-01", 1, 2)) == ["", ""]
    assert (
        refusals(before, once, row("2025-02-20", 1, 2, source="models-dev", observations=1.0))[1]
        == ""
    )


def test_a_copy_does_not_corroborate():
    before = row("2025-01-01", 3, 6)
    once = row("2025-02-01", 1, 2, observations=1.0)
    copy = row("2025-02-03", 1, 2, source="tokencost-history", observations=1.0)
    assert STANDING["tokencost-history"].family == STANDING["litellm-history"].family
    assert refusals(before, once, copy)[1] == "new low seen once"


def test_a_new_high_seen_once_stays():
    assert refusals(row("2025-01-01", 3, 6), row("2025-02-01", 4, 8, observations=1.0)) == ["", ""]


@pytest.mark.parametrize("factor", [10, 0.1, 1000])
def test_an_error_of_a_power_of_ten_is_refused(factor):
    rows = [
        row("2025-01-01", 3, 6, observations=5.0),
        row("2025-06-01", 3 * factor, 6 * factor, observations=2.0),
    ]
    assert refusals(*rows) == ["", "error of a power of ten"]


def test_a_tenfold_cut_that_others_see_is_no_error():
    rows = [
        row("2025-01-01", 3, 6, observations=5.0),
        row("2025-06-01", 0.3, 0.6, observations=2.0),
    ]
    other = row("2025-06-05", 0.3, 0.6, source="openrouter-history")
    assert refusals(*rows, other) == ["", "", ""]


def test_a_twelvefold_change_is_no_decimal_error():
    assert refusals(row("2025-01-01", 3, 6, observations=5.0), row("2025-06-01", 36, 72)) == [
        "",
        "",
    ]


def test_a_price_far_below_the_other_hosts_needs_another_family():
    hosts = [row("2025-01-01", p, p, provider=f"h{p}") for p in (3, 4, 5)]
    cheap = row("2025-01-02", 0.5, 0.5, provider="cheap")
    assert refusals(*hosts, cheap)[-1] == "far below the other hosts"
    other = row("2025-01-03", 0.5, 0.5, provider="cheap", source="models-dev")
    assert set(refusals(*hosts, cheap, other)) == {""}
    assert refusals(*hosts, row("2025-01-02", 1, 1, provider="cheap"))[-1] == ""


def test_what_is_corroborated():
    found = judged(
        table(
            row("2025-01-01", 1, 1, provider="lasting"),
            row("2025-01-01", 1, 1, provider="once", observations=1.0),
            row("2025-01-01", 1, 1, provider="log", observations=1.0, last_seen="2025-01-15"),
            row("2025-01-01", 1, 1, provider="first", source="model-prices", observations=1.0),
        )
    )
    told = dict(zip(found["provider"], found["corroborated"], strict=True))
    assert told == {"lasting": True, "once": False, "log": True, "first": True}


def test_unknown_cache_prices_come_from_a_list_that_agrees():
    rows = table(
        row("2025-01-01", 3, 6, source="openrouter-history"),
        row("2025-01-01", 3, 6, cache_read=0.3),
    )
    assert history(rows)["cache_read"].iloc[0] == 0.3
    rows.loc[1, "input"] = 4.0  # it disagrees: its cache price belongs to another price
    assert pd.isna(history(rows)["cache_read"].iloc[0])


def test_any_list_that_shows_the_price_says_when_it_was_last_seen():
    """The list that stands first fell silent; another goes on showing the same price."""
    rows = table(
        row("2025-06-01", 2, 8, source="genai-prices", last_seen="2025-06-20"),
        row("2025-06-10", 2, 8, last_seen="2025-09-01"),
        row("2025-06-10", 3, 8, source="models-dev", provider="other", last_seen="2025-09-05"),
    )
    first = history(rows).query("provider == 'host'").iloc[0]
    assert first["source_id"] == "genai-prices"
    assert first["last_seen"] == pd.Timestamp("2025-09-01")
    other = rows.assign(input=[2.0, 1.9, 3.0])  # what it shows is another price: no witness
    first = history(other).query("provider == 'host'").iloc[0]
    assert first["last_seen"] == pd.Timestamp("2025-06-20")


def test_a_price_holds_until_the_next_or_until_nobody_saw_it_for_long():
    rows = table(
        row("2025-01-01", 3, 6, last_seen="2025-01-10"),
        row("2026-01-01", 2, 6, last_seen="2026-01-05"),
        row("2026-01-20", 1, 6, last_seen="2026-02-01"),
    )
    expired = pd.Timestamp("2025-01-10") + FRESH
    assert expired < rows["date"][1]
    assert until(rows, ["model_id"]).tolist() == [
        expired, rows["date"][2], rows["last_seen"][2] + FRESH,
    ]  # fmt: skip


def drawn(models: int = 60) -> pd.DataFrame:
    """Make lines of many series that hold from a day until another, some seen to the last."""
    random = np.random.default_rng(12)
    rows = {}
    start = pd.Timestamp("2025-01-01")
    for model in range(models):
        for _ in range(random.integers(1, 9)):
            line = int(random.integers(3))
            begin, long, price = (
                random.integers(0, 30),
                random.integers(1, 20),
                random.integers(1, 3),
            )
            date, until = (start + pd.Timedelta(days=int(n)) for n in (begin, begin + long))
            last = start + pd.Timedelta(days=int(begin + random.integers(0, 12)))
            cache = [float(random.choice([np.nan, 1.0, 2.0])) for _ in range(2)]
            rows[model, line, date] = row(
                date, price, 2 * price, f"list-{line}", model=f"m{model % 40}", until=until,
                last_seen=last, rank=line % 2, line=str(line), cache_read=cache[0],
                provider=f"p{model // 40}", corroborated=bool(random.random() < 0.3),
                cache_write=cache[1], seen=date + pd.Timedelta(days=int(random.integers(5))),
            )  # fmt: skip
    table_ = pd.DataFrame(rows.values()).sort_values(["line", "date"])
    following = table_.groupby([*SERIES, "line"])["date"].shift(-1)
    table_["until"] = table_["until"].where(~(following < table_["until"]), following)
    return table_.sample(frac=1, random_state=3)


def plainly(rows: list[Any], end: pd.Timestamp) -> list[list[Any]]:
    """Walk one series day by day: the first-ranked line that holds, and what agrees with it."""
    points: list[list[Any]] = []
    before = None
    for at in sorted({d for r in rows for d in (r.date, r.until) if d <= end}):
        held = sorted((r for r in rows if r.date <= at < r.until), key=lambda r: (r.rank, r.line))
        if not held:
            continue
        best = held[0]
        alike = [r for r in held if (r.input, r.output) == (best.input, best.output)]
        caches = [
            next((v for r in alike if (v := getattr(r, name)) == v), None)
            for name in ("cache_read", "cache_write")
        ]
        sighted = max(r.last_seen for r in alike)
        shown = (best.input, best.output, *caches)
        told = [best.last_seen, sighted, best.until, best.corroborated]
        if shown != before:
            points.append([at, *shown, *told, best.seen, best.source_id])
        else:
            new = [max(pair) for pair in zip(points[-1][5:9], told, strict=True)]
            points[-1][5:10] = [*new, min(points[-1][9], best.seen)]
        before = shown
    return points


def test_a_timeline_is_that_of_a_walk_from_day_to_day() -> None:
    rows = drawn()
    found = timeline(rows, SERIES, ["line"], "rank")
    columns = ["date", "input", "output", "cache_read", "cache_write", "last_seen", "sighted", "until",
               "corroborated", "seen", "source_id"]  # fmt: skip
    end = rows["last_seen"].max()
    for series, each in rows.groupby(SERIES):
        ours = found.set_index(SERIES).loc[[series], columns].astype(object)
        ours = ours.where(ours.notna(), None).to_numpy().tolist()
        assert ours == plainly(list(each.itertuples()), end)
    assert len(found) > 80


def test_a_point_ends_with_its_next_or_as_told() -> None:
    day = pd.Timestamp
    points = pd.DataFrame(
        [("a", day("2025-01-01"), day("2025-06-01")), ("a", day("2025-02-01"), day("2025-02-15")),
         ("a", day("2025-03-01"), day("2025-04-01")), ("b", day("2025-01-15"), day("2025-04-02"))],
        columns=["model_id", "date", "until"],
    )  # fmt: skip
    ends = ["2025-02-01", "2025-02-15", "2025-04-01", "2025-04-02"]
    assert bounded(points, ["model_id"]).dt.strftime("%Y-%m-%d").tolist() == ends
    seen_ = points.assign(last_seen=points["date"])
    ends = ["2025-02-01", "2025-03-01", "2025-06-29", "2025-05-15"]
    assert until(seen_, ["model_id"]).dt.strftime("%Y-%m-%d").tolist() == ends
