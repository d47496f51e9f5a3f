"""A deleted note and an erased recording are gone; the rest of the lesson stays."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path

import pytest

from tests.unit.vault.attacker import raw_records, take_bodies
from tests.unit.vault.marked import (
    ACTION,
    EARLIER,
    EARLIER_SAID,
    MENTORS,
    NOTE,
    SAID,
    SECRET,
    TRANSCRIPT,
    Marked,
    kept_open,
)
from tests.unit.vault.remnants import found
from tests.unit.vault.school import ANNA, OLGA
from tests.unit.vault.school import MARK as MENTOR
from videoreflect.domain.policy import Action
from videoreflect.errors import IntegrityError, NotAllowed, NotFound
from videoreflect.services import dialogue, erasing
from videoreflect.services.checking import verify
from videoreflect.services.erasing import erase_recording, finish_erasures
from videoreflect.services.lessons import open_lesson
from videoreflect.services.notes import NoteText, Which, delete_note, list_notes, save_note
from videoreflect.services.permits import permit
from videoreflect.services.playback import open_clip, read_waveform
from videoreflect.services.transcripts import transcript_of
from videoreflect.vault import capsule as capsule_module
from videoreflect.vault import erasure
from videoreflect.vault.certificates import Certificate
from videoreflect.vault.erased_bodies import erasing_statements
from videoreflect.vault.signin import sign_in_by_recovery
from videoreflect.vault.strict_json import to_text

pytest_plugins = ["tests.unit.vault.school_fixtures", "tests.unit.vault.marked_fixtures"]

Body = tuple[bytes, bytes, bytes]
_CONTEXT = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")

# -- A note ------------------------------------------------------------------------------


def files_of(marked: Marked, text: str) -> set[str]:
    """Names of the files in which a text is found."""
    return {name for name, _ in marked.left(text)}


def test_nothing_of_a_deleted_note_is_left(marked: Marked) -> None:
    """Nor of its earlier forms, nor of what its author said about it; while another program has the file open.

    Seen to fail without ``truncate_wal`` (the words stay in the write-ahead log), without ``drop_indexes``,
    and with the body of one row kept. The other's words stay.
    """
    anna, mark = marked.school.sign_in(ANNA), marked.school.sign_in(MENTOR)
    with raw_records(mark.capsule(marked.lesson)) as open_elsewhere:
        open_elsewhere.execute("SELECT count(*) FROM row").fetchone()
        assert delete_note(anna, marked.lesson, marked.note)
        assert not marked.left(NOTE, EARLIER, SAID, EARLIER_SAID)

    assert not marked.left(NOTE, EARLIER, SAID, EARLIER_SAID)
    assert files_of(marked, MENTORS)
    for name in (ANNA, MENTOR):
        assert {one.note.text for one in list_notes(marked.school.sign_in(name), marked.lesson)} == {MENTORS}


def delete_until(path: Path, code: str, lesson: str, note: str) -> None:
    """Delete a note in a process that is killed after the commit, before the write-ahead log is emptied."""
    session = sign_in_by_recovery(path, code)
    with raw_records(session.capsule(lesson)) as keeps_the_log_there:
        keeps_the_log_there.execute("SELECT count(*) FROM row").fetchone()
        setattr(capsule_module, "truncate_wal", lambda _: os.kill(os.getpid(), signal.SIGKILL))  # noqa: B010
        delete_note(session, lesson, note)


def test_killed_after_the_commit_the_next_reader_takes_the_rest(marked: Marked) -> None:
    """The words are gone for everybody at once; what is left in the write-ahead log goes when anybody looks."""
    code = marked.school.codes[ANNA]
    arguments = (marked.school.path, code, marked.lesson, marked.note)
    child = _CONTEXT.Process(target=delete_until, args=arguments)  # type: ignore[attr-defined]
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert files_of(marked, NOTE), "killed too late to mean anything"

    assert {one.note.text for one in list_notes(marked.school.sign_in(MENTOR), marked.lesson)} == {MENTORS}
    assert not marked.left(NOTE, EARLIER, SAID, EARLIER_SAID)


def test_who_reads_just_now_is_waited_for_and_then_told(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader in the middle of a read keeps what it reads: the deleting ends, says so, and the rest goes with it."""
    monkeypatch.setattr("videoreflect.vault.database.BUSY_MS", 50)
    anna, mark = marked.school.sign_in(ANNA), marked.school.sign_in(MENTOR)
    with raw_records(mark.capsule(marked.lesson)) as reading:
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM row").fetchone()
        assert not delete_note(anna, marked.lesson, marked.note)
        assert {one.note.text for one in list_notes(anna, marked.lesson)} == {MENTORS}
        reading.rollback()

    assert not marked.left(NOTE, SAID)


