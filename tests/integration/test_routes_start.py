"""The server starts in three ways, from any folder, and hostile settings do not open it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

HOSTILE = {
    "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",  # noqa: S104 - what must not win
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
    "STREAMLIT_SERVER_ENABLE_STATIC_SERVING": "true",
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
}
HOSTILE_FILE = '[server]\naddress = "0.0.0.0"\nenableStaticServing = true\n[browser]\ngatherUsageStats = true\n'
PATIENCE_S = 60
SERVE = (
    "from pathlib import Path; from videoreflect.serve import start; start(Path('vault'), {port}, open_browser=False)"
)


def port_to_use() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(command: list[str], folder: Path, variables: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "VIDEOREFLECT_VAULT": str(folder / "vault"), "HOME": str(folder), **variables}
    log = (folder / "log").open("w")
    running = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log, text=True)
    try:
        yield running
    finally:
        running.kill()
        running.wait()
        log.close()


def ask(port: int, path: str = "/_stcore/health", host: str = "127.0.0.1") -> tuple[int, Mapping[str, str]]:
    """Status and headers of an answer; status 0 if there is none."""
    with closing(http.client.HTTPConnection(host, port, timeout=5)) as connection:
        try:
            connection.request("GET", path, headers={"Host": f"127.0.0.1:{port}"})
            answer = connection.getresponse()
            answer.read()
        except OSError:
            return 0, {}
        return answer.status, dict(answer.headers)


def wait_until_up(running: subprocess.Popen[str], port: int) -> None:
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest and running.poll() is None:
        if ask(port)[0] == 200:
            return
        time.sleep(0.1)
    pytest.fail(f"no answer on port {port}")


def check_shut_to_others(port: int) -> None:
    """Loopback answers; another address of this machine (here: another loopback one) does not."""
    status, headers = ask(port, "/")
    assert status == 401
    assert headers["content-security-policy"]
    assert ask(port, host="127.0.0.2")[0] == 0


@pytest.fixture
def hostile_folder(tmp_path: Path) -> Path:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text(HOSTILE_FILE, "utf-8")
    return tmp_path


def test_python_app_py_brings_its_own_settings(root: Path, hostile_folder: Path) -> None:
    command = [sys.executable, str(root / "app.py")]
    with server(command, hostile_folder, HOSTILE) as running:
        port = announced_port(running, hostile_folder)
        wait_until_up(running, port)
        check_shut_to_others(port)


def announced_port(running: subprocess.Popen[str], folder: Path) -> int:
    """The port that the server said it has."""
    latest = time.monotonic() + PATIENCE_S
    while time.monotonic() < latest and running.poll() is None:
        found = (folder / "log").read_text().partition("open at http://127.0.0.1:")[2].partition("\n")[0]
        if found:
            return int(found)
        time.sleep(0.1)
    pytest.fail((folder / "log").read_text())


def test_serve_brings_its_own_settings_and_ends_at_ctrl_c(hostile_folder: Path) -> None:
    port = port_to_use()
    with server([sys.executable, "-c", SERVE.format(port=port)], hostile_folder, HOSTILE) as running:
        wait_until_up(running, port)
        check_shut_to_others(port)
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0


def test_streamlit_run_starts_from_another_folder(root: Path, tmp_path: Path) -> None:
    port = port_to_use()
    with server([*streamlit_run(root), "--server.port", str(port)], tmp_path, {}) as running:
        wait_until_up(running, port)
        check_shut_to_others(port)


@pytest.mark.parametrize("variables", [{name: value} for name, value in HOSTILE.items()], ids=list(HOSTILE))
def test_streamlit_run_refuses_hostile_settings_with_a_sentence(
    root: Path, tmp_path: Path, variables: dict[str, str]
) -> None:
    port = port_to_use()
    with server([*streamlit_run(root), "--server.port", str(port)], tmp_path, variables) as running:
        assert running.wait(PATIENCE_S) != 0
    said = (tmp_path / "log").read_text()
    assert "The app was not started" in said
    assert "Traceback" not in said


def test_streamlit_run_is_never_opened_by_the_settings_of_a_folder(root: Path, hostile_folder: Path) -> None:
    """The file beside app.py wins; if it ever does not, the app is not started."""
    port = port_to_use()
    with server([*streamlit_run(root), "--server.port", str(port)], hostile_folder, {}) as running:
        wait_until_up(running, port)
        check_shut_to_others(port)


def streamlit_run(root: Path) -> list[str]:
    return [sys.executable, "-m", "streamlit", "run", str(root / "app.py")]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_server_writes_no_core_file_and_lets_nobody_attach(tmp_path: Path) -> None:
    port = port_to_use()
    with server([sys.executable, "-c", SERVE.format(port=port)], tmp_path, {}) as running:
        wait_until_up(running, port)
        limits = Path(f"/proc/{running.pid}/limits").read_text()
    core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert core.split()[4:6] == ["0", "0"]


def test_a_page_that_holds_the_presence_stream_does_not_hold_up_the_end(tmp_path: Path) -> None:
    port = port_to_use()
    with server([sys.executable, "-c", SERVE.format(port=port)], tmp_path, {}) as running:
        wait_until_up(running, port)
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            stream = _open_stream(connection, port)
            assert stream.readline().startswith(b"event: person")
            running.send_signal(signal.SIGINT)
            assert b"event: lock" in stream.read()
        assert running.wait(10) == 0


def _open_stream(connection: http.client.HTTPConnection, port: int) -> http.client.HTTPResponse:
    """Found a vault, confirm the code, and listen as a page does."""
    headers = {"Origin": f"http://127.0.0.1:{port}", "Content-Type": "application/json"}
    connection.request("POST", "/vr/first-run", b'{"name":"A","passphrase":"four green chalk boards"}', headers)
    answer = connection.getresponse()
    code = answer.read().decode().partition('":"')[2].partition('"')[0]
    headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]
    connection.request("POST", "/vr/recovery-kept", f'{{"last_group":"{code[-4:]}"}}', headers)
    assert connection.getresponse().read() == b""
    connection.request("GET", "/vr/presence", headers=headers)
    return connection.getresponse()
