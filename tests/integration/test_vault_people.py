"""People of a vault: invited, renamed, with new keys, removed; lessons and the vault handed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.vault.attacker import raw_records, write_rows
from tests.unit.vault.school import ANNA, MARK, MARKS_NOTE, OLGA, PASSPHRASES, School, add_small_lesson, agreement
from videoreflect.domain.ids import new_id
from videoreflect.domain.note import Note
from videoreflect.domain.person import Standing
from videoreflect.errors import (
    InvalidInput,
    NotAllowed,
    NotFound,
    SignInRefused,
    VideoReflectError,
)
from videoreflect.services import owed, people
from videoreflect.services.handing_over import hand_over, hand_over_vault, offers
from videoreflect.services.lessons import open_lesson
from videoreflect.services.notes import list_notes
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sharing import share
from videoreflect.vault.grants import open_grant
from videoreflect.vault.header import read_header
from videoreflect.vault.identity import Identity
from videoreflect.vault.joining import invite
from videoreflect.vault.log import Statement, read_body
from videoreflect.vault.signin import SignIn, sign_in, sign_in_by_recovery

pytest_plugins = ["tests.unit.vault.school_fixtures"]

GWYN = "Gwyn Gwynedd"
NEW = "seventeen brass candles"


def settled(session: SignIn) -> list[owed.Owed]:
    """Do everything that is owed; returns what that was."""
    found = owed.owed(session)
    for one in found:
        owed.settle(session, one)
    return found


def invited(school: School) -> tuple[str, str]:
    """Invite Gwyn; returns id and code."""
    person, code, _ = people.invite(school.sign_in(ANNA), GWYN)
    return person, code


def test_an_invitation_opens_the_directory_once_and_nobody_can_share_before(school: School) -> None:
    """The newcomer's keys are made by the newcomer; until then there is nothing to seal a lesson to."""
    person, code = invited(school)
    anna = school.sign_in(ANNA)
    assert anna.people()[person].standing is Standing.INVITED
    with pytest.raises(NotFound):
        share(anna, school.lesson, person)

    gwyn, recovery = people.take_up(school.path, code, NEW)
    assert gwyn.people()[person].standing is Standing.UNCONFIRMED
    assert gwyn.lesson_ids() == ()
    with pytest.raises(SignInRefused):
        people.take_up(school.path, code, NEW)
    assert sign_in(school.path, GWYN.upper(), NEW).person == person
    assert sign_in_by_recovery(school.path, recovery).person == person


def test_a_newcomer_takes_no_name_that_somebody_has(school: School) -> None:
    """Told before any key is made, so the code can be used again."""
    person, code = invited(school)
    with pytest.raises(InvalidInput):
        people.take_up(school.path, code, NEW, MARK.upper())
    gwyn, _ = people.take_up(school.path, code, NEW)
    assert gwyn.person == person


def test_a_newcomer_is_confirmed_by_words_that_both_screens_show(school: School) -> None:
    """Eight words of the keys in force, the same for both, others for everybody else."""
    person, code = invited(school)
    gwyn, _ = people.take_up(school.path, code, NEW, "Gwyn ap Nudd")
    anna = school.sign_in(ANNA)
    shown = people.words_of(anna.people()[person])
    assert shown == people.words_of(gwyn.people()[person])
    assert len(set(shown)) > 4
    assert shown != people.words_of(anna.people()[anna.person])

    people.confirm(anna, person)
    known = school.sign_in(MARK).people()[person]
    assert (known.standing, known.name) == (Standing.JOINED, "Gwyn ap Nudd")


def test_a_newcomer_can_be_shared_with_and_writes(school: School) -> None:
    """What is sealed to the new keys opens with them, in a later process too."""
    person, code = invited(school)
    people.take_up(school.path, code, NEW)
    anna = school.sign_in(ANNA)
    record_agreement(anna, school.lesson, agreement(person, school.people[MARK], now_ms=anna.now_ms()))
    share(anna, school.lesson, person)

    gwyn = sign_in(school.path, GWYN, NEW)
    assert open_lesson(gwyn, school.lesson).owner == anna.person


