"""What every page with cells imports, once in the process that the pages are forked from.

Nothing here or in what is preloaded beside it may start a thread of Python's: a forked process
would not have it.
"""

from __future__ import annotations

import analysis.site.render  # noqa: F401
from analysis.site import rests
from analysis.site.execute import Session

rests.listen()  # what is read from here on every page may rest on
Session()  # IPython imports much of itself when the first shell is made