def test_nothing_of_a_deleted_private_note_is_left(marked: Marked) -> None:
    """Before “ready”, while another window of the same person has the file open.

    Seen to fail without the ``truncate_wal`` in ``PrivateFile.drop``.
    """
    olga = marked.school.sign_in(OLGA)
    (note,) = [one.note.id for one in list_notes(olga, marked.lesson) if one.author == olga.person]
    erasure.drop_indexes(olga.folder)
    path = marked.school.capsule(marked.lesson) / "private" / f"{olga.person}.db"
    with kept_open(path, olga.identity.private_key(marked.lesson)):
        save_note(olga, marked.lesson, NoteText(SECRET, 3000), Which(note))
        delete_note(olga, marked.lesson, note)
        assert not marked.left(SECRET)
    assert not marked.left(SECRET)


def test_changed_words_leave_nothing_of_the_earlier_ones(marked: Marked) -> None:
    """Of a note, of what was said, of an action: only the newest words can be seen, so only they stay."""
    anna = marked.school.sign_in(ANNA)
    assert not marked.left(EARLIER, EARLIER_SAID)
    (action,) = dialogue.dialogue_of(anna, marked.lesson).actions
    dialogue.withdraw_action(anna, marked.lesson, action.id)
    dialogue.say(anna, marked.lesson, marked.note, "")
    erasure.drop_indexes(anna.folder)

    assert not marked.left(ACTION, SAID)
    shown = dialogue.dialogue_of(marked.school.sign_in(MENTOR), marked.lesson)
    assert (shown.said, shown.actions) == ((), ())


def put_bodies_back(marked: Marked, before: list[Body]) -> None:
    """Bring bodies back into the records, as a union with an older copy would."""
    with raw_records(marked.school.sign_in(ANNA).capsule(marked.lesson)) as db:
        db.executemany("INSERT OR IGNORE INTO body (hash, salt, content) VALUES (?, ?, ?)", before)


def all_bodies(marked: Marked) -> list[Body]:
    """Every body of the lesson, as they lie."""
    with raw_records(marked.school.sign_in(ANNA).capsule(marked.lesson)) as db:
        return list(db.execute("SELECT hash, salt, content FROM body"))


def test_a_union_with_an_older_copy_does_not_bring_it_back(marked: Marked) -> None:
    """The row that says it was erased keeps its body from being read by anybody.

    Seen to fail with ``erased_rows`` empty: what was said is back.
    """
    before = all_bodies(marked)
    delete_note(marked.school.sign_in(ANNA), marked.lesson, marked.note)
    put_bodies_back(marked, before)

    for name in (ANNA, MENTOR):
        session = marked.school.sign_in(name)
        capsule = session.capsule(marked.lesson)
        read = [str(body) for _, body in capsule.read(permit(session, capsule, Action.VIEW), "note", "said", "action")]
        assert any(MENTORS in text for text in read)
        assert not any(words in text for text in read for words in (NOTE, EARLIER, SAID))


def test_nobody_erases_what_another_said_but_the_owner(marked: Marked) -> None:
    """Mark names Anna's note: it stays for all. A register's body can be named by nobody, not by its author.

    Seen to fail with ``_is_erased`` true for whatever is named.
    """
    anna, mark = marked.school.sign_in(ANNA), marked.school.sign_in(MENTOR)
    capsule = mark.capsule(marked.lesson)
    notes = [placed.row for placed in capsule.placed("note") if placed.row.author == anna.person]
    with pytest.raises(NotAllowed):
        capsule.erase(notes)
    capsule.append(erasing_statements(notes))
    consents = [placed.row for placed in anna.capsule(marked.lesson).placed("consent")]
    with pytest.raises(NotAllowed):
        anna.capsule(marked.lesson).erase(consents)
    anna.capsule(marked.lesson).append(erasing_statements(consents))

    for name in (ANNA, MENTOR):
        session = marked.school.sign_in(name)
        assert NOTE in {one.note.text for one in list_notes(session, marked.lesson)}
        assert session.capsule(marked.lesson).register()


