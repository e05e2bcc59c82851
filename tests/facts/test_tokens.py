"""Tokens of one pass, by kinds that do not overlap, on rows by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.facts import tokens

RUN = {"run_id": "r", "model_id": "m", "benchmark_id": "b", "scaffold": None, "date": None,
       "passes": 4.0, "input_tokens": 100.0, "output_tokens": 20.0, "cache_read_tokens": None,
       "cache_write_tokens": None, "cache_in_input": None, "reasoning_tokens": None,
       "reasoning_in_output": None}  # fmt: skip
CACHED = {"cache_read_tokens": 40.0, "cache_write_tokens": 8.0}


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({}, (25, 0, 0, 5)),
        (CACHED | {"cache_in_input": True}, (13, 10, 2, 5)),
        (CACHED | {"cache_in_input": False}, (25, 10, 2, 5)),
        (CACHED, None),  # where they are counted is not said
        ({"cache_read_tokens": 40.0}, None),
        ({"cache_write_tokens": 8.0, "cache_in_input": True}, (23, 0, 2, 5)),
        ({"cache_read_tokens": 101.0, "cache_in_input": True}, None),
        ({"cache_read_tokens": 100.0, "cache_in_input": True}, (0, 25, 0, 5)),
        ({"reasoning_tokens": 12.0, "reasoning_in_output": False}, (25, 0, 0, 8)),
        ({"reasoning_tokens": 12.0, "reasoning_in_output": True}, (25, 0, 0, 5)),
        ({"reasoning_tokens": 12.0}, (25, 0, 0, 5)),
        ({"output_tokens": 0.0}, None),
        ({"output_tokens": None}, None),
        ({"input_tokens": None}, None),
        ({"passes": None}, None),
    ],
)
def test_tokens_of_a_pass_are_of_kinds_that_do_not_overlap(said, counts):
    rows = pd.DataFrame([RUN | said]).convert_dtypes()
    found = tokens.tokens_per_pass(rows)[["input", "cache_read", "cache_write", "output"]]
    assert found.to_numpy().tolist() == ([] if counts is None else [list(counts)])
