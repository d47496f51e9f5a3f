"""What the gate lets through: the table of probes in the notes on Streamlit, and more."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.unit.web.conftest import ADDRESS, HOST, PORT
from videoreflect.services.edition import edition
from videoreflect.services.sessions import Sessions, cookie_name

SOCKET = f"ws://{HOST}/_stcore/stream"
EVIL = {"origin": "http://evil.com"}
OTHER_PORT = {"origin": "http://127.0.0.1:9999"}
REBOUND = {"host": "evil.com", "origin": "http://evil.com"}
PAGE = {"accept": "text/html", "sec-fetch-mode": "navigate"}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/vr/lock", EVIL, 403),
        ("POST", "/vr/lock", OTHER_PORT, 403),
        ("POST", "/vr/lock", {"origin": "null"}, 403),
        ("POST", "/vr/lock", {"origin": f"https://{HOST}"}, 403),
        ("POST", "/vr/lock", {"origin": f"http://localhost:{PORT}"}, 403),
        ("POST", "/vr/lock", {"host": "evil.com"}, 421),
        ("POST", "/vr/lock", REBOUND, 421),
        ("POST", "/vr/lock", {"sec-fetch-site": "cross-site"}, 403),
        ("POST", "/vr/lock", {"sec-fetch-site": "same-site"}, 403),
        ("PUT", "/vr/uploads/0/parts/0", OTHER_PORT, 403),
        ("GET", "/", {"host": "evil.com"}, 421),
        ("GET", "/", {"host": f"127.0.0.1:{PORT + 1}"}, 421),
        ("GET", "/", {"host": "127.0.0.1"}, 421),
        ("GET", "/", {"sec-fetch-site": "same-site"}, 403),
        ("GET", "/vr/lessons", OTHER_PORT, 403),
        ("OPTIONS", "/vr/lessons", {}, 405),
        ("PATCH", "/vr/lessons", {}, 405),
        ("GET", "/media/0123.mp4", {}, 404),
        ("GET", "/component/x/index.html", {}, 404),
        ("GET", "/_stcore/upload_file/a/b", {}, 404),
        ("PUT", "/_stcore/upload_file/a/b", {}, 404),
        ("GET", "/_stcore/metrics", {}, 404),
        ("GET", "/_stcore/agent/openapi.json", {}, 404),
        ("POST", "/_stcore/agent/interact", {}, 404),
        ("GET", "/app/static/x", {}, 404),
        ("GET", "/metrics", {}, 404),
        ("GET", "/vr/nothing", {}, 404),
        ("POST", "/", {}, 404),
        ("GET", "/", {}, 200),
        ("GET", "/review", {}, 200),
        ("GET", "/vr/jobs", {}, 200),
        ("HEAD", "/", {}, 200),
    ],
)
def test_what_a_signed_in_browser_may_ask(
    signed_in: TestClient, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    assert signed_in.request(method, path, headers=headers).status_code == status


def test_a_write_without_an_origin_is_refused(signed_in: TestClient) -> None:
    del signed_in.headers["origin"]

    assert signed_in.post("/vr/activity", json={}).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/vr/sign-in", 200),
        ("/vr/welcome", 200),
        ("/vr/assets/door.css", 200),
        ("/vr/fonts/literata.woff2", 200),
        ("/static/app.js", 200),
        ("/_stcore/health", 200),
        ("/", 401),
        ("/_stcore/host-config", 401),
        ("/vr/lessons", 401),
        ("/vr/presence", 401),
        ("/vr/recovery-code", 401),
        ("/vr/assets/../gate.py", 401),
        ("/vr/assets/%2e%2e/gate.py", 404),
        ("/vr/assets/..%2fgate.py", 404),
    ],
)
def test_what_opens_without_a_sign_in(client: TestClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_opening_a_page_without_a_sign_in_leads_there(client: TestClient) -> None:
    answer = client.get("/review?lesson=1", headers=PAGE)

    assert (answer.status_code, answer.headers["location"]) == (303, "/vr/sign-in")


def test_a_cookie_of_another_port_or_sign_in_opens_nothing(signed_in: TestClient, sessions: Sessions) -> None:
    token = signed_in.cookies[cookie_name(HOST)]
    signed_in.cookies.clear()
    signed_in.cookies.set(cookie_name(f"127.0.0.1:{PORT + 1}"), token)
    assert signed_in.get("/vr/jobs").status_code == 401

    signed_in.cookies.set(cookie_name(HOST), "0" * 64)
    assert signed_in.get("/vr/jobs").status_code == 401

    signed_in.cookies.set(cookie_name(HOST), token)
    sessions.lock(token)
    assert signed_in.get("/vr/jobs").status_code == 401


def test_every_answer_carries_our_headers(signed_in: TestClient) -> None:
    for path in ("/", "/vr/jobs", "/vr/sign-in", "/media/x", "/vr/assets/door.css"):
        headers = signed_in.get(path).headers
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "http" not in headers["content-security-policy"]


def test_only_static_files_may_be_kept(signed_in: TestClient) -> None:
    assert signed_in.get("/").headers["cache-control"] == "no-store"
    assert signed_in.get("/vr/jobs").headers["cache-control"] == "no-store"
    assert signed_in.get("/vr/sign-in").headers["cache-control"] == "no-store"
    assert "immutable" in signed_in.get("/static/app.js").headers["cache-control"]
    assert "immutable" in signed_in.get("/vr/fonts/literata.woff2").headers["cache-control"]
    assert signed_in.get("/vr/assets/nothing.js").headers["cache-control"] == "no-store"


def test_an_asset_is_asked_for_again_and_not_sent_twice(client: TestClient) -> None:
    first = client.get("/vr/assets/door.css")
    again = client.get("/vr/assets/door.css", headers={"if-none-match": first.headers["etag"]})

    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content) == (304, b"")


def test_an_asset_is_kept_for_ever_only_under_the_edition_that_runs(client: TestClient) -> None:
    """Seen to fail with every edition taken for the running one."""
    running = client.get(f"/vr/assets/edition/{edition()}/review/review.js")
    other = client.get(f"/vr/assets/edition/{'0' * 20}/review/review.js")

    assert "immutable" in running.headers["cache-control"]
    assert other.headers["cache-control"] == "no-cache"
    assert running.content == other.content == client.get("/vr/assets/review/review.js").content
    assert client.get(f"/vr/assets/edition/{edition()}/tokens.css").status_code == 200
    assert client.get(f"/vr/assets/edition/{edition()}/services/edition.py").status_code == 404


def test_the_inline_script_of_streamlit_is_allowed_by_its_hash(signed_in: TestClient) -> None:
    policy = signed_in.get("/").headers["content-security-policy"]

    assert "script-src 'self' blob: 'sha256-abc='" in policy
    assert "unsafe-eval" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-length": str((2 << 20) + 1)}, 413),
        ({"content-length": "9" * 5_000}, 413),
        ({"content-length": "-1"}, 400),
        ({"content-length": "²"}, 400),
        ({"transfer-encoding": "chunked"}, 411),
    ],
)
def test_a_body_says_how_long_it_is_and_has_a_bound(
    signed_in: TestClient, headers: dict[str, str], status: int
) -> None:
    raw = {name.encode(): value.encode() for name, value in headers.items()}

    assert signed_in.post("/vr/activity", headers=raw).status_code == status


# -- WebSockets ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "headers",
    [EVIL, OTHER_PORT, REBOUND, {"origin": "null"}, {"sec-fetch-site": "same-site"}, {"host": "evil.com"}],
)
def test_a_socket_of_another_page_is_refused(signed_in: TestClient, headers: dict[str, str]) -> None:
    with pytest.raises(WebSocketDisconnect), signed_in.websocket_connect(SOCKET, headers=headers):
        pass


def test_a_socket_without_a_sign_in_an_origin_or_at_another_address_is_refused(
    client: TestClient, signed_in: TestClient
) -> None:
    with pytest.raises(WebSocketDisconnect), signed_in.websocket_connect(f"ws://{HOST}/other"):
        pass
    del signed_in.headers["origin"]
    with pytest.raises(WebSocketDisconnect), signed_in.websocket_connect(SOCKET):
        pass
    signed_in.headers["origin"] = ADDRESS
    signed_in.cookies.clear()
    with pytest.raises(WebSocketDisconnect), signed_in.websocket_connect(SOCKET):
        pass


def test_a_lock_closes_the_socket(signed_in: TestClient, sessions: Sessions) -> None:
    with signed_in.websocket_connect(SOCKET) as socket:
        socket.receive_text()
        socket.send_bytes(b"hello")
        assert socket.receive_bytes() == b"hello"
        sessions.lock_all()
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_bytes()

    assert closed.value.code == 4401


def test_the_lock_of_somebody_else_leaves_it_open(signed_in: TestClient, sessions: Sessions, founded: object) -> None:
    other = sessions.open(sessions.active()[0].sign_in)
    with signed_in.websocket_connect(SOCKET) as socket:
        socket.receive_text()
        sessions.lock(other)
        socket.send_bytes(b"still here")
        assert socket.receive_bytes() == b"still here"


def test_a_page_gets_back_only_a_session_of_its_own_sign_in(signed_in: TestClient, sessions: Sessions) -> None:
    mine, foreign = "0b0b3d8e-3f3c-4b54-9d2a-0123456789ab", "ffff3d8e-3f3c-4b54-9d2a-0123456789ab"
    with signed_in.websocket_connect(SOCKET, subprotocols=["streamlit", "xsrf", foreign]) as socket:
        assert foreign not in socket.receive_text()
        socket.send_bytes(b"\x0a\x24" + mine.encode())
        socket.receive_bytes()
    with signed_in.websocket_connect(SOCKET, subprotocols=["streamlit", "xsrf", mine]) as socket:
        assert mine in socket.receive_text()

    signed_in.cookies.set(cookie_name(HOST), sessions.open(sessions.active()[0].sign_in))
    with signed_in.websocket_connect(SOCKET, subprotocols=["streamlit", "xsrf", mine]) as socket:
        assert mine not in socket.receive_text()
