"""The clip over HTTP: ranges, bytes, links, and the end in the middle."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.unit.web.conftest import CLIP, CLIP_BYTES, HOST, Founded
from videoreflect.crypto.stream import CLEAR_BYTES, FIRST_CLEAR_BYTES
from videoreflect.errors import IntegrityError, NotAllowed, VideoReflectError
from videoreflect.services.playback import open_clip
from videoreflect.services.sessions import Sessions, cookie_name
from videoreflect.web.media_route import pieces

BORDER = FIRST_CLEAR_BYTES
SECOND = FIRST_CLEAR_BYTES + CLEAR_BYTES


@pytest.fixture
def url(sessions: Sessions, signed_in: TestClient, founded: Founded) -> str:
    return f"/vr/lessons/{founded.lesson}/media?k={sessions.active()[0].media_link(founded.lesson)}"


def test_the_whole_clip(signed_in: TestClient, url: str) -> None:
    answer = signed_in.get(url)

    assert answer.status_code == 200
    assert answer.content == CLIP
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-", 0, CLIP_BYTES),
        ("bytes=-100", CLIP_BYTES - 100, CLIP_BYTES),
        (f"bytes=-{CLIP_BYTES * 2}", 0, CLIP_BYTES),
        (f"bytes={BORDER - 1}-{BORDER}", BORDER - 1, BORDER + 1),
        (f"bytes={BORDER}-{BORDER}", BORDER, BORDER + 1),
        (f"bytes={SECOND - 1}-{SECOND + 9}", SECOND - 1, SECOND + 10),
        (f"bytes={CLIP_BYTES - 1}-", CLIP_BYTES - 1, CLIP_BYTES),
        (f"bytes=5-{CLIP_BYTES * 9}", 5, CLIP_BYTES),
    ],
)
def test_a_range(signed_in: TestClient, url: str, asked: str, start: int, end: int) -> None:
    answer = signed_in.get(url, headers={"range": asked})

    assert answer.status_code == 206
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{CLIP_BYTES}"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.content == CLIP[start:end]


@pytest.mark.parametrize(
    "asked",
    [
        f"bytes={CLIP_BYTES}-",
        "bytes=-0",
        "bytes=5-4",
        "bytes=0-1,5-6",
        "bytes=-",
        "items=0-1",
        "bytes=a-b",
        "bytes=²-",
        "bytes=99999999999999999999-",
        "",
    ],
)
def test_a_range_that_cannot_be_had(signed_in: TestClient, url: str, asked: str) -> None:
    answer = signed_in.get(url, headers={b"range": asked.encode()})

    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{CLIP_BYTES}"
    assert answer.content == b""


def test_head_tells_the_size_and_sends_nothing(signed_in: TestClient, url: str) -> None:
    answer = signed_in.head(url)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["content-length"] == str(CLIP_BYTES)


def test_a_link_without_its_cookie_or_with_another_key_opens_nothing(
    signed_in: TestClient, sessions: Sessions, founded: Founded, url: str
) -> None:
    assert signed_in.get(url[:-1] + ("0" if url[-1] != "0" else "1")).status_code == 404
    assert signed_in.get(url.partition("?")[0]).status_code == 404

    signed_in.cookies.set(cookie_name(HOST), sessions.open(founded.sign_in))
    assert signed_in.get(url).status_code == 404
    signed_in.cookies.clear()
    assert signed_in.get(url).status_code == 401


def test_a_lock_ends_a_clip_that_is_running(sessions: Sessions, founded: Founded) -> None:
    sessions.open(founded.sign_in)
    active = sessions.active()[0]
    running = pieces(open_clip(founded.sign_in, founded.lesson), (0, CLIP_BYTES), active)
    first = next(running)
    sessions.lock_all()

    assert first == CLIP[: len(first)]
    assert list(running) == []


@pytest.mark.parametrize("error", [NotAllowed("No."), IntegrityError()])
def test_a_withdrawal_or_a_changed_file_ends_it_too(
    sessions: Sessions, founded: Founded, monkeypatch: pytest.MonkeyPatch, error: VideoReflectError
) -> None:
    sessions.open(founded.sign_in)
    clip = open_clip(founded.sign_in, founded.lesson)
    running = pieces(clip, (0, CLIP_BYTES), sessions.active()[0])
    next(running)

    def refuse() -> None:
        raise error

    monkeypatch.setattr(clip, "_allowed", refuse)

    assert list(running) == []


def test_poster_and_waveform(signed_in: TestClient, founded: Founded) -> None:
    poster = signed_in.get(f"/vr/lessons/{founded.lesson}/poster")
    waveform = signed_in.get(f"/vr/lessons/{founded.lesson}/waveform")

    assert poster.headers["content-type"] == "image/jpeg"
    assert poster.content.startswith(b"\xff\xd8")
    assert waveform.content == bytes(600)
