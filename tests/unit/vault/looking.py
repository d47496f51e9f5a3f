"""Everything that a person can see of the school, and what is left of it after damage."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from tests.unit.vault.school import School
from videoreflect.errors import VideoReflectError
from videoreflect.services.lessons import list_lessons, open_lesson
from videoreflect.services.notes import drafts, list_notes, place_ms
from videoreflect.services.permits import recorded_events
from videoreflect.services.playback import open_clip, read_waveform
from videoreflect.services.readiness import readiness
from videoreflect.vault.signin import SignIn

REFUSED = "refused"
Looks = dict[str, Callable[[SignIn, str], Any]]

LOOKS: Looks = {
    "people": lambda session, _: session.people(),
    "lessons": lambda session, _: {one.id for one in list_lessons(session)},
    "details": lambda session, lesson: (open_lesson(session, lesson).details, open_lesson(session, lesson).facts),
    "members": lambda session, lesson: session.capsule(lesson).header.members,
    "register": lambda session, lesson: recorded_events(session.capsule(lesson)),
    "notes": lambda session, lesson: list_notes(session, lesson),
    "draft": lambda session, lesson: drafts(session, lesson),
    "place": lambda session, lesson: place_ms(session, lesson),
    "ready": lambda session, lesson: readiness(session, lesson),
    "clip": lambda session, lesson: hashlib.sha256(open_clip(session, lesson).readall()).digest(),
    "waveform": lambda session, lesson: read_waveform(session, lesson),
}


def everything(school: School, name: str, looks: Looks = LOOKS) -> dict[str, Any]:
    """Return what a person sees after a fresh sign-in; ``REFUSED`` where a typed error came, and nothing else."""
    try:
        session = school.sign_in(name)
    except VideoReflectError:
        return dict.fromkeys(looks, REFUSED)
    return looked_at(session, school.lesson, looks)


def looked_at(session: SignIn, lesson: str, looks: Looks = LOOKS) -> dict[str, Any]:
    """Return what somebody who is signed in sees; ``REFUSED`` where a typed error came."""
    return {what: _looked(look, session, lesson) for what, look in looks.items()}


def wrong(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return what differs without having been refused."""
    return [what for what in after if after[what] != REFUSED and after[what] != before[what]]


def _looked(look: Callable[[SignIn, str], Any], session: SignIn, lesson: str) -> Any:
    try:
        return look(session, lesson)
    except VideoReflectError:
        return REFUSED
