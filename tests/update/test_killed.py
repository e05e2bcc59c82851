"""An update that is killed leaves data/ whole, old or new, and nothing that git would add."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis.facts import schema
from analysis.facts.tables import ROOT

UPDATE = """
    import sys
    from pathlib import Path
    import pandas as pd
    from analysis.register import declared
    from analysis.sources.prices import live
    from analysis.update import gather, place

    data, module, name, when = Path(sys.argv[1]), *sys.argv[2:5]
    declared.CHAPTERS = ()
    owner = {"place": place, "report": gather.report, "tables": place.tables}[module]
    real = getattr(owner, name)

    def stop():
        print("here", flush=True)
        sys.stdin.readline()

    def halting(*arguments, **options):
        if when == "before":
            stop()
        found = real(*arguments, **options)
        stop()
        return found

    setattr(owner, name, halting)
    gather.update(data, None, offline=True)
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder under git, as it is ignored here, with one announcement that is not yet read."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "announcements.csv").write_text(
        "model_id,provider,date,last_seen,input,output,cache_read,cache_write,url\n"
        "o3,openai,2025-06-10,2026-11-20,2,8,,,https://example.org\n"
    )
    for table in ("benchmarks", "runs"):
        columns = list(schema.TABLES[table])
        pd.DataFrame(columns=columns).to_csv(folder / f"{table}.csv", index=False)
    shutil.copy(ROOT / ".gitignore", tmp_path)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "facts"]):
        git(tmp_path, *command)
    return folder


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def killed(data: Path, *at: str) -> None:
    """Run an update until it is at a moment, and kill it there."""
    script = "\n".join(line[4:] for line in UPDATE.splitlines())
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(data), *at],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout
    while (line := process.stdout.readline()) not in ("here\n", ""):
        pass
    assert line, "the update ended before that moment"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)


@pytest.mark.parametrize(
    ("at", "new"),
    [
        (("place", "write", "before"), False),
        (("tables", "write_table", "after"), False),  # one table is written, the others are not
        (("report", "report", "before"), False),
        (("place", "swap", "before"), False),
        (("place", "swap", "after"), True),
    ],
    ids=["copied", "half written", "written", "checked", "swapped"],
)
def test_a_killed_update_leaves_whole_facts_and_nothing_for_git(data, at, new):
    killed(data, *at)
    assert (data / "prices.csv").exists() == new
    seen = git(data.parent, "status", "--porcelain", "--untracked-files=all").split()
    assert not [path for path in seen if "/" in path and not path.startswith("data/")]
    assert new or not seen  # before the swap git sees nothing at all
    killed(data, "report", "report", "before")  # the next update gets as far as ever
    assert (data / "prices.csv").exists() == new
