"""Damaged logs by the thousand, each given to ``benchprice price``; prints what came of them.

    python tests/benchprice/damaged_logs.py FIRST COUNT [read]

Every seed makes one log: a sound one of some format, damaged in one of the ways of ``DAMAGES``.
A run must end with 0 (the damage did no harm: the statement is valid, and nothing costs 0.00
without a doubt), 1 or 3, with one message that names the file or the rule, no traceback, nothing
written, within ten seconds of the processor. The last line is a JSON object. ``read``: the log is
read and no more, which is what damage tries; a third of the time.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import signal
import struct
import sys
import tempfile
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.benchprice import cli, readers
from analysis.benchprice.commands import price
from analysis.benchprice.record import carried
from analysis.benchprice.statements import validity
from tests.benchprice.test_asked_tiers import LOGS as TIERED
from tests.benchprice.test_more_formats import HAND

LOGS = Path(__file__).parent / "logs"
SOUND = sorted(p for p in LOGS.iterdir() if p.suffix not in (".py", ".md") and p.is_file())
CALL = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
# what sellers and clients write beside the logs kept here, one document or some lines each
SHAPES: dict[str, list[dict[str, Any]]] = {
    "xai.jsonl": [{"id": "a", "created_at": 1788000000, "model": "m", "usage": CALL | {
        "cost_in_usd_ticks": 417081500, "server_side_tool_usage_details": {"x_search_calls": 4}}}],
    "openrouter.jsonl": [{"id": "gen-1", "model": "acme/acme-large", "provider": "Acme", "usage": CALL | {
        "cost": 0, "is_byok": True, "cost_details": {"upstream_inference_cost": 0.03}}}] * 2,
    "perplexity.jsonl": [{"model": "m", "usage": CALL | {"search_context_size": "low",
        "cost": {"request_cost": 0.006, "total_cost": 0.0098}}}],
    "audio.jsonl": [{"model": "m", "usage": CALL | {"prompt_tokens_details": {"audio_tokens": 9},
        "completion_tokens_details": {"audio_tokens": 9, "reasoning_tokens": 1}}}],
    "gemini.jsonl": [{"modelVersion": "m", "createTime": "2026-03-14T10:00:00Z", "usageMetadata": {
        "promptTokenCount": 100, "candidatesTokenCount": 20, "thoughtsTokenCount": 5, "totalTokenCount": 125,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 100}]}}],
    "batch.jsonl": [{"custom_id": "1", "response": {"status_code": 200, "body": {"model": "m", "usage": CALL}}},
        {"custom_id": "2", "response": {"status_code": 400, "body": {"error": {}}}}],
    "claude.json": [{"type": "result", "total_cost_usd": 0.25, "modelUsage": {"m": {"inputTokens": 3,
        "outputTokens": 4, "cacheReadInputTokens": 5, "webSearchRequests": 2, "costUSD": 0.25}}}],
    "transcript.jsonl": [{"type": "assistant", "timestamp": "2026-03-14T10:00:00Z", "message": {"id": "1",
        "model": "m", "usage": {"input_tokens": 3, "output_tokens": 1, "cache_read_input_tokens": 5,
        "cache_creation": {"ephemeral_1h_input_tokens": 0}, "server_tool_use": {"web_search_requests": 1}}}}] * 3,
    "spans.jsonl": [{"name": "s", "traceId": "t", "spanId": n, "parentSpanId": up, "attributes": {
        "gen_ai.response.model": "m", "gen_ai.usage.input_tokens": 9, "gen_ai.usage.output_tokens": 1}}
        for n, up in (("1", ""), ("2", "1"), ("3", "2"))],
    "mini.json": [{"info": {"model_stats": {"instance_cost": 0.03}}, "messages": [{"role": "system"},
        {"model": "m", "created_at": 1764000000, "usage": CALL, "extra": {"response": {"usage": CALL}}}]}],
    "swe-agent.json": [{"info": {"model_stats": {"tokens_sent": 5, "tokens_received": 2}},
        "replay_config": json.dumps({"agent": {"model": {"name": "m"}}})}],
    "harbor.json": [{"trial_name": "t.1", "task_name": "t", "agent_info": {"model_info": {"name": "m"}},
        "agent_result": {"n_input_tokens": 500, "n_cache_tokens": 400, "n_output_tokens": 5, "cost_usd": 0.5,
        "metadata": {"cache_write_input_tokens": 90}}}],
    "sdk.jsonl": [{"totalUsage": {"inputTokens": 9, "outputTokens": 1}, "steps": [{"usage": {
        "inputTokens": 9, "outputTokens": 1, "cachedInputTokens": 4}, "response": {"modelId": "m"},
        "providerMetadata": {"anthropic": {"usage": {"input_tokens": 9, "output_tokens": 1,
        "cache_read_input_tokens": 4}, "cacheCreationInputTokens": 2}}}] * 2}],
    "details.jsonl": [{"model_name": "m", "usage": {"request_tokens": 9, "response_tokens": 1, "cost":
        "0.5", "details": {"cache_read_input_tokens": 4, "input_tokens": 5}}}],
    "writes.jsonl": [{"modelId": "m", "usage": {"inputTokens": 9, "outputTokens": 1,
        "cacheWriteInputTokens": 4, "cacheDetails": [{"ttl": "1h", "inputTokens": 4}]}}],
    "chunks.jsonl": [{"object": "chat.completion.chunk", "id": "c", "model": "m", "usage": None},
        {"object": "chat.completion.chunk", "id": "c", "model": "m", "x_groq": {"usage": CALL}}],
    "results.jsonl": [{"type": "result", "session_id": "s", "total_cost_usd": cost, "modelUsage": {"m": {
        "inputTokens": 3, "outputTokens": 4, "costUSD": cost}}} for cost in (0.25, 0.5)],
    "forked.jsonl": [{"type": kind, "payload": told} for kind, told in (("session_meta", {"id": "b",
        "forked_from_id": "a"}), ("session_meta", {"id": "a"}), ("turn_context", {"model": "m"}),
        ("event_msg", {"type": "token_count", "info": {"total_token_usage": CALL}}))],
    "rows.jsonl": [{"model": "m", "input_tokens": 9, "output_tokens": 1, "cached_tokens": 4, "date": day}
        for day in ("2026-03-14", "2026-03-15")],
}  # fmt: skip
SHAPES |= {
    f"{reader.__name__.rpartition('.')[2]}-{at}.{suffix}": told if suffix == "jsonl" else [told]
    for at, (reader, suffix, told, _) in enumerate(HAND)
}
SHAPES |= {
    f"tiered-{at}.jsonl": one if isinstance(one, list) else [one]
    for at, one in enumerate(TIERED.values())
}
VALUES: list[Any] = [
    None, True, False, -1, 0, 0.5, float("nan"), float("inf"), -float("inf"), 10**18, 10**400, 1e308,
    "", "12", "NaN", "\x00", "\x1b[2J", "../../etc/x", "a" * 5000, "\u202egnp", "{{ 7 * 7 }}", "<script>",
    [], {}, [[]], {"a": {}}, [None] * 50, "\ud800",
]  # fmt: skip
NAMES = ["a b", "x\x1b[2J", "..", "{{7}}", "%s%n", "'; drop", "\u202etxt", "-rf", "é", "a" * 200]
RATES = [
    x
    for m in ("mockllm/model", "acme-large", "acme-small", "acme/acme-large", "m")
    for x in ("--rate", f"{m}=2,10,0.2,2.5,4")
]


def truncated(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw))]


def flipped(raw: bytes, dice: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(dice.choice([1, 5, 50])):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def cut_out(raw: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(raw))
    return raw[:at] + raw[at + dice.randrange(1, 400) :]


def doubled(raw: bytes, dice: random.Random) -> bytes:
    return raw + raw[dice.randrange(len(raw)) :]


def encoded(raw: bytes, dice: random.Random) -> bytes:
    text = raw.decode("utf-8", "replace")
    coding = dice.choice(["utf-16", "utf-16-le", "utf-32", "cp037", "utf-7", "utf-8-sig"])
    return text.encode(coding, "replace")


def noise(raw: bytes, dice: random.Random) -> bytes:
    return dice.choice([b"", b"PK\x03\x04", b"{", b"["]) + dice.randbytes(dice.randrange(2000))


def nested(raw: bytes, dice: random.Random) -> bytes:
    depth = dice.choice([500, 5_000, 200_000])
    start = dice.choice(['{"version": 2, "status": "success", "eval": ', '{"a": ', "", '{"data": '])
    return (start + dice.choice(["[", '{"a":']) * depth).encode()


def wrong_values(raw: bytes, dice: random.Random) -> bytes:
    """Put a wrong value somewhere into the JSON, or into a cell of the table."""
    text = raw.decode("utf-8", "replace")
    try:
        documents = [json.loads(text)]
    except ValueError:
        try:
            documents = [json.loads(line) for line in text.splitlines()]
        except ValueError:
            cells = text.split(",")
            cells[dice.randrange(len(cells))] = str(dice.choice(VALUES[:-1]))
            return ",".join(cells).encode("utf-8", "surrogatepass")
    for _ in range(dice.choice([1, 1, 3, 20])):
        replace_one(documents, dice)
    sys.set_int_max_str_digits(0)
    made = "\n".join(json.dumps(d) for d in documents).encode()
    sys.set_int_max_str_digits(4300)
    return made


def replace_one(place: Any, dice: random.Random) -> None:
    """Walk down at random and replace, remove or rename what is there."""
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return
        key = dice.choice(keys)
        if isinstance(place[key], dict | list) and place[key] and dice.random() < 0.8:
            place = place[key]
            continue
        if isinstance(place, dict) and dice.random() < 0.3:
            value = place.pop(key)
            if dice.random() < 0.5:
                place[dice.choice(NAMES)] = value
        else:
            place[key] = copy.deepcopy(dice.choice(VALUES))
        return


def archive(members: dict[str, bytes], level: int = 9) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return made.getvalue()


HEADER = b'{"version": 2, "status": "success", "eval": {"task": "t", "model": "m"}, "stats": {}}'


def bomb(raw: bytes, dice: random.Random) -> bytes:
    """Pack a lot into little: spaces, one endless value, or a bomb in a bomb."""
    size = dice.choice([1, 40, 60]) << 20
    piece = dice.choice([b" ", b"[", b'"a', b"[],"])
    inside = piece * (size // len(piece))
    member = dice.choice(["summaries.json", "header.json", "samples/1_epoch_1.json"])
    if dice.random() < 0.3:
        return archive({"header.json": archive({"header.json": inside[:1000]})})
    return archive({"header.json": HEADER, member: inside}, 1)


def lying_archive(raw: bytes, dice: random.Random) -> bytes:
    """Let an archive's directory tell other sizes, checksums or methods than are true."""
    made = bytearray(archive({"header.json": HEADER, "summaries.json": b"[]"}))
    at = made.rfind(b"PK\x01\x02") + dice.choice([10, 16, 20, 24, 42])
    made[at : at + 4] = struct.pack("<I", dice.choice([0, 1, 99, 2**31, 2**32 - 1]))
    return bytes(made)


