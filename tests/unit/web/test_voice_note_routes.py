"""Voice notes over their routes, as docs/ROUTES.md gives them: bytes in, sound out to whom the note is open, words.

Seen to fail: with the look whether a note is open left out of ``voice_of``; with neither ``on_lock`` nor the permit in
``renew`` of the hearing (it goes on behind a lock); with ``microphone=(self)`` on every page.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.unit.voice_samples import recorded, saying
from tests.unit.web.conftest import Browser, Founded
from videoreflect.domain.voice_note import MOST_BYTES
from videoreflect.jobs.queue import JobQueue
from videoreflect.services import voice_words

BYTES = {"content-type": "application/octet-stream"}
AGREED = {"basis": "public-task", "purposes": ["mentoring"], "until": "2099-12-31", "transcribe": False}


@pytest.fixture
def at(founded: Founded, teacher: Browser) -> str:
    """Return the address of a shared lesson whose words may not be written down."""
    teacher.ask("POST", f"lessons/{founded.lesson}/agreement", AGREED | {"share_with": [founded.mentor]})
    teacher.ask("POST", f"lessons/{founded.lesson}/share", {"person": founded.mentor, "until": None})
    return f"lessons/{founded.lesson}"


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> Iterator[JobQueue]:
    made = JobQueue()
    monkeypatch.setattr(voice_words, "_QUEUE", made)
    yield made
    made.close()


def send(page: Browser, at: str, raw: bytes, kind: dict[str, str] = BYTES) -> tuple[int, Any]:
    answer = page.client.post(f"/vr/{at}/voice-notes", content=raw, headers=kind)
    return answer.status_code, answer.json()


def save(page: Browser, at: str, **said: Any) -> Any:
    return page.ask("POST", f"{at}/notes", {"at_ms": 5, "to_ms": None, "text": "", "quote": "", **said})


def test_a_voice_is_kept_named_by_a_note_and_heard_whole_or_in_part(teacher: Browser, at: str) -> None:
    status, kept = send(teacher, at, recorded())
    assert (status, 1_400 < kept["voice_ms"] < 1_600) == (200, True)
    note = save(teacher, at, **kept | {"voice_ms": 179_000})
    assert (note["voice"], note["voice_ms"], note["text"]) == (kept["voice"], kept["voice_ms"], "")

    whole = teacher.client.get(f"/vr/{at}/voice-notes/{kept['voice']}")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "audio/webm")
    assert whole.headers["cache-control"] == "no-store"
    part = teacher.client.get(f"/vr/{at}/voice-notes/{kept['voice']}", headers={"range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    beyond = teacher.client.get(f"/vr/{at}/voice-notes/{kept['voice']}", headers={"range": "bytes=9999999-"})
    assert beyond.status_code == 416


def test_only_to_whom_the_note_is_open(teacher: Browser, mentor: Browser, at: str) -> None:
    _, kept = send(teacher, at, recorded())
    address = f"/vr/{at}/voice-notes/{kept['voice']}"
    note = save(teacher, at, **kept)
    assert mentor.client.get(address).status_code == 404

    teacher.ask("POST", f"{at}/ready", {})
    assert mentor.client.get(address).status_code == 404
    mentor.ask("POST", f"{at}/ready", {})
    assert mentor.client.get(address).content == teacher.client.get(address).content

    teacher.ask("DELETE", f"{at}/notes/{note['id']}")
    assert [page.client.get(address).status_code for page in (teacher, mentor)] == [404, 404]


def test_wrong_bytes_get_a_sentence_and_nothing_is_kept(teacher: Browser, at: str) -> None:
    for raw, status in ((b"", 400), (b"RIFF" + bytes(300), 422), (bytes(MOST_BYTES), 422)):
        found, told = send(teacher, at, raw)
        assert (found, told["error"]["sentence"][-1]) == (status, "."), told
    assert teacher.client.post(f"/vr/{at}/voice-notes", content=bytes(MOST_BYTES + 1), headers=BYTES).status_code == 413
    assert send(teacher, at, recorded(), {"content-type": "audio/webm"})[0] == 400
    assert send(teacher, at, recorded(), {"content-type": "application/json"})[0] == 400


def test_what_is_being_said_is_kept_and_becomes_the_sound_of_the_draft(
    teacher: Browser, mentor: Browser, at: str
) -> None:
    raw, one = recorded(), f"{at}/speaking/{'1' * 32}"

    def piece(begins: object, sound: bytes) -> tuple[int, Any]:
        answer = teacher.client.put(f"/vr/{one}?from={begins}", content=sound, headers=BYTES)
        return answer.status_code, answer.json()

    assert piece(0, raw[:2_000]) == (200, {"kept": 2_000})
    assert piece(5_000, raw[5_000:]) == (200, {"kept": 2_000})
    assert piece(2_000, raw[2_000:]) == (200, {"kept": len(raw)})
    assert [piece(wrong, b"x")[0] for wrong in ("", "-1", "1e3", "9" * 40)] == [400] * 4
    assert teacher.client.put(f"/vr/{one}?from=0", content=bytes(MOST_BYTES + 1), headers=BYTES).status_code == 413
    assert teacher.client.get(f"/vr/{one}").status_code in {404, 405}  # nobody reads the pieces themselves

    assert teacher.ask("POST", one, {}, status=409)["error"]["code"] == "still-speaking"
    mentor.ask("POST", one, {"now": True}, status=404)
    kept = teacher.ask("POST", one, {"now": True})
    assert kept == send(teacher, at, raw)[1]
    draft = {"content": {"writing": {"speaking": "1" * 32}}, "window": "2" * 32}
    teacher.ask("PUT", f"{at}/draft", draft)
    teacher.ask("PUT", f"{at}/draft", draft | {"content": {"writing": kept | {"speaking": ""}}})
    teacher.ask("POST", one, {"now": True}, status=404)

    teacher.client.cookies.clear()
    assert piece(0, raw)[0] == 401


def test_nobody_signed_in_sends_or_hears(teacher: Browser, at: str) -> None:
    _, kept = send(teacher, at, recorded())
    teacher.client.cookies.clear()

    assert send(teacher, at, recorded())[0] == 401
    assert teacher.client.get(f"/vr/{at}/voice-notes/{kept['voice']}").status_code == 401


def test_one_that_is_not_wanted_is_deleted(teacher: Browser, at: str) -> None:
    _, kept = send(teacher, at, recorded())
    teacher.ask("DELETE", f"{at}/voice-notes/{kept['voice']}")

    assert teacher.client.get(f"/vr/{at}/voice-notes/{kept['voice']}").status_code == 404
    teacher.ask("DELETE", f"{at}/voice-notes/{kept['voice']}")


def heard(page: Browser, at: str, voice: str) -> Any:
    """Ask until the words are there or the work has failed."""
    for _ in range(600):
        told = page.ask("GET", f"{at}/voice-notes/{voice}/words")
        if told["state"] in {"done", "failed", "stopped"}:
            return told
        time.sleep(0.2)
    raise AssertionError(told)


def test_its_words_are_written_down_on_this_device_though_the_lesson_may_not_be_transcribed(
    teacher: Browser, at: str
) -> None:
    assert not teacher.ask("GET", at)["actions"]["transcribe"]["allowed"]
    _, kept = send(teacher, at, saying())

    begun = teacher.ask("POST", f"{at}/voice-notes/{kept['voice']}/words", {})
    told = heard(teacher, at, kept["voice"])

    assert begun["state"] in {"waiting", "running"}
    assert told["state"] == "done", told
    assert len(told["text"].split()) > 8
    assert teacher.ask("GET", f"{at}/notes")["notes"] == []


def test_without_a_model_the_sentence_says_what_is_missing(
    teacher: Browser, at: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("VIDEOREFLECT_MODELS", str(tmp_path))
    monkeypatch.setattr("videoreflect.speech.store.in_packages", lambda _: None, raising=False)
    monkeypatch.setattr("videoreflect.services.speech_model.in_packages", lambda _: None)
    _, kept = send(teacher, at, recorded())

    told = teacher.ask("POST", f"{at}/voice-notes/{kept['voice']}/words", {}, status=409)

    assert told["error"]["code"] == "model-missing"
    save(teacher, at, **kept)


def test_a_lock_ends_the_hearing_and_forgets_the_words(teacher: Browser, at: str, words: JobQueue) -> None:
    _, kept = send(teacher, at, saying())
    teacher.ask("POST", f"{at}/voice-notes/{kept['voice']}/words", {})
    (active,) = teacher.house.sessions.active()

    active.end()

    for _ in range(200):
        if all(job.state in {"stopped", "failed", "done"} for job in words.jobs()):
            break
        time.sleep(0.1)
    assert [job.state for job in words.jobs()] == ["stopped"]
    assert not any(one.active is active for one in voice_words._HEARINGS.values())


def test_words_of_somebody_elses_private_voice_are_not_to_be_had(teacher: Browser, mentor: Browser, at: str) -> None:
    _, kept = send(teacher, at, recorded())

    mentor.ask("POST", f"{at}/voice-notes/{kept['voice']}/words", {}, status=404)
    mentor.ask("GET", f"{at}/voice-notes/{kept['voice']}/words", status=404)


def test_only_the_page_of_a_lesson_may_ask_for_the_microphone(teacher: Browser) -> None:
    app = teacher.client.get("/review").headers["permissions-policy"]
    sign_in = teacher.client.get("/vr/sign-in").headers["permissions-policy"]

    assert "microphone=(self)" in app
    assert "microphone=()" in sign_in
    assert all("camera=()" in one for one in (app, sign_in))
