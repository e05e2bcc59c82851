"""The pre-render script that ``_quarto.yml`` names: brings what the pages need up to date."""

import sys

from analysis.page import prepare

if __name__ == "__main__":
    sys.exit(prepare.main())
