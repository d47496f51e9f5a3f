"""What everybody sees of a scene, without ids and times, so that two runs of one deed can be compared."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.integration.kill_deeds import Scene
from videoreflect.domain.policy import Action
from videoreflect.errors import VideoReflectError
from videoreflect.services.known_backups import known_backups
from videoreflect.services.lesson import details_of
from videoreflect.services.notes import list_notes
from videoreflect.services.permits import permit
from videoreflect.services.playback import open_clip, read_waveform
from videoreflect.services.readiness import readiness
from videoreflect.services.transcripts import read_transcript
from videoreflect.vault.signin import SignIn

View = dict[str, Any]
OUT = {"sign-in": "refused"}


def views(scene: Scene, names: list[str]) -> dict[str, View]:
    """What these people see after a fresh sign-in each, in this order."""
    return {name: view(scene, name) for name in names}


def view(scene: Scene, name: str) -> View:
    """What one person sees after a fresh sign-in."""
    try:
        session = scene.enter(name)
    except VideoReflectError:
        return dict(OUT)
    seen = seen_by(session)
    if name in scene.secrets:
        seen["ways"] = [_opens(scene, secret) for secret in scene.secrets[name]]
    return seen


def seen_by(session: SignIn) -> View:
    """What a sign-in shows now."""
    names = {person.id: person.name for person in session.people().values()}
    seen: View = {
        "people": sorted((one.name, str(one.standing)) for one in session.people().values()),
        "vault": sorted(names[one] for one in session.directory.header.owners),
        "certificates": sorted((one.what, one.why, names[one.by]) for one in session.certificates()),
        "backups": [one.state for one in known_backups(session)],
    }
    for lesson in session.lesson_ids():
        title, told = _lesson(session, lesson, names)
        seen[f"lesson {title}"] = told
    return seen


def _lesson(session: SignIn, lesson: str, names: dict[str, str]) -> tuple[str, Any]:
    try:
        return _opened(session, lesson, names)
    except VideoReflectError as error:
        return lesson, error.code


def _opened(session: SignIn, lesson: str, names: dict[str, str]) -> tuple[str, Any]:
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    ready = readiness(session, lesson)
    told = {
        "owners": sorted(names[one] for one in capsule.header.owners),
        "members": sorted((names[one.person], one.role, one.until_ms) for one in capsule.header.members),
        "notes": sorted((names[one.author], one.visibility, one.note.text) for one in list_notes(session, lesson)),
        "ready": (sorted(names[one] for one in ready.ready_ms), sorted(names[one] for one in ready.revealed)),
        "clip": _recorded(session, lesson),
        "transcript": read_transcript(capsule, held).complete,
        "forks": len(capsule.forked_logs),
    }
    return details_of(capsule, held).title, told


def _recorded(session: SignIn, lesson: str) -> object:
    try:
        with open_clip(session, lesson) as clip:
            return hashlib.sha256(clip.readall()).hexdigest()[:8], len(read_waveform(session, lesson))
    except VideoReflectError as error:
        return error.code


def _opens(scene: Scene, secret: tuple[str, str, str]) -> bool:
    try:
        scene.opened(secret)
    except VideoReflectError:
        return False
    return True
