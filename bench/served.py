"""Servers in processes of their own: the real app on a vault, and the peers."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bench.settings import ROOT

START_WITHIN_S = 90
END_WITHIN_S = 20
HEALTH = "/_stcore/health"


@dataclass(frozen=True, slots=True)
class Served:
    """A server that answers: its process and its port."""

    pid: int
    port: int

    @property
    def address(self) -> str:
        """The beginning of every address."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def app(vault: Path, folder: Path) -> Iterator[Served]:
    """``videoreflect serve`` on a vault; what it keeps in a profile goes into ``folder``."""
    port = free_port()
    command = ["-m", "videoreflect.cli", "--vault", str(vault), "serve", "--port", str(port), "--no-browser"]
    with _running(command, port, HEALTH, folder) as served:
        yield served


@contextmanager
def stock_streamlit(clip: Path, folder: Path) -> Iterator[Served]:
    """A page with ``st.video`` and ``st.file_uploader``: what Streamlit offers by itself."""
    port = free_port()
    settings = {
        "server.address": "127.0.0.1",
        "server.port": port,
        "server.headless": "true",
        "server.maxUploadSize": 8000,
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    given = [f"--{name}={value}" for name, value in settings.items()]
    command = ["-m", "streamlit", "run", str(ROOT / "bench" / "stock_page.py"), *given, "--", str(clip)]
    with _running(command, port, HEALTH, folder) as served:
        yield served


@contextmanager
def plain(clip: Path, folder: Path) -> Iterator[Served]:
    """The file in clear over a bare Starlette server, notes into plain SQLite."""
    port = free_port()
    command = ["-m", "bench.plain_server", str(port), str(clip), str(folder / f"notes-{port}.db")]
    with _running(command, port, "/", folder) as served:
        yield served


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sign_in(served: Served, name: str, passphrase: str) -> str:
    """Sign in over HTTP; returns the cookie, as it is sent back."""
    asked = json.dumps({"name": name, "passphrase": passphrase}).encode()
    answer = request(served, "POST", "/vr/sign-in", asked, {"content-type": "application/json"})
    return answer[1].split(";")[0]


def request(served: Served, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[bytes, str]:
    """One request from the app’s own origin; returns the body and the cookie that was set."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=120)
    try:
        connection.request(method, path, body, {"origin": served.address} | headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} was answered with {answer.status}: {content[:200]!r}")
        return content, answer.headers.get("set-cookie", "")
    finally:
        connection.close()


@contextmanager
def _running(command: Sequence[str], port: int, probe: str, folder: Path) -> Iterator[Served]:
    home = folder / f"home-{port}"
    home.mkdir(parents=True)
    log = (home / "log").open("wb")
    own = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=os.environ | own, stdout=log, stderr=log)
    try:
        _wait_for(process, port, probe, home / "log")
        yield Served(process.pid, port)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_WITHIN_S)
        process.kill()
        process.wait()
        log.close()


def _wait_for(process: subprocess.Popen[bytes], port: int, probe: str, log: Path) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, http.client.HTTPException, RuntimeError):
            request(Served(process.pid, port), "GET", probe, b"", {})
            return
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text('utf-8', 'replace')[-500:]}")
