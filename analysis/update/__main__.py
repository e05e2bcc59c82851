"""``python -m analysis.update``: refresh ``data/`` from its upstreams."""

import sys

from analysis.update.gather import main

if __name__ == "__main__":
    sys.exit(main())
