"""docs/FORMAT.md is enough for a vault that has been lived in: the reader opens what came of it, and no more."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import pytest

from tests.independent.reader import Vault, newest_generation
from tests.independent.rules import Refused
from tests.unit.vault.school import (
    ANNA,
    ANNAS_NOTE,
    CLIP,
    MARK,
    MARKS_NOTE,
    OLGA,
    PASSPHRASES,
    School,
    add_small_lesson,
    agreement,
)
from videoreflect.services import owed, people
from videoreflect.services.backing_up import back_up
from videoreflect.services.erasing import erase_recording
from videoreflect.services.handing_over import hand_over, hand_over_vault
from videoreflect.services.notes import NoteText, delete_note, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.school_key import (
    confirm_school_key,
    hand_over_with_key,
    make_school_key,
    turn_off_school_key,
)
from videoreflect.services.sharing import share
from videoreflect.services.unsharing import renew_recordings, unshare
from videoreflect.vault import passphrases
from videoreflect.vault.merging import merge_copy
from videoreflect.vault.signin import SignIn

pytest_plugins = ["tests.unit.vault.school_fixtures"]

GWYN, NEW = "Gwyn Gwynedd", "seventeen brass candles"


def settled(session: SignIn) -> SignIn:
    """Do everything that is owed."""
    for one in owed.owed(session):
        owed.settle(session, one)
    return session


def clips(path: Path, code: str, lesson: str) -> list[bytes]:
    """What the reader gets of a lesson's playable recordings."""
    session = Vault(path).by_code(code)
    capsule = session.capsule(lesson)
    return [session.blob(capsule, said) for _, said in capsule.rows("blob") if said["role"] == "playable"]


def test_an_invitation_before_and_after_it_was_taken_up(school: School) -> None:
    """First the invitation's keys, then the newcomer's own; a new name; confirmed by the owner; shared with."""
    person, code, _ = people.invite(school.sign_in(ANNA), GWYN)
    looking = Vault(school.path).by_invitation(code)
    assert looking.standings[person] == (GWYN, "invited")
    with pytest.raises(Refused):
        looking.capsule(school.lesson)

    people.take_up(school.path, code, NEW, "Gwyn ap Nudd")
    with pytest.raises(Refused, match="nobody"):
        Vault(school.path).by_invitation(code)
    assert Vault(school.path).by_code(school.codes[MARK]).standings[person] == ("Gwyn ap Nudd", "not confirmed")

    anna = school.sign_in(ANNA)
    people.confirm(anna, person)
    record_agreement(anna, school.lesson, agreement(person, school.people[MARK], now_ms=anna.now_ms()))
    share(anna, school.lesson, person)
    gwyn = Vault(school.path).by_passphrase("gwyn ap nudd", NEW)
    assert gwyn.standings[person] == ("Gwyn ap Nudd", "joined")
    assert {row.author for row, _ in gwyn.capsule(school.lesson).rows("lesson")} == {school.people[ANNA]}


@pytest.mark.parametrize("name", [ANNA, MARK])
def test_a_change_of_keys(school: School, name: str) -> None:
    """Everybody reads on: who changed, who had pinned the old key, and a newcomer who never saw it."""
    for one in (ANNA, MARK):
        say_ready(school.sign_in(one), school.lesson)
    changed, _ = people.replace_keys(school.sign_in(name), PASSPHRASES[name], NEW)
    anna = settled(changed if name == ANNA else school.sign_in(ANNA))
    fresh = Vault(school.path).by_passphrase(name, NEW)
    other = Vault(school.path).by_code(school.codes[MARK if name == ANNA else ANNA])
    for session in (fresh, other):
        assert {said["text"] for _, said in session.capsule(school.lesson).rows("note")} == {ANNAS_NOTE, MARKS_NOTE}
        assert len(session.book.people[school.people[name]].line()) == 2
    assert len(Vault(school.path).by_code(school.codes[OLGA]).people) == 3

    _, code, _ = people.invite(anna, GWYN)
    people.take_up(school.path, code, PASSPHRASES[OLGA])
    assert len(Vault(school.path).by_passphrase(GWYN, PASSPHRASES[OLGA]).people) == 4


def test_private_notes_after_a_change_of_keys(school: School) -> None:
    """The private file lies under the new key; so does it for a reader of the state before it is put in place."""
    people.replace_keys(school.sign_in(ANNA), PASSPHRASES[ANNA], NEW)
    session = Vault(school.path).by_passphrase(ANNA, NEW)
    assert [note["text"] for note in session.private_notes(session.capsule(school.lesson))] == [ANNAS_NOTE]


