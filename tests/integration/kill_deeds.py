"""What is killed: everything that changes a vault, each as it is done by one person in one process."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.unit.media.recipes import Kitchen
from tests.unit.vault.school import ANNA, ANNAS_NOTE, CLIP, MARK, OLGA, PASSPHRASES, TITLE, School, add_small_lesson
from tests.unit.vault.school import agreement as agreement_with
from videoreflect.crypto.passphrase import slot_secret
from videoreflect.domain.lesson import LessonDetails
from videoreflect.errors import VideoReflectError
from videoreflect.services import accounts, handing_over, owed, people
from videoreflect.services.adding import Source, add_lesson
from videoreflect.services.backing_up import back_up
from videoreflect.services.erasing import erase_lesson, erase_recording
from videoreflect.services.notes import NoteText, delete_note, save_note
from videoreflect.services.readiness import say_ready
from videoreflect.services.recording_consent import record_agreement
from videoreflect.services.restoring import restore
from videoreflect.services.sharing import share
from videoreflect.services.transcription import transcribe
from videoreflect.services.unsharing import renew_recordings, unshare
from videoreflect.vault import signin
from videoreflect.vault.merging import merge_copy
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn, sign_in_by_recovery

NOBODY = ""
GWYN, MARCUS, NEW = "Gwyn Gwynedd-Thorne", "Marcus Marlinspike", "seventeen brass candles"
SECOND, SAID, DROPPED = "Second lesson with 9C Larkspur", "Wilhelmina needed the diagram", "Drop what Peverell said"
_CLIP = "late.mp4"
_DETAILS = LessonDetails(SECOND, "2026-11-22", "9C", "maths", "waiting time")
ANNAS_OWN = "Nobody knows of Ottoline yet"
_slot_secret = cache(slot_secret)
"""Argon2 gives the same each time, and takes most of the time of this harness."""

Secret = tuple[str, str, str]
"""Kind (passphrase, recovery, invitation), name, and the secret."""


@dataclass(frozen=True)
class Scene:
    """A vault before a deed, and what the deed needs. Everything lies in ``place``, which can be copied."""

    place: Path
    school: School
    more: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, list[Secret]] = field(default_factory=dict)
    """Person -> what may open their keys, before or after; the newest last."""

    def copied_to(self, place: Path) -> Scene:
        """The same scene in another folder."""
        shutil.copytree(self.place, place, symlinks=True)
        school = School(place / "vault", self.school.people, self.school.codes, self.school.lesson)
        return Scene(place, school, self.more, self.secrets)

    def enter(self, name: str) -> SignIn:
        """Sign in with what works, as the program does it, tidying up included."""
        for secret in reversed(self.secrets.get(name, [("recovery", name, self.school.codes.get(name, ""))])):
            try:
                session = self.opened(secret)
            except VideoReflectError:
                continue
            accounts._tidy_up(session)
            return session
        return self.opened(self.secrets.get(name, [("recovery", name, self.school.codes.get(name, ""))])[-1])

    def opened(self, secret: Secret) -> SignIn:
        """Sign in with one secret. Raises SignInRefused."""
        kind, name, words = secret
        if kind == "recovery":
            return sign_in_by_recovery(self.school.path, words)
        with patch.object(signin, "slot_secret", _slot_secret):
            return signin.sign_in(self.school.path, name, words)


Prepare = Callable[[Scene], Scene]
Act = Callable[[Scene, Any], Any]


@dataclass(frozen=True)
class Deed:
    """One thing that a person does. ``loose`` are parts of a view that may lie between before and after."""

    name: str
    who: str
    act: Act
    prepare: Prepare = lambda scene: scene
    loose: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    """Texts that no key opens any more when it is done."""
    is_slow: bool = False


def _with_released_notes(scene: Scene) -> Scene:
    for name in (ANNA, MARK):
        say_ready(scene.enter(name), scene.school.lesson)
    return scene


def _with_a_note(scene: Scene) -> Scene:
    scene = _with_released_notes(scene)
    note = save_note(scene.enter(ANNA), scene.school.lesson, NoteText(DROPPED, 4000))
    return Scene(scene.place, scene.school, {"note": note.id}, scene.secrets)


def _with_a_private_note(scene: Scene) -> Scene:
    note = save_note(scene.enter(ANNA), scene.school.lesson, NoteText(DROPPED, 4000))
    return Scene(scene.place, scene.school, {"note": note.id}, scene.secrets)


def _with_agreement(scene: Scene) -> Scene:
    anna = scene.enter(ANNA)
    both = (scene.school.people[MARK], scene.school.people[OLGA])
    record_agreement(anna, scene.school.lesson, agreement_with(*both, now_ms=anna.now_ms()))
    return scene


def _unshared(scene: Scene) -> Scene:
    unshare(scene.enter(ANNA), scene.school.lesson, scene.school.people[MARK])
    return scene


def _with_new(name: str) -> Prepare:
    def prepare(scene: Scene) -> Scene:
        known: Secret = ("passphrase", name, PASSPHRASES[name])
        return Scene(scene.place, scene.school, scene.more, {name: [known, ("passphrase", name, NEW)]})

    return prepare


def _to_be_renamed(scene: Scene) -> Scene:
    both: list[Secret] = [("passphrase", name, PASSPHRASES[MARK]) for name in (MARK, MARCUS)]
    return Scene(scene.place, scene.school, scene.more, {MARK: both})


def _invited(scene: Scene) -> Scene:
    person, code, _ = people.invite(scene.enter(ANNA), GWYN)
    known = School(scene.school.path, scene.school.people | {GWYN: person}, scene.school.codes, scene.school.lesson)
    return Scene(scene.place, known, {"code": code}, {GWYN: [("passphrase", GWYN, NEW)]})


def _offered(scene: Scene) -> Scene:
    handing_over.hand_over(scene.enter(ANNA), scene.school.lesson, scene.school.people[MARK])
    return scene


def _owing(scene: Scene) -> Scene:
    people.replace_keys(scene.enter(MARK), PASSPHRASES[MARK], NEW)
    anna = scene.enter(ANNA)
    capsule = anna.capsule(scene.school.lesson)
    members = [m if m.person == anna.person else type(m)(m.person, m.role, 1) for m in capsule.header.members]
    capsule.replace_header(members=tuple(members))
    return Scene(scene.place, scene.school, scene.more, {MARK: [("passphrase", MARK, NEW)]})


def _with_backup(scene: Scene) -> Scene:
    back_up(scene.enter(ANNA), _stick(scene))
    add_small_lesson(scene.enter(ANNA), SECOND, CLIP[:90_000])
    return scene


def _with_copy(scene: Scene) -> Scene:
    """Another copy of the lesson, in which Mark said something, and which still holds what was erased here."""
    scene = _with_a_note(scene)
    other = scene.school.copied_to(scene.place / "other")
    mark = other.sign_in(MARK)
    mark.state.state.replica = secrets.token_hex(8)
    mark.state.save()
    save_note(mark, other.lesson, NoteText(SAID, 5000))
    delete_note(scene.enter(ANNA), scene.school.lesson, scene.more["note"])
    settle(scene)
    return scene


def _with_a_clip(scene: Scene) -> Scene:
    Kitchen(scene.place).bytes_of(_CLIP)
    return scene


def _with_speech(scene: Scene) -> Scene:
    anna = scene.enter(ANNA)
    spoken = Path(str(resources.files("videoreflect.sample_media") / "lesson.mp4"))
    lesson = add_lesson(anna, [Source(path=spoken)], _DETAILS)
    record_agreement(anna, lesson, agreement_with(now_ms=anna.now_ms()))
    return Scene(scene.place, scene.school, {"lesson": lesson}, scene.secrets)


def _stick(scene: Scene) -> Path:
    stick = scene.place / "stick"
    stick.mkdir(exist_ok=True)
    return stick


def settle(scene: Scene) -> None:
    """Let everybody sign in and do what their program owes, until nobody owes anything."""
    for name in (*scene.school.people, *scene.school.people):
        try:
            session = scene.enter(name)
        except VideoReflectError:
            continue
        for one in owed.owed(session):
            owed.settle(session, one)


def _add(scene: Scene, anna: SignIn) -> None:
    add_small_lesson(anna, SECOND, CLIP[:90_000])


def _add_really(scene: Scene, anna: SignIn) -> None:
    add_lesson(anna, [Source(path=scene.place / _CLIP)], _DETAILS)


def _transcribe(scene: Scene, anna: SignIn) -> None:
    transcribe(anna, scene.more["lesson"], "tiny.en")


def _rotate(scene: Scene, anna: SignIn) -> None:
    capsule = anna.capsule(scene.school.lesson)
    rotate(capsule, anna.sealing_keys)


def _settle_all(scene: Scene, anna: SignIn) -> None:
    for one in owed.owed(anna):
        owed.settle(anna, one)


def _unshare_and_renew(scene: Scene, anna: SignIn) -> None:
    capsule = anna.capsule(scene.school.lesson)
    if capsule.header.member(scene.school.people[MARK]) is not None:
        unshare(anna, scene.school.lesson, scene.school.people[MARK])
    renew_recordings(anna, scene.school.lesson)


def _restore(scene: Scene, _: SignIn) -> None:
    shutil.rmtree(scene.place / "again", ignore_errors=True)  # the sentence asks for an empty folder
    restore(_stick(scene), scene.place / "again")


def _change_back_and_forth(scene: Scene, mark: SignIn) -> None:
    people.change_passphrase(mark, PASSPHRASES[MARK], NEW)


def _lesson(act: Callable[[SignIn, str], Any]) -> Act:
    return lambda scene, session: act(session, scene.school.lesson)


def _person(act: Callable[[SignIn, str], Any], name: str) -> Act:
    return lambda scene, session: act(session, scene.school.people[name])


def _replace_keys(name: str) -> Act:
    return lambda _, session: people.replace_keys(session, PASSPHRASES[name], NEW)


DEEDS = {
    deed.name: deed
    for deed in (
        Deed("add", ANNA, _add, is_slow=True),
        Deed("add a file", ANNA, _add_really, _with_a_clip),
        Deed("transcribe", ANNA, _transcribe, _with_speech, is_slow=True),
        Deed("note", ANNA, lambda scene, anna: save_note(anna, scene.school.lesson, NoteText(SAID, 3000))),
        Deed(
            "open note", ANNA, lambda scene, anna: save_note(anna, scene.school.lesson, NoteText(SAID, 3000)),
            _with_released_notes,
        ),
        Deed("share", ANNA, _lesson(lambda anna, one: share(anna, one, _id(anna, OLGA))), _with_agreement),
        Deed("ready", MARK, _lesson(say_ready)),
        Deed("unshare", ANNA, _unshare_and_renew),
        Deed("renew", ANNA, _lesson(renew_recordings), _unshared),
        Deed("erase a lesson", ANNA, _lesson(erase_lesson), gone=(ANNAS_NOTE, TITLE), loose=("certificates",)),
        Deed(
            "erase a note", ANNA, lambda scene, anna: delete_note(anna, scene.school.lesson, scene.more["note"]),
            _with_a_note, gone=(DROPPED,),
        ),
        Deed(
            "erase a private note", ANNA,
            lambda scene, anna: delete_note(anna, scene.school.lesson, scene.more["note"]),
            _with_a_private_note, gone=(DROPPED,),
        ),
        Deed("erase a recording", ANNA, _lesson(erase_recording), loose=("certificates",)),
        Deed("passphrase", MARK, _change_back_and_forth, _with_new(MARK)),
        Deed("rename", MARK, lambda _, mark: people.rename(mark, MARCUS, PASSPHRASES[MARK]), _to_be_renamed),
        Deed("new keys", MARK, _replace_keys(MARK), _with_new(MARK)),
        Deed("new keys of the owner", ANNA, _replace_keys(ANNA), _with_new(ANNA)),
        Deed("invite", ANNA, lambda _, anna: people.invite(anna, GWYN)),
        Deed("take up", NOBODY, lambda scene, _: people.take_up(scene.school.path, scene.more["code"], NEW), _invited),
        Deed("remove", ANNA, _person(people.remove_person, MARK)),
        Deed("hand over", ANNA, lambda scene, anna: handing_over.hand_over(
            anna, scene.school.lesson, scene.school.people[MARK])),
        Deed("accept", MARK, _lesson(handing_over.accept), _offered),
        Deed("hand over the vault", ANNA, _person(handing_over.hand_over_vault, MARK)),
        Deed("rotate", ANNA, _rotate),
        Deed("settle", ANNA, _settle_all, _owing),
        Deed("back up", ANNA, lambda scene, anna: back_up(anna, _stick(scene)), _with_backup),
        Deed("restore", ANNA, _restore, _with_backup),
        Deed(
            "merge", ANNA,
            lambda scene, anna: merge_copy(
                anna.capsule(scene.school.lesson), scene.place / "other" / "capsules" / scene.school.lesson),
            _with_copy, gone=(DROPPED,),
        ),
    )
}  # fmt: skip


def _id(session: SignIn, name: str) -> str:
    return session.named(name).id
