"""Taking notes in over its routes: bytes, looked at first, taken in, undone; and every form copied out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.web.conftest import HOST, Founded, client_of
from tests.unit.web.test_import_routes import Sender
from tests.unit.web.test_lesson_routes import AGREED
from videoreflect.formats.notes_reading import MOST_BYTES
from videoreflect.services.sessions import cookie_name
from videoreflect.web.doors import TRANSCRIPT_LIMIT, most_bytes
from videoreflect.web.house import House

FILE = b"time;note;user\n1;Hm;Gwyn Parry\n2;<b>So</b>;\n99;Late;\n"
ELAN = (
    b'<ANNOTATION_DOCUMENT><TIME_ORDER><TIME_SLOT TIME_SLOT_ID="a" TIME_VALUE="0"/>'
    b'<TIME_SLOT TIME_SLOT_ID="b" TIME_VALUE="900"/></TIME_ORDER>'
    + b"".join(
        b'<TIER TIER_ID="%s" LINGUISTIC_TYPE_REF="t"><ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="x%s" '
        b'TIME_SLOT_REF1="a" TIME_SLOT_REF2="b"><ANNOTATION_VALUE>Hm</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION>'
        b"</ANNOTATION></TIER>" % (name, name)
        for name in (b"A", b"B")
    )
    + b"</ANNOTATION_DOCUMENT>"
)


@pytest.fixture
def teacher(own_house: House, founded: Founded) -> Iterator[Sender]:
    with client_of(own_house) as client:
        client.cookies.set(cookie_name(HOST), own_house.sessions.open(founded.reopened(own_house.vault)))
        yield Sender(client, founded.lesson)


def notes(teacher: Sender) -> list[dict[str, object]]:
    found: list[dict[str, object]] = teacher.client.get(f"{teacher.one}/notes").json()["notes"]
    return found


def test_a_file_is_looked_at_taken_in_and_undone(teacher: Sender) -> None:
    before = notes(teacher)
    status, found = teacher.send("/notes/preview", FILE)
    assert (status, found["form"], found["form_words"], found["notes"]) == (200, "table", "Table (CSV)", 3)
    assert (found["start_ms"], found["end_ms"], found["clamped"], found["here"]) == (1_000, 60_000, 1, 0)
    assert {"name": "Gwyn Parry", "notes": 1} in found["names"]
    first, *_ = found["beginning"]
    assert first == {"at_ms": 1_000, "to_ms": None, "text": "Hm", "from": "Gwyn Parry", "codes": []}
    assert notes(teacher) == before

    status, taken = teacher.send("/notes/import", FILE)
    assert (status, len(taken["notes"])) == (200, 3)
    mine = {note["text"]: note for note in notes(teacher) if note["id"] in taken["notes"]}
    assert (mine["Hm"]["origin"], mine["Hm"]["visibility"], mine["Hm"]["mine"]) == ("Gwyn Parry", "private", True)
    assert mine["Late"]["at_ms"] == 60_000
    assert teacher.send("/notes/import", FILE)[0] == 400

    undone = teacher.client.post(f"{teacher.one}/notes/import/undo", json=taken)
    assert (undone.status_code, undone.json()) == (200, {"notes": 3})
    assert notes(teacher) == before


def test_tiers_are_chosen_by_their_places(teacher: Sender) -> None:
    tiers = [{"name": "A", "notes": 1}, {"name": "B", "notes": 1}]
    assert teacher.send("/notes/preview", ELAN)[1]["tiers"] == tiers
    assert teacher.send("/notes/preview?tiers=1", ELAN)[1]["names"] == [{"name": "B", "notes": 1}]
    assert teacher.send("/notes/preview?tiers=", ELAN)[1]["notes"] == 0
    assert len(teacher.send("/notes/import?tiers=0", ELAN)[1]["notes"]) == 1
    for wrong in ("x", "-1", "1" * 9, "1;2"):
        assert teacher.send(f"/notes/preview?tiers={wrong}", ELAN)[0] == 400


def test_what_holds_no_notes_is_told_in_a_sentence(teacher: Sender) -> None:
    for content in (b"", b"Dear all", b"PK\x03\x04", b"<!DOCTYPE a><a/>", b"\xff\xfe\x00"):
        for path in ("/notes/preview", "/notes/import"):
            status, told = teacher.send(path, content)
            assert (status, told["error"]["code"]) == (400, "invalid-input")
    assert teacher.send("/notes/import", FILE, "multipart/form-data")[0] == 400


def test_only_ids_are_undone(teacher: Sender) -> None:
    for wrong in ({}, {"notes": "x"}, {"notes": [7]}, {"notes": ["../x"]}, {"notes": ["0" * 32] * 5_001}):
        assert teacher.client.post(f"{teacher.one}/notes/import/undo", json=wrong).status_code == 400


def test_nobody_sends_without_having_signed_in(own_house: House, founded: Founded) -> None:
    with client_of(own_house) as client:
        for path in ("/notes/preview", "/notes/import"):
            assert Sender(client, founded.lesson).send(path, FILE)[0] == 401


def test_a_longer_body_is_not_taken(teacher: Sender) -> None:
    for path in ("/notes/preview", "/notes/import"):
        assert most_bytes(f"{teacher.one}{path}") == TRANSCRIPT_LIMIT == MOST_BYTES
    assert most_bytes(f"{teacher.one}/notes/import/undo") < MOST_BYTES
    assert teacher.send("/notes/import", b"x" * (MOST_BYTES + 1))[0] == 413


@pytest.mark.parametrize(
    ("form", "begin", "ending"),
    [
        ("csv", b'\xef\xbb\xbf"author"', "csv"),
        ("annotations", b'{\n "@context"', "json"),
        ("vtt-notes", b"WEBVTT videoreflect notes", "vtt"),
        ("eaf-notes", b"<?xml", "eaf"),
    ],
)
def test_every_form_is_copied_out_if_that_was_agreed(teacher: Sender, form: str, begin: bytes, ending: str) -> None:
    assert teacher.client.get(f"{teacher.one}/export?format={form}").status_code == 403
    teacher.client.post(f"{teacher.one}/agreement", json=AGREED | {"export": ["transcript"]})
    assert teacher.client.get(f"{teacher.one}/export?format={form}").status_code == 403
    teacher.client.post(f"{teacher.one}/agreement", json=AGREED | {"export": ["notes"]})
    teacher.send("/notes/import", FILE)

    answer = teacher.client.get(f"{teacher.one}/export?format={form}")

    assert answer.status_code == 200
    assert answer.content.startswith(begin)
    assert answer.headers["content-disposition"].endswith(f'.{ending}"')
    assert teacher.send("/notes/preview", answer.content)[1]["here"] == len(notes(teacher))