def hostile_members(raw: bytes, dice: random.Random) -> bytes:
    names = {dice.choice(["../../x", "/etc/x", "a" * 300, "samples/\x1b[2J"]): b"{}"}
    return archive({"header.json": HEADER, **names})


def in_archive(raw: bytes, dice: random.Random) -> bytes:
    """Damage the members of a real archive instead of its bytes."""
    from backports.zstd import zipfile as zstd_zipfile

    with zstd_zipfile.ZipFile(LOGS / "inspect.eval") as real:
        members = {n: real.read(n) for n in real.namelist() if not n.startswith("samples/")}
    name = dice.choice(sorted(members))
    hurt: Callable[..., bytes] = dice.choice([wrong_values, truncated, flipped, nested, encoded])
    if dice.random() < 0.2:
        del members[name]
    else:
        members[name] = hurt(members[name], dice)
    return archive(members)


def damaged_stream(raw: bytes, dice: random.Random) -> bytes:
    """Gzip or compress the log: not a format that is read, but a likely mistake."""
    return zlib.compress(raw) if dice.random() < 0.5 else b"\x1f\x8b" + raw


DAMAGES = (
    truncated, flipped, cut_out, doubled, encoded, noise, nested, lying_archive, hostile_members,
    damaged_stream, *(wrong_values,) * 6, *(in_archive,) * 4,
)  # fmt: skip
SECONDS = 10  # of the processor, for any one log
BOMB_EVERY = 50  # they are slow to make


