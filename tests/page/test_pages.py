"""Pages of benchmarks and models: true to the facts, named, linked, escaped; no unknown is said."""

from __future__ import annotations

import dataclasses
import json
import re

import pandas as pd
import pytest
from markupsafe import Markup

from analysis import heard
from analysis.benchprice.record import tiers
from analysis.facts import life, ways
from analysis.facts.prices import offers
from analysis.page import cite, lists, names, table
from analysis.page.made import (
    benchmarks,
    finder,
    known,
    models,
    parts,
    prepare,
    reaching,
    steps,
)

DAY = pd.Timestamp("2026-11-20")


@pytest.fixture(scope="module")
def facts(living):
    return known.of(living)


def states(facts):
    """Return a digest of what each page is made from, by the id of its model or benchmark."""
    of_models = {about[0]["model_id"]: prepare._told("", about) for about in models.facts(facts)}
    return of_models | {
        told.about["benchmark_id"]: prepare._told("", vars(told))
        for told in benchmarks.facts(facts, {})
    }


def test_what_a_page_is_made_from_holds_what_is_its_own_and_nothing_else(facts):
    one, *others = facts.offers["gpt-4o"]
    way, *more = facts.now["hle"]
    rows = facts.ways["gpqa-diamond"]
    run, *runs = facts.runs
    moved = dataclasses.replace(
        facts,
        offers=facts.offers | {"gpt-4o": [one | {"output": 9.9}, *others]},
        ahead=facts.ahead | {"gpt-4": [one]},
        now=facts.now | {"hle": [way | {"said": "disputed"}, *more]},
        ways=facts.ways | {"gpqa-diamond": rows.assign(price=rows["price"] * 2)},
        runs=[run | {"why": "no token counts"}, *runs],
    )
    before, now = states(facts), states(moved)
    assert len(before) > 1000
    assert {key for key, was in before.items() if now[key] != was} == {
        *("gpt-4o", "gpt-4", "hle", "gpqa-diamond"),
        *(facts.names.bases[run["model_id"]], run["benchmark_id"]),
    }


def test_a_page_hears_the_list_that_it_shows_and_not_the_offers_that_it_rests_on(living):
    with heard.hearing(living) as reads:
        for shown in (lists.models, lists.benchmarks, finder.chooser, finder.tables):
            assert shown(living).markup
        reaching.doubts(living, "hle", 0.2)
    assert {json.loads(name)[1] for name in reads} == {
        *("_models", "_benchmarks", "_chooser", "_tables", "doubts")
    }


@pytest.fixture(scope="module")
def of_models(facts):
    with pytest.MonkeyPatch.context() as patch:
        told = cite.Citation(cite.TITLE, cite.AUTHORS, "2026.11", "November 2026")
        patch.setattr(cite, "current", lambda: told)
        return {sheet.name: sheet for sheet in models.sheets(facts)}


@pytest.fixture(scope="module")
def of_benchmarks(facts):
    with pytest.MonkeyPatch.context() as patch:
        told = cite.Citation(cite.TITLE, cite.AUTHORS, "2026.11", "November 2026")
        patch.setattr(cite, "current", lambda: told)
        patch.setattr(reaching, "figure", lambda *_: Markup(""))  # a minute for all of them
        return {sheet.name: sheet for sheet in benchmarks.sheets(facts, {})}


def test_every_benchmark_and_every_model_with_a_run_or_a_makers_price_has_a_page(
    facts, of_models, of_benchmarks
):
    assert set(of_benchmarks) == set(facts.data.benchmarks["benchmark_id"])
    bases = offers.priced_as(facts.data)
    assert set(bases[facts.data.runs["model_id"]]) <= set(of_models)
    sold = offers.offers(facts.data)
    assert set(sold.loc[sold["first_party"] & sold["corroborated"], "priced_id"]) <= set(of_models)


def test_every_link_between_the_pages_leads_to_one_of_them(of_models, of_benchmarks):
    pages = {f"report/models/{name}.html" for name in of_models}
    pages |= {f"report/benchmarks/{name}.html" for name in of_benchmarks}
    bodies = [sheet.body for sheet in (*of_models.values(), *of_benchmarks.values())]
    linked = {link for body in bodies for link in re.findall(r'href="\.\./\.\./([^"#]+)', body)}
    assert len(linked) > 500
    assert linked <= pages


