"""A source that answers with last year's file, or with a part of one, is named and not taken."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.sources.intake import Facts, rejected
from analysis.update import older

DAY = pd.Timestamp
LIST, OTHER, BOARD = "genai-prices", "metergraph-core", "board-2026"
NOBODY: frozenset[str] = frozenset()


def prices(day, source=LIST, offers=4):
    rows = [{"model_id": f"m-{n}", "provider": "host", "source_id": source} for n in range(offers)]
    return pd.DataFrame(rows).assign(seen=DAY(day), last_seen=DAY(day), date=DAY("2024-01-01"))


def runs(day):
    return pd.DataFrame([{"run_id": "r", "source_id": BOARD, "date": DAY(day)}])


def facts(**tables):
    rejects = rejected([{"source_id": LIST, "reason": "no price"}])
    return Facts(tables, rejects)


def refused(new, stored, by_hand=NOBODY):
    return older.refused(facts(prices=new), {"prices": stored}, by_hand)


def test_last_years_file_is_named_with_its_day_the_rule_and_a_remedy():
    kept, why = refused(prices("2025-11-10"), prices("2026-11-10"))
    assert why == {
        LIST: "its newest day is 2025-11-10, 365 days before 2026-11-10, read already; take a "
        "newer file, or remove its rows from data/ to begin anew"
    }
    assert kept.tables["prices"].empty and kept.rejects.empty


def test_the_same_file_again_or_a_newer_one_is_taken_whole():
    for day in ("2026-11-10", "2026-11-11"):
        new = facts(prices=prices(day))
        assert older.refused(new, {"prices": prices("2026-11-10")}, NOBODY) == (new, {})
    new = facts(prices=prices("2025-11-10"))
    assert older.refused(new, {"prices": prices("2026-11-10").head(0)}, NOBODY) == (new, {})
    assert older.refused(new, {}, NOBODY) == (new, {})


def test_another_source_of_the_same_importer_is_taken_all_the_same():
    new = pd.concat([prices("2025-11-10"), prices("2026-11-12", OTHER)])
    stored = pd.concat([prices("2026-11-10"), prices("2026-11-10", OTHER)])
    kept, why = refused(new, stored)
    assert set(why) == {LIST}
    assert set(kept.tables["prices"]["source_id"]) == {OTHER}


def test_what_is_kept_by_hand_may_go_back():
    assert refused(prices("2025-11-10"), prices("2026-11-10"), frozenset({LIST}))[1] == {}


@pytest.mark.parametrize(("offers", "part"), [(1, True), (2, False)])
def test_a_reading_with_less_than_half_the_offers_of_the_last_is_a_part(offers, part):
    _, why = refused(prices("2026-11-17", offers=offers), prices("2026-11-10"))
    assert bool(why) is part
    assert not part or why[LIST].startswith(
        "its reading of 2026-11-17 has 1 offers, that of 2026-11-10 had 4; "
    )


def test_a_list_of_which_a_reading_shows_a_part_may_show_less():
    told = {"source": "artificial-analysis-prices"}
    assert refused(prices("2026-11-17", offers=1, **told), prices("2026-11-10", **told))[1] == {}


@pytest.mark.parametrize(("day", "old"), [("2026-08-02", True), ("2026-08-03", False)])
def test_a_corrected_board_may_lose_its_newest_run_and_not_its_last_month(day, old):
    _, why = older.refused(facts(runs=runs(day)), {"runs": runs("2026-09-02")}, NOBODY)
    assert bool(why) is old
