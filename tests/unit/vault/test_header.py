"""``header.json``: whatever is not exactly a signed header is refused with a typed error."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.vault.attacker import edited_body, public_keys, sign_raw
from tests.unit.vault.school import ANNA, MARK, School, add_small_lesson, agreement
from videoreflect.errors import (
    FormatError,
    IntegrityError,
    NotAllowed,
    OlderCopy,
    UnsupportedVersion,
    VideoReflectError,
)
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sharing import share
from videoreflect.vault import log
from videoreflect.vault.database import opened
from videoreflect.vault.grants import write_grant
from videoreflect.vault.header import MAX_MEMBERS, key_check, read_header
from videoreflect.vault.log import Statement
from videoreflect.vault.strict_json import compact, to_text

pytest_plugins = ["tests.unit.vault.school_fixtures"]

Change = Callable[[dict[str, Any]], None]


def opens(school: School, name: str = ANNA) -> None:
    """Open the lesson after a fresh sign-in."""
    school.sign_in(name).capsule(school.lesson)


def owner_writes(school: School, change: Change) -> None:
    """Change the header body as Anna's own software could, properly signed, one serial on."""
    anna = school.sign_in(ANNA)

    def next_serial(body: dict[str, Any]) -> None:
        body["serial"] += 1
        change(body)

    edited_body(school.capsule(), anna.identity.signer, anna.person, next_serial)


def test_every_changed_byte_of_the_header_file_is_refused(school: School) -> None:
    """Each 7th byte of the file, one after the other: a typed error, never another lesson."""
    path = school.capsule() / "header.json"
    raw, anna = path.read_bytes(), school.sign_in(ANNA)
    for place in range(0, len(raw), 7):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
        with pytest.raises((FormatError, IntegrityError)):
            anna.capsule(school.lesson)
        anna.forget_keys()
    path.write_bytes(raw)
    opens(school)