def test_no_page_says_nan_none_or_the_year_2200(of_models, of_benchmarks):
    for sheet in (*of_models.values(), *of_benchmarks.values()):
        words = re.sub(r"<script.*?</script>|<[^>]+>", " ", sheet.body, flags=re.DOTALL)
        found = re.search(r"\b(nan|NaN|NaT|None|<NA>|inf|2200)\b", words)
        assert not found, f"{sheet.name}: {words[found.start() - 60 : found.end() + 60]}"


def test_no_page_of_a_model_names_a_day_that_is_to_come(facts, of_models):
    """A price that holds has no end yet, though the silence of its list would end it."""
    newest = max(facts.day, facts.data.sources["retrieved"].max())
    for sheet in of_models.values():
        days = re.findall(r">(20\d\d-\d\d-\d\d)<", sheet.body)
        assert max(days, default="") <= f"{newest:%Y-%m-%d}", sheet.name


def test_who_sells_a_way_today_was_seen_to_sell_it(facts):
    """Also where the seller who began a price has stopped and the next one asks as much."""
    sold = [way for rows in facts.now.values() for way in rows if way["basis"] == "tokens"]
    assert sold and not [way["run_id"] for way in sold if way["seen"] is None]


def test_the_price_on_a_benchmarks_page_is_the_cheapest_way_of_the_day(facts, of_benchmarks):
    found = facts.ways["gpqa-diamond"]
    open_ = ways.on(found, facts.day)
    best = facts.now["gpqa-diamond"]
    rung = reaching.rungs(found, best)[-1]
    cheapest = open_[open_["score"] >= rung.score]["price"].min()
    assert rung.way is not None and rung.way["price"] == cheapest
    assert f"{100 * rung.score:.0f} % or more costs" in of_benchmarks["gpqa-diamond"].body


def test_a_rival_is_at_least_as_good_and_no_dearer_and_the_best_are_their_own(facts):
    for rows in facts.now.values():
        best = [way for way in rows if way["best"]]
        for way in rows:
            assert way["rival_price"] <= way["price"]
            undercut = any(o["score"] >= way["score"] and o["price"] < way["price"] for o in best)
            assert not (way["best"] and undercut) and (way["best"] or way["rival_id"])


def test_the_course_of_prices_is_drawn_with_its_gaps_and_its_data(facts):
    told = reaching.rungs(facts.ways["swe-bench-verified"], facts.now["swe-bench-verified"])
    moves = reaching.steps(reaching.drawn(told), "SWE-bench Verified")
    drawn = reaching.figure(moves, facts.day)
    assert "<figcaption>" in drawn and 'class="bp-spec"' in drawn and "Download as CSV" in drawn


def test_a_benchmark_without_a_way_offers_no_choice_of_scores(facts, of_benchmarks):
    without = [key for key in of_benchmarks if key not in facts.ways]
    assert without and all('id="scores"' not in of_benchmarks[key].body for key in without)
    assert 'id="scores"' in of_benchmarks["hle"].body


@pytest.mark.parametrize(
    ("reached", "told"),
    [
        ([0.22, 0.31, 0.43], [0.2, 0.25, 0.3, 0.35, 0.4, 0.43]),
        ([0.1, 0.9, 0.96], [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96]),
        ([0.004], [0.004]),
        ([0.0], []),
    ],
)
def test_rungs_end_at_the_best_score_and_none_is_above_it(reached, told):
    assert reaching.scores(pd.Series(reached)) == told


def test_an_old_sighting_and_a_lone_list_are_said(facts):
    said = known.said(pd.Series(["one-list", ""]), pd.Series([DAY, DAY - 2 * known.OLD]), DAY)
    assert said == ["one list alone", "not seen since 2026-08-22"]


def test_the_seller_named_for_less_is_no_gateway_and_asks_less_than_the_maker():
    def row(tier, output, until="2026-12-01"):
        return {"tier": tier, "output": output, "first_party": tier == tiers.MAKER,
                "until": pd.Timestamp(until)}  # fmt: skip

    maker, gateway = row(tiers.MAKER, 10.0), row(tiers.GATEWAY, 5.0)
    told = {"maker": maker, "gateway": gateway, "host": row(tiers.ALONE, 8.0)}
    assert models._cheapest(told, DAY) == "host"
    assert models._cheapest(told | {"host": row(tiers.ALONE, 10.0)}, DAY) is None
    assert models._cheapest(told | {"host": row(tiers.ALONE, 8.0, until="2026-11-01")}, DAY) is None
    assert models._cheapest({"gateway": gateway}, DAY) is None


