"""Taking in a transcript over its routes: bytes, looked at first, and never more than a transcript."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.unit.web.conftest import HOST, Founded, client_of
from tests.unit.web.test_lesson_routes import AGREED
from videoreflect.formats.reading import MOST_BYTES
from videoreflect.services.sessions import cookie_name
from videoreflect.web import import_routes
from videoreflect.web.doors import JSON_LIMIT, TRANSCRIPT_LIMIT, most_bytes
from videoreflect.web.house import House

FILE = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana Gray>Guten Morgen</v>\n\n01:09.000 --> 01:09.500\nlate\n"
BYTES = {"content-type": "application/octet-stream"}


class Sender:
    """A signed-in browser that sends files."""

    def __init__(self, client: TestClient, lesson: str) -> None:
        self.client, self.one = client, f"/vr/lessons/{lesson}"

    def send(self, path: str, content: bytes = FILE, kind: str = BYTES["content-type"]) -> tuple[int, Any]:
        answer = self.client.post(f"{self.one}{path}", content=content, headers={"content-type": kind})
        return answer.status_code, answer.json() if answer.headers["content-type"] == "application/json" else {}

    def agree(self) -> None:
        assert self.client.post(f"{self.one}/agreement", json=AGREED).status_code == 200


@pytest.fixture
def teacher(own_house: House, founded: Founded) -> Iterator[Sender]:
    with client_of(own_house) as client:
        client.cookies.set(cookie_name(HOST), own_house.sessions.open(founded.reopened(own_house.vault)))
        yield Sender(client, founded.lesson)


def test_a_file_is_looked_at_and_taken_in(teacher: Sender) -> None:
    teacher.agree()

    status, found = teacher.send("/transcript/preview")
    assert (status, found["form"], found["form_words"], found["lines"]) == (200, "vtt", "Subtitles (WebVTT)", 1)
    assert (found["left_out"], found["there"], found["voices"]) == (1, 0, [{"name": "Ana Gray", "lines": 1}])
    assert found["beginning"] == [{"start_ms": 1_000, "voice": "Ana Gray", "text": "Guten Morgen"}]
    assert teacher.client.get(f"{teacher.one}/transcript").json()["lines"] == []

    assert teacher.send("/transcript") == (200, {"lines": 1})
    [line] = teacher.client.get(f"{teacher.one}/transcript").json()["lines"]
    assert (line["text"], line["voice"]) == ("Guten Morgen", "Ana Gray")
    assert teacher.client.get(teacher.one).json()["transcription"]["state"] == "done"


def test_what_is_there_is_replaced_only_if_the_page_says_so(teacher: Sender) -> None:
    teacher.agree()
    teacher.send("/transcript")

    assert teacher.send("/transcript/preview")[1]["there"] == 1
    assert teacher.send("/transcript")[0] == 400
    assert teacher.send("/transcript?replace=yes") == (200, {"lines": 1})


def test_it_is_refused_where_no_transcript_is_agreed(teacher: Sender) -> None:
    for path in ("/transcript/preview", "/transcript"):
        status, told = teacher.send(path)
        assert (status, told["error"]["code"]) == (403, "not-allowed")
        assert told["error"]["remedies"]


def test_what_is_no_transcript_is_told_in_a_sentence(teacher: Sender) -> None:
    teacher.agree()
    for content in (b"", b"Dear all", b"PK\x03\x04", b"<!DOCTYPE a><a/>", FILE.replace(b"02.000", b"00.500")):
        status, told = teacher.send("/transcript", content)
        assert (status, told["error"]["code"]) == (400, "invalid-input")
    assert teacher.send("/transcript", FILE, "multipart/form-data")[0] == 400


def test_nobody_sends_without_having_signed_in(own_house: House, founded: Founded) -> None:
    with client_of(own_house) as client:
        assert Sender(client, founded.lesson).send("/transcript")[0] == 401


def test_a_longer_body_is_not_taken(teacher: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """The gate looks at the length that is said, the route at what comes."""
    assert most_bytes(f"{teacher.one}/transcript") == most_bytes(f"{teacher.one}/transcript/preview") == MOST_BYTES
    assert MOST_BYTES == TRANSCRIPT_LIMIT
    assert most_bytes(f"{teacher.one}/transcripts") == JSON_LIMIT
    assert teacher.send("/transcript", b"x" * (MOST_BYTES + 1))[0] == 413
    monkeypatch.setattr(import_routes, "MOST_BYTES", 10)
    assert teacher.send("/transcript")[0] == 413


@pytest.mark.parametrize(("form", "begin"), [("docx", b"PK"), ("eaf", b"<?xml"), ("times", b"[00:00:01.000 - ")])
def test_every_form_is_copied_out(teacher: Sender, form: str, begin: bytes) -> None:
    teacher.agree()
    teacher.send("/transcript")
    teacher.client.post(f"{teacher.one}/agreement", json=AGREED | {"export": ["transcript"]})

    answer = teacher.client.get(f"{teacher.one}/export?format={form}")

    assert answer.status_code == 200
    assert answer.content.startswith(begin)
    assert answer.headers["content-disposition"].endswith({"times": '.txt"'}.get(form, f'.{form}"'))
    assert teacher.send("/transcript?replace=yes", answer.content) == (200, {"lines": 1})