MALFORMED: dict[str, Change] = {
    "an unknown key": lambda body: body.update(more=1),
    "a missing key": lambda body: body.pop("erase_after"),
    "another KEM": lambda body: body["suites"].update(kem=32),
    "another signature": lambda body: body["suites"].update(signature="none"),
    "an unknown kind": lambda body: body.update(kind="notebook"),
    "epoch 0": lambda body: body.update(epoch=0),
    "serial as text": lambda body: body.update(serial="5"),
    "another records file": lambda body: body.update(records="../../records.1.db"),
    "no members": lambda body: body.update(members=[]),
    "too many members": lambda body: body.update(members=body["members"] * (MAX_MEMBERS + 1)),
    "no owners": lambda body: body.update(owners=[]),
    "an owner that is a path": lambda body: body.update(owners=["../x"]),
    "an unknown role": lambda body: body["members"][0].update(role="admin"),
    "a date as text": lambda body: body["members"][0].update(until="2027"),
    "key check as number": lambda body: body.update(key_check=5),
    "nested too deep": lambda body: body.update(erase_after=json.loads("[" * 20 + "]" * 20)),
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_header_is_refused_even_if_its_owner_signed_it(school: School, change: Change) -> None:
    """Unknown keys, suites, kinds and types: FormatError before any key is used."""
    owner_writes(school, change)
    with pytest.raises(FormatError):
        opens(school)


@pytest.mark.parametrize("format_version", [2, 1000])
def test_a_newer_header_is_refused_and_never_written_to(school: School, format_version: int) -> None:
    """Whatever else is in it; the version is bound into every signed header (F35)."""
    owner_writes(school, lambda body: body.update(format=format_version, more={"x": 1}))
    before = {path: path.read_bytes() for path in school.capsule().rglob("*.*") if path.is_file()}
    with pytest.raises(UnsupportedVersion):
        opens(school)
    assert all(path.read_bytes() == raw for path, raw in before.items())


RAW_FILES = {
    "empty": b"",
    "a list": b"[]",
    "other keys": b'{"signed":"{}","signatures":[],"more":1}',
    "signed is an object": b'{"signed":{},"signatures":[]}',
    "a key twice": b'{"signed":"{}","signed":"{}","signatures":[]}',
    "half a surrogate pair": b'{"signed":"{\\"a\\":\\"\\ud800\\"}","signatures":[]}',
    "signatures are text": b'{"signed":"{}","signatures":"x"}',
    "a thousand signatures": compact({"signed": "{}", "signatures": [{"person": "0" * 32, "ed25519": ""}] * 1000}),
    "deep": b"[" * (2 << 20),
    "too large": b" " * ((2 << 20) + 1),
}


@pytest.mark.parametrize("raw", RAW_FILES.values(), ids=RAW_FILES)
def test_rubbish_in_place_of_a_header_is_a_typed_error(school: School, raw: bytes) -> None:
    """Duplicate keys, huge, deep, the wrong types."""
    (school.capsule() / "header.json").write_bytes(raw)
    with pytest.raises(VideoReflectError):
        opens(school)


def test_without_a_signature_of_the_pinned_owner_it_is_refused(school: School) -> None:
    """No signature, Mark's, Anna's over something else, Anna's under another label."""
    path = school.capsule() / "header.json"
    outer = json.loads(path.read_text())
    anna, mark = school.sign_in(ANNA).identity, school.sign_in(MARK).identity
    signed = outer["signed"].encode()
    for person, signature in [
        (mark.person, mark.signer.sign("header", signed)),
        (anna.person, mark.signer.sign("header", signed)),
        (anna.person, anna.signer.sign("header", signed + b" ")),
        (anna.person, anna.signer.sign("log/head", signed)),
    ]:
        outer["signatures"] = [{"person": person, "ed25519": to_text(signature)}]
        path.write_text(json.dumps(outer))
        with pytest.raises(IntegrityError):
            opens(school)
    path.write_text(json.dumps(outer | {"signatures": []}))
    with pytest.raises(IntegrityError):
        opens(school)


def test_one_good_signature_among_others_is_enough(school: School) -> None:
    """As FORMAT 5.1 says of several owners."""
    path = school.capsule() / "header.json"
    outer = json.loads(path.read_text())
    foreign = {"person": school.people[MARK], "ed25519": to_text(bytes(64))}
    path.write_text(json.dumps(outer | {"signatures": [foreign, *outer["signatures"]]}))
    opens(school)


def test_an_older_serial_and_the_same_serial_with_another_text_are_refused(school: School) -> None:
    """Serial and hash may not be behind what this person saw."""
    path = school.capsule() / "header.json"
    before = path.read_bytes()
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], anna.now_ms() + 1_000_000)
    newest = path.read_bytes()
    path.write_bytes(before)
    with pytest.raises(OlderCopy):
        opens(school)
    path.write_bytes(newest)
    edited_body(school.capsule(), anna.identity.signer, anna.person, lambda body: body.update(erase_after=1 << 50))
    with pytest.raises(OlderCopy):
        opens(school)


def test_a_header_written_by_other_software_is_accepted_and_followed(school: School) -> None:
    """Other white space and order of keys are the owner's choice; hashes are of the bytes as signed.

    Failed at first: the hash was computed from our own way of writing, and the lesson was taken for
    an older copy at the second opening.
    """
    anna = school.sign_in(ANNA)
    body = json.loads(read_header(school.capsule() / "header.json").signed)
    body["serial"] += 1
    spaced = json.dumps(dict(reversed(body.items())), indent=1).encode()
    sign_raw(school.capsule(), spaced, anna.identity.signer, anna.person)
    opens(school)
    opens(school)
    anna = school.sign_in(ANNA)
    share(anna, school.lesson, school.people[MARK], anna.now_ms() + 1_000_000)
    assert anna.capsule(school.lesson).header.previous == hashlib.sha256(spaced).hexdigest()


def test_another_capsules_header_is_refused(school: School) -> None:
    """The directory's header in the lesson's folder names another capsule; another vault's, another vault."""
    path = school.capsule() / "header.json"
    path.write_bytes((school.directory() / "header.json").read_bytes())
    with pytest.raises(IntegrityError):
        opens(school)


def test_a_lesson_cannot_take_the_place_of_the_directory(school: School) -> None:
    """The kind is in the signed header."""
    owner_writes(school, lambda body: body.update(kind="directory"))
    with pytest.raises((IntegrityError, NotAllowed)):
        opens(school)


