"""docs/FORMAT.md is enough: a reader written from it alone opens what the program wrote, and refuses the rest."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.independent.contents import Contents, Tables, learned
from tests.independent.headers import Expected, Header, capsule_key, check_header, check_key, read_header
from tests.independent.identities import KeyBook
from tests.independent.reader import Vault
from tests.independent.records import Row, body
from tests.independent.rules import Refused, canonical_name
from tests.independent.small_files import Keys, VaultFacts, by_code, by_passphrase, root_in_slots, state
from tests.independent.streams import clear_segments
from tests.unit.vault.school import ANNA, ANNAS_NOTE, CLIP, MARK, MARKS_NOTE, OLGA, PASSPHRASES, TITLE, School
from tests.unit.voice_samples import recorded
from tests.vectors.generating.building import CAPSULE_KEY, KEY, PERSON, VAULT, Vector
from tests.vectors.generating.grants import GRANT
from tests.vectors.generating.headers import DIRECTORY, GOOD
from tests.vectors.make_vectors import VECTORS
from tests.vectors.reading import Read, read
from videoreflect.services.notes import NoteText, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.voice_notes import keep_voice_note

pytest_plugins = ["tests.unit.vault.school_fixtures"]

HERE = Path(__file__).resolve().parent
NOW = 1795304545188
SEED = Keys(KEY, VAULT, PERSON).derived("x-wing")


def test_nothing_of_the_program_is_in_it() -> None:
    """The reader and what it imports know the page, not the code."""
    for path in (path for path in HERE.glob("*.py") if not path.name.startswith("test_")):
        names = {
            name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names])
        }
        assert not {name for name in names if name.startswith(("videoreflect", "tests.unit", "tests.vectors"))}


def test_a_vault_opens_from_passphrase_to_clear_text(first_school: School) -> None:
    """Slots, root, state, directory, lesson, rows, blob: all equal what the program was given."""
    session = Vault(first_school.path).by_passphrase(" anna  ÄRLIG-ÖHMAN", PASSPHRASES[ANNA])
    lesson = session.capsule(first_school.lesson)
    blobs = {said["role"]: session.blob(lesson, said) for _, said in lesson.rows("blob")}

    assert session.people == {person: name for name, person in first_school.people.items()}
    assert session.lessons() == [first_school.lesson]
    assert [said["title"] for _, said in lesson.rows("lesson")] == [TITLE]
    assert blobs == {"playable": CLIP, "waveform": b"\x00\x7f" * 50}
    assert [said["person"] for _, said in lesson.rows("grant")] == [first_school.people[MARK]]
    assert len(lesson.rows("consent")) == 1
    assert [note["text"] for note in session.private_notes(lesson)] == [ANNAS_NOTE]
    assert lesson.rows("note") == []


def test_a_mentor_reads_what_was_released(school: School) -> None:
    """By recovery code; both sets of notes after both are ready, and nothing private of the other."""
    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    session = Vault(school.path).by_code(school.codes[MARK])
    lesson = session.capsule(school.lesson)

    assert {said["text"] for _, said in lesson.rows("note")} == {ANNAS_NOTE, MARKS_NOTE}
    assert {row.author for row, _ in lesson.rows("ready")} == {school.people[ANNA], school.people[MARK]}
    assert session.private_notes(lesson) == []


def test_a_voice_note_before_and_after_ready(school: School) -> None:
    """In its author’s private file; then in the lesson for both, and not before."""
    anna = school.sign_in(ANNA)
    voice = keep_voice_note(anna, school.lesson, recorded())
    save_note(anna, school.lesson, NoteText("", 100, voice=voice.id))

    mine, theirs = (Vault(school.path).by_code(school.codes[name]) for name in (ANNA, MARK))
    assert mine.voice(mine.capsule(school.lesson), school.people[ANNA], voice.id) == voice.sound
    with pytest.raises(Refused, match="no such sound"):
        theirs.voice(theirs.capsule(school.lesson), school.people[ANNA], voice.id)

    for name in (ANNA, MARK):
        say_ready(school.sign_in(name), school.lesson)
    for name in (ANNA, MARK):
        reader = Vault(school.path).by_code(school.codes[name])
        lesson = reader.capsule(school.lesson)
        assert reader.voice(lesson, school.people[ANNA], voice.id) == voice.sound
        assert [said["voice"] for _, said in lesson.rows("note") if said.get("voice")] == [voice.id]


def test_somebody_without_a_grant_reads_nothing_of_a_lesson(first_school: School) -> None:
    """The page gives no other way in."""
    session = Vault(first_school.path).by_code(first_school.codes[OLGA])
    with pytest.raises(Refused, match="member"):
        session.capsule(first_school.lesson)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{vector.kind}-{vector.name}")
def test_a_vector(vector: Vector) -> None:
    """A second implementation comes to the same end for every vector: the same bytes, or a refusal."""
    told = read(vector)
    released: list[bytes] = []
    try:
        READERS[vector.kind](told, released)
    except Refused:
        assert told.expect != "success"
        assert told.outcome(told.expect, b"".join(released))
    else:
        assert told.outcome("success", b"".join(released))


def _stream(told: Read, released: list[bytes]) -> None:
    for piece in clear_segments(told.raw, told.bytes_of("key"), told.bytes_of("aad")):
        released.append(piece)


def _header(told: Read, released: list[bytes]) -> None:
    found, _ = _opened(told, told.raw, json.loads(told.given.get("rows", "[]")))
    released.append(found.body)


def _opened(told: Read, raw: bytes, rows: list[dict[str, Any]]) -> tuple[Header, Contents]:
    """Open the capsule of the vectors in the order of 5.1."""
    given, found, tables = told.given, read_header(raw), _tables(rows)
    floor, school = json.loads(given.get("floor", "{}")), json.loads(given.get("school", "[]"))
    pins = {person: (bytes.fromhex(key), b"") for person, key in json.loads(given["pins"]).items()}
    book, kind, fields = KeyBook(VAULT, pins), given["kind"], found.fields
    expected = Expected(given.get("vault", VAULT), given["capsule"], kind, given.get("person", PERSON), floor, NOW)
    if kind == "lesson":
        check_header(found, expected, lambda who: book.header_keys(given["capsule"], who, found.hash), school)
        check_key(capsule_key(GRANT, fields, PERSON, SEED), fields)
        return found, Contents(fields, tables, book, school, floor)
    book.introduce(fields)
    check_header(found, expected, book.newest, ())
    check_key(CAPSULE_KEY, fields)
    book = learned(fields, tables, book)
    book.check(pins)
    return found, Contents(fields, tables, book, (), floor)


def _tables(told: list[dict[str, Any]]) -> Tables:
    rows, bodies = [], {}
    for fields in told:
        said = fields.pop("body", None)
        in_hex = ("hash", "previous", "body_hash", "signature")
        row = Row(**fields | {name: bytes.fromhex(fields[name] or "") or None for name in in_hex})
        rows.append(row)
        if said is not None:
            bodies[row.body_hash] = bytes.fromhex(said["salt"]), said["content"].encode()
    return Tables(rows, bodies)


def _grant(told: Read, released: list[bytes]) -> None:
    seed = Keys(told.bytes_of("root"), VAULT, PERSON).derived("x-wing")
    released.append(capsule_key(told.raw, told.given, told.given["person"], seed))


def _slots(told: Read, released: list[bytes]) -> None:
    given, facts = told.given, VaultFacts(told.given["vault"], told.bytes_of("salt"), 65536, 3)
    if given["kind"] == "passphrase":
        made = by_passphrase(facts, given["name"], given["passphrase"])
    else:
        made = by_code(given["vault"], given["code"], given["kind"])
    released.append(root_in_slots(told.raw, given["vault"], given["person"], given["kind"], made))


def _state(told: Read, released: list[bytes]) -> None:
    clear, _ = state(told.raw, Keys(told.bytes_of("root"), told.given["vault"], told.given["person"]))
    released.append(clear)


def _rows(told: Read, released: list[bytes]) -> None:
    _, contents = _opened(told, DIRECTORY if told.given["kind"] == "directory" else GOOD, json.loads(told.raw))
    released += [one.row.hash for one in contents.counted("note")]


def _body(told: Read, released: list[bytes]) -> None:
    body(told.bytes_of("body_hash"), told.bytes_of("salt"), told.raw)
    released.append(told.raw)


READERS: dict[str, Callable[[Read, list[bytes]], None]] = {
    "streams": _stream,
    "headers": _header,
    "grants": _grant,
    "slots": _slots,
    "states": _state,
    "rows": _rows,
    "bodies": _body,
    "codes": lambda told, released: released.append(by_code(told.given["vault"], told.raw.decode())),
    "names": lambda told, released: released.append(canonical_name(told.raw.decode()).encode()),
}


def test_the_capsule_key_of_the_vectors_is_in_the_grant() -> None:
    """The headers’ key check and the grant belong together, so that a wrong check is the only thing wrong."""
    fields = json.loads(json.loads(GOOD)["signed"])

    assert capsule_key(GRANT, fields, PERSON, SEED) == CAPSULE_KEY
