"""The post-render script that ``_quarto.yml`` names: puts the data package at ``/data/``."""

import os
import shutil
from pathlib import Path

if __name__ == "__main__":
    made = Path(__file__).parent / "record" / "data"
    shutil.copytree(made, Path(os.environ["QUARTO_PROJECT_OUTPUT_DIR"], "data"), dirs_exist_ok=True)
