"""The real app for browser tests: a server in a process of its own, traced where that is possible."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A running app."""

    address: str
    process: subprocess.Popen[bytes]


@contextmanager
def serving(vault: Path, home: Path, under: Sequence[str] = (), port: int | None = None) -> Iterator[Server]:
    """Serve ``vault`` with ``home`` as the user's folder, until the block ends; on a free port if none is given."""
    port = port or free_port()
    home.mkdir(exist_ok=True)
    command = [*under, sys.executable, "-m", "videoreflect.cli", "--vault", str(vault)]
    process = subprocess.Popen(
        [*command, "serve", "--no-browser", "--port", str(port)],
        env=os.environ | {"HOME": str(home)},
        cwd=home,  # the app starts from any folder
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        server = Server(f"http://127.0.0.1:{port}", process)
        _wait_for(server)
        yield server
    finally:
        # The whole group: a tracer that is asked to end lets go of what it traces.
        with suppress(ProcessLookupError):  # a test may have ended it already
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait_for(server: Server) -> None:
    for _ in range(START_SECONDS * 5):
        assert server.process.poll() is None, "the server ended at its start"
        try:
            urllib.request.urlopen(f"{server.address}/vr/sign-in", timeout=5).close()  # noqa: S310 - loopback
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the server did not answer within {START_SECONDS} s")
