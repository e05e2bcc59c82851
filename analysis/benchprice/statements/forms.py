"""A statement in the forms people publish in: Markdown, an HTML card, a LaTeX row, BibTeX."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..doubts import AT_LEAST
from ..readers import dumps
from . import levels

if TYPE_CHECKING:
    import jinja2

SUFFIXES = {
    "json": ".json",
    "markdown": ".md",
    "html": ".html",
    "latex": ".tex",
    "bibtex": ".bib",
}
UNNAMED = "unknown"  # the benchmark of a run of which nobody says what it ran
_TEX = {
    **{c: f"\\{c}" for c in "&%$#_{}"},
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


def render(statement: dict[str, Any], form: str) -> str:
    """Return a valid statement in one form of ``SUFFIXES``; names in it are escaped for it."""
    if form == "json":
        return dumps(statement)
    template = _environment().get_template(f"statement{SUFFIXES[form]}.j2")
    return template.render(s=statement, level=levels.reached(statement) or "below minimal")


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2  # takes long to import, and not every command shows a statement

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=lambda name: bool(name and name.endswith(".html.j2")),
        finalize=lambda value: plain(value) if isinstance(value, str) else value,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters = (usd, total, doubt, count, tex, rate, key, share, digits, run)
    environment.filters.update({one.__name__: one for one in filters}, md=markdown)
    return environment


def usd(value: float | None) -> str:
    """Return dollars with three significant digits or cents: 14.20, 0.0364, 0.00000912."""
    if value is None:
        return "unknown"
    if value >= 1 or value == 0:
        return f"{value:,.2f}"
    shown = f"{value:.3g}"
    return f"{value:.10f}".rstrip("0") if "e" in shown else shown


def total(price: dict[str, Any]) -> str:
    """Return the total of a statement's price, written as a bound if it is one."""
    shown = usd(price["total"])
    return f"at least {shown}" if price.get("bound") == AT_LEAST else shown


def run(statement: dict[str, Any]) -> str:
    """Return what was priced: a benchmark with a model, or a run where no benchmark is named."""
    benchmark, model = statement["benchmark"]["name"], statement["model"]["name"]
    return f"a run of {model}" if benchmark == UNNAMED else f"{benchmark} with {model}"


def doubt(one: dict[str, Any]) -> str:
    """Return one doubt of a statement as a line: sentence, money, code."""
    money = f" (up to {usd(one['usd'])} USD)" if one.get("usd") else ""  # of none it moves nothing
    return plain(f"{one['says']}{money} [{one['code']}]")


def rate(value: float | None) -> str:
    """Return a rate in USD per million tokens, or a dash."""
    return "–" if value is None else f"{value:.6g}"


def count(value: int | None) -> str:
    """Return a token count with separators, or a dash."""
    return "–" if value is None else f"{value:,}"


def share(value: float) -> str:
    """Return a fraction as per cent."""
    return f"{100 * value:.1f} %"


def digits(value: float, places: int = 3) -> str:
    """Return a number with so many places."""
    return f"{value:.{places}f}"


def plain(text: str) -> str:
    """Return text on one line without control or direction-changing characters."""
    kept = (" " if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp", "Cs") else c for c in text)
    return " ".join("".join(kept).split())


def tex(text: Any) -> str:
    """Escape text for LaTeX."""
    return "".join(_TEX.get(c, c) for c in plain(str(text)))


def markdown(text: Any) -> str:
    """Escape text for a Markdown table or paragraph, HTML included."""
    escaped = re.sub(r"([\\`*_{}\[\]!|~$^@<>&])", r"\\\1", plain(str(text)))
    return escaped.replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")


def key(text: str) -> str:
    """Return a BibTeX key of a name."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "run"
