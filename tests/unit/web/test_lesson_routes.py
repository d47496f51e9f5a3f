"""Lessons, notes, consent, talk and people over their routes, as docs/ROUTES.md gives them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.unit.web.conftest import HOST, NAME, Founded, client_of
from videoreflect.domain.note import MAX_TEXT
from videoreflect.services.erasing import erase_lesson, erase_recording
from videoreflect.services.exporting import KINDS
from videoreflect.services.sessions import cookie_name
from videoreflect.vault.signin import SignIn
from videoreflect.web.house import House

AGREED = {"basis": "public-task", "purposes": ["mentoring"], "until": "2099-12-31", "transcribe": True}


class Browser:
    """A signed-in browser at one lesson."""

    def __init__(self, client: TestClient, lesson: str) -> None:
        self.client, self.lesson = client, lesson

    def ask(self, method: str, path: str = "", body: object = None, status: int = 200) -> Any:
        answer = self.client.request(method, f"/vr/lessons/{self.lesson}{path}", json=body)
        assert answer.status_code == status, answer.text
        return None if status == 204 else answer.json()


@pytest.fixture
def teacher(own_house: House, founded: Founded) -> Iterator[Browser]:
    yield from _browser(own_house, founded.lesson, founded.reopened(own_house.vault))


@pytest.fixture
def mentor(own_house: House, founded: Founded) -> Iterator[Browser]:
    yield from _browser(own_house, founded.lesson, founded.reopened(own_house.vault, mentor=True))


def _browser(house: House, lesson: str, sign_in: SignIn) -> Iterator[Browser]:
    with client_of(house) as client:
        client.cookies.set(cookie_name(HOST), house.sessions.open(sign_in))
        yield Browser(client, lesson)


def shared(teacher: Browser, founded: Founded) -> None:
    teacher.ask("POST", "/agreement", AGREED | {"share_with": [founded.mentor]})
    teacher.ask("POST", "/share", {"person": founded.mentor, "until": None})


def test_a_request_stands_on_the_owners_list_until_it_is_answered(
    teacher: Browser, mentor: Browser, founded: Founded
) -> None:
    """Nobody has to open the consent page to learn that something waits there. Seen to fail without it in the index."""
    shared(teacher, founded)
    (card,) = teacher.client.get("/vr/lessons").json()["lessons"]
    assert (card["requests"], card["badge"]["words"]) == (0, "May be shared with Gwyn")

    asked = mentor.ask("POST", "/requests", {"principal": "pupil 7", "kind": "objected"})["request"]
    for browser, waiting in ((teacher, 1), (mentor, 0)):
        (card,) = browser.client.get("/vr/lessons").json()["lessons"]
        assert card["requests"] == waiting
    assert card["badge"]["words"] == "May be shared with you"

    teacher.ask("POST", f"/requests/{asked}", {"accept": False, "reason": "It was another lesson."})
    (card,) = teacher.client.get("/vr/lessons").json()["lessons"]
    assert card["requests"] == 0


def test_what_may_be_shared_stays_open_once_it_is_shared(teacher: Browser, founded: Founded) -> None:
    """The consent page must not tell that sharing is locked because there is nobody left to share with."""
    shared(teacher, founded)
    review = teacher.ask("GET")
    assert review["actions"]["share"]["allowed"] is True
    assert review["share_candidates"] == []


def test_the_review_opens_with_everything(teacher: Browser, founded: Founded) -> None:
    review = teacher.ask("GET")

    assert review["lesson"]["title"] == "Fractions with 6K"
    assert review["lesson"]["mine"] is True
    assert (review["lesson"]["width"], review["lesson"]["height"]) == (1280, 720)
    assert review["me"]["role"] == "teacher"
    assert review["me"]["mark"] == 1
    assert review["consent"]["badge"]["kind"] == "none"
    assert review["actions"]["share"]["allowed"] is False
    assert review["actions"]["share"]["remedies"]
    assert review["share_candidates"] == []
    assert review["transcription"] == {"state": "locked", "job": None, "done_ms": 0, "translated": False}
    assert review["drafts"] == {}
    assert review["media_url"] == teacher.ask("GET")["media_url"]
    assert teacher.client.get(review["media_url"], headers={"range": "bytes=0-9"}).status_code == 206
    assert teacher.client.get(review["poster_url"]).status_code == 200


def test_the_list_says_what_comes_next(teacher: Browser, founded: Founded) -> None:
    def card() -> dict[str, Any]:
        found: dict[str, Any] = teacher.client.get("/vr/lessons").json()["lessons"][0]
        return found

    assert card()["next_step"] == "consent"
    assert card()["owner_name"] == NAME
    teacher.ask("POST", "/agreement", AGREED | {"share_with": [founded.mentor]})
    assert card()["next_step"] == "reflect"
    teacher.ask("POST", "/notes", {"text": "Wait longer here.", "at_ms": 5000})
    assert (card()["next_step"], card()["note_count"]) == ("share", 1)
    teacher.ask("POST", "/share", {"person": founded.mentor})
    teacher.ask("POST", "/ready")
    assert card()["next_step"] == "wait"


def test_a_note_is_saved_changed_and_deleted(teacher: Browser) -> None:
    note = teacher.ask("POST", "/notes", {"text": " Wait longer. ", "at_ms": 9000, "to_ms": 4000, "talk": True})
    assert (note["text"], note["at_ms"], note["to_ms"]) == ("Wait longer.", 4000, 9000)
    assert (note["mine"], note["visibility"]) == (True, "private")

    changed = teacher.ask("PUT", f"/notes/{note['id']}", {"text": "Wait.", "at_ms": None, "to_ms": None})
    assert (changed["text"], changed["at_ms"], changed["id"]) == ("Wait.", None, note["id"])
    assert teacher.ask("GET", "/notes") == {"notes": [changed]}
    teacher.ask("DELETE", f"/notes/{note['id']}", status=204)
    assert teacher.ask("GET", "/notes") == {"notes": []}
    teacher.ask("DELETE", f"/notes/{note['id']}", status=404)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"text": ""},
        {"text": 5},
        {"text": "a", "at_ms": -1},
        {"text": "a", "at_ms": 1.5},
        {"text": "a", "at_ms": True},
        {"text": "a", "at_ms": 1 << 60},
        {"text": "a", "talk": "yes"},
        {"text": "a", "quote": ["b"]},
        {"text": "a" * (MAX_TEXT + 1)},
        [],
        "text",
    ],
)
def test_a_note_that_makes_no_sense_is_refused(teacher: Browser, body: object) -> None:
    told = teacher.ask("POST", "/notes", body, 400)["error"]

    assert told["code"] == "invalid-input"
    assert told["sentence"].endswith(".")


@pytest.mark.parametrize("raw", [b"{", b"\xff", b"[" * 100_000, b'{"text": NaN'])
def test_a_body_that_is_no_json_is_refused(teacher: Browser, raw: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = teacher.client.post(f"/vr/lessons/{teacher.lesson}/notes", content=raw, headers=headers)

    assert answer.status_code == 400


def test_a_form_of_another_page_is_refused_by_its_type(teacher: Browser) -> None:
    answer = teacher.client.post(f"/vr/lessons/{teacher.lesson}/notes", data={"text": "x"})

    assert answer.status_code == 400


@pytest.mark.parametrize("lesson", ["0" * 32, "x", "..", "0" * 31])
def test_a_lesson_that_is_not_there(teacher: Browser, lesson: str) -> None:
    teacher.lesson = lesson

    assert teacher.client.get(f"/vr/lessons/{lesson}").status_code in {401, 404}


def test_draft_and_place_come_back(teacher: Browser) -> None:
    teacher.ask("PUT", "/draft", {"content": {"writing": {"text": "half a thought"}}}, 204)
    teacher.ask("PUT", "/place", {"at_ms": 12_345}, 204)
    review = teacher.ask("GET")
    assert review["drafts"] == {"note": {"writing": {"text": "half a thought"}}}
    assert review["place_ms"] == 12_345

    teacher.ask("PUT", "/draft", {"content": None}, 204)
    assert teacher.ask("GET")["drafts"] == {}
    assert teacher.ask("PUT", "/draft", {"content": {"a": "b" * 4_100_000}}, 413)["error"]["sentence"]


def test_the_pulse_changes_with_what_is_shown(teacher: Browser) -> None:
    before = teacher.ask("GET", "/pulse")
    assert teacher.ask("GET", "/pulse") == before
    teacher.ask("PUT", "/details", {"title": "Halves"}, 204)
    after = teacher.ask("GET", "/pulse")

    assert after["revision"] != before["revision"]
    assert after["notes_revision"] == before["notes_revision"]
    assert teacher.ask("GET")["lesson"]["title"] == "Halves"


def test_agreement_withdrawal_and_objection_act_at_once(teacher: Browser, founded: Founded) -> None:
    agreed = teacher.ask("POST", "/agreement", AGREED | {"share_with": [founded.mentor], "export": ["transcript"]})
    assert agreed["share_with"] == [founded.mentor]
    assert agreed["export"] == ["transcript"]
    assert [one["id"] for one in teacher.ask("GET")["share_candidates"]] == [founded.mentor]
    assert teacher.client.get(f"/vr/lessons/{teacher.lesson}/export?format=vtt").text.startswith("WEBVTT")

    objected = teacher.ask("POST", "/objection", {"principal": "pupil 7", "note": ""})
    assert objected["blocked"] == ["pupil 7"]
    refused = teacher.ask("POST", "/share", {"person": founded.mentor}, 403)["error"]
    assert len(refused["reasons"]) == len(refused["remedies"]) == 1
    withdrawn = teacher.ask("POST", "/withdrawal", {})
    assert withdrawn["badge"]["kind"] == "withdrawn"
    kinds = [event["kind"] for event in teacher.ask("GET", "/register")["events"]]
    assert kinds == ["withdrawn", "objected", "given"]


@pytest.mark.parametrize(
    "change",
    [
        {"basis": "because"},
        {"purposes": ["fun"]},
        {"until": "tomorrow"},
        {"until": "2001-01-01"},
        {"purposes": []},
        {"share_with": ["x"]},
        {"export": ["everything"]},
        {"export": True},
    ],
)
def test_an_agreement_that_makes_no_sense_is_refused(teacher: Browser, change: dict[str, object]) -> None:
    teacher.ask("POST", "/agreement", AGREED | change, 400)


def test_copying_out_needs_a_record(teacher: Browser) -> None:
    assert teacher.client.get(f"/vr/lessons/{teacher.lesson}/export?format=vtt").status_code == 403
    teacher.ask("POST", "/agreement", AGREED | {"export": ["notes"]})
    assert teacher.client.get(f"/vr/lessons/{teacher.lesson}/export?format=vtt").status_code == 403
    answer = teacher.client.get(f"/vr/lessons/{teacher.lesson}/export?format=csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="lesson.csv"'
    assert teacher.client.get(f"/vr/lessons/{teacher.lesson}/export?format=exe").status_code == 400


def test_why_not_shared_names_what_stands_in_the_way(teacher: Browser, founded: Founded) -> None:
    """Of somebody for whom it was recorded, not that it was not recorded for them."""
    teacher.ask("POST", "/agreement", AGREED | {"share_with": [founded.mentor]})
    teacher.ask("POST", "/objection", {"principal": "pupil 7", "note": ""})
    share = teacher.ask("GET")["actions"]["share"]
    assert share["reasons"] == ["The objection of pupil 7 stands."]


@pytest.mark.parametrize("form", KINDS)
def test_each_kind_of_copy_is_recorded_by_itself(teacher: Browser, form: str) -> None:
    """One kind among the uses opens that one; the page is told the same."""
    kind = KINDS[form]
    teacher.ask("POST", "/agreement", AGREED | {"export": [kind]})
    told = teacher.ask("GET", "/copies")["kinds"]
    assert [one for one in told if told[one]["allowed"]] == [kind]
    assert "copy out" not in "".join(told[kind]["reasons"])
    for other in KINDS:
        status = teacher.client.get(f"/vr/lessons/{teacher.lesson}/export?format={other}").status_code
        assert (status == 403) == (KINDS[other] != kind or kind == "talk"), other  # nobody said “ready”


def test_a_copied_clip_is_the_clip(teacher: Browser) -> None:
    teacher.ask("POST", "/agreement", AGREED | {"export": ["clip"]})
    copied = teacher.client.get(f"/vr/lessons/{teacher.lesson}/export?format=mp4")
    assert copied.headers["content-disposition"] == 'attachment; filename="lesson.mp4"'
    assert copied.headers["content-type"] == "video/mp4"
    assert copied.content == teacher.client.get(teacher.ask("GET")["media_url"]).content


def test_both_ready_opens_notes_and_the_talk(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    mentor.ask("GET", status=403)
    assert teacher.ask("POST", "/ready", status=403)
    shared(teacher, founded)
    teacher.ask("POST", "/notes", {"text": "Too fast.", "at_ms": 5000, "talk": True})
    mentor.ask("POST", "/notes", {"text": "Nobody answered.", "at_ms": 6000})
    assert teacher.ask("GET", "/dialogue")["open"] is False

    readiness = teacher.ask("POST", "/ready")
    assert readiness["may_say"] is False
    assert readiness["others"] == [{"person": founded.mentor, "ready_ms": None, "revealed": False}]
    assert teacher.ask("GET", "/notes")["notes"][0]["visibility"] == "waiting"
    assert len(mentor.ask("GET", "/notes")["notes"]) == 1
    mentor.ask("POST", "/ready")
    assert {note["visibility"] for note in teacher.ask("GET", "/notes")["notes"]} == {"open"}

    talk = teacher.ask("GET", "/dialogue")
    assert talk["open"] is True
    assert len(talk["moments"][0]["notes"]) == 2
    moment = talk["moments"][0]["moment"]
    told = teacher.ask("POST", "/dialogue/said", {"moment": moment, "text": "Count \u202eto \x00five.\u200b"})
    assert [one["text"] for one in told["moments"][0]["said"]] == ["Count to five."]
    teacher.ask("POST", "/dialogue/actions", {"text": "\u200d", "person": founded.mentor, "by": ""}, status=400)
    talk = mentor.ask("POST", "/dialogue/actions", {"text": "Wait", "person": founded.sign_in.person, "by": ""})
    mentor.ask("POST", "/dialogue/confirm", {"record": talk["record"]})
    standing = teacher.ask("POST", "/dialogue/confirm", {"record": talk["record"]})
    assert standing["standing"] is True
    after = mentor.ask("DELETE", f"/dialogue/actions/{talk['actions'][0]['action']}")
    assert (after["standing"], after["actions"]) == (False, [])


def test_people_and_who_may_add_them(teacher: Browser, mentor: Browser, founded: Founded) -> None:
    people = teacher.client.get("/vr/people").json()
    assert [one["role"] for one in people["people"]] == ["teacher", "mentor"]
    assert [one["mark"] for one in people["people"]] == [1, 2]
    assert people["may_add"] is True
    assert mentor.client.get("/vr/people").json()["may_add"] is False

    body = {"name": "Ana Lind", "passphrase": "seven small brown owls"}
    assert mentor.client.post("/vr/people", json=body).status_code == 403
    added = teacher.client.post("/vr/people", json=body).json()
    assert len(added["recovery_code"].split("-")) == 7
    assert added["person"] in {one["id"] for one in teacher.client.get("/vr/people").json()["people"]}
    assert teacher.client.post("/vr/people", json=body).status_code == 400


def test_a_transcript_that_is_not_there_yet_is_empty(teacher: Browser) -> None:
    empty = {"lines": [], "speech": [], "waits": [], "language": "", "detected": False, "complete": False}

    assert teacher.ask("GET", "/transcript") == empty
    teacher.ask("POST", "/transcription", {}, 403)
    teacher.ask("DELETE", "/transcription", status=404)


def test_jobs_and_what_cannot_be_added(teacher: Browser) -> None:
    assert teacher.client.get("/vr/jobs").json() == {"jobs": []}
    assert teacher.client.delete(f"/vr/jobs/{'0' * 32}").status_code == 404
    for body in ({"title": "x"}, {"title": "", "paths": ["/nowhere.mp4"]}, {"title": "x", "uploads": ["0" * 31]}):
        assert teacher.client.post("/vr/lessons", json=body).status_code == 400


def test_about_says_where_things_are(teacher: Browser, own_house: House) -> None:
    about = teacher.client.get("/vr/about").json()

    assert about["vault"] == str(own_house.vault)
    assert about["lessons"] == 1
    assert about["vault_bytes"] > 1_000_000
    assert about["lock_after_ms"] == 600_000


def test_a_bug_shows_no_traceback_and_logs_no_text(
    teacher: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("what Kofi said")

    monkeypatch.setattr("videoreflect.web.note_routes.notes.list_notes", broken)
    told = teacher.ask("GET", "/notes", status=500)

    assert told["error"]["code"] == "internal"
    assert "Kofi" not in str(told) + caplog.text
    assert "RuntimeError" in caplog.text


def test_an_erased_recording_leaves_a_lesson_that_opens(teacher: Browser, own_house: House, founded: Founded) -> None:
    """The page gets no address of a clip, an empty waveform, and the word that it was erased; notes go on."""
    note = teacher.ask("POST", "/notes", {"text": "Wait longer here", "at_ms": 1000})
    sign_in = founded.reopened(own_house.vault)
    address = teacher.ask("GET")["media_url"]
    erase_recording(sign_in, teacher.lesson)

    review = teacher.ask("GET")
    assert (review["media_url"], review["poster_url"]) == ("", "")
    assert (review["lesson"]["recording_erased"], review["lesson"]["duration_ms"]) == (True, 60_000)
    assert review["transcription"]["state"] == "no-sound"
    assert [one["id"] for one in teacher.ask("GET", "/notes")["notes"]] == [note["id"]]
    waveform = teacher.client.get(f"/vr/lessons/{teacher.lesson}/waveform")
    assert (waveform.status_code, waveform.content) == (200, b"")
    assert teacher.client.get(address).status_code == 404
    (card,) = teacher.client.get("/vr/lessons").json()["lessons"]
    assert (card["recording_erased"], card["has_picture"], card["damaged"]) == (True, False, "")


def test_an_erased_lesson_is_told_with_a_sentence(teacher: Browser, own_house: House, founded: Founded) -> None:
    """To whoever has it open: every route says “not found” and why, and the list goes on without it."""
    erase_lesson(founded.reopened(own_house.vault), teacher.lesson)

    for method, path in (("GET", ""), ("GET", "/pulse"), ("GET", "/notes"), ("POST", "/notes")):
        answer = teacher.ask(method, path, {"text": "too late"} if method == "POST" else None, status=404)
        assert answer["error"]["code"] == "erased"
        assert "was erased" in answer["error"]["sentence"]
    assert teacher.client.get("/vr/lessons").json()["lessons"] == []
