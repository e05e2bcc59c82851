"""Calls to a machine of one's own: a server of weights sends no bill, a proxy passes one on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.benchprice.readers import read
from analysis.benchprice.readers.shared import hosts

USED = {"prompt_tokens": 1000, "completion_tokens": 100}


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("http://localhost:8000/v1", True),
        ("127.0.0.1", True),
        ("0.0.0.0:8000", True),
        ("http://[::1]:8000", True),
        ("https://192.168.1.7/v1", True),
        ("gpu.local", True),
        ("https://api.openai.com/v1", False),
        ("8.8.8.8", False),
        ("http://[::1", False),
        ("", False),
        (None, False),
        ({"a": 1}, False),
    ],
)
def test_an_address_is_ones_own(address: Any, own: bool) -> None:
    assert hosts.own(address) is own


@pytest.mark.parametrize(
    ("address", "seller"),
    [
        ("https://api.together.xyz/v1", "together"),
        ("https://mine.openai.azure.com/openai", "azure"),
        ("https://mine.cloudapp.azure.com/v1", ""),
        ("https://bedrock-runtime.us-east-1.amazonaws.com", "amazon-bedrock"),
        ("https://ec2-1-2-3-4.compute.amazonaws.com/v1", ""),
        ("https://notopenai.com/v1", ""),
    ],
)
def test_a_sellers_interface_is_known_by_its_host_and_a_rented_machine_is_none(
    address: str, seller: str
) -> None:
    assert hosts.seller(None, address) == seller
    assert bool(hosts.elsewhere(address)) is not bool(seller)


def test_the_whole_price_is_in_doubt() -> None:
    (found,) = hosts.doubts(None, "https://api.openai.com", "http://localhost")
    assert (found.code, found.of(3.0).usd) == ("own-machine", 3.0)
    assert hosts.doubts("https://api.openai.com") == ()


def test_formats_that_name_an_address_are_asked(tmp_path: Path) -> None:
    tau2 = {"info": {"agent_info": {"llm": "m", "llm_args": {"api_base": "http://localhost"}}},
            "simulations": [{"task_id": "1", "trial": 0, "messages": [
                {"role": "assistant", "usage": USED}]}]}  # fmt: skip
    hands = {"instance_id": "1", "metrics": {"accumulated_cost": 1, "accumulated_token_usage": USED},
             "metadata": {"llm_config": {"model": "m", "base_url": "http://127.0.0.1:8000"}}}  # fmt: skip
    for name, document in (("tau2", tau2), ("hands", hands)):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(document))
        assert [one.code for one in read(path).doubts] == ["own-machine"]
    folder = tmp_path / "verifiers"
    folder.mkdir()
    row = {"example_id": 0, "completion": [], "reward": 1.0,
           "token_usage": {"input_tokens": 9, "output_tokens": 9}}  # fmt: skip
    (folder / "results.jsonl").write_text(json.dumps(row))
    (folder / "metadata.json").write_text('{"model": "m", "base_url": "http://localhost:8000/v1"}')
    assert [one.code for one in read(folder).doubts] == ["own-machine"]


def test_bfcl_names_a_model_by_its_mode(tmp_path: Path) -> None:
    folder = tmp_path / "result" / "gpt-4o-2024-11-20-FC"
    folder.mkdir(parents=True)
    entry = {"id": "1", "result": [], "input_token_count": 9, "output_token_count": 9}
    (folder / "BFCL_v4_simple_result.json").write_text(json.dumps(entry))
    assert read(tmp_path).model == "gpt-4o-2024-11-20"
