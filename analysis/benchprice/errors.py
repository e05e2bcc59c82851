"""The one exception that speaks to users."""

from __future__ import annotations


class UserError(Exception):
    """Bad input or a failed check, told in one message: where, value, rule, remedy.

    The command line prints the message without a traceback and exits with 1.
    """

    for_users = True  # a page that fails with it is told so without the name of this class


class Missing(UserError):
    """A record without the counts that would price it; the others beside it still have theirs."""
