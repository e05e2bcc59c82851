"""Ready forms to add a run, correct a price or a name, and question a claim.

A form writes what was filled in as one text, to be copied or taken as a file: no server is there
to send it to. Its fields are those of the repository's own forms for issues; a test holds the
two together. The address of the page may fill fields in: ``contribute.html?model=gpt-5#sec-price``.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from analysis.page.pieces.block import Block


@dataclass(frozen=True)
class Field:
    """What is asked: a name for the address, a label, and whether nothing can be done without."""

    name: str
    label: str
    required: bool = False


_SOURCE = Field("source", "Address of what shows it", required=True)
_PAGE = Field("page", "Where on this site it stands wrong, or is missing")
FORMS: dict[str, tuple[str, tuple[Field, ...]]] = {
    "run": (
        "Add a run",
        (
            Field("model", "Model, as its maker names it", required=True),
            Field("effort", "Its effort or budget of reasoning"),
            Field("benchmark", "Benchmark and its edition", required=True),
            Field("score", "Score, with its standard error if known", required=True),
            Field("passes", "Passes over the items"),
            Field("input", "Input tokens of all passes, and how many of them from a cache"),
            Field("output", "Output tokens, and how many of them hidden reasoning"),
            Field("cost", "Cost as stated, and of what (all, an item)"),
            Field("evaluator", "Who ran it, with which scaffold, and when", required=True),
            _SOURCE,
            _PAGE,
        ),
    ),
    "price": (
        "Correct a price",
        (
            Field("model", "Model", required=True),
            Field("seller", "Seller", required=True),
            Field("from", "First day of the price", required=True),
            Field("prices", "Input, output and cache, USD per million tokens", required=True),
            _SOURCE,
            _PAGE,
        ),
    ),
    "name": (
        "Correct a name",
        (
            Field("spellings", "The spellings, and which list has which", required=True),
            Field("meaning", "Are they one model or several?", required=True),
            _SOURCE,
        ),
    ),
    "claim": (
        "Question a claim or a number",
        (
            Field("number", "Which: its key, or the address of its page", required=True),
            Field("doubt", "The row or the step that you doubt, and why", required=True),
            Field("source", "Address of what speaks for you"),
        ),
    ),
}


def form(name: str) -> Block:
    """Return one of ``FORMS``; hidden where there are no scripts, for it does nothing then."""
    title, fields = FORMS[name]
    asked = "".join(_field(field) for field in fields)
    return Block(
        f'<form class="bp-guide bp-ask" data-title="{escape(title)}" hidden>'
        f'<div class="bp-guide-fields">{asked}</div>'
        "<label>Your text<textarea readonly></textarea></label>"
        '<button type="button" data-do="copy">Copy it</button>'
        f' <a download="{name}.md" data-do="take">Take it as a file</a>'
        ' <span role="status"></span></form>'
    )


def _field(field: Field) -> str:
    needed = " required" if field.required else ""
    return (
        f"<label>{escape(field.label)}"
        f'<input name="{field.name}" autocomplete="off"{needed}></label>'
    )
