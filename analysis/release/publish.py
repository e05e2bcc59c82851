"""Shows the publish tree to its maintainer, or sends it to the host."""

from __future__ import annotations

import functools
import http.server
import tempfile
from pathlib import Path

from analysis.benchprice.errors import UserError
from analysis.release import tree
from analysis.release.cut import Say
from analysis.release.git import git
from analysis.release.stores import Branch, Store, write_out


def check(store: Store) -> int:
    """Return how many versions a tree has. Raises UserError where it has none or is not whole."""
    found = tree.faults(store.read)
    if found:
        raise UserError("these files are not as they were published:\n  " + "\n  ".join(found))
    count = len(tree.read_index(store.read(tree.INDEX))["versions"])
    if not count:
        raise UserError(
            "nothing is published here yet; `nox -s release -- VERSION` makes a version"
        )
    return count


class _Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word, and without caches in between."""

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about requests."""


def server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of a folder on the loopback address; port 0 picks a free one."""
    handler = functools.partial(_Quiet, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def show(store: Store, port: int, say: Say = print) -> None:
    """Serve the tree as a host would, until interrupted."""
    count = check(store)
    with tempfile.TemporaryDirectory() as name:
        files = {each: store.read(each) or b"" for each in store.names()}
        write_out(files, Path(name))
        with server(Path(name), port) as serving:
            address = f"http://127.0.0.1:{serving.server_port}/"
            say(f"{count} versions, nothing sent: {address} (stop with Ctrl+C)")
            try:
                serving.serve_forever()
            except KeyboardInterrupt:
                say("")


def send(root: Path, branch: Branch, remote: str, say: Say = print) -> None:
    """Push the branch and the tags of its versions; the host serves the branch."""
    check(branch)
    published = tree.published(tree.read_index(branch.read(tree.INDEX)))
    tags = [f"refs/tags/{version.tag}" for version in published]
    if remote not in git(root, "remote").split():
        raise UserError(f"there is no remote {remote!r}; `git remote add {remote} ADDRESS` first")
    git(root, "push", "--atomic", remote, branch.ref, *tags)
    say(f"{len(published)} versions are on their way from {branch.ref} of {remote}")
