"""Which reader a log is for, told from its content, and the log read by it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain, islice, product
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..usage import Log
from . import exports, survey, tabular, unread
from .agents import aider, atif, claude_code, codex, folder, openhands, swe_bench
from .harnesses import (
    archive,
    bfcl,
    every_eval_ever,
    hal,
    harbor,
    helm,
    inspect,
    lm_eval,
    promptfoo,
    tau2,
    terminal_bench,
    verifiers,
)
from .platforms import (
    costs,
    langchain,
    langfuse,
    litellm,
    mlflow,
    openrouter,
    opentelemetry,
    providers,
    realtime,
    usage_tables,
    weave,
)
from .shared.documents import FIRST
from .shared.partial import Gaps
from .shared.stream import Progress, Text, lines

BAD_LINES = 100  # damaged ones in a file of JSON lines; one with more is refused
DOCUMENT = 32 << 20  # bytes; formats other than Inspect and JSON lines are read whole
READERS: tuple[Any, ...] = (  # in this order; each says what it recognises
    every_eval_ever,
    opentelemetry,
    harbor,
    terminal_bench,
    promptfoo,
    hal,
    verifiers,
    bfcl,
    lm_eval,
    helm,
    swe_bench,
    atif,
    tau2,
    codex,
    claude_code,
    openhands,
    aider,
    mlflow,
    weave,
    litellm,
    openrouter,
    langfuse,
    langchain,
    costs,
    realtime,
    providers,
    tabular,
)
LINES = tuple(r for r in READERS if hasattr(r, "recognises_line"))  # several values, one a line
FOLDERS = (helm, harbor, verifiers, bfcl, aider, terminal_bench, folder)
_FORMATS = ", ".join(reader.NAME for reader in (inspect, *READERS, usage_tables))


def read(path: Path, progress: Progress | None = None) -> Log:
    """Read one log, whatever its format, and stamp it with the file's digest.

    ``path`` is a file, or the folder of a HELM run, a Harbor job or of trajectories. ``progress``
    is told of bytes as they are read. Raises UserError naming the file, what is wrong with it and
    what to do.
    """
    if path.is_dir():
        return _read_folder(path)
    if not path.is_file():
        other = "no plain file; hand its text to benchprice price -"
        raise UserError(f"{path}: {other if path.exists() else 'there is no such file'}")
    start = _start(path)
    if packed := unread.packed(start):
        raise UserError(f"{path.name}: {packed}")
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        log = archive.read(path, progress)
    elif start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UserError(f"{path.name}: UTF-16 text; save it as UTF-8")
    elif start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"["):
        log = _read_json(path, start, progress)
    elif not start.strip():
        raise UserError(f"{path.name}: the file is empty")
    elif aider.is_stats(start.decode("utf-8", "replace")):
        log = aider.read_stats(path.name, path.read_text("utf-8", "replace")[:DOCUMENT])
    else:
        log = exports.read_csv(path)
    return replace(log, sha256=_digest(path))


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as raw:
            return raw.read(1 << 16)
    except OSError as error:
        raise UserError(f"{path.name}: cannot be read ({error.strerror})") from None


def _digest(path: Path) -> str:
    with path.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").hexdigest()


def _read_json(path: Path, start: bytes, progress: Progress | None) -> Log:
    if inspect.begins_like(start):
        return inspect.read_json(path, progress)
    with path.open("rb") as raw:
        gaps = Gaps("lines", "cannot be read")
        documents = lines(Text(raw, path.name, progress), _few(gaps))
        first = list(islice(documents, FIRST))
        if len(first) > 1 or gaps.missing:  # several values: JSON lines, read as they come
            log = _of_lines(path.name, first, gaps.through(documents))
            gaps.tried += len(first)
            return replace(log, doubts=(*log.doubts, *gaps.doubts()))
        if path.stat().st_size > DOCUMENT:
            raise UserError(f"{path.name}: over {DOCUMENT >> 20} MB; split it or use JSON lines")
    return _of_document(path.name, first[0])


def _few(gaps: Gaps) -> Callable[[str], None]:
    """Return what notes a damaged line, and refuses a file that is damaged all over."""

    def bad(why: str) -> None:
        gaps.tried += 1
        gaps.missed(why)
        if gaps.missing > BAD_LINES:
            raise UserError(f"{why}; over {BAD_LINES} of its lines are")

    return bad


def _of_lines(name: str, first: list[Any], rest: Iterable[Any]) -> Log:
    reader = _reader_of_lines(first)
    if reader is None:
        raise _unknown(name, first[0])
    log: Log = reader.read_lines(name, chain(first, rest))
    return log


def _reader_of_lines(first: list[Any]) -> Any:
    """Return the reader of JSON lines that begin so, None where there is none."""
    pairs = product(first, LINES)  # an error may come before what is known
    return next(
        (r for line, r in pairs if isinstance(line, dict) and r.recognises_line(line)), None
    )


def _of_document(name: str, document: Any) -> Log:
    reader = next((r for r in READERS if r.recognises(document)), None)
    if reader is None:
        raise _unknown(name, document)
    log: Log = reader.read_document(name, document)
    return log


def _unknown(name: str, document: Any) -> UserError:
    known = unread.refusal(name, document)
    return UserError(known or f"{name}: not a format that is read here; read are: {_FORMATS}")


def _read_folder(place: Path) -> Log:
    reader = next((r for r in FOLDERS if r.recognises_folder(place)), None)
    ours = set(folder.files(place)) if reader is folder else set()
    found = survey.formats(place, form_of, ours) if reader in (None, folder) else {}
    (only, *others) = [name for names in found.values() for name in names] or [""]
    if only and not others and not ours:
        return read(place / only)
    if found:
        ours_named = sorted(p.relative_to(place).as_posix() for p in ours)
        together = {folder.NAME: ours_named} | found if ours else found
        raise UserError(survey.told(place, together))
    if reader is not None:
        log: Log = reader.read_folder(place, _load_inside)
        return log
    raise UserError(
        f"{place}: not a folder of HELM, Harbor, Terminal-Bench, verifiers, BFCL or Aider, and no"
        " trajectories in it; name the log files themselves"
    )


def form_of(path: Path) -> str:
    """Return the name of a log's format, read here or refused by name; empty for anything else."""
    try:
        start = _start(path)
        if start.startswith(b"PK\x03\x04"):
            return inspect.NAME if path.suffix == ".eval" else ""
        if inspect.begins_like(start):
            return inspect.NAME
        if start.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
            return exports.form_of(path)
        with path.open("rb") as raw:
            first = list(islice(lines(Text(raw, path.name)), FIRST))
        one = first[0]
        readers = (r for r in READERS if r.recognises(one))
        reader = _reader_of_lines(first) if len(first) > 1 else next(readers, None)
        return reader.NAME if reader is not None else unread.form_of(one)
    except UserError:
        return ""


def _load_inside(path: Path) -> Any:
    """Return a JSON document of a folder. Raises UserError for a link, or what is no plain file."""
    if path.is_symlink() or not path.is_file():
        raise UserError(f"{path.parent.name}/{path.name}: a link, or no plain file; not read")
    return load(path)


def load(path: Path) -> Any:
    """Return one JSON document. Raises UserError if it is damaged or over 32 MB."""
    if path.stat().st_size > DOCUMENT:
        raise UserError(f"{path.name}: over {DOCUMENT >> 20} MB; not read")
    with path.open("rb") as raw:
        text = Text(raw, path.name)
        text.fill(DOCUMENT)  # all of it: a value that did not fit would be decoded again
        document = text.value()
        if text.peek():
            raise UserError(f"{path.name}: more text after the JSON value; the file is damaged")
        return document


def dumps(value: Any) -> str:
    """Return strict JSON (NaN refused), as every file we write is; half a character becomes "?"."""
    text = json.dumps(value, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    return text.encode("utf-8", "replace").decode("utf-8")
