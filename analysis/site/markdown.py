"""A Markdown copy of each page and ``llms.txt``, for readers that are programs.

``website: llms-txt: true`` asks for them, as in Quarto 1.9: ``page.llms.md`` beside ``page.html``.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Container, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from analysis.site import links, rests, stored
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
# A link within the site, unless what follows sets something in the page: ?model=x, #score=80
_LINK = re.compile(r'(href="((?![a-z][a-z0-9+.-]*:|//)[^"#?]*)\.html)(?="|#[^"=]*")')
_FILE = re.compile(r'<a\b[^>]*\bhref="data:[^>]*>(.*?)</a>', re.DOTALL)


def write(
    site: Config,
    pages: Sequence[Rendered],
    folder: Path,
    store: stored.Store,
    others: Iterable[str],
) -> None:
    """Write the copies of pages into a site's folder, and what lists them; see ``copies``."""
    for file, text in (copies(pages, store, others) | {INDEX: index(site, pages)}).items():
        (folder / file).write_text(text, encoding="utf-8", newline="\n")


def copies(
    pages: Sequence[Rendered], store: stored.Store, others: Iterable[str] = ()
) -> dict[str, str]:
    """Return file names in the site and their Markdown, of pages as they are in HTML.

    ``store`` keeps what was converted before; ``others`` are pages that have copies already.
    Raises SiteError where pandoc fails.
    """
    copied = {page.output for page in pages} | set(others)
    texts = {
        name(page.output): f"<h1>{page.title}</h1>{readable(page.body.html, page.output, copied)}"
        for page in pages
    }
    keys = {n: rests.digest_of({}, rests.libraries(), WRITER, text) for n, text in texts.items()}
    known = {n: store.get(key) for n, key in keys.items()}
    new = [n for n, copy in known.items() if copy is None]
    made = dict(zip(new, _converted([texts[n] for n in new]), strict=True))
    for n, copy in made.items():
        store.put(keys[n], copy.encode())
    store.shrink(MOST)
    return {n: made[n] if copy is None else copy.decode() for n, copy in known.items()}


def _converted(texts: Sequence[str]) -> list[str]:
    """Return pages of HTML as Markdown: a pandoc a core converts its share of them."""
    jobs = min(len(texts), os.cpu_count() or 1)
    if not jobs:
        return []
    with ThreadPoolExecutor(jobs) as beside:
        shares = [*beside.map(_share, (texts[first::jobs] for first in range(jobs)))]
    return [shares[at % jobs][at // jobs] for at in range(len(texts))]


def _share(texts: Sequence[str]) -> list[str]:
    mark = "bp-the-end-of-a-page"
    text = f"<p>{mark}</p>".join(texts)
    command = [pandoc(), "--from=html-native_divs-native_spans", f"--to={WRITER}", "--wrap=none"]
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise SiteError(f"pandoc could not write the Markdown copies: {done.stderr.strip()}")
    return [part.strip() + "\n" for part in done.stdout.split(mark)]


def name(output: str) -> str:
    """Return the file in the site that holds the copy of a page at ``output``."""
    return output.removesuffix(".html") + ENDING


def of_copies(files: Iterable[str]) -> list[str]:
    """Return the pages whose copies are among files of the site."""
    return [f"{file.removesuffix(ENDING)}.html" for file in files if file.endswith(ENDING)]


def readable(html: str, output: str, copied: Container[str]) -> str:
    """Return a page's HTML without what only browsers use; links to pages ``copied`` lead there."""

    def to_copy(found: re.Match[str]) -> str:
        target, _ = links.resolve(f"{found[2]}.html", output)
        return f'href="{found[2]}{ENDING}' if target in copied else found[0]

    told = _PICTURE.sub(r"<p>[Chart: \1]</p>\g<0>", html)
    return _LINK.sub(to_copy, _FILE.sub(r"\1", _ANCHOR.sub("", _UNSEEN.sub("", told))))


def index(site: Config, pages: Iterable[Rendered]) -> str:
    """Return ``llms.txt``: what the site is, and its pages with what each says."""
    lines = [f"# {site.title}", "", f"> {site.description}", "", "## Pages", ""]
    for page in pages:
        address = site.site_url + name(page.output)
        told = page.meta.get("description", "")
        lines.append(f"- [{page.plain_title}]({address}){told and ': '}{told}")
    return "\n".join([*lines, ""])
