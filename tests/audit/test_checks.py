"""Each check finds the fault that it is for, and none on a page that is as it should be."""

from __future__ import annotations

import dataclasses
import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from analysis import format as fmt
from analysis.audit import checks
from analysis.audit.built import Site
from analysis.number import Number
from analysis.site import policy

NUMBER = Number(
    key="planted.factor", value=9.0, unit="factor", method="Planted", function="", low=3.9, high=21.0, n=57
)  # fmt: skip
SHOWN = fmt.quantity(9.0, "factor", 3.9, 21.0)
SPEC = json.dumps(
    {"data": [{"name": "rows", "values": [{"x": 1.5, "y": 20}, {"x": 2.5, "y": 40}]}]}
)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title>
<meta http-equiv="Content-Security-Policy" content="{policy.POLICY}">
<link rel="stylesheet" href="a.css"><script src="a.js" defer></script></head>
<body><h1 id="top">A page</h1><p><a href="#top">up</a> <a href="b.html?x=1#top">other</a> <a href="b.html#score=60">state</a>
<a class="num" data-key="planted.factor" data-value="{SHOWN}" href="b.html">9</a></p>
<div class="bp-chart" id="steps-0123456789"><script type="application/json" class="bp-spec">{SPEC}</script>
<a download href="data:text/csv;charset=utf-8,name,price%0Aa,20%0Ab,40%0A">CSV</a></div></body></html>
"""


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Site]:
    def made(old: str = "", new: str = "") -> Site:
        assert old in PAGE
        (tmp_path / "index.html").write_text(PAGE.replace(old, new, 1) if old else PAGE)
        (tmp_path / "b.html").write_text(PAGE)
        (tmp_path / "a.css").write_text("p {}")
        (tmp_path / "a.js").write_text("go()")
        api = tmp_path / "api/v1"
        api.mkdir(parents=True, exist_ok=True)
        told = {"value": 9.0, "low": 3.9, "high": 21.0, "n": 57}
        (api / "numbers.json").write_text(json.dumps({"numbers": {"planted.factor": told}}))
        return Site(tmp_path)

    return made


def numbers(site: Site) -> Iterable[str]:
    return checks.numbers(site, {NUMBER.key: NUMBER})


EVERY = (checks.links, checks.markup, checks.security, checks.weights, numbers, checks.charts)


@pytest.mark.parametrize("check", EVERY, ids=lambda c: c.__name__)
def test_a_sound_site_has_no_fault(site: Callable[..., Site], check: Callable) -> None:
    assert list(check(site())) == []


@pytest.mark.parametrize(
    ("check", "old", "new", "said"),
    [
        (checks.links, 'href="b.html?x=1#top"', 'href="gone.html"', "gone.html leads to no file"),
        (checks.links, 'href="b.html?x=1#top"', 'href="b.html#gone"', "b.html#gone leads to no id"),
        (checks.links, 'src="a.js"', 'src="../a.js"', "leads to no file"),
        (checks.markup, "<p>", '<p id="top">', "the id top stands twice"),
        (checks.markup, "<p>", "<p a=1 a=2>", "line 5: duplicate-attribute"),
        (checks.security, policy.POLICY, "script-src 'unsafe-eval'", "no policy, or one"),
        (checks.security, policy.POLICY, "default-src *", "another policy"),
        (checks.security, "<p>", '<p onclick="go()">', "the attribute `onclick`"),
        (checks.security, "<h1", "<script>go()</script><h1", "a script in the page"),
        (checks.security, 'src="a.js"', 'src="https://example.org/a.js"', "from another host"),
        (numbers, f'data-value="{SHOWN}"', 'data-value="90"', f"is shown as 90, computed {SHOWN}"),
        (numbers, "planted.factor", "planted.other", "cites planted.other, which nothing computes"),
        (
            checks.charts,
            "name,price%0Aa,20%0Ab,40",
            "name,price%0Aa,21%0Ab,41",
            "no value of 'price'",
        ),
    ],
)
def test_each_fault_is_found_and_named(
    site: Callable[..., Site], check: Callable, old: str, new: str, said: str
) -> None:
    found = list(check(site(old, new)))
    assert len(found) == 1, found
    assert said in found[0] and found[0].startswith("index.html: ")


def test_a_year_that_labels_a_row_is_drawn(site: Callable[..., Site]) -> None:
    plain, labels = '"y": 20}, {"x": 2.5, "y": 40}', '"y": "20"}, {"x": 2.5, "y": "40"}'
    assert list(checks.charts(site(plain, labels))) == []


def test_a_heavy_page_is_found(site: Callable[..., Site]) -> None:
    made = site()
    (made.folder / "a.js").write_bytes(random.Random(1).randbytes(checks.FRONT))
    assert any(f.startswith("index.html: ") for f in checks.weights(made))


def test_a_number_that_changed_after_the_build_is_found(site: Callable[..., Site]) -> None:
    moved = dataclasses.replace(NUMBER, value=9.5)
    found = list(checks.numbers(site(), {"planted.factor": moved}))
    assert "planted.factor: value is 9.0 in the API" in found


def test_a_number_in_a_table_is_the_one_computed_though_no_line_ends_before_its_percent() -> None:
    share = dataclasses.replace(NUMBER, unit="share", value=0.86, low=None, high=None)
    for value, faults in (("86\N{NO-BREAK SPACE}%", 0), ("86 %", 0), ("68\N{NO-BREAK SPACE}%", 1)):
        cited = {"data-key": NUMBER.key, "data-value": value}
        assert len(list(checks._cited("a.html", cited, {NUMBER.key: share}))) == faults
