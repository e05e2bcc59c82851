"""Offers begin no earlier than their model, unless a list shows that the release is wrong."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts.prices import offers

from .test_offers import DAY, known, model, price

RELEASE = "2025-11-24"


def first(*rows, release=RELEASE, **told):
    made = model(**told) | {"release_date": DAY(release) if release else None}
    found = known(*rows, models=[made])
    return found.groupby("provider")["from"].min().to_dict()


def said(provider="anthropic", day="2025-11-01", seen="2026-01-01", **told):
    """What a registry said on the day ``seen`` of an earlier one."""
    return price(provider, 5.0, day, seen=DAY(seen), source="metergraph-core", **told)


def test_a_day_read_from_a_models_name_is_not_its_first():
    assert first(said()) == {"anthropic": DAY(RELEASE)}
    assert first(said(), said("vercel")) == {"anthropic": DAY(RELEASE), "vercel": DAY(RELEASE)}


def test_what_begins_at_the_release_or_later_or_at_an_unknown_one_stands():
    assert first(said(day=RELEASE)) == {"anthropic": DAY(RELEASE)}
    assert first(said(day="2025-12-01")) == {"anthropic": DAY("2025-12-01")}
    assert first(said(), release="") == {"anthropic": DAY("2025-11-01")}


def test_a_list_that_was_read_before_the_release_shows_that_this_is_wrong():
    read = price("openrouter", 5.0, "2025-11-10")
    assert first(said(), read) == {"anthropic": DAY("2025-11-01"), "openrouter": DAY("2025-11-10")}


def test_an_offer_that_ended_before_the_release_was_none():
    ended = said(last="2025-11-10"), price("openrouter", 5.0, RELEASE)
    replaced = said(day="2025-11-20", input=6.0, output=12.0)
    assert first(*ended, replaced)["anthropic"] == DAY(RELEASE)
    rows = known(*ended, replaced, models=[model() | {"release_date": DAY(RELEASE)}])
    assert set(rows.query("provider == 'anthropic'")["input"]) == {6.0}


@pytest.mark.parametrize(
    ("name", "seller"),
    [("claude-opus-4-5-20251101", "anthropic"), ("claude-opus-4-5-20251101", "vercel"),
     ("claude-haiku-4-5-20251001", "anthropic")],
)  # fmt: skip
def test_the_record_begins_at_the_release(living, name, seller):
    rows = offers.offers(living).query("model_id == @name and provider == @seller")
    release = living.models.set_index("model_id").loc[name, "release_date"]
    assert rows["from"].min() == pd.Timestamp(release)
