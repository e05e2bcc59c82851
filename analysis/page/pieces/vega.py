"""Vega as one script; apart from ``charts``, whose altair takes a second of a build's start."""

from __future__ import annotations

from analysis.site import engine


def bundle() -> str:
    """Return Vega as one classic script that defines ``vegaEmbed``.

    The site keeps it as ``vega.js`` beside ``charts.js``, which loads it when a chart comes near.
    """
    # vl-convert 1.9 bundles Vega itself under no name (its ``vega`` is null), only vega-embed
    code = engine.call("vl_convert.javascript_bundle", "window.vegaEmbed = vegaEmbed;")
    return f"(() => {{{code}}})();\n"  # its own scope: the bundle declares one-letter constants