def test_a_picture_breaks_where_there_was_no_offer_and_names_only_what_has_a_kind():
    day = [pd.Timestamp(f"2025-0{month}-01") for month in (1, 3, 5, 7)]
    lines = [
        steps.Line("Maker", ((day[0], day[1], 10.0), (day[2], day[3], 5.0)), "maker"),
        steps.Line("<Host>", ((day[0], day[3], 8.0),)),
    ]
    drawn = steps.picture(lines, day[3], "what is seen")
    assert drawn.count("M") >= 3 and 'class="bp-maker"' in drawn
    assert ">Maker<tspan" in drawn and ">$5.0</tspan>" in drawn
    assert "<Host>" not in drawn and "&lt;Host&gt;<tspan" not in drawn


def test_tables_escape_text_and_show_a_dash_for_what_is_unknown():
    made = parts.table((("A", False), ("B", True)), [("<b>", None), (Markup("<i>x</i>"), "1")], "C")
    assert "&lt;b&gt;" in made and "<i>x</i>" in made and '<td class="bp-right">–</td>' in made
    assert parts.table((("A", False),), [], "C") == "" and parts.section("x", "X", Markup("")) == ""


def test_the_lists_name_every_page(facts, of_models):
    listed = lists.models(facts.data).markup
    for name in of_models:
        assert f'href="/report/models/{name}.html"' in listed
    listed = lists.benchmarks(facts.data).markup
    assert set(re.findall(r"/benchmarks/([^\"]+)\.html", listed)) == {
        run["benchmark_id"] for run in facts.runs
    }


def test_a_settings_runs_stand_on_the_page_of_its_model(facts, of_models):
    setting = next(run for run in facts.runs if run["model_id"] not in of_models)
    page = facts.names.model_page(setting["model_id"])
    assert page == f"report/models/{facts.names.bases[setting['model_id']]}.html"


def test_a_benchmark_that_nobody_runs_is_no_news_and_names_its_next_version():
    day = pd.Timestamp("2026-05-01")
    lived = {"state": life.RUN, "first": day, "last": day, "ended": None}
    alive = str(benchmarks.when(lived, [], None))
    assert "2026-05-01 or later" in alive and "no news" not in alive
    dated = [{"date": day, "dated": "on"}]
    assert "2026-05-01." in str(benchmarks.when(lived, dated, None))
    after = Markup('<a href="../quiz-2.html">Quiz 2</a>')
    over = str(benchmarks.when(lived | {"state": life.UNSEEN}, [], after))
    assert "Nobody is known to have run it since 2026-05-01" in over
    assert 'Its next version is <a href="../quiz-2.html">Quiz 2</a>.' in over
    ended = lived | {"state": life.ENDED, "ended": day.replace(day=9)}
    told = str(benchmarks.when(ended, [], None))
    assert "since 2026-05-09" in told
    assert benchmarks.when(None, [], None) == ""


def test_a_promotion_says_its_end_and_what_follows_or_that_this_is_not_known(of_models):
    lead = of_models["gemini-3.8-flash"].body
    said = "said to hold until 2026-12-31; from 2027-01-01 on it is $1.50 in and $7.50 out."
    assert said in lead
    assert "said to hold" not in of_models["gpt-4"].body
    one = {"corroborated": True, "provider": "host", "ends": pd.Timestamp("2026-03-01")}
    told = models.ends([one], [])
    assert told.endswith("until 2026-02-28; what it costs from 2026-03-01 on is not known.")
    assert models.ends([one | {"ends": None}], []) == models.ends([], []) == ""


def test_a_name_in_a_table_leads_to_its_page_and_other_words_stay_words(monkeypatch):
    known = names.Names({}, {"gpqa-diamond": "GPQA Diamond"}, {}, {})
    monkeypatch.setattr(names, "living", lambda: known)
    rows = pd.DataFrame({"Benchmark": ["GPQA Diamond", "<other>"], "n": [1, 2]})
    told = table(rows).markup
    assert '<a href="/report/benchmarks/gpqa-diamond.html">GPQA Diamond</a>' in told
    assert "&lt;other&gt;" in told and told.count("<a ") == 1
