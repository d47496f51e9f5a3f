"""Kills a child in the middle of a deed, then holds the vault against what was told as saved."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tests.integration.kill_deeds import DEEDS, GWYN, NOBODY, SAID, Deed, Scene, Secret, settle
from tests.integration.kill_points import Points
from tests.integration.kill_views import OUT, View, seen_by, views
from tests.unit.vault.killed import spawned
from tests.unit.vault.remnants import Keyring, found, spellings
from tests.unit.vault.school import ANNA, ANNAS_NOTE, CLIP, MARK, MARKS_NOTE, OLGA, PASSPHRASES, TITLE, School
from videoreflect.errors import NotAllowed, VideoReflectError
from videoreflect.services.checking import verify
from videoreflect.services.lessons import Lesson, list_lessons
from videoreflect.services.notes import NoteText, list_notes, save_note
from videoreflect.vault.creation import remove_abandoned
from videoreflect.vault.durable import remove_leftovers
from videoreflect.vault.signin import SignIn

DAY_MS = 24 * 3_600_000
_WORDS = (TITLE, ANNAS_NOTE, MARKS_NOTE, SAID, "Quillfeather", "Quibblewick", "Zephyrine", "Larkspur", "Ottoline")


@dataclass
class Stand:
    """A deed made ready: its scene, where it may be killed, and what is seen before and after."""

    deed: Deed
    scene: Scene
    points: list[tuple[int, str]]
    before: dict[str, View]
    after: list[dict[str, View]]
    keys: Keyring
    needles: set[bytes]
    seconds: float


def stand(deed: Deed, school: School, place: Path) -> Stand:
    """Prepare a deed, do it once to its end in a child that counts, and keep what everybody sees."""
    first = Scene(place / "first", school.copied_to(place / "first" / "vault"))
    scene = deed.prepare(first)
    before = views(scene.copied_to(place / "before"), people_of(scene))
    done, keys = scene.copied_to(place / "done"), Keyring()
    _take_keys(keys, scene.copied_to(place / "keys"))
    begun = time.monotonic()
    child = spawned(carry_out, deed.name, done, 0, place / "counted")
    child.join(100)
    seconds = time.monotonic() - begun
    assert child.exitcode == 0, deed.name
    counted = [(number, label) for number, label in json.loads((place / "counted").read_text())]
    raw = views(done, people_of(scene))
    settle(done)
    _take_keys(keys, done)
    settled = views(done, people_of(scene))
    return Stand(deed, scene, counted, before, [raw, settled], keys, _needles(scene), seconds)


def carry_out(deed: str, scene: Scene, last: int, told: Path) -> None:
    """In the child: do a deed, killing oneself at point ``last``; 0 counts the points."""
    temporary = scene.place / "temporary"
    temporary.mkdir()
    os.environ["TMPDIR"] = tempfile.tempdir = str(temporary)
    who = DEEDS[deed].who
    session = scene.enter(who) if who != NOBODY else None
    points = Points([scene.place / name for name in ("vault", "stick", "again")], last)
    if last >= 0:
        points.put_in()
    told.with_suffix(".begun").touch()
    DEEDS[deed].act(scene, session)
    points.last = -1  # what the end of the process does is no part of the deed
    points.tell(told)


def kill_at(here: Stand, last: int, place: Path) -> list[str]:
    """Kill a deed before its point ``last``; returns what is wrong afterwards."""
    scene = here.scene.copied_to(place / "killed")
    witness = _witness(here, scene)
    child = spawned(carry_out, here.deed.name, scene, last, place / "told")
    child.join(100)
    return examined(here, scene, witness, was_told=(place / "told").exists())


def kill_after(here: Stand, seconds: float, place: Path) -> list[str]:
    """Kill a deed at a moment, however far it is."""
    scene = here.scene.copied_to(place / "killed")
    witness = _witness(here, scene)
    child = spawned(carry_out, here.deed.name, scene, -1, place / "told")
    while child.is_alive() and not (place / "told.begun").exists():
        time.sleep(0.001)
    time.sleep(seconds)
    child.kill()
    child.join(100)
    return examined(here, scene, witness, was_told=(place / "told").exists())


def examined(here: Stand, scene: Scene, witness: SignIn, *, was_told: bool) -> list[str]:
    """Everything that is wrong with a vault after a kill; empty if nothing is."""
    wrong = _clear_text(here, scene, "after the kill")
    wrong += _witnessed(witness, scene)
    names = people_of(scene)
    now = views(scene, names)
    for name in names:
        if _part(here, now[name]) not in [_part(here, one[name]) for one in (here.before, *here.after)]:
            wrong.append(f"{name} sees neither before nor after: {_differs(here, name, now[name])}")
    happened = (again := views(scene, names)) in here.after
    if was_told and not happened:
        wrong.append(f"it was told as done, and is not: {again}")
    wrong += _checked(scene, "after the kill")
    try:
        if not happened:
            here.deed.act(scene, scene.enter(here.deed.who) if here.deed.who != NOBODY else None)
        settle(scene)
    except VideoReflectError as error:
        return [*wrong, f"cannot be repeated: {error.code} {error.sentence} {error.fields}"]
    wrong += _ended(here, scene, witness)
    return wrong


def _ended(here: Stand, scene: Scene, witness: SignIn) -> list[str]:
    """What is wrong when everything that was interrupted is over."""
    names, wrong = people_of(scene), []
    now, settled = views(scene, names), here.after[-1]
    for name in names:
        if now[name] != settled[name]:
            wrong.append(f"in the end {name} sees: {_difference(now[name], settled[name])}")
    _a_day_later(scene, witness)
    wrong += _checked(scene, "in the end", leftovers=True)
    wrong += _works(scene, names)
    wrong += _clear_text(here, scene, "in the end")
    if here.deed.gone:
        _take_keys(here.keys, scene)
        needles = {needle for text in here.deed.gone for needle in spellings(text)}
        wrong += [f"is not gone: {file}" for file, _ in found(scene.school.path, here.keys, needles)]
    return wrong


def _a_day_later(scene: Scene, witness: SignIn) -> None:
    """What is only removed when it is a day old, since another process might be writing it, goes then."""
    remove_abandoned(witness.folder, witness.now_ms() + DAY_MS)
    for folder in {path.parent for path in scene.school.path.rglob("*.tmp*")}:
        remove_leftovers(folder, witness.now_ms() + DAY_MS)


def people_of(scene: Scene) -> list[str]:
    """Everybody, the owner of the vault last: what another's program finds first must do for it."""
    return [name for name in (OLGA, MARK, GWYN, ANNA) if name in scene.school.people]


