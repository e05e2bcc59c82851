"""From an upstream's rows to rows of ``models``, ``runs`` and ``sources``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.benchprice.errors import UserError
from analysis.facts.identity import configured, resolve, slug, split_configuration, without_host
from analysis.sources.intake import rejected, shaped

CREATORS = {  # one spelling a creator; Artificial Analysis' where it has one
    "anthropic": "Anthropic",
    "deepmind": "Google",
    "deepseek": "DeepSeek",
    "google deepmind": "Google",
    "meta ai": "Meta",
    "microsoft research": "Microsoft",
    "mistral ai": "Mistral",
    "moonshot": "Kimi",
    "moonshot ai": "Kimi",
    "spacexai": "xAI",
    "z.ai": "Z AI",
    "z.ai (zhipu ai)": "Z AI",
    "zhipu ai": "Z AI",
}


@dataclass(frozen=True)
class Names:
    """What settles the names of a source: the alias table, and the ids of models with prices."""

    aliases: pd.DataFrame
    known: frozenset[str]

    def identified(self, frame: pd.DataFrame, source_id: str) -> pd.DataFrame:
        """Add model_id, base_model_id and how to ``frame``, which has ``name``.

        A name that nothing settles is a model of its own, by its slug (how: unmatched).
        """
        found = resolve(frame["name"].dropna(), source_id, self.aliases, self.known)
        rows = [(name, *_own_model(name), "unmatched") for name in found.unmatched]
        unmatched = pd.DataFrame(rows, columns=found.matched.columns, dtype="string")
        return frame.merge(pd.concat([found.matched, unmatched]), on="name", how="left")


def _own_model(name: str) -> tuple[str, str]:
    base, configuration = split_configuration(name)
    base_model_id = slug(without_host(base))
    return configured(base_model_id, configuration), base_model_id


def creator(names: pd.Series[Any]) -> pd.Series[Any]:
    """Return one spelling for each creator; the first of several that a cell lists."""
    first = names.astype("string").str.split(",").str[0].str.strip()
    return first.str.lower().map(CREATORS).astype("string").fillna(first)


def model_rows(frame: pd.DataFrame, source_id: str) -> pd.DataFrame:
    """Return one ``models`` row for each model id in ``frame`` and for each of their bases.

    ``frame`` is ``identified``; of the other columns of ``models`` it has those its source
    states. Facts about weights and sizes hold for the base too; the earliest release wins.
    """
    facts = frame.reindex(columns=[*shaped(frame, "models").columns])
    facts["release_date"] = pd.to_datetime(facts["release_date"])
    facts["creator"] = creator(facts["creator"])
    bases = facts.assign(
        model_id=frame["base_model_id"],
        name=frame["name"].map(lambda name: split_configuration(str(name))[0]),
        reasoning=None,
    )
    both = pd.concat([facts, bases.assign(base_model_id=frame["base_model_id"])])
    both = both.sort_values(["model_id", "release_date"], kind="stable")
    rows = both.groupby("model_id", sort=True, as_index=False).first()
    return shaped(rows.assign(source_id=source_id), "models")


def run_rows(
    frame: pd.DataFrame, source_id: str, file: str, by: Iterable[str] = ("benchmark_id", "model_id")
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return ``runs`` rows and the rejects: repeats of a configuration, and impossible scores.

    ``frame`` is ``identified``, with ``benchmark_id``, ``line`` (where it stands in ``file``) and
    the columns of ``runs`` that the source states, the rows it prefers first. ``by`` names what
    tells its runs apart and makes the run id, where it is known. A date without ``dated`` is the
    run's own (``on``); where ``frame`` has no ``cost_date``, a cost was worked out on the day of
    such a run.
    """
    frame = _with_days(frame)
    keys = list(by)
    impossible = ~frame["score"].between(0, 1)
    repeated = ~impossible & frame[~impossible].duplicated(keys).reindex(frame.index).fillna(False)
    rejects = pd.concat(
        [
            refused(frame[impossible], source_id, file, "score", "no score between 0 and 1"),
            refused(frame[repeated], source_id, file, "name", "repeats a configuration"),
        ]
    )
    kept = frame[~impossible & ~repeated]
    run_id = pd.Series(source_id, index=kept.index, dtype="string")
    for key in keys:
        part = kept[key].astype("string").map(slug, na_action="ignore").astype("string")
        run_id += ("/" + part).fillna("")
    return shaped(kept.assign(run_id=run_id, source_id=source_id), "runs"), rejects


