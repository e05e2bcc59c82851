"""``python -m analysis.site build`` and ``preview``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analysis.site import build, problems, quarto, serve
from analysis.site.problems import SiteError


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        if options.command == "preview":
            serve.preview(options.root.resolve(), options.port, options.preload)
        else:
            _build(options)
    except SiteError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        told = problems.system(error)
        if told is None:
            raise
        print(told, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analysis.site", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="the project's folder")
    parser.add_argument(
        "--preload",
        action="append",
        default=[],
        metavar="MODULE",
        help="a module to import once for all pages that name its package (may be given again)",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="build the website")
    building.add_argument("--renderer", choices=["auto", "quarto", "embedded"], default="auto")
    building.add_argument("--output", type=Path, help="the folder to build (default: _site)")
    building.add_argument("--jobs", type=int, help="pages at a time (default: one a core)")
    preview = commands.add_parser("preview", help="serve the website and rebuild on change")
    preview.add_argument("--port", type=int, default=4848, help="0 picks a free one")
    return parser


def _build(options: argparse.Namespace) -> None:
    root, output = options.root.resolve(), options.output and options.output.resolve()
    program = None if options.renderer == "embedded" else quarto.find()
    if options.renderer == "quarto" and program is None:
        build.say("no Quarto here: trying quarto-cli from PyPI in an environment of its own")
        program = quarto.install(root)
    if program:
        build.say(f"rendering with Quarto: {program}")
        quarto.render(program, root, output, build.say)
    else:
        reason = "as asked" if options.renderer == "embedded" else "no Quarto here"
        build.say(f"rendering with the embedded renderer ({reason})")
        build.build(root, output, options.jobs, preload=options.preload)


if __name__ == "__main__":
    sys.exit(main())
