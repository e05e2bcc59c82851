"""The controls of a chart as HTML: what its spec lets the reader choose, labelled and by keyboard.

They are part of the page from the start, so nothing moves when the chart comes alive; the style
sheet hides them where there is no script, and ``charts.js`` passes on what they are set to.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import format as fmt

RADIOS = 3  # so many options are shown side by side, more in a list


def take(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Take the bindings out of a Vega-Lite spec; a choice of one is none."""
    found = []
    for param in spec.get("params", []):
        bind = param.pop("bind", None)
        if bind and len(bind.get("options", "ab")) > 1:
            found.append({"signal": param["name"], "value": param["value"], **bind})
    return found


def draw(controls: Sequence[dict[str, Any]], figure: str) -> str:
    """Return the bar of controls of a figure; empty where it has none."""
    drawn = "".join(_slider(c) if c["input"] == "range" else _choice(c, figure) for c in controls)
    return f'<div class="bp-controls">{drawn}</div>' if drawn else ""


def _choice(control: dict[str, Any], figure: str) -> str:
    signal, name = control["signal"], html.escape(control["name"])
    options = [(html.escape(option), option == control["value"]) for option in control["options"]]
    if len(options) > RADIOS:
        listed = "".join(f"<option{' selected' * at}>{text}</option>" for text, at in options)
        return f'<label>{name}<select data-signal="{signal}">{listed}</select></label>'
    radio = f'<input type="radio" name="{figure}-{signal}" data-signal="{signal}"'
    listed = "".join(
        f'<label>{radio} value="{text}"{" checked" * at}>{fmt.unbroken(text)}</label>'
        for text, at in options
    )
    return f"<fieldset><legend>{name}</legend>{listed}</fieldset>"


def _slider(control: dict[str, Any]) -> str:
    """Draw a slider over dates (milliseconds), with the month it stands at."""
    month = fmt.month(pd.Timestamp(control["value"], unit="ms"))
    limits = "".join(f' {name}="{control[name]}"' for name in ("min", "max", "step", "value"))
    return (
        f'<span class="bp-slider"><label>{html.escape(control["name"])}'
        f'<input type="range" data-signal="{control["signal"]}"{limits} aria-valuetext="{month}">'
        f'</label><span class="bp-at-month">{month}</span></span>'
    )
