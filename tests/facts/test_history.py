from __future__ import annotations

import datetime

import pandas as pd
import pytest

from analysis.facts import csvs, schema, tables
from analysis.facts.history import as_of
from analysis.page import releases

DAY = datetime.date(2026, 4, 30)
BEFORE, ON, AFTER = "2026-04-29", "2026-04-30", "2026-05-01"


def dataset(**frames):
    """The given columns of the given tables; all other columns and tables are empty."""
    frames = {"sources": {"source_id": ["s"], "retrieved": [None]}} | frames
    made = {}
    for table, columns in schema.TABLES.items():
        given = pd.DataFrame(frames.get(table, {}))
        made[table] = csvs.empty(columns).reindex(range(len(given)))
        for name in given:
            dates = columns[name].kind == "date"
            made[table][name] = pd.to_datetime(given[name]) if dates else given[name]
    return tables.Dataset(**made, digest="d")


def models(*released):
    return {"model_id": [f"m{n}" for n in range(len(released))], "release_date": list(released)}


def test_models_released_later_go_with_their_rows():
    data = dataset(
        models=models(BEFORE, ON, AFTER, None),
        aliases={"alias": list("abcd"), "model_id": ["m0", "m1", "m2", "m3"]},
        runs={"model_id": ["m0", "m1", "m2", "m3"], "date": [ON] * 4},
    )
    cut = as_of(data, DAY)
    assert list(cut.models["model_id"]) == ["m0", "m1", "m3"]
    assert list(cut.aliases["alias"]) == ["a", "b", "d"]
    assert list(cut.runs["model_id"]) == ["m0", "m1", "m3"]
    assert cut.digest.endswith("@2026-04-30")


def test_a_price_is_known_from_when_it_was_seen_not_from_when_it_held():
    data = dataset(
        models=models(BEFORE),
        prices={
            "model_id": ["m0"] * 4, "date": [BEFORE, BEFORE, BEFORE, AFTER],
            "seen": [ON, AFTER, None, None], "input": [1.0, 2.0, 3.0, 4.0],
        },
    )  # fmt: skip
    assert list(as_of(data, DAY).prices["input"]) == [1.0, 3.0]


def test_what_was_seen_later_is_not_told_early():
    data = dataset(
        models=models(BEFORE),
        prices={
            "model_id": ["m0"] * 2, "date": [BEFORE] * 2, "seen": [BEFORE] * 2,
            "last_seen": [ON, AFTER], "observations": [2.0, 3.0],
        },
    )  # fmt: skip
    prices = as_of(data, DAY).prices
    assert list(prices["last_seen"]) == [pd.Timestamp(ON)] * 2
    assert prices["observations"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("date", "released", "retrieved", "known"),
    [
        (ON, BEFORE, AFTER, True),
        (AFTER, BEFORE, BEFORE, False),
        (None, ON, AFTER, True),
        (None, None, ON, True),
        (None, None, AFTER, False),
        (None, None, None, False),
    ],
)
def test_a_run_is_known_from_its_date_its_model_or_its_source(date, released, retrieved, known):
    data = dataset(
        models=models(released),
        runs={"model_id": ["m0"], "date": [date], "source_id": ["s"]},
        sources={"source_id": ["s"], "retrieved": [retrieved]},
    )
    assert len(as_of(data, DAY).runs) == int(known)


def test_the_record_only_grows_and_stays_valid(living):
    from analysis.facts import checks

    whole = living
    cuts = [as_of(whole, day) for day in releases.DAYS] + [whole]
    for table in ("models", "prices", "runs"):
        sizes = [len(getattr(cut, table)) for cut in cuts]
        assert sizes == sorted(sizes)
        assert sizes[0] > 0
    first = {name: getattr(cuts[0], name) for name in schema.TABLES}
    assert not any(checks.violations(first, tables.DATA).values())


@pytest.mark.parametrize(
    ("table", "column"),
    [("blended_prices", "date"), ("tiers", "date"), ("fees", "date"), ("hardware", "date"),
     ("retirements", "seen"), ("scheduled", "seen")],
)  # fmt: skip
def test_what_lists_said_later_is_not_known(table, column):
    data = dataset(models=models(BEFORE), **{table: {column: [BEFORE, ON, AFTER]}})
    kept = getattr(as_of(data, DAY), table)
    assert kept[column].tolist() == [pd.Timestamp(BEFORE), pd.Timestamp(ON)]
    assert kept.index.tolist() == [0, 1]


def test_a_setting_without_its_own_day_goes_with_its_model():
    told = {"model_id": ["a", "b", "a-high", "b-high"], "release_date": [AFTER, ON, None, None],
            "base_model_id": [None, None, "a", "b"]}  # fmt: skip
    assert list(as_of(dataset(models=told), DAY).models["model_id"]) == ["b", "b-high"]