def _with_days(frame: pd.DataFrame) -> pd.DataFrame:
    known = pd.to_datetime(frame["date"] if "date" in frame else pd.Series(pd.NaT, frame.index))
    dated = frame["dated"] if "dated" in frame else pd.Series("on", frame.index, dtype="string")
    frame = frame.assign(date=known, dated=dated.where(known.notna()))
    if "cost_date" in frame or "reported_cost" not in frame:
        return frame
    costed = frame["reported_cost"].notna() & (frame["dated"] == "on")
    return frame.assign(cost_date=frame["date"].where(costed))


def read_on(frame: pd.DataFrame, day: str) -> pd.DataFrame:
    """Date runs that have no date of their own by the ``day`` on which their board was read."""
    known = pd.to_datetime(frame["date"] if "date" in frame else pd.Series(pd.NaT, frame.index))
    dated = known.notna().map({True: "on", False: "by"}).astype("string")
    return frame.assign(date=known.fillna(pd.Timestamp(day)), dated=dated)


def refused(
    frame: pd.DataFrame, source_id: str, file: str, field: str, reason: str
) -> pd.DataFrame:
    """Return the rejects for rows of ``frame``: their line, and the value of ``field``."""
    return rejected(
        {
            "source_id": source_id,
            "file": file,
            "line": line,
            "field": field,
            "value": value,
            "reason": reason,
        }
        for line, value in zip(frame["line"], frame[field], strict=True)
    )


def source_row(source_id: str, folder: Path, files: Iterable[str], **facts: str) -> pd.DataFrame:
    """Return the ``sources`` row: stated ``facts`` and the digest of the files it stands for."""
    row = {"redistributable": True, **facts, "source_id": source_id}
    return shaped(pd.DataFrame([row | {"sha256": digest(folder, files)}]), "sources")


def digest(folder: Path, files: Iterable[str]) -> str:
    """Return the SHA-256 of the files' contents, one after the other."""
    found = hashlib.sha256()
    for file in files:
        found.update(existing(folder / file).read_bytes())
    return found.hexdigest()


def digested(rows: pd.DataFrame, folder: Path, files: Mapping[str, Iterable[str]]) -> pd.DataFrame:
    """Return rows of ``sources`` with the digest of the ``files`` that some of them stand for."""
    found = {source_id: digest(folder, names) for source_id, names in files.items()}
    return rows.assign(sha256=rows["source_id"].map(found))


def existing(path: Path) -> Path:
    """Return ``path``; raise UserError if no file is there."""
    if not path.is_file():
        raise UserError(f"{path}: no such source file; check the folder given with --from")
    return path


def read_csv(path: Path, **options: object) -> pd.DataFrame:
    """Read a source's CSV with a ``line`` column: the line of the file, its header being 1.

    Raises UserError if the file is missing. Lines are those of rows, as if no cell broke a line.
    """
    frame: pd.DataFrame = pd.read_csv(existing(path), **options)  # type: ignore[call-overload]
    lines = pd.Series(range(2, len(frame) + 2), index=frame.index, name="line")
    return pd.concat([frame, lines], axis=1)  # one block: some sources have 160 columns


def fraction(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return percentages, as numbers or text such as ``87.5%``, as fractions."""
    return pd.to_numeric(values.astype("string").str.strip().str.rstrip("%"), errors="coerce") / 100
