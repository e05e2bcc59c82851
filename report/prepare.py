"""The pre-render script that ``_quarto.yml`` names: brings what the pages need up to date.

It has nothing to do where only the words of pages changed, and then imports nothing that is slow.
"""

import gc
import hashlib
import multiprocessing
import os
import re
import sys
from multiprocessing import forkserver
from pathlib import Path

from analysis.site import rests, standing

ROOT = Path(__file__).resolve().parents[1]
# what each process imports: all the pages' preparation, and what most numbers are fitted with
PRELOAD = ("analysis.page.prepare", "statsmodels.regression.linear_model")
# what a page tells the pages made from data: what it is called, which numbers it cites
TOLD = re.compile(rb"^title:.*$|\bnum\([^)]*\)", re.MULTILINE)


def said(path: Path) -> str:
    """Digest what a file is to this script."""
    if path.suffix != ".qmd":
        return rests.content(path)
    return hashlib.sha256(b"\n".join(TOLD.findall(path.read_bytes()))).hexdigest()[:16]


def main() -> int:
    """Prepare what is not prepared; return the exit code."""
    stands = standing.Standing(ROOT, "prepared", ROOT / "_site", said)
    if stands.found():
        return 0
    gc.disable()  # as in each process of pages: looking for garbage takes long and finds little
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a forked process must not inherit threads
    # what others are forked from imports meanwhile what this process does
    multiprocessing.set_forkserver_preload([*PRELOAD])
    forkserver.ensure_running()
    from analysis.page import prepare

    code = prepare.main()
    if code == 0:
        stands.keep(True)
    return code


if __name__ == "__main__":
    sys.exit(main())
