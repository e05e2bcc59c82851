"""The form that prices a log in the page, and the lines that install the command."""

from __future__ import annotations

from pathlib import Path

from analysis.facts.tables import ROOT
from analysis.page import cite, wheel
from analysis.page.pieces.block import Block
from analysis.page.python import carried

WORKER = "report/theme/pricing-worker.mjs"
FIELDS = (  # what logs often do not say: option, label, kind of field, example
    ("--model", "Model", "text", ""),
    ("--benchmark", "Benchmark", "text", ""),
    ("--date", "Prices of the day (empty: of the run)", "date", ""),
    ("--provider", "Seller (empty: the log’s, or the maker)", "text", ""),
)


def name() -> str:
    """Return the file name of the wheel of this version."""
    return f"benchprice-{cite.current().version}-py3-none-any.whl"


def lines() -> str:
    """Return the two ways to install the command, as Markdown."""
    return (
        f"```{{.bash}}\npip install ./{name()}\nbenchprice price run.eval\n"
        f"# or, installing nothing\nuvx --from ./{name()} \\\n  benchprice price run.eval\n```"
    )


def form(root: Path = ROOT) -> Block:
    """Return the form over a project's folder; a sentence where the build has no Python for it."""
    core = carried.size(root)
    if not core:
        return Block(
            "<p>Pricing a log here, in the page, is not in this build of the site; the command"
            " does the same.</p>"
        )
    loaded = core + len((root / wheel.FOLDER / name()).read_bytes())
    return Block(
        f'<div class="bp-guide bp-guide-price" data-folder="/{carried.FOLDER}"'
        f' data-wheel="/{wheel.FOLDER}/{name()}" data-worker="/{WORKER}" data-size="{loaded}">'
        "<noscript><p>Pricing a log in the page needs scripts; the command does not.</p></noscript>"
        "<form hidden>"
        '<label class="bp-guide-drop bp-guide-wide">Drop the logs of one run here, a folder too,'
        ' or choose files<input type="file" name="logs" multiple></label>'
        '<label>Or a folder<input type="file" name="folder" webkitdirectory></label>'
        '<label class="bp-guide-wide">Or paste a log'
        '<textarea name="text" spellcheck="false" autocomplete="off"></textarea></label>'
        f'<details class="bp-guide-wide"><summary>What the log does not say</summary>{_fields()}'
        '</details><p class="bp-guide-wide"><button>Price</button>'
        ' <button type="button" class="bp-guide-stop" hidden>Stop</button></p></form>'
        '<p role="status"></p><progress hidden aria-label="Loading" max="1"></progress>'
        '<output aria-live="polite"></output></div>'
    )


def _fields() -> str:
    """Return a field an option, and one for all others as the command takes them."""
    made = "".join(
        f'<label>{label}<input type="{kind}" data-option="{option}" value="{example}"></label>'
        for option, label, kind, example in FIELDS
    )
    return (
        f'<div class="bp-guide-fields">{made}<label class="bp-guide-wide">Other options, as on the'
        ' command line<input name="more" autocomplete="off" spellcheck="false"'
        ' placeholder="--items 198 --tier batch"></label></div>'
    )
