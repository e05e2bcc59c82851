"""Serves the site on the loopback address, rebuilds it on change and reloads the browser."""

from __future__ import annotations

import functools
import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from analysis.site import build, config

WATCHED = (
    "_quarto.yml",
    "_variables.yml",
    "*.qmd",
    "*.bib",
    "report/**/*",
    "analysis/**/*",
    "data/**/*",
)
INTERVAL = 0.5  # seconds between two looks at the files
VERSION = "/.version"  # the address that an open page asks whether the site is a new one
SCRIPT = "/.reload.js"  # a file of its own: the pages' policy lets no other script run
RELOAD = f"""(() => {{ let seen; setInterval(async () => {{
  try {{ const now = await (await fetch("{VERSION}")).text();
    if (seen && now !== seen) location.reload(); seen = now }} catch {{}}
}}, 700) }})()
"""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves files; adds the reloading script to pages, which as built do not have it."""

    versions: list[int]

    def do_GET(self) -> None:
        if self.path == VERSION:
            self._answer(str(len(self.versions)).encode(), "text/plain")
            return
        if self.path == SCRIPT:
            self._answer(RELOAD.encode(), "text/javascript")
            return
        path = Path(self.translate_path(self.path))
        if path.is_dir() and self.path.endswith("/"):
            path = path / "index.html"
        if path.suffix != ".html":
            super().do_GET()
            return
        try:
            page = path.read_text(encoding="utf-8")
        except OSError:  # no such page, or a rebuilt site is being put in its place just now
            self.send_error(404)
        else:
            page = page.replace("</body>", f'<script src="{SCRIPT}"></script></body>')
            self._answer(page.encode(), "text/html; charset=utf-8")

    def _answer(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about requests."""


def preview(
    root: Path, port: int, preload: Sequence[str] = (), stop: threading.Event | None = None
) -> None:
    """Serve and rebuild until interrupted (or until ``stop`` is set)."""
    stop = stop or threading.Event()
    versions: list[int] = []
    stamp = _stamp(root)
    _rebuild(root, preload, versions)
    site = root / config.load(root).output
    handler = functools.partial(
        type("Handler", (_Handler,), {"versions": versions}), directory=str(site)
    )
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        build.say(f"serving http://127.0.0.1:{server.server_port}/ (stop with Ctrl+C)")
        try:
            while not stop.wait(INTERVAL):
                now = _stamp(root)
                if now != stamp:
                    stamp = now
                    _rebuild(root, preload, versions)
        except KeyboardInterrupt:
            build.say("")
        server.shutdown()


def _rebuild(root: Path, preload: Sequence[str], versions: list[int]) -> None:
    """Build in a process of its own, which reads changed modules anew; faults are told there."""
    command = [sys.executable, "-m", "analysis.site", "--root", str(root)]
    command += [f"--preload={name}" for name in preload]
    if subprocess.run([*command, "build", "--renderer", "embedded"]).returncode == 0:
        versions.append(len(versions))


def _stamp(root: Path) -> int:
    """Return a number that changes when a watched file does."""
    return hash(tuple(sorted(_states(root))))


def _states(root: Path) -> Iterator[tuple[str, int]]:
    for pattern in WATCHED:
        for path in root.glob(pattern):
            if path.is_file() and path.suffix != ".pyc":
                yield str(path), path.stat().st_mtime_ns