def test_grants_sealed_anew_under_another_key_are_refused(school: School) -> None:
    """An outsider seals a key of his own to everybody: the key check of the signed header does not fit.

    Also where nobody has seen the lesson yet, with a new and empty records file under that key; broken on
    purpose (key check left out) Mark would open it, and write his notes for the outsider to read.
    """
    anna = school.sign_in(ANNA)
    unseen = add_small_lesson(anna, "Not seen by Mark yet")
    record_agreement(anna, unseen, agreement(school.people[MARK], now_ms=anna.now_ms()))
    share(anna, unseen, school.people[MARK])
    path = anna.folder.capsule(unseen)
    header = read_header(path / "header.json").header
    for person, x_wing in public_keys(school.path / "people").items():
        write_grant(path, header, bytes(32), person, x_wing)
    (path / header.records).unlink()
    with opened(path / header.records, bytes(32), log.SCHEMA, log.VERSION, create=True):
        pass
    for name in (ANNA, MARK):
        with pytest.raises(IntegrityError):
            school.sign_in(name).capsule(unseen)


def test_a_records_file_under_another_key_is_refused(school: School) -> None:
    """Made anew by somebody without the key: not this lesson's."""
    records = school.capsule() / "records.1.db"
    records.unlink()
    with opened(records, bytes(32), log.SCHEMA, log.VERSION, create=True):
        pass
    with pytest.raises(IntegrityError):
        opens(school)


@pytest.mark.parametrize("size", [0, 1, 4095, 4096])
def test_an_emptied_or_cut_records_file_is_refused_and_not_refilled(school: School, size: int) -> None:
    """Failed at first for an empty one: tables were made in it."""
    records = school.capsule() / "records.1.db"
    records.write_bytes(records.read_bytes()[:size])
    with pytest.raises(IntegrityError):
        opens(school)
    assert records.stat().st_size == size


def test_the_key_check_does_not_give_the_key_away() -> None:
    """It differs with capsule and epoch, and is not the key."""
    key = bytes(range(32))
    checks = {key_check(key, "a" * 32, 1), key_check(key, "a" * 32, 2), key_check(key, "b" * 32, 1), key.hex()}

    assert len(checks) == 4


def test_a_grant_changed_in_any_region_is_refused(school: School) -> None:
    """Magic, ML-KEM part, X25519 part, ciphertext, tag, length; and somebody else's grant file."""
    grants = school.capsule() / "grants"
    mine, marks = grants / f"{school.people[ANNA]}.1", grants / f"{school.people[MARK]}.1"
    raw, anna = mine.read_bytes(), school.sign_in(ANNA)
    assert len(raw) == 1176
    places = [0, 7, 8, 500, 1095, 1096, 1127, 1128, 1159, 1160, 1175]
    bad = [raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :] for place in places]
    for content in [*bad, b"", raw[:-1], raw + b"\0", raw[:8], marks.read_bytes()]:
        mine.write_bytes(content)
        with pytest.raises(VideoReflectError):
            anna.capsule(school.lesson)
        anna.forget_keys()
    mine.unlink()
    with pytest.raises(NotAllowed):
        anna.capsule(school.lesson)


def test_nobody_but_an_owner_changes_a_header(school: School) -> None:
    """Our own program refuses before anything is written."""
    mark = school.sign_in(MARK)
    before = (school.capsule() / "header.json").read_bytes()
    with pytest.raises(NotAllowed):
        mark.capsule(school.lesson).replace_header(erase_after_ms=None)
    assert (school.capsule() / "header.json").read_bytes() == before


def test_what_is_saved_after_a_change_of_the_header_is_in_the_newest_file(school: School) -> None:
    """Serial numbers grow by one at each change, and writing goes on."""
    anna = school.sign_in(ANNA)
    serial = anna.capsule(school.lesson).header.serial
    anna.capsule(school.lesson).replace_header()
    say_ready(anna, school.lesson)
    save_note(anna, school.lesson, NoteText("after", 1))
    anna.capsule(school.lesson).append([Statement("ready", {})])

    assert school.sign_in(ANNA).capsule(school.lesson).header.serial == serial + 1
