"""One process for libraries that are slow to start, as what draws charts is: all of a build ask it.

Their threads must not be there when a page's process is forked, so each would start its own. Where
no build offers one, and where it is gone, what is asked for is computed where it was asked.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.site import rests

DOOR = "BUILD_ENGINE"  # names the socket at which a build's engine is asked
SECONDS = 60  # for one answer
WAITING = 64  # so many may ask at once; a connection beyond these is refused
_GONE = (OSError, EOFError, pickle.UnpicklingError)


def call(name: str, *given: Any, **named: Any) -> Any:
    """Call a library's function, by its dotted name, in the engine of this build if there is one.

    It must be pure. Raises here what it raises, as if there were none.
    """
    answer = _asked((name, given, named)) if DOOR in os.environ else ()
    return answer[0] if answer else _called(name, given, named)


def _asked(request: object) -> tuple[Any, ...]:
    """Return the answer, or nothing where there is none; after that it is not asked again."""
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(SECONDS)
            line.connect(os.environ[DOOR])
            with line.makefile("rwb") as both:
                pickle.dump(request, both)
                both.flush()
                answer: tuple[Any, ...] = pickle.load(both)
                return answer
    except _GONE:
        os.environ.pop(DOOR, None)
        return ()


def _called(name: str, given: Any, named: Any) -> Any:
    module, _, function = name.rpartition(".")
    return getattr(importlib.import_module(module), function)(*given, **named)


@contextlib.contextmanager
def offered(environment: Mapping[str, str]) -> Iterator[None]:
    """Let all processes begun inside share an engine, in an environment of its own.

    It starts when the first asks, and ends with this process, however that ends: with the pipe.
    """
    with contextlib.ExitStack() as held:
        with contextlib.suppress(OSError):  # no room for a socket: then there is none
            folder = held.enter_context(tempfile.TemporaryDirectory())
            door = held.enter_context(socket.socket(socket.AF_UNIX))
            door.bind(f"{folder}/door")
            door.listen(WAITING)
            ended, end = os.pipe()
            held.callback(os.close, ended)
            start = threading.Thread(target=_start, args=(door, ended, dict(environment)))
            start.start()
            held.callback(start.join)
            held.callback(os.close, end)
            os.environ[DOOR] = f"{folder}/door"
            held.callback(os.environ.pop, DOOR, None)
        yield


def _start(door: socket.socket, ended: int, environment: dict[str, str]) -> None:
    """Start the engine once somebody asks, and end it when the pipe is closed."""
    with door:
        ready, _, _ = select.select([door.fileno(), ended], [], [])
        if ended in ready:
            return
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(door.fileno())],
                stdin=ended,
                pass_fds=[door.fileno()],
                env=os.environ | environment | {"PYTHONPATH": str(rests.ROOT)},
                start_new_session=True,  # an interrupt at the keyboard is the build's
            )
        except OSError:
            return
    # the door is the engine's alone by now: when that is gone, whoever asks is refused at once
    select.select([ended], [], [])
    process.kill()
    process.wait()


def serve(door: socket.socket, ended: int) -> None:
    """Answer one after another until the pipe is closed."""
    while True:
        ready, _, _ = select.select([door.fileno(), ended], [], [])
        if ended in ready:
            return
        line, _ = door.accept()
        signal.alarm(SECONDS)  # what takes longer ends this process, whatever holds it
        with contextlib.suppress(*_GONE), line, line.makefile("rwb") as both:
            pickle.dump(_answer(*pickle.load(both)), both)
        signal.alarm(0)


def _answer(name: str, given: Any, named: Any) -> tuple[Any, ...]:
    """Return what a function gives; nothing where it fails, which is told where it was asked."""
    try:
        return (_called(name, given, named),)
    except Exception:
        return ()


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])), sys.stdin.fileno())
