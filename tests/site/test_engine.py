"""Functions of the standard library stand for what draws: they tell in which process they ran."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from analysis.site import engine
from tests import killing

HERE = os.getpid()
ASKED = "from analysis.site import engine; print(engine.call('os.getpid'), flush=True)"
BUILD = f"""
import subprocess, sys, time
from analysis.site import engine
with engine.offered({{}}):
    subprocess.run([sys.executable, "-c", {ASKED!r}])
    time.sleep(60)
"""


@contextlib.contextmanager
def building() -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that offers an engine, and the engine's id as another one told it."""
    with subprocess.Popen(
        [sys.executable, "-c", BUILD], stdout=subprocess.PIPE, text=True
    ) as build:
        try:
            assert build.stdout
            yield build, int(build.stdout.readline())
        finally:
            build.kill()


def ends(process: int) -> bool:
    for _ in range(100):
        with contextlib.suppress(ChildProcessError):
            os.waitpid(process, os.WNOHANG)
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_all_processes_of_a_build_ask_one_engine() -> None:
    with engine.offered({}):
        one = engine.call("os.getpid")
        done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True)
        assert int(done.stdout) == one != HERE
    assert ends(one)


def test_an_engine_has_the_environment_of_the_pages() -> None:
    with engine.offered({"TZ": "Asia/Tokyo"}):
        assert engine.call("os.getenv", "TZ") == "Asia/Tokyo"


def test_without_a_build_whoever_asks_computes() -> None:
    assert engine.call("os.getpid") == HERE


def test_nothing_starts_where_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *given, **_: started.append(given))
    with engine.offered({}):
        pass
    assert started == []


def test_where_no_socket_can_be_made_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", full)
    with engine.offered({}):
        assert engine.call("os.getpid") == HERE


def test_what_cannot_start_costs_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with engine.offered({}):
        assert engine.call("os.getpid") == HERE


def test_an_error_is_raised_where_it_was_asked_and_the_next_one_is_answered() -> None:
    with engine.offered({}):
        one = engine.call("os.getpid")
        with pytest.raises(json.JSONDecodeError, match="line 1 column 2"):
            engine.call("json.loads", "{")
        assert engine.call("os.getpid") == one


def test_where_an_engine_died_whoever_asks_computes() -> None:
    with engine.offered({}):
        os.kill(engine.call("os.getpid"), signal.SIGKILL)
        assert engine.call("os.getpid") == HERE


def test_an_engine_that_does_not_answer_is_waited_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with engine.offered({}):
        one = engine.call("os.getpid")
        os.kill(one, signal.SIGSTOP)
        monkeypatch.setattr(engine, "SECONDS", 0.2)
        began = time.monotonic()
        assert [engine.call("os.getpid") for _ in range(50)] == [HERE] * 50
        assert time.monotonic() - began < 5
    assert ends(one)


def test_an_engine_ends_with_its_build_however_that_is_killed() -> None:
    killing.adopt()
    with building() as (build, one):
        build.send_signal(signal.SIGKILL)
        assert ends(one)


def test_two_builds_at_once_have_an_engine_each() -> None:
    killing.adopt()
    with building() as (_, one), building() as (_, other):
        assert one != other
