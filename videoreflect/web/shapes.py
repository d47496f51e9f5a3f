"""How things look as JSON; docs/ROUTES.md, Shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from videoreflect.domain.consent_state import ConsentState
from videoreflect.domain.note import AuthoredNote, Note
from videoreflect.domain.person import Person
from videoreflect.domain.policy import Decision, Refused
from videoreflect.services.background import Job, why_waits
from videoreflect.services.badge import Badge
from videoreflect.services.readiness import Readiness

MARKS = 6
TEACHER, MENTOR = "teacher", "mentor"

Shape = dict[str, Any]


def people_shapes(people: Mapping[str, Person], owner: str) -> dict[str, Shape]:
    """Everybody by id; marks follow the order in which people came, so that each keeps theirs."""
    return {
        person.id: {
            "id": person.id,
            "name": person.name,
            "first_name": person.first_name,
            "initials": person.initials,
            "role": TEACHER if person.id == owner else MENTOR,
            "mark": number % MARKS + 1,
        }
        for number, person in enumerate(people.values())
    }


def note_shape(authored: AuthoredNote, me: str) -> Shape:
    """A note with who wrote it and who can see it."""
    note = authored.note
    return {
        "id": note.id,
        "author": authored.author,
        "mine": authored.author == me,
        "at_ms": note.at_ms,
        "to_ms": note.to_ms,
        "text": note.text,
        "quote": note.quote,
        "talk": note.talk,
        "created_ms": note.created_ms,
        "edited_ms": note.edited_ms,
        "codes": list(note.codes),
        "state": note.state,
        "shared": note.shared,
        "reply_to": note.reply_to,
        "regions": [region.content() for region in note.regions],
        "voice": note.voice,
        "voice_ms": note.voice_ms,
        "origin": note.origin,
        "visibility": authored.visibility,
    }


def own_note(note: Note, state: Readiness, me: str) -> Shape:
    """A note that was just saved, as the list shows it."""
    kept = "waiting" if me in state.ready_ms else "private"
    return note_shape(AuthoredNote(me, note, "open" if state.revealed else "shared" if note.shared else kept), me)


def job_shape(job: Job) -> Shape:
    """A job as its owner sees it."""
    return {
        "job": job.id,
        "kind": job.kind,
        "title": job.title,
        "lesson": job.lesson,
        "state": job.state,
        "done_ms": job.done_ms,
        "total_ms": job.total_ms,
        "seconds_left": job.seconds_left(),
        "waits": why_waits(job),
        "held": bool(job.held) and job.state == "waiting",
        "sentence": job.sentence,
        "told": list(job.told),
        "clean": job.clean,
    }


def consent_shape(state: ConsentState, badge: Badge) -> Shape:
    """What the register allows, and the badge that says it."""
    return {
        "badge": badge_shape(badge),
        "recorded": state.recorded,
        "basis": str(state.basis) if state.basis else "",
        "purposes": sorted(map(str, state.purposes)),
        "until_ms": state.until_ms,
        "transcribe": state.scope.transcribe,
        "analyse": state.scope.analyse,
        "share_with": sorted(state.scope.share),
        "export": sorted(map(str, state.scope.export)),
        "blocked": list(state.blocked),
    }


def badge_shape(badge: Badge) -> Shape:
    """The few words about consent."""
    return {"kind": badge.kind, "words": badge.words}


def allowed_shape(decided: Decision) -> Shape:
    """Whether something may be done; if not, why and what would change that, in pairs."""
    if isinstance(decided, Refused):
        return {"allowed": False, "reasons": list(decided.reasons), "remedies": list(decided.remedies)}
    return {"allowed": True, "reasons": [], "remedies": []}


def readiness_shape(state: Readiness, me: str, others: list[str]) -> Shape:
    """Who is ready, and whether I may say it now."""
    why_not = _why_not_ready(me in state.ready_ms, others)
    return {
        "mine_ms": state.ready_ms.get(me),
        "others": [
            {"person": one, "ready_ms": state.ready_ms.get(one), "revealed": one in state.revealed} for one in others
        ],
        "may_say": not why_not,
        "why_not": why_not,
    }


def _why_not_ready(said: bool, others: list[str]) -> str:
    if said:
        return "You have said that you are ready."
    if not others:
        return "“Ready” opens your notes to your mentor, so share the lesson first."
    return ""
