"""What an owner's program still has to do, and does at the owner's next sign-in.

Some changes need the owner's keys, but begin when the owner is not there: an end date passes, a
member erases what they said, or says that their passphrase was seen.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

from videoreflect.domain.person import Standing
from videoreflect.domain.policy import Action
from videoreflect.errors import VideoReflectError
from videoreflect.services.handing_over import accept, offers
from videoreflect.services.permits import lesson_state, permit
from videoreflect.services.requests import CONSENT
from videoreflect.services.rights_answer import WANTS_ANSWER
from videoreflect.services.unsharing import Progress, end_access, recordings_owed, remove_replaced, renew_recordings
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.header import RECOVERY
from videoreflect.vault.history import PlacedRow
from videoreflect.vault.rotation import rotate
from videoreflect.vault.signin import SignIn

_ASKS_FOR_ROTATION = ("request", "bodies-erased")


class Reason(StrEnum):
    """Why something is owed."""

    ENDED = "ended"
    SUSPENDED = "suspended"
    ASKED = "asked"
    RECORDINGS = "recordings"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed for one lesson; ``people`` are those whose access has ended."""

    lesson: str
    reason: Reason
    people: tuple[str, ...] = ()


def owed(session: SignIn) -> list[Owed]:
    """Everything that this person's program owes, in the order in which it is done.

    A lesson that cannot be opened owes nothing that could be done now.
    """
    found: list[Owed] = []
    for lesson in (*session.lesson_ids(), session.directory.id):
        try:
            capsule = session.directory if lesson == session.directory.id else session.capsule(lesson)
            found += _owed_for(session, capsule)
        except VideoReflectError:
            continue
    return found


def settle(
    session: SignIn,
    one: Owed,
    progress: Progress = lambda done, total: None,
    stop: threading.Event | None = None,
) -> None:
    """Do what is owed. Can be repeated. Raises DiskFull, Cancelled, StorageError."""
    if one.reason is Reason.OFFERED:
        accept(session, one.lesson)
        return
    if one.reason is Reason.RECORDINGS:
        renew_recordings(session, one.lesson, progress, stop)
        return
    capsule = session.directory if one.lesson == session.directory.id else session.capsule(one.lesson)
    if one.reason in {Reason.ENDED, Reason.SUSPENDED}:
        end_access(session, capsule, one.people)
    else:
        rotate(capsule, session.sealing_keys)
        if capsule is not session.directory:
            remove_replaced(session, capsule)


def _owed_for(session: SignIn, capsule: Capsule) -> list[Owed]:
    found = [Owed(capsule.id, Reason.OFFERED)] if offers(session, capsule) else []
    if session.person not in capsule.header.owners:
        return found
    ended = _ended(session, capsule)
    if suspended := _suspended(session, capsule):
        ended = tuple(sorted({*ended, *suspended}))
        found.append(Owed(capsule.id, Reason.SUSPENDED, ended))
    elif ended:
        found.append(Owed(capsule.id, Reason.ENDED, ended))
    elif _asked(session, capsule):
        found.append(Owed(capsule.id, Reason.ASKED))
    if ended or (capsule is not session.directory and recordings_owed(session, capsule)):
        found.append(Owed(capsule.id, Reason.RECORDINGS))
    return found


def _ended(session: SignIn, capsule: Capsule) -> tuple[str, ...]:
    """Members whose date has passed, people who were removed from the vault, a school key that was turned off."""
    key, now = session.directory.school_key(), session.now_ms()
    removed = {one.id for one in session.people().values() if one.standing is Standing.REMOVED}
    members = [member for member in capsule.header.members if member.person not in capsule.header.owners]
    return tuple(
        member.person
        for member in members
        if member.person in removed
        or not member.holds(now)
        or (member.role == RECOVERY and (key is None or member.person != key.id))
    )


def _suspended(session: SignIn, capsule: Capsule) -> tuple[str, ...]:
    """All members while a withdrawal or an objection stands: the program refuses them, a new key keeps them out."""
    if capsule is session.directory or not lesson_state(capsule).consent.blocked:
        return ()
    owners = capsule.header.owners
    return tuple(member.person for member in capsule.header.people() if member.person not in owners)


def suspend(session: SignIn, lesson: str) -> tuple[str, ...]:
    """End the access of all members now, if a withdrawal or an objection stands; returns whose.

    They are shared with again by the owner, when that is dealt with. Recordings are owed. Raises DiskFull,
    StorageError; then it is owed still.
    """
    capsule = session.capsule(lesson)
    people = _suspended(session, capsule) if session.person in capsule.header.owners else ()
    if people:
        end_access(session, capsule, people)
    return people


def _asked(session: SignIn, capsule: Capsule) -> bool:
    """Whether somebody asked for a new key, changed keys, or erased words, since the newest rotation."""
    rotated = capsule.placed("rotated")
    said = [one for one in capsule.placed(*_ASKS_FOR_ROTATION) if not _asks_for_something_else(session, capsule, one)]
    asking = [*said, *(one for one in capsule.placed("keys") if _was_seen(session, one))]
    return any(not any(done.has_seen(asked) for done in rotated) for asked in asking)


def _asks_for_something_else(session: SignIn, capsule: Capsule, said: PlacedRow) -> bool:
    """Whether a request is about the consent register or private notes; one that cannot be read asks for a new key."""
    if said.row.kind != "request" or capsule is session.directory:
        return False
    held = permit(session, capsule, Action.ANSWER)
    bodies = {placed.row.hash: body for placed, body in capsule.read(held, "request")}
    return bodies.get(said.row.hash, {}).get("wants") in (CONSENT, WANTS_ANSWER)


def _was_seen(session: SignIn, said: PlacedRow) -> bool:
    """Whether keys were changed because of a passphrase that was seen, and not by taking up an invitation."""
    person = session.people().get(said.row.author)
    joined_by_changing = person is not None and person.invited_until_ms is not None
    return session.directory.keyring.position(said.row.author) > int(joined_by_changing)
