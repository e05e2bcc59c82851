"""Faults that a list's neighbours show, each with a row on either side of its rule."""

from __future__ import annotations

import pandas as pd

from analysis.facts import faults, offers, prices

from .test_offers import DAY, known, model, price, seller


def history(*rows):
    found = prices.history(pd.DataFrame(list(rows)))
    return list(zip(found["date"].dt.strftime("%Y-%m-%d"), found["input"], strict=True))


def said(input_, date):
    return price("google", input_, date, last=date, source="vendor-announcements")


def test_an_older_list_does_not_take_over_when_the_makers_statement_lapses():
    old = price("google", 3.5, "2024-07-18", "2026-03-01", source="litellm-log")
    late = price("google", 3.5, "2024-11-28", "2026-03-01")
    assert history(old, said(1.25, "2024-10-01"), late) == [("2024-07-18", 3.5),
                                                            ("2024-10-01", 1.25)]  # fmt: skip


def test_a_list_that_changes_after_the_makers_statement_is_heard():
    before = price("google", 1.25, "2024-10-02", "2025-06-01")
    after = price("google", 1.0, "2025-06-02", "2026-03-01")
    assert history(said(1.25, "2024-10-01"), before, after)[-1] == ("2025-06-02", 1.0)
    # a list that begins late, but with a price nobody had before, is no echo of an older one
    new = price("google", 0.5, "2025-06-02", "2026-03-01")
    assert history(said(1.25, "2024-10-01"), new)[-1] == ("2025-06-02", 0.5)


def test_a_cache_price_above_input_is_unknown_and_the_rest_stands():
    rows = pd.DataFrame({"input": [1.0, 1.0], "cache_read": [1.5, 1.0], "cache_write": [0.4, 1.25]})
    found = faults.without_cache_above_input(rows)
    assert found["cache_read"].fillna(-1).tolist() == [-1, 1.0]
    assert found["cache_write"].fillna(-1).tolist() == [-1, 1.25]


def grok(name, was, then="2026-09-06", now=1.25, source="litellm-history"):
    return [
        price("xai", was, "2026-01-01", "2026-09-05", model=name),
        price("xai", now, then, "2026-11-17", model=name, source=source),
    ]


NAMES = ("old", "older", "new")
GROKS = [model(name, creator="xAI") for name in NAMES]
SUCCESSOR = price("xai", 1.25, "2026-01-01", "2026-11-17", model="new")


def test_names_that_move_together_to_another_models_price_have_become_that_model():
    rows = known(*grok("old", 3.0), *grok("older", 0.2), SUCCESSOR, models=GROKS)
    assert seller(rows, "2026-09-05", "old") == ("xai", 3.0)
    assert seller(rows, "2026-09-06", "old") is None
    assert seller(rows, "2026-10-01", "older") is None
    assert seller(rows, "2026-10-01", "new") == ("xai", 1.25)


def test_a_cut_of_one_model_or_to_a_price_that_no_other_has_is_no_redirect():
    alone = known(*grok("old", 3.0), SUCCESSOR, models=GROKS)
    assert seller(alone, "2026-10-01", "old") == ("xai", 1.25)
    same = known(*grok("old", 3.0), *grok("older", 3.0), SUCCESSOR, models=GROKS)
    assert seller(same, "2026-10-01", "old") == ("xai", 1.25)
    nobodys = known(*grok("old", 3.0), *grok("older", 0.2), models=GROKS)
    assert seller(nobodys, "2026-10-01", "old") == ("xai", 1.25)


def test_a_host_that_closed_sells_nothing_whatever_lists_repeat():
    assert seller(known(price("lambda", 1.0, last="2026-11-17")), "2025-09-25") is not None
    assert seller(known(price("lambda", 1.0, last="2026-11-17")), "2025-09-26") is None


def test_the_record_has_no_redirected_name_on_sale(living):
    rows = offers.on(offers.offers(living), DAY("2026-11-20"))
    at_xai = set(rows.loc[rows["provider"] == "xai", "priced_id"])
    assert not at_xai & {"grok-3", "grok-3-mini", "grok-4", "grok-4-fast-reasoning"}
    google = prices.history(living.prices).query("model_id == 'gemini-1.5-pro'")
    changes = google.loc[google["provider"] == "google", ["input", "output"]].drop_duplicates()
    assert changes.to_numpy().tolist() == [[3.5, 10.5], [1.25, 5.0]]
