"""Statements printed or written: every form asked for, or nothing."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from .. import doubts
from ..errors import UserError
from ..statements import forms


def deliver(
    made: dict[str, Any], options: argparse.Namespace, new: dict[str, Any] | None = None
) -> None:
    """Print the statement, or write every form asked for: all of them or none.

    ``new`` is a price that was added to it. Doubts are told on stderr as well. Raises Doubted if
    there are any and ``--strict`` is set.
    """
    said = [*made.get("doubts", []), *(new or {}).get("doubts", [])]
    if options.strict:
        doubts.refuse(doubts.of_records(said))
    wanted = options.form or ["json" if options.json or options.output else "markdown"]
    texts = {form: forms.render(made, form) for form in wanted}
    if not options.output:
        print("\n".join(texts.values()), end="")
        tell(said, options)
        return
    target = Path(options.output)
    paths = {
        form: target if len(texts) == 1 and target.suffix else target.with_suffix(SUFFIX)
        for form in texts
        if (SUFFIX := forms.SUFFIXES[form])
    }
    _write({paths[form]: text for form, text in texts.items()})
    if not options.quiet:
        price = (new or made)["price"]
        on = f" on {price['date']}" if new else ""
        print(f"{forms.total(price)} USD{on}; wrote {', '.join(map(str, paths.values()))}")
    tell(said, options)


def tell(said: list[dict[str, Any]], options: argparse.Namespace) -> None:
    """Tell doubts, as a statement holds them, on stderr."""
    if options.quiet:
        return
    for one in said:
        print(f"benchprice: in doubt: {forms.doubt(one)}", file=sys.stderr)


def _write(texts: dict[Path, str]) -> None:
    """Write files so that a failure leaves nothing: first aside, then all moved into place."""
    aside: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".benchprice-")
            aside[path] = Path(name)
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        for path, part in aside.items():
            part.replace(path)
    except OSError as error:
        named = " and ".join(map(str, texts))
        raise UserError(f"{named}: cannot be written ({error.strerror})") from None
    finally:
        for part in aside.values():
            part.unlink(missing_ok=True)
