"""What a page may load and run: the Content-Security-Policy that every page of the site ships.

Scripts and styles come from the site's own files and nothing is evaluated, so that no name, note or
address that slipped into a page could run. What the policy would block in silence is refused when
a page is built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

# Search and the Python that prices a log are WebAssembly, which is no eval of scripts. Attributes
# `style` stay: column widths of tables are written as such, and they load nothing.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
NOTHING = "default-src 'none'"  # of a page that only leads on to another
_RUN = {"", "module", "text/javascript", "application/javascript", "importmap", "speculationrules"}
_ADDRESSES = ("href", "src", "action", "formaction", "xlink:href")


def blocked(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """Yield what the policy would block of a start tag, in words with the remedy."""
    if tag == "script" and "src" not in attributes and attributes.get("type", "").lower() in _RUN:
        yield "a script in the page: put it into a file and load that with `src`"
    if tag == "style":
        yield "a style sheet in the page: put it into a file and name that under `css`"
    for name, value in attributes.items():
        if name.startswith("on"):
            yield f"the attribute `{name}` of <{tag}>: listen for the event in a script file"
        elif name in _ADDRESSES and _scheme(value) in {"javascript", "vbscript"}:
            yield f"a script as the address of <{tag}>: {value[:60]}"
    if tag in {"iframe", "object", "embed", "base", "frame"}:
        yield f"<{tag}>: the site's pages hold no other documents; link to it"


def _scheme(address: str) -> str:
    """Return an address's scheme as a browser reads it: without the spaces and controls."""
    return "".join(c for c in address.partition(":")[0] if c > " ").lower()
