"""What is wrong with the pages, each with file and line; all of it is shown at once."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass

# What a disk or the system says that no page is to blame for.
_SYSTEM = (
    errno.ENOSPC,
    errno.EDQUOT,
    errno.EROFS,
    errno.EACCES,
    errno.EPERM,
    errno.EIO,
    errno.EMFILE,
    errno.ENFILE,
    errno.ENOMEM,
)


class SiteError(Exception):
    """A site that cannot be built, told in one message: where, what, what to do.

    ``for_users`` marks, here and on errors that a page's own code raises, that the message is
    whole without the name of its class.
    """

    for_users = True


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: a file relative to the project's root, its line from 1, and what to do."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}"


class Problems(SiteError):
    """One or more faults; the message has a line for each, sorted, none twice."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[Problems], tuple[list[Problem]]]:
        return Problems, (self.problems,)


def system(error: OSError) -> SiteError | None:
    """Put a full or forbidden disk and the like into words; None for what may be our own fault."""
    if error.errno not in _SYSTEM:
        return None
    place = f"{error.filename}: " if error.filename else ""
    return SiteError(
        f"{place}{error.strerror}; the site was not built, and what stood in its place stays; "
        "mend that and build again"
    )
