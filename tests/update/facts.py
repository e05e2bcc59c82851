"""Facts under git that an update has something to add to."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd

from analysis.facts import schema
from analysis.facts.tables import ROOT


def one_announcement(folder: Path) -> Path:
    """Make a project's data/ under git, ignored as here, with one announcement not yet read."""
    data = folder / "data"
    data.mkdir(parents=True)
    (data / "announcements.csv").write_text(
        "model_id,provider,date,last_seen,input,output,cache_read,cache_write,until,url\n"
        "o3,openai,2025-06-10,2026-11-20,2,8,,,,https://example.org\n"
    )
    for table in ("benchmarks", "runs"):
        columns = list(schema.TABLES[table])
        pd.DataFrame(columns=columns).to_csv(data / f"{table}.csv", index=False)
    shutil.copy(ROOT / ".gitignore", folder)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "facts"]):
        git(folder, *command)
    return data


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout
