"""Recorded answers, of our own making, in the form that the two interfaces document."""

from __future__ import annotations

import pandas as pd
import pytest
import requests

from analysis.benchprice.errors import UserError
from analysis.sources.prices import apis

TODAY = pd.Timestamp("2026-11-22")


def answering(monkeypatch, content):
    class Answer:
        def raise_for_status(self):
            return None

        def json(self):
            return content

    asked = []
    monkeypatch.setattr(
        apis.requests, "get", lambda url, headers, timeout: asked.append(headers) or Answer()
    )
    return asked


def test_openrouters_prices_are_text_a_token(monkeypatch):
    answering(
        monkeypatch,
        {
            "data": [
                {
                    "id": "openai/gpt-5",
                    "pricing": {"prompt": "0.00000125", "completion": "0.00001"},
                },
                {"id": "x/free:free", "pricing": {"prompt": "0", "completion": "0"}},
            ]
        },
    )
    prices = apis.openrouter_today(TODAY).tables["prices"]
    assert prices[["model_id", "provider", "input", "output"]].to_numpy().tolist() == [
        ["gpt-5", "openrouter", 1.25, 10.0]
    ]
    assert prices["date"].tolist() == [TODAY]


def test_artificial_analysis_needs_a_key_and_gets_it(monkeypatch):
    monkeypatch.delenv("AA_API_KEY", raising=False)
    with pytest.raises(UserError, match="AA_API_KEY is not set"):
        apis.artificial_analysis_today(TODAY)
    monkeypatch.setenv("AA_API_KEY", "k")
    pricing = {"price_1m_input_tokens": 3.0, "price_1m_output_tokens": 15.0}
    model = {"name": "Claude 4.5 Sonnet (Reasoning)", "slug": "c", "pricing": pricing}
    asked = answering(monkeypatch, {"data": [model]})
    prices = apis.artificial_analysis_today(TODAY).tables["prices"]
    assert prices[["model_id", "input"]].to_numpy().tolist() == [["claude-sonnet-4-5", 3.0]]
    assert asked == [{"x-api-key": "k"}]


def test_no_answer_is_named(monkeypatch):
    def down(*_, **__):
        raise requests.ConnectionError("down")

    monkeypatch.setattr(apis.requests, "get", down)
    with pytest.raises(UserError, match=r"openrouter.ai/api/v1/models: no answer to use: down"):
        apis.openrouter_today(TODAY)
