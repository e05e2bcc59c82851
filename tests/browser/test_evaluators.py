"""The page's script gives what the command gives: prices, plans, verdicts on statements.

Node runs the script where it is installed; Chromium tries the forms themselves.
"""

from __future__ import annotations

import copy
import json
import random
import re
import shutil
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice.commands import planning
from analysis.benchprice.errors import UserError
from analysis.benchprice.readers import read
from analysis.benchprice.record import rates
from analysis.benchprice.record.carried import Spent
from analysis.benchprice.record.rates import Rate
from analysis.benchprice.statements import levels, statement, validity
from analysis.benchprice.usage import KINDS, Tokens
from analysis.page import evaluators

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "report" / "theme" / "guide.js"
LOGS = Path(__file__).parents[1] / "benchprice" / "logs"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


def node(code: str, value: Any) -> Any:
    """Run ``code`` in Node with ``guide`` (the script) and ``given``; return what it returns."""
    program = (
        f"const guide = require({json.dumps(str(SCRIPT))});"
        "const given = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        f"console.log(JSON.stringify((() => {{ {code} }})()))"
    )
    done = subprocess.run(
        ["node", "-e", program], input=json.dumps(value), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


@needs_node
def test_the_same_price_formula() -> None:
    dice = random.Random(5)
    cases = []
    for _ in range(200):
        tokens = Tokens(**{k: dice.choice([0, dice.randrange(10**9)]) for k in KINDS})
        rate = Rate("m", *(dice.choice([0.01, dice.random() * 100]) for _ in KINDS))
        cases.append((tokens, rate))
    ours = [rates.price([t], [r])[0] for t, r in cases]
    theirs = node(
        "return given.map(([t, r]) => guide.price(t, r))", [[asdict(t), vars(r)] for t, r in cases]
    )
    assert theirs == pytest.approx(ours, rel=1e-12)  # the sums are in another order


@needs_node
def test_an_unknown_rate_is_unknown_and_not_zero() -> None:
    assert node("return guide.price({input: 1, cache_read: 1}, {input: 2, output: 1})", 0) is None
    assert node("return guide.price({input: 1, cache_read: 0}, {input: 2, output: 1})", 0) == 2e-6


@needs_node
@pytest.mark.parametrize("model", ["own", "own-low", "nobody", "few"])
@pytest.mark.parametrize("share", [None, 0.3])
def test_the_same_plan(model: str, share: float | None) -> None:
    dice = random.Random(6)
    names = ["own"] * 3 + ["own-high"] * 2 + [f"other-{i}" for i in range(12)]
    names = names[:4] if model == "few" else names
    spent = [
        Spent(str(n), name, "b", "2026-01-01", *(float(dice.randrange(1, 10**7)) for _ in range(4)))
        for n, name in enumerate(names)
    ]
    base = {"own-high": "own", "own-low": "own", "own": "own"}
    rate = Rate("m", 1.5, 7.5, 0.15)
    moved = spent if share is None else planning.with_cache_share(spent, share)
    ours = planning.plan(moved, "b", model, base, rate.at_tier("batch"), "2026-03-01", 0.3, 4)
    rows = [
        {**vars(run), "model": run.model_id, "base": base.get(run.model_id, run.model_id)}
        for run in spent
    ]
    theirs = node(
        "return guide.plan(given.rows, given.model, given.base, given.rate, 0.3,"
        " {passes: 4, tier: 'batch', cacheShare: given.share})",
        {
            "rows": rows,
            "model": model,
            "base": base.get(model, model),
            "rate": vars(rate),
            "share": share,
        },
    )
    assert theirs["price"] == pytest.approx(ours.price, rel=1e-9)
    for end in ("low", "high"):
        if getattr(ours, end) is None:
            assert theirs[end] is None
        else:
            assert theirs[end] == pytest.approx(getattr(ours, end), rel=1e-9)
    assert (theirs["n"], theirs["basis"].replace("’", "'")) == (ours.n, ours.basis)


def example() -> dict[str, Any]:
    log = read(LOGS / "inspect.eval")
    rate = Rate("mockllm/model", 2, 10, 0.2, 2.5, source="a price list")
    made = statement.build(log, [rate, rate], "2026-11-22", "test")
    return statement.reprice(made, [rate, rate], "2026-12-01")


def mutated(made: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Take away, add or spoil something somewhere."""
    spoilt: Any = copy.deepcopy(made)
    place = spoilt
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return spoilt
        key = dice.choice(keys)
        if isinstance(place[key], dict | list) and dice.random() < 0.8:
            place = place[key]
            continue
        how = dice.random()
        if how < 0.4:
            del place[key]
        elif how < 0.5 and isinstance(place, dict):
            place["extra"] = 1
        else:
            wrong = [None, -1, "", "x" * 400, 10**16, 0.5, [], {}, True, "2026-13", place[key]]
            place[key] = dice.choice(wrong)
        return spoilt


@needs_node
def test_the_same_verdict_on_statements() -> None:
    dice = random.Random(7)
    made = example()
    cases = [made] + [mutated(made, dice) for _ in range(600)]
    items = [vars(item) for item in levels.items()]
    theirs = node(
        "return given.cases.map((c) => guide.check(JSON.stringify(c), given.schema, given.items))"
        ".map(({errors, level, lacking}) => ({errors, level, lacking: lacking.map((i) => i.key)}))",
        {"cases": cases, "schema": validity.schema(), "items": items},
    )
    refused = 0
    for case, verdict in zip(cases, theirs, strict=True):
        try:
            validity.validate(case)
        except UserError as error:
            refused += 1
            assert verdict["errors"], str(error)
            continue
        assert verdict["errors"] == []
        assert verdict["level"] == levels.reached(case)
        assert verdict["lacking"] == [item.key for item in levels.missing(case)]
    assert 200 < refused < 550  # both verdicts were tried


@needs_node
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (14.2, "$14.20"),
        (1234.5, "$1,234.50"),
        (0.03644, "$0.0364"),
        (0, "$0.00"),
        (None, "unknown"),
    ],
)
def test_dollars(value: float | None, shown: str) -> None:
    assert node("return guide.dollars(given)", value) == shown


def test_the_script_sends_nothing() -> None:
    text = SCRIPT.read_text(encoding="utf-8")
    assert not re.search(r"fetch\(|XMLHttpRequest|sendBeacon|WebSocket|import\(|https?://", text)


FACTS = {
    "sd": 0.3,
    "benchmarks": [{"id": "capitals", "name": "Capitals"}, {"id": "rivers", "name": "Rivers"}],
    "rates": {"big": {"input": 2, "output": 10, "cache_read": 0.2, "cache_write": None,
                      "provider": "acme", "date": "2026-01-01", "source": "a list"}},
    "models": [["big", "big"]],
    "runs": [[0, 0, 1_000_000, 0, 0, 100_000]],
}  # fmt: skip


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Any:
    body = evaluators.calculator(FACTS).markup + evaluators.checker(example()).markup
    (tmp_path / "guide.js").write_text(SCRIPT.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "index.html").write_text(
        f"<!doctype html><meta charset=utf-8><body>{body}<script defer src=guide.js></script>",
        encoding="utf-8",
    )
    opened = browser.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.address = (tmp_path / "index.html").as_uri()
    opened.asked = asked
    opened.goto(opened.address)
    yield opened
    opened.close()


@pytest.mark.browser
def test_the_calculator_answers_and_its_address_can_be_shared(page: Any) -> None:
    page.fill("input[name=model]", "big")
    answer = page.locator(".bp-guide-plan output")
    # 2 + 1 USD a pass
    assert "$3.00 expected for one pass over Capitals (90 % between $1.49" in answer.inner_text()
    page.fill("input[name=passes]", "4")
    page.select_option("select[name=tier]", "batch")
    page.fill("input[name=cache]", "50")
    # (0.5 * 2 + 0.5 * 0.2 + 1) / 2 * 4
    assert "$4.20 expected for 4 passes" in answer.inner_text()
    assert "500,000 × 1 + 500,000 × 0.1 + 100,000 × 5" in answer.inner_text()
    page.goto(page.url)
    assert "$4.20 expected for 4 passes" in answer.inner_text()
    page.fill("input[name=model]", "unheard-of")
    assert "It is not free" in answer.inner_text()
    page.fill("input[name=input]", "0")
    page.fill("input[name=output]", "0")
    assert "zero is not a price" in answer.inner_text()
    assert all(url.startswith("file:") for url in page.asked)


@pytest.mark.browser
def test_the_checker_says_what_is_missing_and_sends_nothing(page: Any) -> None:
    before = len(page.asked)
    page.click(".bp-guide-check button")
    answer = page.locator(".bp-guide-check output")
    assert "Valid. Level reached: minimal." in answer.inner_text()
    assert "standard: Provider is missing" in answer.inner_text()
    page.fill(".bp-guide-check textarea", '{"schema": "<img src=x>"}')
    assert "Not a valid statement" in answer.inner_text()
    assert page.locator(".bp-guide-check output img").count() == 0
    assert len(page.asked) == before
