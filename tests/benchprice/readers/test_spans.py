"""One span as exporters write it: its place, its attributes, whether it failed."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.benchprice.errors import UserError
from analysis.benchprice.readers.platforms import spans


def test_spans_are_those_of_exports_and_rows_that_are_spans() -> None:
    export = {"resourceSpans": [{"scopeSpans": [{"spans": [{"a": 1}, {"b": 2}]}, {}]}, {},
                                {"scopeSpans": [{"spans": [{"c": 3}]}]}]}  # fmt: skip
    assert list(spans.each("x", [export, {"d": 4}])) == [{"a": 1}, {"b": 2}, {"c": 3}, {"d": 4}]
    with pytest.raises(UserError, match="x: spans"):
        list(spans.each("x", [{"resourceSpans": [{"scopeSpans": [{"spans": {}}]}]}]))


@pytest.mark.parametrize(
    ("span", "own", "parent"),
    [
        ({"traceId": "t", "spanId": "s", "parentSpanId": "p"}, ("t", "s"), ("t", "p")),
        ({"trace_id": "t", "span_id": "s", "parent_id": "p"}, ("t", "s"), ("t", "p")),
        ({"context": {"trace_id": "t", "span_id": 7}, "parent_id": "p"}, ("t", "7"), ("t", "p")),
        ({"context": "c", "traceId": "t"}, ("t", "place 3"), ("t", "")),
        ({}, ("", "place 3"), ("", "")),
    ],
)
def test_a_span_has_a_place_in_its_trace(span: Any, own: Any, parent: Any) -> None:
    assert spans.place(span, 3) == (own, parent)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ({"intValue": "7"}, 7), ({"intValue": "9" * 19}, int("9" * 19)),
        ({"intValue": "9" * 20}, "9" * 20), ({"intValue": "9" * 21}, "9" * 21),
        ({"intValue": "-7"}, "-7"), ({"intValue": 7}, 7), ({"doubleValue": 0.5}, 0.5),
        ({"stringValue": "a"}, "a"), ({"boolValue": True}, None), ({}, None),
    ],
)  # fmt: skip
def test_an_attribute_is_a_typed_value(value: Any, plain: Any) -> None:
    assert spans.attributes({"attributes": [{"key": "k", "value": value}]}, "x") == {"k": plain}
    assert spans.attributes({"attributes": {"k": 1}}, "x") == {"k": 1}
    assert spans.attributes({}, "x") == {}


@pytest.mark.parametrize(
    ("span", "said", "failed"),
    [
        ({}, {}, False), ({}, {"error.type": "x"}, True), ({"status": {"code": 2}}, {}, True),
        ({"status": {"code": 1}}, {}, False), ({"status": {"status_code": "STATUS_CODE_ERROR"}}, {}, True),
        ({"status": "ERROR"}, {}, True), ({"status": "OK"}, {}, False), ({"status": 2}, {}, True),
        ({"status": {"code": 3}}, {}, False),
    ],
)  # fmt: skip
def test_a_span_says_that_its_call_failed(span: Any, said: Any, failed: bool) -> None:
    assert spans.failed(span, said) is failed
    assert spans.start({"start_time": "t"}) == spans.start({"startTimeUnixNano": "t"}) == "t"
