"""What only a browser sees: whether pages can be used by everybody, draw, and report nothing."""

from __future__ import annotations

import functools
import http.server
import re
import shutil
import threading
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

from analysis.audit.built import Site

WAIT = 20_000  # milliseconds that a chart may take on a busy machine
_LEAVES = re.compile(r'<meta http-equiv="refresh"[^>]*>')
_HTML = "text/html; charset=utf-8"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about requests."""


def seen(site: Site) -> Iterator[str]:
    """Every page draws its charts under its policy, reports nothing, and passes axe's rules."""
    program = shutil.which("chromium")
    if program is None:
        yield "not looked at: there is no `chromium` here; install Debian's package of that name"
        return
    from playwright.sync_api import sync_playwright

    handler = functools.partial(_Quiet, directory=str(site.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            for name in site.some():
                text = (site.folder / name).read_text(encoding="utf-8")
                yield from (f"{name}: {fault}" for fault in _page(browser, address, name, text))
            browser.close()
        server.shutdown()


def _page(browser: Any, address: str, name: str, text: str) -> Iterator[str]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    reported: list[str] = []
    page.on("pageerror", lambda error: reported.append(str(error)))
    page.on("console", lambda m: reported.extend([m.text] * (m.type in ("error", "warning"))))
    page.on("request", lambda r: reported.extend([f"asks {r.url}"] * _foreign(r.url, address)))
    stays = _LEAVES.sub("", text)  # a former address would leave while axe looks at it
    if stays != text:
        page.route(address + name, lambda route: route.fulfill(body=stays, content_type=_HTML))
    page.goto(address + name, wait_until="load")
    for chart in page.locator(".bp-chart").all():
        if chart.is_visible():
            chart.scroll_into_view_if_needed()
            chart.locator(".bp-drawn").wait_for(timeout=WAIT)
    yield from reported
    page.evaluate(_axe())
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    for fault in found["violations"]:
        where = fault["nodes"][0]["target"]
        yield f"axe: {fault['id']} ({fault['impact']}), {len(fault['nodes'])} times, at {where}"
    context.close()


def _foreign(url: str, address: str) -> bool:
    return not url.startswith((address, "data:", "blob:"))


@functools.cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
