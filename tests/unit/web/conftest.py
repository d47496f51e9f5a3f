"""A real vault with one lesson, and the routes behind the gate, as the server has them."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from videoreflect.domain.lesson import LessonDetails
from videoreflect.jobs.queue import JobQueue
from videoreflect.media.facts import ClipFacts, SoundFacts, VideoFacts
from videoreflect.services import accounts, background, writing
from videoreflect.services.adding import details_statement
from videoreflect.services.guesses import Guesses
from videoreflect.services.sessions import Sessions, cookie_name
from videoreflect.vault.blobs import Blob, writing_blob
from videoreflect.vault.folder import open_vault_folder
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn
from videoreflect.vault.state import StateFile
from videoreflect.web.gate import Gate
from videoreflect.web.house import House
from videoreflect.web.routes import all_routes

PORT = 8600
HOST = f"127.0.0.1:{PORT}"
ADDRESS = f"http://{HOST}"
NAME, PASSPHRASE = "Nadia Holt", "four green chalk boards"
MENTOR, MENTOR_PASSPHRASE = "Gwyn Parry", "three quiet river stones"
CLIP_BYTES = 2 * (1 << 20) + 500_000
CLIP = random.Random(8).randbytes(CLIP_BYTES)
FACTS = ClipFacts(
    60_000,
    "mov",
    VideoFacts("h264", 1280, 720, 0, 25.0, "yuv420p", False),
    SoundFacts("aac", 2, 48_000),
)
LAYOUT = {"every_ms": 2000, "width": 160, "height": 90, "columns": 10, "count": 30}
CONTENTS = {
    "playable": CLIP,
    "poster": b"\xff\xd8poster",
    "thumbnails": b"\xff\xd8thumbnails",
    "waveform": bytes(600),
}


@dataclass(frozen=True)
class Founded:
    """A vault that was made once, and what opens it."""

    path: Path
    sign_in: SignIn
    code: str
    mentor: str
    lesson: str
    mentor_sign_in: SignIn

    def reopened(self, path: Path, *, mentor: bool = False) -> SignIn:
        """The same person signed in to a copy of the vault, without deriving the key again."""
        identity = (self.mentor_sign_in if mentor else self.sign_in).identity
        folder = open_vault_folder(path)
        return SignIn(folder, identity, StateFile.open(folder, identity))


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Founded:
    path = tmp_path_factory.mktemp("web") / "vault"
    sign_in, code = accounts.found(path, NAME, PASSPHRASE)
    mentor, _ = accounts.add_person(sign_in, MENTOR, MENTOR_PASSPHRASE)
    lesson = add_plain_lesson(sign_in)
    return Founded(path, sign_in, code, mentor, lesson, accounts.sign_in(path, MENTOR, MENTOR_PASSPHRASE))


def add_plain_lesson(sign_in: SignIn) -> str:
    """A lesson whose clip is known noise: what matters here is which bytes come out."""
    pending = sign_in.begin_lesson()
    blobs = []
    for role, content in CONTENTS.items():
        place = pending.blob_place()
        with writing_blob(place) as writer:
            writer.write(content)
            sealed = writer.finish()
        facts = {"playable": FACTS.as_json(), "thumbnails": LAYOUT}.get(role, {})
        blobs.append(Blob(place.id, role, sealed.size, sealed.sha256, place.key, facts))
    details = details_statement(LessonDetails("Fractions with 6K", "2026-11-20", "6K", "Mathematics", "Wait time"))
    return sign_in.commit_lesson(pending, [details, *(Statement("blob", blob.content()) for blob in blobs)]).id


@pytest.fixture(autouse=True)
def queue(monkeypatch: pytest.MonkeyPatch) -> Iterator[JobQueue]:
    """A queue of jobs of its own for each test: jobs outlive the vault they work on by a moment."""
    made = JobQueue()
    care = JobQueue()
    monkeypatch.setattr(background, "_QUEUE", made)
    written = JobQueue()
    monkeypatch.setattr(background, "_CARE", care)
    monkeypatch.setattr(writing, "_WRITING", written)
    yield made
    for one in (made, care, written):
        one.close()


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(clock)


@pytest.fixture
def house(founded: Founded, sessions: Sessions, clock: Clock) -> House:
    """Routes on the vault that all tests share: for what only reads, or writes what others do not mind."""
    return House(founded.path, sessions, Guesses(None, clock))


@pytest.fixture
def own_house(founded: Founded, sessions: Sessions, clock: Clock, tmp_path: Path) -> House:
    """Routes on a copy of the vault."""
    shutil.copytree(founded.path, tmp_path / "vault")
    return House(tmp_path / "vault", sessions, Guesses(tmp_path / "guesses.json", clock))


@pytest.fixture
def empty_house(sessions: Sessions, clock: Clock, tmp_path: Path) -> House:
    return House(tmp_path / "new" / "vault", sessions, Guesses(tmp_path / "guesses.json", clock))


def app_of(house: House) -> Starlette:
    """The gate before our routes, with stand-ins where Streamlit would answer."""
    page = HTMLResponse("<p>page</p>", headers={"cache-control": "no-cache"})
    static = HTMLResponse("x", headers={"cache-control": "public, immutable, max-age=31536000"})
    stand_ins = [
        Route("/static/app.js", static),
        WebSocketRoute("/_stcore/stream", _echo),
        Route("/{anything:path}", page, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    gate = Middleware(Gate, sessions=house.sessions, script_hashes=("'sha256-abc='",))
    return Starlette(routes=[*all_routes(house), *stand_ins], middleware=[gate])


async def _echo(socket: WebSocket) -> None:
    await socket.accept(subprotocol="streamlit")
    await socket.send_text(socket.headers.get("sec-websocket-protocol", ""))
    try:
        while True:
            await socket.send_bytes(await socket.receive_bytes())
    except WebSocketDisconnect:
        return


def client_of(house: House) -> TestClient:
    """A browser that nobody has signed in to; it names its Origin, as browsers do for writes."""
    return TestClient(app_of(house), base_url=ADDRESS, headers={"origin": ADDRESS}, follow_redirects=False)


@pytest.fixture
def client(house: House) -> Iterator[TestClient]:
    with client_of(house) as found:
        yield found


@pytest.fixture
def signed_in(client: TestClient, house: House, founded: Founded) -> TestClient:
    """The same browser with the teacher signed in."""
    client.cookies.set(cookie_name(HOST), house.sessions.open(founded.sign_in))
    return client


class Browser:
    """A browser, signed in or not."""

    def __init__(self, client: TestClient, house: House) -> None:
        self.client, self.house = client, house

    def ask(self, method: str, path: str, body: object = None, status: int | None = None) -> Any:
        answer = self.client.request(method, f"/vr/{path}", json=body)
        expected = status or (204 if answer.status_code == 204 else 200)
        assert answer.status_code == expected, answer.text
        return None if answer.status_code == 204 else answer.json()

    def people(self) -> dict[str, Any]:
        """Everybody by name."""
        return {one["name"]: one for one in self.ask("GET", "people")["people"]}


def opened(house: House, sign_in: SignIn | None = None) -> Iterator[Browser]:
    with client_of(house) as client:
        if sign_in is not None:
            client.cookies.set(cookie_name(HOST), house.sessions.open(sign_in))
        yield Browser(client, house)


@pytest.fixture
def teacher(own_house: House, founded: Founded) -> Iterator[Browser]:
    yield from opened(own_house, founded.reopened(own_house.vault))


@pytest.fixture
def mentor(own_house: House, founded: Founded) -> Iterator[Browser]:
    yield from opened(own_house, founded.reopened(own_house.vault, mentor=True))


@pytest.fixture
def nobody(own_house: House) -> Iterator[Browser]:
    yield from opened(own_house)
