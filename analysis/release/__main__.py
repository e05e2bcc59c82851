"""``python -m analysis.release cut VERSION``, ``publish``, and what these run for themselves."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from analysis.benchprice.errors import UserError
from analysis.register import editions, versions
from analysis.release import cut, make, publish, verify
from analysis.release.stores import Branch, Folder, Store
from analysis.site.problems import SiteError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code. A UserError is told without a traceback."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except (UserError, SiteError) as error:
        print(error, file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.release", description=__doc__)
    commands = parser.add_subparsers(required=True)

    cutting = commands.add_parser("cut", help="release a version of what is committed")
    cutting.add_argument("version", nargs="?", help="such as 2026.11, or 2026.11.1")
    cutting.add_argument("--verify", metavar="VERSION", help="rebuild a version and compare")
    cutting.add_argument("--date", default=datetime.date.today().isoformat(), help="today")
    cutting.set_defaults(run=_cut)

    sending = commands.add_parser("publish", help="send the publish tree to its host")
    sending.add_argument("--dry-run", action="store_true", help="only show it, on this machine")
    sending.add_argument("--port", type=int, default=4849, help="for --dry-run; 0 picks a free one")
    sending.add_argument("--remote", default="origin")
    sending.set_defaults(run=_publish)

    for command in (cutting, sending):
        command.add_argument("--tree", type=Path, help="a folder, in place of the branch")
        command.add_argument("--branch", default="gh-pages", help="default: gh-pages")

    recording = commands.add_parser("record", help="keep the numbers of a version (for cut)")
    making = commands.add_parser("make", help="make a version from a checkout (for cut)")
    for command, run in ((recording, _record), (making, _make)):
        command.add_argument("version")
        command.add_argument("--date", required=True)
        command.set_defaults(run=run)
    for name in ("commit", "signed", "output", "previous"):
        making.add_argument(f"--{name}", required=name != "previous")
    return parser


def _store(options: argparse.Namespace) -> Store:
    return Folder(options.tree) if options.tree else Branch(Path.cwd(), options.branch)


def _cut(options: argparse.Namespace) -> int:
    if bool(options.version) == bool(options.verify):
        raise UserError("name one version: `VERSION` to release it, `--verify VERSION` to check it")
    if options.version:
        version = versions.parse(options.version)
        cut.cut(Path.cwd(), version, options.date, _store(options))
        return 0
    differing = verify.verify(Path.cwd(), versions.parse(options.verify), _store(options))
    print("\n".join(differing) or f"{options.verify}: every byte is the same")
    return 1 if differing else 0


def _publish(options: argparse.Namespace) -> None:
    if options.dry_run:
        publish.show(_store(options), options.port)
    elif options.tree:
        raise UserError("a folder is published by its host; --dry-run shows it")
    else:
        publish.send(Path.cwd(), Branch(Path.cwd(), options.branch), options.remote)


def _record(options: argparse.Namespace) -> None:
    edition = editions.current(options.version, options.date)
    path = editions.KEPT / f"{options.version}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(editions.as_text(editions.to_keep(edition)), encoding="utf-8", newline="\n")


def _make(options: argparse.Namespace) -> None:
    root, output = Path.cwd(), Path(options.output)
    make.build(root, output / "site")
    previous = Path(options.previous).read_bytes() if options.previous else None
    order = make.Order(
        versions.parse(options.version),
        options.date,
        options.commit,
        options.signed,
        make.address(root),  # after the build: its preparation writes what _quarto.yml refers to
        editions.from_text(previous) if previous else None,
    )
    make.write(make.make(root, order, output / "site"), output)


if __name__ == "__main__":
    sys.exit(main())