def test_an_invitation_that_ran_out_or_was_taken_back_opens_nothing(school: School) -> None:
    """The date stands in the signed entry; taking back removes the slot and the place in the directory."""
    anna = school.sign_in(ANNA)
    late, code = invite(anna, GWYN, anna.now_ms() - 1)
    with pytest.raises(NotAllowed):
        people.take_up(school.path, code, NEW)
    people.withdraw_invitation(anna, late)
    with pytest.raises(SignInRefused):
        people.take_up(school.path, code, NEW)
    assert school.sign_in(MARK).people()[late].standing is Standing.REMOVED


def test_only_the_owner_of_the_vault_looks_after_people(school: School) -> None:
    """Mark neither invites, confirms nor removes."""
    mark = school.sign_in(MARK)
    for refused in (
        lambda: people.invite(mark, GWYN),
        lambda: people.confirm(mark, school.people[OLGA]),
        lambda: people.remove_person(mark, school.people[OLGA]),
        lambda: hand_over_vault(mark, school.people[OLGA]),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_renaming_needs_the_passphrase_and_ends_the_old_name(school: School) -> None:
    """The name is in the salt of the slot."""
    mark = school.sign_in(MARK)
    with pytest.raises(SignInRefused):
        people.rename(mark, "Marcus", "not it at all")
    with pytest.raises(InvalidInput):
        people.rename(mark, OLGA, PASSPHRASES[MARK])
    people.rename(mark, "Marcus Mentorsson", PASSPHRASES[MARK])

    assert sign_in(school.path, "marcus  mentorsson", PASSPHRASES[MARK]).person == mark.person
    with pytest.raises(SignInRefused):
        sign_in(school.path, MARK, PASSPHRASES[MARK])
    assert school.sign_in(ANNA).people()[mark.person].name == "Marcus Mentorsson"
    assert school.sign_in(MARK).person == mark.person  # by recovery code


def test_a_new_passphrase_changes_one_slot(school: School) -> None:
    """The recovery code stays, the old passphrase opens nothing."""
    mark = school.sign_in(MARK)
    people.change_passphrase(mark, PASSPHRASES[MARK], NEW)
    assert sign_in(school.path, MARK, NEW).person == mark.person
    with pytest.raises(SignInRefused):
        sign_in(school.path, MARK, PASSPHRASES[MARK])
    assert school.sign_in(MARK).person == mark.person


def changed_keys(school: School, name: str) -> SignIn:
    """Say that a passphrase was seen, and set a new one."""
    session, _ = people.replace_keys(school.sign_in(name), PASSPHRASES[name], NEW)
    return session


@pytest.mark.parametrize("name", [ANNA, MARK])
def test_a_seen_passphrase_makes_new_keys_and_loses_nothing(school: School, name: str) -> None:
    """Own private notes, shared lessons and the other's words are as before, for both, in later processes."""
    before = {one: {n.note.text for n in list_notes(school.sign_in(one), school.lesson)} for one in (ANNA, MARK)}
    keys = school.sign_in(OLGA).people()[school.people[name]]
    changed_keys(school, name)

    fresh = sign_in(school.path, name, NEW)
    assert {n.note.text for n in list_notes(fresh, school.lesson)} == before[name]
    other = MARK if name == ANNA else ANNA
    assert {n.note.text for n in list_notes(school.sign_in(other), school.lesson)} == before[other]
    now = school.sign_in(OLGA).people()[school.people[name]]
    assert now.ed25519 != keys.ed25519
    assert now.x_wing != keys.x_wing


def test_the_old_root_secret_opens_nothing_afterwards(school: School) -> None:
    """Neither slot, state, private file nor any grant; owners rotate what was shared."""
    mark = school.sign_in(MARK)
    old = mark.identity
    changed_keys(school, MARK)
    asked = settled(school.sign_in(ANNA))
    assert owed.Owed(school.lesson, owed.Reason.ASKED) in asked
    assert settled(school.sign_in(ANNA)) == []

    with pytest.raises(SignInRefused):
        sign_in(school.path, MARK, PASSPHRASES[MARK])
    for capsule in (school.capsule(), school.directory()):
        for grant in (capsule / "grants").glob(f"{mark.person}.*"):
            with pytest.raises(VideoReflectError):
                _open(grant, capsule, old)
    stranger = Identity(old.root, mark.folder.id, mark.person)
    assert MARKS_NOTE.encode() not in school.private_file(MARK).read_bytes()
    with pytest.raises(VideoReflectError):
        SignIn(mark.folder, stranger, mark.state)


def _open(grant: Path, capsule: Path, identity: Identity) -> bytes:
    assert grant.is_file()
    return open_grant(capsule, read_header(capsule / "header.json").header, identity)


def test_what_a_thief_says_with_the_old_key_counts_for_nobody(school: School) -> None:
    """The old log ends where the new key says; rows after that change nothing, and are told."""
    mark = school.sign_in(MARK)
    changed_keys(school, MARK)
    anna = school.sign_in(ANNA)
    capsule = anna.capsule(school.lesson)
    forged = Statement("note", Note(new_id(), 1000, None, "forged").content())
    write_rows(capsule, mark.identity.signer, mark.state.log_id(), forged, Statement("ready", {}), time_ms=1 << 50)
    write_rows(capsule, mark.identity.signer, f"{mark.person}.00112233aabbccdd", forged)
    fresh = school.sign_in(ANNA).capsule(school.lesson)
    assert fresh.late_logs
    assert all(placed.row.author != mark.person for placed in fresh.placed("ready"))
    assert sign_in(school.path, MARK, NEW).capsule(school.lesson).late_logs


@pytest.mark.parametrize("place", ["a new log", "a fork"])
def test_a_thief_of_the_old_key_cannot_say_where_it_ended(school: School, place: str) -> None:
    """The thief copies the link into a row of the old key, which says that the old logs end later.

    Olga has not seen the change yet, and reads the thief's log first. Failed at first: it was enough that the
    link was genuine, and whoever said first where the old key ended was believed.
    """
    mark = school.sign_in(MARK)
    lesson, log_id = school.lesson, mark.state.log_id()
    mark.capsule(lesson).append([Statement("ready", {})])
    session = changed_keys(school, MARK)
    directory = session.directory
    (true,) = (placed for placed in directory.placed("keys") if placed.row.author == mark.person)
    with raw_records(directory) as db:
        said = read_body(db, true.row) or {}
    forged = Statement("note", Note(new_id(), 1000, None, "forged").content())
    write_rows(session.capsule(lesson), mark.identity.signer, log_id, forged, time_ms=1 << 50)
    with raw_records(session.capsule(lesson)) as db:
        head = db.execute("SELECT number, hash FROM row WHERE log = ? ORDER BY number DESC", (log_id,)).fetchone()
    said["ended"][lesson] = {log_id: [head[0], head[1].hex()]}
    thief = f"{mark.person}.{'0' * 16}" if place == "a new log" else true.row.log
    with raw_records(directory) as db:
        kept = db.execute("SELECT * FROM row WHERE log = ?", (thief,)).fetchall()
        db.execute("DELETE FROM row WHERE log = ?", (thief,))
    write_rows(directory, mark.identity.signer, thief, Statement("keys", said), time_ms=1)
    with raw_records(directory) as db:
        db.executemany("INSERT INTO row VALUES (?,?,?,?,?,?,?,?,?)", kept)

    olga = school.sign_in(OLGA)
    ended = [one.ended for one in olga.directory.keyring.periods[mark.person]]
    assert ended[0] is not None
    assert ended[0][lesson][log_id][0] < head[0]


def test_a_newcomer_after_the_owners_change_of_keys_believes_what_the_old_key_said(school: School) -> None:
    """Everybody is still listed for somebody who never saw the old key."""
    changed_keys(school, ANNA)
    anna = sign_in(school.path, ANNA, NEW)
    _, code, _ = people.invite(anna, GWYN)
    gwyn, _ = people.take_up(school.path, code, "thirteen copper spoons")
    assert {one.name for one in gwyn.people().values()} == {ANNA, MARK, OLGA, GWYN}
    again = sign_in(school.path, GWYN, "thirteen copper spoons")
    assert {one.name for one in again.people().values()} == {ANNA, MARK, OLGA, GWYN}


def test_keys_can_be_changed_twice(school: School) -> None:
    """Chains of keys are followed to their end."""
    session = changed_keys(school, MARK)
    people.replace_keys(session, NEW, "thirteen copper spoons")
    settled(school.sign_in(ANNA))
    fresh = sign_in(school.path, MARK, "thirteen copper spoons")
    assert MARKS_NOTE in {n.note.text for n in list_notes(fresh, school.lesson)}
    assert school.sign_in(OLGA).people()[fresh.person].name == MARK


def test_removing_a_person_lists_what_they_held_and_owners_end_it(school: School) -> None:
    """The removed person cannot sign in; the lesson's next owner's sign-in takes their key away."""
    anna = school.sign_in(ANNA)
    held = people.remove_person(anna, school.people[MARK])
    assert held == [people.Holding(school.lesson, False, held[0].until_ms)]
    with pytest.raises(SignInRefused):
        school.sign_in(MARK)
    again = school.sign_in(ANNA)
    reasons = {one.reason for one in settled(again)}
    assert reasons == {owed.Reason.ENDED, owed.Reason.RECORDINGS}
    assert again.capsule(school.lesson).header.member(school.people[MARK]) is None
    assert owed.owed(school.sign_in(ANNA)) == []
    assert open_lesson(school.sign_in(ANNA), school.lesson).owner == again.person


def test_who_owns_lessons_is_not_removed_before_they_are_handed_over(school: School) -> None:
    """Unless the person cannot come; then their lessons stay sealed."""
    mark = school.sign_in(MARK)
    lesson = add_small_lesson(mark, "Marks own")
    anna = school.sign_in(ANNA)
    with pytest.raises(NotAllowed):
        people.remove_person(anna, mark.person)
    hand_over(mark, lesson, anna.person)
    assert settled(school.sign_in(ANNA))[0].reason is owed.Reason.OFFERED
    people.remove_person(school.sign_in(ANNA), mark.person)
    settled(school.sign_in(ANNA))
    assert open_lesson(school.sign_in(ANNA), lesson).owner == anna.person


def test_handing_over_a_lesson_keeps_what_the_old_owner_said_and_nothing_later(school: School) -> None:
    """Consents of before count; the old owner's header or consent after the hand-over changes nothing."""
    anna, mark = school.sign_in(ANNA), school.sign_in(MARK)
    mark.capsule(school.lesson)
    hand_over(anna, school.lesson, mark.person)
    mark = school.sign_in(MARK)
    assert offers(mark, mark.capsule(school.lesson)) == (anna.person,)
    settled(mark)

    lesson = open_lesson(school.sign_in(MARK), school.lesson)
    assert lesson.owner == mark.person
    assert lesson.consent.recorded
    before = school.sign_in(ANNA).capsule(school.lesson)
    with pytest.raises(NotAllowed):
        before.replace_header(erase_after_ms=1)
    with pytest.raises(NotAllowed):
        record_agreement(school.sign_in(ANNA), school.lesson, agreement(now_ms=anna.now_ms()))


def test_the_vault_is_handed_over_or_looked_after_by_two(school: School) -> None:
    """The new owner invites; everybody follows; the old one cannot add people any more."""
    anna = school.sign_in(ANNA)
    hand_over_vault(anna, school.people[MARK])
    mark = school.sign_in(MARK)
    settled(mark)
    assert school.sign_in(OLGA).directory.header.owners == (mark.person,)
    with pytest.raises(NotAllowed):
        people.invite(school.sign_in(ANNA), GWYN)
    hand_over_vault(school.sign_in(MARK), school.people[OLGA], share=True)
    olga = school.sign_in(OLGA)
    assert set(olga.directory.header.owners) == {mark.person, olga.person}
    assert owed.owed(olga) == []
    person, code, _ = people.invite(olga, GWYN)
    gwyn, _ = people.take_up(school.path, code, NEW)
    assert gwyn.people()[person].name == GWYN
