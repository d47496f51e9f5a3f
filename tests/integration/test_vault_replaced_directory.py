"""Somebody without any key, but with write access to the folder, gains nothing but a refusal (F2)."""

from __future__ import annotations

import shutil

import pytest

from tests.unit.vault.attacker import plant_capsule, public_keys
from tests.unit.vault.school import ANNA, MARK, OLGA, PASSPHRASES, School, agreement
from videoreflect.domain.ids import new_id
from videoreflect.errors import IdentityChanged, IntegrityError, VideoReflectError
from videoreflect.services.lessons import ClosedLesson, list_lessons
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.sharing import share
from videoreflect.vault.capsule import open_capsule
from videoreflect.vault.identity import Identity
from videoreflect.vault.joining import add_person
from videoreflect.vault.log import Statement
from videoreflect.vault.people import person_statement
from videoreflect.vault.strict_json import to_text

pytest_plugins = ["tests.unit.vault.school_fixtures"]


def forged_entries(school: School, vault: str, attacker: Identity) -> list[Statement]:
    """Return entries that put the attacker's own keys behind Mark's name and id."""
    mark = Identity(attacker.root, vault, school.people[MARK])
    return [person_statement(vault, mark, MARK)]


def vault_id(school: School) -> str:
    """Return the id in ``vault.json``."""
    return school.sign_in(ANNA).folder.id


@pytest.mark.parametrize("same_id", [True, False])
def test_a_forged_directory_is_refused_at_sign_in(school: School, *, same_id: bool) -> None:
    """A new directory, sealed to everybody, the attacker's keys behind Mark: refused with a sentence.

    What stops it: the directory's id, its owner and its newest header are in each person's own state.
    """
    vault, old = vault_id(school), school.directory()
    attacker = Identity.fresh(vault, school.people[ANNA] if same_id else new_id())
    shutil.rmtree(old)
    sealed_to = public_keys(school.path / "people")
    place = old if same_id else old.with_name(new_id())
    plant_capsule(
        place,
        vault,
        "directory",
        (attacker.person, attacker.signer),
        sealed_to,
        forged_entries(school, vault, attacker),
    )

    for name in (ANNA, MARK, OLGA):
        with pytest.raises(VideoReflectError) as caught:
            school.sign_in(name)
        assert caught.value.sentence
        assert isinstance(caught.value, IntegrityError) or not same_id


def test_a_forged_directory_is_refused_at_the_very_first_sign_in(school: School) -> None:
    """Somebody who never saw the directory has its owner pinned all the same, from when they were added.

    Broken on purpose (no signature asked in ``check_signed_by``) the newcomer signs in to the forged one.
    """
    anna = school.sign_in(ANNA)
    _, code = add_person(anna, "Nina Newcomer", "four entirely new words")
    vault, old = anna.folder.id, school.directory()
    attacker = Identity.fresh(vault, new_id())
    shutil.rmtree(old)
    sealed_to = public_keys(school.path / "people")
    entries = forged_entries(school, vault, attacker)
    plant_capsule(old, vault, "directory", (attacker.person, attacker.signer), sealed_to, entries)
    newcomer = School(school.path, school.people, {"Nina": code}, school.lesson)
    with pytest.raises(IntegrityError):
        newcomer.sign_in("Nina")


def test_public_keys_beside_the_slots_are_never_sealed_to(school: School) -> None:
    """Mark's keys in ``people/`` replaced by the attacker's: Anna shares with the pinned ones; Mark is refused."""
    anna = school.sign_in(ANNA)
    attacker = Identity.fresh(anna.folder.id, school.people[OLGA])
    path = school.person_file(OLGA, "json")
    olgas = to_text(anna.people()[school.people[OLGA]].x_wing)
    path.write_text(path.read_text().replace(olgas, to_text(attacker.sealing.public)))
    anna = school.sign_in(ANNA)
    record_agreement(anna, school.lesson, agreement(school.people[MARK], school.people[OLGA], now_ms=anna.now_ms()))
    share(anna, school.lesson, school.people[OLGA])
    with pytest.raises(VideoReflectError):
        open_capsule(anna.folder, attacker, anna.state, school.lesson, anna._keyring)
    with pytest.raises(VideoReflectError):
        school.sign_in(OLGA)


def test_a_planted_lesson_is_not_opened(school: School) -> None:
    """A lesson sealed to Anna by nobody she knows is listed as closed, with a sentence, and never opened."""
    vault = vault_id(school)
    attacker = Identity.fresh(vault, new_id())
    planted = school.path / "capsules" / new_id()
    sealed_to = public_keys(school.path / "people")
    body = {"title": "Look at this", "date": "", "class": "", "subject": "", "focus": ""}
    plant_capsule(planted, vault, "lesson", (attacker.person, attacker.signer), sealed_to, [Statement("lesson", body)])

    anna = school.sign_in(ANNA)
    listed = {one.id: one for one in list_lessons(anna)}
    shown = listed[planted.name]
    assert isinstance(shown, ClosedLesson)
    assert shown.code == "tampered"
    with pytest.raises(IntegrityError):
        anna.capsule(planted.name)


def test_a_planted_lesson_in_annas_own_name_is_not_opened(school: School) -> None:
    """Her id as its owner does not help without her key."""
    vault = vault_id(school)
    attacker = Identity.fresh(vault, school.people[ANNA])
    planted = school.path / "capsules" / new_id()
    plant_capsule(
        planted,
        vault,
        "lesson",
        (school.people[ANNA], attacker.signer),
        public_keys(school.path / "people"),
        [Statement("lesson", {"title": "x", "date": "", "class": "", "subject": "", "focus": ""})],
    )
    for name in (ANNA, MARK):
        with pytest.raises(IntegrityError):
            school.sign_in(name).capsule(planted.name)


def test_a_member_of_the_directory_cannot_change_anybodys_keys(school: School) -> None:
    """Mark has the directory's key; an entry for Olga in his log changes nothing."""
    mark = school.sign_in(MARK)
    before = mark.people()[school.people[OLGA]]
    other = Identity.fresh(mark.folder.id, school.people[OLGA])
    mark.directory.append([person_statement(mark.folder.id, other, OLGA)])

    for name in (ANNA, MARK, OLGA):
        assert school.sign_in(name).people()[school.people[OLGA]] == before


def test_changed_keys_in_an_owners_entry_are_an_error_not_an_update(school: School) -> None:
    """Even the vault's owner cannot put new keys behind a name that others have seen."""
    anna = school.sign_in(ANNA)
    other = Identity.fresh(anna.folder.id, school.people[MARK])
    with pytest.raises(IdentityChanged):
        anna.directory.append([person_statement(anna.folder.id, other, MARK)])
    for name in (ANNA, OLGA):
        with pytest.raises(IdentityChanged):
            school.sign_in(name)


def test_an_entry_needs_the_new_persons_own_signature(school: School) -> None:
    """The owner cannot enter somebody whose private key nobody has shown to hold."""
    anna = school.sign_in(ANNA)
    statement = person_statement(anna.folder.id, Identity.fresh(anna.folder.id, new_id()), "Gwyn")
    body = dict(statement.body) | {"name": "Not Gwyn"}
    with pytest.raises(IntegrityError):
        anna.directory.append([Statement("person", body)])
    with pytest.raises(IntegrityError):
        anna.people()


def test_right_passphrases_still_work_afterwards(first_school: School) -> None:
    """The school these attacks were tried on copies of is whole."""
    assert set(PASSPHRASES) == set(first_school.people)
    assert len(first_school.sign_in(ANNA).people()) == 3
