"""``python -m analysis.bench``, and so ``nox -s bench``: how long computing and building take."""

from __future__ import annotations

from analysis.bench import builds, computing

if __name__ == "__main__":
    computing.show()
    builds.show()