def _part(here: Stand, seen: View) -> View:
    return {what: told for what, told in seen.items() if not what.startswith(here.deed.loose or ("-",))}


def _differs(here: Stand, name: str, now: View) -> str:
    return " | ".join(_difference(now, one[name]) for one in (here.before, *here.after))


def _difference(one: View, other: View) -> str:
    parts = [what for what in one.keys() | other.keys() if one.get(what) != other.get(what)]
    return "; ".join(f"{what}: {one.get(what)} instead of {other.get(what)}" for what in sorted(parts))


def _checked(scene: Scene, when: str, *, leftovers: bool = False) -> list[str]:
    wrong = []
    for name in people_of(scene):
        try:
            session = scene.enter(name)
        except VideoReflectError:
            continue
        report = verify(scene.school.path, session.identity)
        wrong += [f"verify by {name} {when}: {problem}" for problem in report.problems]
        if leftovers:
            wrong += [f"left {when}: {left}" for left in report.leftovers]
    return wrong


def _witness(here: Stand, scene: Scene) -> SignIn:
    """Somebody else's program, which is open all the time."""
    session = scene.enter(OLGA if here.deed.who == MARK else MARK)
    for lesson in session.lesson_ids():
        with suppress(NotAllowed):
            list_notes(session, lesson)
    return session


def _witnessed(witness: SignIn, scene: Scene) -> list[str]:
    """What is wrong with a program that was open while another was killed: it sees what a fresh one sees."""
    try:
        fresh = SignIn(witness.folder, witness.identity, witness.state)
        expected = seen_by(fresh)
    except VideoReflectError:
        expected = dict(OUT)
    try:
        seen = seen_by(witness)
    except VideoReflectError:
        seen = dict(OUT)
    return [] if seen == expected else [f"the open program sees: {_difference(seen, expected)}"]


def _works(scene: Scene, names: Iterable[str]) -> list[str]:
    """Everybody writes a note in what is open to them, and finds it again."""
    wrong = []
    for name in names:
        try:
            session = scene.enter(name)
        except VideoReflectError:
            continue
        for lesson in [one.id for one in list_lessons(session) if isinstance(one, Lesson)]:
            text = f"goes on {name}"
            try:
                save_note(session, lesson, NoteText(text, 100))
                if text not in {one.note.text for one in list_notes(scene.enter(name), lesson)}:
                    wrong.append(f"what {name} writes afterwards is lost")
            except VideoReflectError as error:
                wrong.append(f"{name} cannot write afterwards: {error.code} {error.fields}")
    return wrong


def _take_keys(keys: Keyring, scene: Scene) -> None:
    for name in people_of(scene):
        try:
            session = scene.enter(name)
            keys.take(session, *session.lesson_ids())
        except VideoReflectError:
            continue


def _needles(scene: Scene) -> set[bytes]:
    """Names, words and secrets in the forms in which they might lie in a file, and the recording."""
    given: list[Secret] = [secret for ways in scene.secrets.values() for secret in ways]
    texts = {*_WORDS, *scene.school.people, *PASSPHRASES.values(), *scene.school.codes.values()}
    texts |= {words for _, _, words in given} | {name for _, name, _ in given} | set(scene.more.values()) - {""}
    texts -= {scene.more.get(one, "") for one in ("note", "lesson")}  # ids
    plain = {text.encode(code) for text in texts for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return plain | {CLIP[:64], CLIP[1000:1064]}


def _clear_text(here: Stand, scene: Scene, when: str) -> list[str]:
    """Files of the vault, of the backup, of what was restored, and of the child's temporary folder."""
    wrong = []
    for file in scene.place.rglob("*"):
        if file.is_file() and not file.is_symlink():
            raw = file.read_bytes()
            wrong += [f"in clear {when}: {file.relative_to(scene.place)}" for one in here.needles if one in raw]
    return wrong
