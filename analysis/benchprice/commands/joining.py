"""One statement of the statements of shards: ``benchprice merge A.json B.json``."""

from __future__ import annotations

import argparse

from ..errors import UserError
from ..statements import shards, validity
from . import common, output


def options(one: argparse.ArgumentParser) -> None:
    """Add what ``merge`` is asked."""
    one.add_argument("statements", nargs="+", metavar="STATEMENT", help="statements of the shards")
    common.output_options(one)


def merge(options: argparse.Namespace) -> int:
    """Print or write the statement of all shards."""
    if len(options.statements) < 2:
        raise UserError("merge: give the statements of two shards or more")
    made = shards.joined(
        [common.statement_of(name) for name in options.statements], common.made_by()
    )
    validity.validate(made)
    output.deliver(made, options)
    return 0
