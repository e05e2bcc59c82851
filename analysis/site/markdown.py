"""A Markdown copy of each page and ``llms.txt``, for readers that are programs.

``website: llms-txt: true`` asks for them, as in Quarto 1.9: ``page.llms.md`` beside ``page.html``.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable

from analysis.site.config import Config
from analysis.site.convert import pandoc
from analysis.site.problems import SiteError
from analysis.site.render import Rendered

ENDING = ".llms.md"
INDEX = "llms.txt"
WRITER = "gfm-raw_html"
# A drawing is told by its text alternative; scripts and the drawing itself are for browsers.
_PICTURE = re.compile(r'<(?:div|svg)\b[^>]*\brole="img"[^>]*\baria-label="([^"]*)"[^>]*>')
_UNSEEN = re.compile(r"<(script|svg|style|button|select|form)\b.*?</\1>", re.DOTALL)
_ANCHOR = re.compile(r'<a\b[^>]*\bclass="anchorjs-link[^>]*></a>')
_LINK = re.compile(r'(href="(?![a-z][a-z0-9+.-]*:|//)[^"#?]*)\.html(?=["#?])')


def copies(pages: Iterable[Rendered]) -> dict[str, str]:
    """Return file names in the site and their Markdown, of pages as they are in HTML.

    One pandoc converts all of them. Raises SiteError where it fails.
    """
    told = list(pages)
    mark = "bp-the-end-of-a-page"
    text = f"<p>{mark}</p>".join(_readable(page) for page in told)
    command = [pandoc(), "--from=html-native_divs-native_spans", f"--to={WRITER}", "--wrap=none"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SiteError(f"pandoc could not write the Markdown copies: {done.stderr.strip()}")
    parts = done.stdout.split(mark)
    return {name(page): part.strip() + "\n" for page, part in zip(told, parts, strict=True)}


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