def test_a_statement_of_erasing_whose_words_are_gone_is_an_error(marked: Marked) -> None:
    """Else whoever deletes it brings back what it erased."""
    delete_note(marked.school.sign_in(ANNA), marked.lesson, marked.note)
    capsule = marked.school.sign_in(MENTOR).capsule(marked.lesson)
    with raw_records(capsule) as db:
        take_bodies(db, [placed.row for placed in capsule.placed("bodies-erased")])

    with pytest.raises(IntegrityError):
        list_notes(marked.school.sign_in(ANNA), marked.lesson)


# -- A recording -------------------------------------------------------------------------


def test_nothing_of_an_erased_recording_is_left(marked: Marked) -> None:
    """Not 32 bytes of it, nor its keys; notes, transcript and dialogue stay; the lesson opens and says how long it was.

    Seen to fail with the files kept, and with the bodies of the blob rows kept (finds the keys).
    """
    anna = marked.school.sign_in(ANNA)
    held = [to_text(key).encode() for _, key, _ in marked.keys.recordings if key in kept_keys(marked)]
    assert len(held) == 2
    certificate = erase_recording(anna, marked.lesson)

    assert not marked.left(recording=True)
    assert not found(marked.school.path, marked.keys, held)
    assert (certificate.what, certificate.counts["recordings"]) == ("recording", 2)
    for name in (ANNA, MENTOR):
        session = marked.school.sign_in(name)
        lesson = open_lesson(session, marked.lesson)
        assert (lesson.recording_erased, lesson.duration_ms, lesson.facts.video) == (True, 60_000, None)
        assert TRANSCRIPT in transcript_of(session, marked.lesson).text
        assert {NOTE, MENTORS} <= {one.note.text for one in list_notes(session, marked.lesson)}
        assert dialogue.dialogue_of(session, marked.lesson).said
        for look in (open_clip, read_waveform):
            with pytest.raises(NotFound, match="was erased"):
                look(session, marked.lesson)
        assert not session.is_erased(marked.lesson)
    save_note(anna, marked.lesson, NoteText("still works", 59_000))
    assert verify(marked.school.path, marked.school.sign_in(ANNA)).clean
    with pytest.raises(NotFound):
        erase_recording(anna, marked.lesson)


def kept_keys(marked: Marked) -> set[bytes]:
    """Keys of the recordings of the marked lesson."""
    ids = {path.name for path in (marked.school.capsule(marked.lesson) / "blobs").iterdir()}
    return {key for blob, key, _ in marked.keys.recordings if blob in ids}


def test_who_plays_an_erased_recording_gets_no_more_of_it(marked: Marked) -> None:
    """The file is still open in Mark's program; its next segment is refused."""
    mark = marked.school.sign_in(MENTOR)
    reader = open_clip(mark, marked.lesson)
    assert reader.read(10)
    erase_recording(marked.school.sign_in(ANNA), marked.lesson)

    with pytest.raises(NotAllowed):
        reader.read(10)


def test_an_interrupted_erasing_of_a_recording_is_completed(marked: Marked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the keys are gone, Anna's next sign-in removes the files and signs the certificate, once."""
    anna = marked.school.sign_in(ANNA)
    monkeypatch.setattr(erasing, "_finish_recording", _stop)
    with pytest.raises(KeyboardInterrupt):
        erase_recording(anna, marked.lesson)
    monkeypatch.undo()
    assert list((marked.school.capsule(marked.lesson) / "blobs").iterdir())

    for _ in range(2):
        finish_erasures(marked.school.sign_in(ANNA))
    assert not list((marked.school.capsule(marked.lesson) / "blobs").iterdir())
    assert [one.what for one in marked.school.sign_in(ANNA).certificates()] == ["recording"]


def _stop(*_: object) -> Certificate:
    raise KeyboardInterrupt
