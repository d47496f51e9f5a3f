"""Streamlit’s own socket behind the gate: whose session a page gets back when it reconnects."""

from __future__ import annotations

import http.client
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from tests.integration.test_routes_start import SERVE, port_to_use, server, wait_until_up

PASSPHRASE = "four green chalk boards"


@dataclass(frozen=True)
class App:
    """A running server, and how a browser talks to it."""

    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def post(self, path: str, body: dict[str, str], cookie: str = "") -> tuple[str, dict[str, str]]:
        """The cookie after it, and the JSON of the answer."""
        headers = {"Origin": self.address, "Content-Type": "application/json", "Cookie": cookie}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        return answer.headers.get("set-cookie", cookie).partition(";")[0], json.loads(content or b"{}")

    def socket(self, cookie: str, last: str | None = None) -> ClientConnection:
        protocols = ["streamlit", "no-token", *([last] if last else [])]
        return connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=[Subprotocol(one) for one in protocols],
            origin=Origin(self.address),
            additional_headers={"Cookie": cookie},
            open_timeout=20,
        )

    def session(self, cookie: str, last: str | None = None) -> str:
        """The Streamlit session that a page gets."""
        with self.socket(cookie, last) as socket:
            return _session_of(socket)


def _session_of(socket: ClientConnection) -> str:
    asked = BackMsg()
    asked.rerun_script.query_string = ""
    socket.send(asked.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(bytes(socket.recv(timeout=20, decode=False)))
        if told.WhichOneof("type") == "new_session":
            return str(told.new_session.initialize.session_id)


def _read_to_the_end(socket: ClientConnection) -> None:
    while True:
        socket.recv(timeout=20)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder: Path = tmp_path_factory.mktemp("socket")
    port = port_to_use()
    with server([sys.executable, "-c", SERVE.format(port=port)], folder, {}) as running:
        wait_until_up(running, port)
        found = App(port)
        cookie, answer = found.post("/vr/first-run", {"name": "Nadia", "passphrase": PASSPHRASE})
        found.post("/vr/recovery-kept", {"last_group": answer["recovery_code"][-4:]}, cookie)
        yield found


def test_a_session_comes_back_under_its_own_sign_in_only(app: App) -> None:
    cookie, _ = app.post("/vr/sign-in", {"name": "Nadia", "passphrase": PASSPHRASE})
    mine = app.session(cookie)
    assert app.session(cookie, mine) == mine
    assert app.session(cookie) != mine

    other, _ = app.post("/vr/sign-in", {"name": "Nadia", "passphrase": PASSPHRASE}, cookie)
    assert app.session(other, mine) != mine
    with pytest.raises(InvalidStatus, match="403"):
        app.session(cookie, mine)


def test_a_lock_closes_the_page_of_this_sign_in(app: App) -> None:
    cookie, _ = app.post("/vr/sign-in", {"name": "Nadia", "passphrase": PASSPHRASE})
    with app.socket(cookie) as socket:
        _session_of(socket)
        app.post("/vr/lock", {}, cookie)
        with pytest.raises(ConnectionClosed) as closed:
            _read_to_the_end(socket)

    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