def one(seed: int, folder: Path, reading: bool = False) -> tuple[str, int, str]:
    """Make the log of a seed, price or read it, and return (damage, exit code, complaint)."""
    dice = random.Random(seed)
    hurt = bomb if seed % BOMB_EVERY == 0 else dice.choice(DAMAGES)
    sound = dice.choice([*SOUND, *map(Path, SHAPES)])
    raw = sound.read_bytes() if sound.parent == LOGS else shaped(sound.name)
    name = dice.choice(["log", *NAMES[:-1]]).replace("/", "") + sound.suffix
    path = folder / f"{seed}{name}"
    path.write_bytes(hurt(raw, dice))
    output = folder / "statement.json"
    said = io.StringIO()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            arguments = [str(path), *RATES, "--date", "2026-11-01", "--model", "m", "-q"]
            priced = ["price", *arguments, "--form", "json", "-o", str(output)]
            code = cli.ended(lambda: read(path)) if reading else cli.main(priced)
    except BaseException:
        code, complaint = -1, traceback.format_exc()[-1500:]
    else:
        signal.setitimer(signal.ITIMER_PROF, 0)
        complaint = verdict(code, said.getvalue(), output, reading)
    signal.setitimer(signal.ITIMER_PROF, 0)
    for file in folder.iterdir():
        file.unlink()
    return hurt.__name__, code, complaint


