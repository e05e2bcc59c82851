"""Where a cloud served a model: which factor, and what is doubted where the log does not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.benchprice.record import regions, terms
from analysis.benchprice.usage import Tokens, Usage
from tests.benchprice.record.small import known, offer

DAY = "2025-11-01"
MAKERS = offer("claude-x", "anthropic", 10.0, own=True)
SPENT = Tokens(10**6)


def record(maker=MAKERS, released="2025-09-29", model="claude-x"):
    models = [(model, model, model, "X", released)]
    return known(models=models, offers=[replace(maker, model_id=model)])


@pytest.mark.parametrize(
    ("name", "seller", "price", "changed", "factor", "usd"),
    [
        ("x", "amazon-bedrock", 11.0, {}, 1.0, 1.0),  # a tenth above: may have been anywhere
        ("us.anthropic.x", "amazon-bedrock", 11.0, {}, 1.0, None),
        ("bedrock/eu.anthropic.x", "amazon-bedrock", 11.0, {}, 1.0, None),
        ("global.anthropic.x", "amazon-bedrock", 11.0, {}, 1 / 1.1, None),
        ("x", "google-vertex", 10.0, {}, 1.0, 1.0),  # the maker's: may have been in a region
        ("us.anthropic.x", "amazon-bedrock", 10.0, {}, 1.1, None),
        ("global.anthropic.x", "amazon-bedrock", 10.0, {}, 1.0, None),
        ("x", "azure", 10.0, {"released": "2025-09-28"}, 1.0, None),  # of one price
        ("x", "azure", 10.0, {"model": "gpt-x"}, 1.0, None),
        ("x", "azure", 11.0, {"model": "gpt-x"}, 1.0, 1.0),
        ("x", "azure", 10.04, {}, 1.0, 1.004),  # rounded
        ("x", "azure", 10.06, {}, 1.0, None),
        ("x", "azure", 12.0, {}, 1.0, None),
        ("x", "openrouter", 10.0, {}, 1.0, None),
        ("x", "azure", 10.0, {"maker": replace(MAKERS, own=False)}, 1.0, None),
        ("x", "azure", 10.0, {"maker": replace(MAKERS, until=DAY)}, 1.0, None),
        ("x", "azure", 10.0, {"maker": replace(MAKERS, output=41.0)}, 1.0, None),
    ],
)
def test_a_clouds_price_tells_where_it_served(name, seller, price, changed, factor, usd):
    model = changed.get("model", "claude-x")
    usage = Usage(name, SPENT)
    found, doubts = regions.factor(usage, offer(model, seller, price), record(**changed), DAY)
    assert found == pytest.approx(factor)
    assert [(d.code, d.usd) for d in doubts] == (
        [("region-not-known", pytest.approx(usd))] if usd else []
    )


def test_a_cloud_that_is_the_maker_serves_at_its_own_price():
    own = offer("claude-x", "azure", 10.0, own=True)
    assert regions.factor(Usage("x", SPENT), own, record(), DAY) == (1.0, [])


def test_nothing_spent_moves_nothing_and_a_region_is_in_the_rate():
    cloud = offer("claude-x", "amazon-bedrock", 10.0, rank=1)
    (doubt,) = regions.factor(Usage("x", Tokens()), cloud, record(), DAY)[1]
    assert doubt.usd is None
    used = Usage("us.anthropic.x", SPENT, window=0)
    rate, doubts = terms.rate(used, cloud, record(), DAY)
    assert (rate.input, rate.factor, doubts) == (pytest.approx(11), pytest.approx(1.1), [])
