"""Make the two small Inspect logs of this folder, with its own mockllm provider and no network.

    python tests/benchprice/logs/make_inspect.py FOLDER

Three items, two passes, a grader; item 2 fails once a pass and is tried again. Written paths of
the installation are shortened to ``site-packages``.
"""

from __future__ import annotations

import json
import sys
import zipfile
from pathlib import Path

import inspect_ai
from inspect_ai import Task
from inspect_ai import eval as evaluate
from inspect_ai._util.zipfile import zipfile_compress_kwargs
from inspect_ai.dataset import Sample
from inspect_ai.model import GenerateConfig, Model, ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import model_graded_qa
from inspect_ai.solver import Generate, Solver, TaskState, solver

failed_before: set[tuple[object, int]] = set()


@solver
def flaky() -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        state = await generate(state)
        attempt = (state.sample_id, state.epoch)
        if state.sample_id == 2 and attempt not in failed_before:
            failed_before.add(attempt)
            raise RuntimeError("the endpoint closed the connection")
        return state

    return solve


def answers(texts: list[str], usages: list[ModelUsage]) -> Model:
    outputs = [ModelOutput.from_content("mockllm/model", text) for text in texts]
    for output, usage in zip(outputs, usages, strict=True):
        output.usage = usage
    return get_model("mockllm/model", memoize=False, custom_outputs=outputs)


def model() -> Model:
    usages = [
        ModelUsage(
            input_tokens=900,
            input_tokens_cache_read=400,
            input_tokens_cache_write=100,
            output_tokens=350 + 10 * call,
            reasoning_tokens=250,
            total_tokens=1750 + 10 * call,
        )
        for call in range(8)
    ]
    return answers(["4"] * 7 + ["5"], usages)


def grader() -> Model:
    usage = ModelUsage(input_tokens=200, output_tokens=20, total_tokens=220)
    return answers(["GRADE: C"] * 5 + ["GRADE: I"], [usage.model_copy() for _ in range(6)])


def shortened(text: str) -> str:
    home = str(Path(inspect_ai.__file__).parent.parent)
    here = str(Path(__file__).parent)
    return (
        text.replace(home, "site-packages")
        .replace(here, "tests/benchprice/logs")
        .replace(str(Path.cwd()), ".")
    )


def main(folder: Path) -> None:
    for form in ("eval", "json"):
        failed_before.clear()
        task = Task(
            name="arithmetic",
            dataset=[Sample(id=i, input=f"What is {i} + {4 - i}?", target="4") for i in (1, 2, 3)],
            solver=flaky(),
            scorer=model_graded_qa(),
            config=GenerateConfig(reasoning_effort="high"),
        )
        log = evaluate(
            task,
            model=model(),
            model_roles={"grader": grader()},
            epochs=2,
            retry_on_error=1,
            token_limit=50_000,
            max_connections=1,
            max_samples=1,
            display="none",
            log_format=form,
            log_dir=str(folder / form),
        )[0]
        made = Path(log.location.removeprefix("file://"))
        target = folder / f"inspect.{form}"
        if form == "json":
            target.write_text(json.dumps(json.loads(shortened(made.read_text()))), encoding="utf-8")
        else:
            with (
                zipfile.ZipFile(made) as old,
                zipfile.ZipFile(target, "w", **zipfile_compress_kwargs) as new,
            ):
                for member in old.infolist():
                    new.writestr(member, shortened(old.read(member).decode()))
        made.unlink()
        made.parent.rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
