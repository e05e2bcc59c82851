"""Calls kept in arrays: the same as a dict has them, in less room than one call takes there."""

from __future__ import annotations

import functools
import random
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.benchprice.cli import main
from analysis.benchprice.readers.shared.calls import by_id
from analysis.benchprice.readers.shared.kept import Kept
from analysis.benchprice.record import carried
from analysis.benchprice.sums import added
from analysis.benchprice.usage import Tokens, Usage

FOLDER = Path(__file__).parent / "logs"
LOGS = sorted(p for p in FOLDER.iterdir() if p.suffix not in (".md", ".py") and p.is_file())


def calls(n: int, seed: int = 1) -> list[tuple[str, Usage, float | None, str]]:
    dice = random.Random(seed)
    made = []
    for _ in range(n):
        tokens = Tokens(dice.randrange(10**15), dice.randrange(9), 0, 0, dice.randrange(99),
                        dice.choice([None, 0, 5]))  # fmt: skip
        one = Usage(dice.choice("ab"), tokens, date=dice.choice(["2026-03-14", ""]),
                    extras=dice.choice([(), (("search", 2),)]),
                    billed=dice.choice([None, 0.25]))  # fmt: skip
        told, session = dice.choice([None, 0.5]), dice.choice("st")
        made.append((f"id-{dice.randrange(n)}" if dice.random() < 0.9 else "", one, told, session))
    return made


def test_what_is_kept_is_what_a_dict_keeps() -> None:
    kept, by_id = Kept(), dict[object, tuple[Usage, float | None, str]]()
    for name, usage, told, session in calls(5000):
        kept.put(name, usage, told, session)
        by_id[name or object()] = usage, told, session
    for dropped in ((), ("s",)):
        kept.drop(*dropped)
        by_id = {key: one for key, one in by_id.items() if one[2] not in dropped}
        assert list(kept.values()) == [usage for usage, _, _ in by_id.values()]
        assert kept.told() == [told for _, told, _ in by_id.values()]
        ours = added(one for _, one in kept.sums())
        theirs = added(usage for usage, _, _ in by_id.values())
        assert sorted(map(repr, ours)) == sorted(map(repr, theirs))
    assert len(kept) == len(by_id)


def test_an_id_of_two_logs_is_one_and_a_call_without_id_is_like_no_other() -> None:
    (_, usage, _, _), *_ = calls(1)
    logs = Kept(), Kept()
    for log in logs:
        log.put("x", usage)
        log.put("", usage)
    assert logs[0].keys() & logs[1].keys() == {next(iter(logs[0]))}
    assert len(dict(logs[0].items()) | dict(logs[1].items())) == 3


def test_a_call_takes_a_hundred_bytes() -> None:
    kept, (_, usage, _, _) = Kept(), calls(1)[0]
    for n in range(20_000):
        kept.put(f"chatcmpl-{n:029d}", replace(usage, billed=None))
    arrays = (kept._slots, kept._marks, kept._kinds, kept._used)
    assert sum(map(sys.getsizeof, arrays)) / len(kept) < 100


known = functools.cache(carried.known)


@pytest.mark.parametrize("one", LOGS, ids=[path.name for path in LOGS])
def test_a_log_that_keeps_its_calls_goes_with_every_other(
    one, tmp_path, capsys, monkeypatch
) -> None:
    monkeypatch.setattr(carried, "known", known)  # opened once, for it is most of the time
    for kept in ("claude-code.jsonl", "openai-responses.jsonl", "codex.jsonl"):
        beside = FOLDER / kept
        for given in ([one, beside], [beside, one]):
            code = main(["price", *map(str, given), "-o", str(tmp_path / "s.json"), "--quiet"])
            told = capsys.readouterr().err
            assert code in (0, 1, 3) and "Traceback" not in told


def test_an_id_is_found_in_a_log_that_keeps_its_calls_otherwise() -> None:
    (_, usage, _, _), *_ = calls(1)
    kept, other = Kept(), by_id({"x": usage, 7: usage})
    kept.put("x", usage)
    kept.put("", usage)
    for one, two in ((kept, other), (other, kept)):
        assert len(one.keys() & two.keys()) == 1
        assert sum(key in two for key in one) == 1
