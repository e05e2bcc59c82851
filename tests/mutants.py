"""Draws mutants of the code and tells which of them no test kills: ``nox -s mutants``.

cosmic-ray makes them, one at a time in a copy of the repository a core. A mutant is shown to the
quick and slow tests that import its module, then, while it lives, to those of its room (which reach
much by the command alone), and to those of its module that ask for the living facts. The share that
they kill is at most that of all tests. What differs in an annotation only is not drawn.
"""

from __future__ import annotations

import argparse
import ast
import multiprocessing
import os
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray import commands, mutating, plugins
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import MutationSpec, WorkItem, WorkResult

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("analysis/methods", "analysis/facts", "analysis/benchprice")
OWN, LIVING = "quick or slow", "facts and not browser"


class _Bare(ast.NodeTransformer):
    """Takes the annotations off."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.returns = None
        self.generic_visit(node)
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.annotation = ast.Constant(None)
        return node


def _tree(code: str) -> str:
    return ast.dump(_Bare().visit(ast.parse(code)))


def differs(mutation: MutationSpec) -> bool:
    """Whether a mutant is a program, and another than the code that it was made of."""
    code = mutation.module_path.read_text(encoding="utf-8")
    operator = plugins.get_operator(mutation.operator_name)(**mutation.operator_args)
    mutant = mutating.mutate_code(code, operator, mutation.occurrence)
    try:
        return mutant is not None and _tree(mutant) != _tree(code)
    except SyntaxError:  # as of ``**told`` made to a remainder
        return False


def asked(module: Path) -> list[str]:
    """Return the tests of a module: its mirror, those that import it, else its room's."""
    room = Path("tests", *module.parent.parts[1:])
    mirror = room / f"test_{module.stem}.py"
    names = re.compile(rf"^(from|import) .*\b{module.stem}\b", re.MULTILINE)
    package = ".".join(module.parent.parts)
    importing = [
        path
        for path in sorted(Path("tests").rglob("test_*.py"))
        if package in (text := path.read_text(encoding="utf-8")) and names.search(text)
    ]
    chosen = [path for path in (mirror, *importing) if path.exists()]
    nearest = next(place for place in (room, *room.parents) if place.is_dir())
    return list(dict.fromkeys(map(str, chosen or [nearest])))


def turns(module: Path) -> Iterator[tuple[str, int, str]]:
    """Yield which marks, seconds (one that never ends is killed) and tests, the cheapest first."""
    own, room = asked(module), f"tests/{module.parts[1]}"
    yield OWN, 300, " ".join(own)
    if own != [room]:
        yield OWN, 900, room
    yield LIVING, 1_800, " ".join(own)


def drawn(rooms: list[str], count: int, seed: int) -> list[WorkItem]:
    """Draw mutants, each as likely as any other."""
    of_each = (p.rglob("*.py") if p.is_dir() else [p] for p in map(Path, rooms))
    modules = sorted(path for found in of_each for path in found)
    with tempfile.TemporaryDirectory() as folder, use_db(f"{folder}/all.sqlite") as known:
        commands.init(modules, known, {})
        every = sorted(known.work_items, key=lambda item: str(item.mutations))
    random.Random(seed).shuffle(every)
    told = (item for item in every if all(differs(each) for each in item.mutations))
    return [item for item, _ in zip(told, range(count), strict=False)]


def settle(folder: str) -> None:
    """Go to a copy of this process's own, compiled so that only a file that changed is again."""
    copy = Path(folder, str(os.getpid()))
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
    os.chdir(copy)
    hashed = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash"]
    subprocess.run([*hashed, "analysis", "tests"], check=True)


def judged(item: WorkItem) -> tuple[WorkItem, WorkResult]:
    """Show a mutant to one turn of tests after another, until one kills it."""
    for marks, seconds, tests in turns(item.mutations[0].module_path):
        run = f'{sys.executable} -m pytest -m "{marks}" -x -q -p no:cacheprovider {tests}'
        # 5: none of these tests bears the mark, which kills nothing
        command = f"env -u PYTHONPATH sh -c '{run}; code=$?; [ $code = 5 ] || exit $code'"
        result = mutating.mutate_and_test(item.mutations, command, seconds)
        if result.is_killed:
            break
    return item, result


def told(items: list[WorkItem]) -> Iterator[WorkResult]:
    """Judge mutants on all cores, with a line on the screen for each, and what lives."""
    cores = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as folder, cores.Pool(None, settle, (folder,)) as pool:
        for number, (item, result) in enumerate(pool.imap_unordered(judged, items), 1):
            mutation = item.mutations[0]
            place = f"{mutation.module_path}:{mutation.start_pos[0]}"
            print(f"{number}/{len(items)} {result.test_outcome.value} {place}", flush=True)
            if not result.is_killed:
                print(result.diff, flush=True)
            yield result


def main() -> int:
    """Print what lives, and the share that was killed; return 0 where it is as asked for."""
    ask = argparse.ArgumentParser(prog="nox -s mutants --", description=__doc__)
    ask.add_argument("count", nargs="?", type=int, default=200, help="how many mutants to draw")
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--of", action="append", help="a folder or module; again for more")
    ask.add_argument("--least", type=float, default=0.85, help="the share that has to be killed")
    options = ask.parse_args()
    os.chdir(ROOT)
    rooms = options.of or [*ROOMS]
    if lost := [room for room in rooms if not Path(room).exists()]:
        ask.error(f"--of {lost[0]}: there is no such folder or module")
    if not (items := drawn(rooms, options.count, options.seed)):
        ask.error(f"no mutant can be made of {', '.join(rooms)}: name code, and one or more")
    results = list(told(items))
    dead = sum(result.is_killed for result in results)
    killed = dead / len(results)
    print(f"{dead} of {len(results)} mutants killed ({killed:.0%})")
    return int(killed < options.least)


if __name__ == "__main__":
    sys.exit(main())