def test_a_change_of_keys_that_was_interrupted(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the slots were replaced and nothing else: the reader takes the next state, and both keys."""
    monkeypatch.setattr(passphrases, "signed_in", _killed)
    with pytest.raises(KeyboardInterrupt):
        people.replace_keys(school.sign_in(ANNA), PASSPHRASES[ANNA], NEW)
    assert school.person_file(ANNA, "next").exists()
    session = Vault(school.path).by_passphrase(ANNA, NEW)
    capsule = session.capsule(school.lesson)
    assert [note["text"] for note in session.private_notes(capsule)] == [ANNAS_NOTE]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_sharing_that_ended(school: School) -> None:
    """The owner reads on, recordings lie under new keys, who is out is out."""
    anna = school.sign_in(ANNA)
    before = [
        said["blob"] for _, said in Vault(school.path).by_code(school.codes[ANNA]).capsule(school.lesson).rows("blob")
    ]
    unshare(anna, school.lesson, school.people[MARK])
    renew_recordings(anna, school.lesson)
    session = Vault(school.path).by_code(school.codes[ANNA])
    capsule = session.capsule(school.lesson)
    named = [said["blob"] for _, said in capsule.rows("blob")]
    assert capsule.fields["epoch"] == 3
    assert not set(before) & set(named)
    assert clips(school.path, school.codes[ANNA], school.lesson) == [CLIP]
    with pytest.raises(Refused, match="member"):
        Vault(school.path).by_code(school.codes[MARK]).capsule(school.lesson)


def test_a_lesson_and_the_vault_that_were_handed_over(school: School) -> None:
    """Who had pinned the first owner reads on, and a newcomer who knows the present owner only."""
    anna = school.sign_in(ANNA)
    hand_over(anna, school.lesson, school.people[MARK])
    hand_over_vault(anna, school.people[MARK])
    offered = Vault(school.path).by_code(school.codes[OLGA])
    assert set(offered.directory.fields["owners"]) == {school.people[ANNA], school.people[MARK]}
    mark = settled(school.sign_in(MARK))
    for name in (ANNA, MARK, OLGA):
        session = Vault(school.path).by_code(school.codes[name])
        assert session.directory.fields["owners"] == [school.people[MARK]]
        assert len(session.people) == 3
    assert clips(school.path, school.codes[ANNA], school.lesson) == [CLIP]

    _, code, _ = people.invite(mark, GWYN)
    people.take_up(school.path, code, NEW)
    gwyn = Vault(school.path).by_passphrase(GWYN, NEW)
    assert len(gwyn.people) == 4


def test_a_school_key(school: School) -> None:
    """With the paper in hand; what was handed over with it; and after it was turned off."""
    paper = make_school_key(school.sign_in(ANNA))
    mark = school.sign_in(MARK)
    confirm_school_key(mark)
    lesson = add_small_lesson(mark, "Mark's own")
    session = Vault(school.path).by_code(school.codes[ANNA])
    assert [said["title"] for _, said in session.capsule(lesson, paper).rows("lesson")] == ["Mark's own"]
    with pytest.raises(Refused, match="member"):
        session.capsule(school.lesson, paper)

    people.remove_person(school.sign_in(ANNA), school.people[MARK], cannot_come=True)
    hand_over_with_key(school.sign_in(ANNA), paper, lesson, school.people[OLGA])
    assert clips(school.path, school.codes[OLGA], lesson) == [CLIP]
    assert Vault(school.path).by_code(school.codes[OLGA]).standings[school.people[MARK]] == (MARK, "removed")
    turn_off_school_key(school.sign_in(ANNA))
    settled(school.sign_in(OLGA))
    assert clips(school.path, school.codes[OLGA], lesson) == [CLIP]
    with pytest.raises(Refused, match="member"):
        Vault(school.path).by_code(school.codes[ANNA]).capsule(lesson, paper)


def test_two_copies_that_became_one(school: School, tmp_path: Path) -> None:
    """The union of their logs; a note that was erased in one of them does not come back from the other."""
    for one in (ANNA, MARK):
        say_ready(school.sign_in(one), school.lesson)
    gone = save_note(school.sign_in(ANNA), school.lesson, NoteText("to be erased", 1))
    other = school.copied_to(tmp_path / "other")
    told = json.loads((other.path / "vault.json").read_text())
    (other.path / "vault.json").write_text(json.dumps(told | {"copy": secrets.token_hex(16)}))
    save_note(other.sign_in(ANNA), school.lesson, NoteText("written elsewhere", 1))
    anna = school.sign_in(ANNA)
    delete_note(anna, school.lesson, gone.id)
    merge_copy(anna.capsule(school.lesson), other.capsule())
    found = Vault(school.path).by_code(school.codes[MARK]).capsule(school.lesson).rows("note")
    texts = {said["text"] for _, said in found}
    assert texts >= {ANNAS_NOTE, MARKS_NOTE, "written elsewhere"}
    assert "to be erased" not in texts


def test_a_recording_that_was_erased(school: School) -> None:
    """The lesson opens without it."""
    erase_recording(school.sign_in(ANNA), school.lesson)
    capsule = Vault(school.path).by_code(school.codes[ANNA]).capsule(school.lesson)
    assert len(capsule.rows("recording-erased")) == 1
    assert capsule.rows("blob") == []


def test_a_generation_of_a_backup(school: School, tmp_path: Path) -> None:
    """The newest complete one is a vault, its recordings beside it; what came later is not in it."""
    anna = school.sign_in(ANNA)
    say_ready(anna, school.lesson)
    (tmp_path / "stick").mkdir()
    back_up(anna, tmp_path / "stick", "blue stick")
    save_note(anna, school.lesson, NoteText("after the backup", 1))
    (backup,) = (tmp_path / "stick").glob("videoreflect-backup-*")
    (backup / "generations" / "7").mkdir()
    session = newest_generation(backup).by_code(school.codes[ANNA])
    capsule = session.capsule(school.lesson)
    assert [session.blob(capsule, said) for _, said in capsule.rows("blob") if said["role"] == "playable"] == [CLIP]
    assert {said["text"] for _, said in capsule.rows("note")} == {ANNAS_NOTE}
    rows = Vault(school.path).by_code(school.codes[MARK]).directory.rows("backup")
    assert [(said["state"], said["label"]) for _, said in rows][-1] == ("complete", "blue stick")