def read(path: Path) -> int:
    """Read a log as the command does."""
    price._read(str(path), True)
    return cli.OK


def shaped(name: str) -> bytes:
    parts = [one if isinstance(one, str) else json.dumps(one) for one in SHAPES[name]]
    return "\n".join(parts).encode()


def verdict(code: int, said: str, output: Path, reading: bool) -> str:
    """Return what is wrong with how a run ended; empty if nothing is."""
    if code == 0 and reading:
        return ""
    if code == 0:
        if not output.exists():
            return "exit 0 and nothing written"
        made = readers.load(output)
        validity.validate(made)
        nothing = made["price"]["total"] == 0 and not made.get("doubts")
        return "0.00 without a doubt" if nothing else ""
    if code not in (1, 3):
        return f"exit code {code}"
    if not said.startswith("benchprice: ") or len(said) < 30 or len(said) > 2500:
        return f"not a clear message: {said[:300]!r}"
    if any(ord(c) < 32 and c != "\n" for c in said):
        return "control characters in the message"
    return "something was written" if len(list(output.parent.iterdir())) > 1 else ""


class TooLong(BaseException):
    """A log took more of the processor than any may."""


def _stop(*_: object) -> None:
    raise TooLong(f"over {SECONDS} s")


def peak_mb() -> int:
    """Return this program's own peak; ru_maxrss would also count the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def main(first: int, count: int, reading: bool) -> None:
    signal.signal(signal.SIGPROF, _stop)
    codes: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    wrong = []
    record = carried.known()  # opened once: what is tried is the reading of logs
    carried.known = lambda _="": record
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, first + count):
            kind, code, complaint = one(seed, Path(folder), reading)
            codes[str(code)] += 1
            kinds[kind] += 1
            if complaint:
                wrong.append({"seed": seed, "damage": kind, "complaint": complaint})
    peak = peak_mb()
    print(json.dumps({"codes": codes, "kinds": kinds, "peak_mb": peak, "wrong": wrong[:10]}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:] == ["read"])
