"""A Markdown copy of each page and ``llms.txt``, for readers that are programs.

``website: llms-txt: true`` asks for them, as in Quarto 1.9: ``page.llms.md`` beside ``page.html``.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Sequence

from analysis.site import rests, stored
from analysis.site.config import Config
from analysis.site.convert import pandoc
from analysis.site.problems import SiteError
from analysis.site.render import Rendered

ENDING = ".llms.md"
INDEX = "llms.txt"
WRITER = "gfm-raw_html"
MOST = 20_000_000  # bytes of copies that are kept
# A drawing is told by its text alternative; scripts and the drawing itself are for browsers.
_PICTURE = re.compile(r'<(?:div|svg)\b[^>]*\brole="img"[^>]*\baria-label="([^"]*)"[^>]*>')
_UNSEEN = re.compile(r"<(script|svg|style|button|select|form)\b.*?</\1>", re.DOTALL)
_ANCHOR = re.compile(r'<a\b[^>]*\bclass="anchorjs-link[^>]*></a>')
_LINK = re.compile(r'(href="(?![a-z][a-z0-9+.-]*:|//)[^"#?]*)\.html(?=["#?])')


def copies(pages: Iterable[Rendered], store: stored.Store) -> dict[str, str]:
    """Return file names in the site and their Markdown, of pages as they are in HTML.

    ``store`` keeps what was converted before. Raises SiteError where pandoc fails.
    """
    texts = {name(page): _readable(page) for page in pages}
    keys = {n: rests.digest_of({}, rests.libraries(), WRITER, text) for n, text in texts.items()}
    known = {n: store.get(key) for n, key in keys.items()}
    new = [n for n, copy in known.items() if copy is None]
    made = dict(zip(new, _converted([texts[n] for n in new]), strict=True))
    for n, copy in made.items():
        store.put(keys[n], copy.encode())
    store.shrink(MOST)
    return {n: made[n] if copy is None else copy.decode() for n, copy in known.items()}


def _converted(texts: Sequence[str]) -> list[str]:
    """Return pages of HTML as Markdown; one pandoc converts all of them."""
    if not texts:
        return []
    mark = "bp-the-end-of-a-page"
    text = f"<p>{mark}</p>".join(texts)
    command = [pandoc(), "--from=html-native_divs-native_spans", f"--to={WRITER}", "--wrap=none"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SiteError(f"pandoc could not write the Markdown copies: {done.stderr.strip()}")
    return [part.strip() + "\n" for part in done.stdout.split(mark)]


def name(page: Rendered) -> str:
    """Return the file in the site that holds a page's copy."""
    return page.output.removesuffix(".html") + ENDING


def _readable(page: Rendered) -> str:
    body = _PICTURE.sub(r"<p>[Chart: \1]</p>\g<0>", page.body.html)
    body = _LINK.sub(rf"\1{ENDING}", _ANCHOR.sub("", _UNSEEN.sub("", body)))
    return f"<h1>{page.title}</h1>{body}"


def index(site: Config, pages: Iterable[Rendered]) -> str:
    """Return ``llms.txt``: what the site is, and its pages with what each says."""
    lines = [f"# {site.title}", "", f"> {site.description}", "", "## Pages", ""]
    for page in pages:
        address = site.site_url + name(page)
        told = page.meta.get("description", "")
        lines.append(f"- [{page.plain_title}]({address}){told and ': '}{told}")
    return "\n".join([*lines, ""])
