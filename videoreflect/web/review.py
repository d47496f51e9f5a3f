"""Everything that the review page needs when it opens, in one answer."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress

from videoreflect.domain.policy import Action, Allowed, Asked, Refused
from videoreflect.domain.wanted import SAID, TRANSLATED
from videoreflect.errors import StorageError
from videoreflect.services import background, codebooks, notes, requests, transcripts, unfinished, voices
from videoreflect.services.chapters import KIND as CHAPTERS
from videoreflect.services.chapters import list_chapters
from videoreflect.services.lessons import Lesson, open_lesson
from videoreflect.services.notes_shown import shown_mark
from videoreflect.services.permits import decision, permit
from videoreflect.services.playback import thumbnail_layout
from videoreflect.services.readiness import readiness
from videoreflect.services.seen import record_opened
from videoreflect.services.sessions import Active, SignIn
from videoreflect.services.voice_notes import drop_left_over
from videoreflect.web.chapter_routes import chapter_shape
from videoreflect.web.shapes import (
    Shape,
    allowed_shape,
    consent_shape,
    job_shape,
    people_shapes,
    readiness_shape,
)


def review_shape(active: Active, lesson_id: str) -> Shape:
    """The Review of docs/ROUTES.md."""
    sign_in = active.sign_in
    lesson = open_lesson(sign_in, lesson_id)
    record_opened(sign_in, lesson_id)
    with suppress(StorageError):  # the next opening does it
        drop_left_over(sign_in, lesson_id)
    people = people_shapes(sign_in.people(), lesson.owner)
    members = [lesson.owner, *lesson.shared_until_ms]
    return {
        "lesson": lesson_shape(lesson, sign_in.person),
        "me": people[sign_in.person],
        "people": [people[one] for one in members if one in people],
        "media_url": "" if lesson.recording_erased else media_url(active, lesson_id),
        "poster_url": f"/vr/lessons/{lesson_id}/poster" if lesson.facts.video else "",
        "thumbnails": thumbnails_shape(sign_in, lesson_id),
        "chapters": [chapter_shape(one) for one in list_chapters(sign_in, lesson_id)],
        "consent": consent_shape(lesson.consent, lesson.badge),
        "requests": requests.open_count(sign_in, lesson_id),
        "actions": _actions(sign_in, lesson),
        "share_candidates": _candidates(sign_in, lesson, people),
        "shared": [{"person": person, "until_ms": until} for person, until in lesson.shared_until_ms.items()],
        "readiness": readiness_of(sign_in, lesson_id),
        "transcription": transcription_shape(sign_in, lesson),
        "draft": notes.draft(sign_in, lesson_id),
        "place_ms": notes.place_ms(sign_in, lesson_id),
        "revision": pulse_shape(sign_in, lesson_id)["revision"],
    }


def readiness_of(sign_in: SignIn, lesson_id: str) -> Shape:
    """Who is ready in this lesson."""
    members = sign_in.capsule(lesson_id).header.people()
    others = [member.person for member in members if member.person != sign_in.person]
    return readiness_shape(readiness(sign_in, lesson_id), sign_in.person, others)


def lesson_shape(lesson: Lesson, me: str) -> Shape:
    """What is known about the lesson and its clip."""
    details, video = lesson.details, lesson.facts.video
    width, height = video.displayed_size if video else (0, 0)
    return {
        "id": lesson.id,
        "title": details.title,
        "date": details.date,
        "class_name": details.class_name,
        "subject": details.subject,
        "focus": details.focus,
        "duration_ms": lesson.duration_ms,
        "has_picture": video is not None,
        "has_sound": lesson.facts.sound is not None,
        "recording_erased": lesson.recording_erased,
        "frames_per_second": video.frames_per_second if video else None,
        "width": width,
        "height": height,
        "mine": lesson.owner == me,
        "owner": lesson.owner,
    }


def thumbnails_shape(sign_in: SignIn, lesson_id: str) -> Shape | None:
    """Where the thumbnails are and how they lie on their sheet; None where there are none."""
    layout = thumbnail_layout(sign_in, lesson_id)
    return {"url": f"/vr/lessons/{lesson_id}/thumbnails", **layout} if layout else None


def media_url(active: Active, lesson_id: str) -> str:
    """The clip's address: the same for the whole sign-in, so that a rerun does not load the clip again."""
    return f"/vr/lessons/{lesson_id}/media?k={active.media_link(lesson_id)}"


def transcription_shape(sign_in: SignIn, lesson: Lesson) -> Shape:
    """Where the transcript is: none, running, paused, in part, done, locked by consent, or impossible without sound."""
    job = background.job_of_lesson(sign_in, lesson.id)
    running = job is not None and job.state not in background.ENDED
    said = transcripts.progress_of(sign_in, lesson.id)
    return {
        "state": _transcription_state(sign_in, lesson, said, running),
        "job": job_shape(job) if job else None,
        "done_ms": said.done_ms,
        "translated": bool(transcripts.progress_of(sign_in, lesson.id, TRANSLATED).run),
    }


def pulse_shape(sign_in: SignIn, lesson_id: str) -> Shape:
    """What changes with anything shown, and with nothing else: it would tell when somebody writes what is hidden.

    Asked every second, so it is made from row numbers; bodies are read only after rows of notes came.
    """
    capsule = sign_in.capsule(lesson_id)
    permit(sign_in, capsule, Action.VIEW)  # a date that passes changes no row, and closes the page all the same
    kinds = _SHOWN | (_TALK if readiness(sign_in, lesson_id).revealed else {})
    marks = {name: _mark([one.row.hash for one in capsule.placed(*some)]) for name, some in kinds.items()}
    marks["notes"] = shown_mark(sign_in, lesson_id)
    people = len(sign_in.people())
    job = background.job_of_lesson(sign_in, lesson_id)
    everything = [capsule.register_version(), *marks.values(), people, job.state if job else ""]
    return {
        "revision": _short(everything),
        "notes_revision": _short([marks["notes"], marks["ready"]]),
        "transcript_revision": _short([marks["transcript"]]),
        "codebooks_revision": _short(codebooks.shown_mark(sign_in, lesson_id)),
        "job": job_shape(job) if job else None,
    }


_SHOWN = {
    "ready": ("ready",),
    "transcript": (*transcripts.ALL_KINDS, *voices.KINDS),
    "rest": ("lesson", "blob", "recording-erased", "request", "request-answer", CHAPTERS),
}
_TALK = {"talk": ("said", "action", "confirm")}


def _mark(hashes: list[bytes]) -> str:
    return f"{len(hashes)}|{hashes[-1].hex()}" if hashes else ""


def _short(parts: Sequence[object]) -> str:
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]


def _transcription_state(sign_in: SignIn, lesson: Lesson, said: transcripts.Transcript, running: bool) -> str:
    if running:
        return "running"
    if any(unfinished.is_paused(sign_in, lesson.id, track) for track in (SAID, TRANSLATED)):
        return "paused"
    if lesson.facts.sound is None and not lesson.recording_erased:
        return "no-sound"
    if said.complete:
        return "done"
    if lesson.recording_erased:
        return "no-sound"
    capsule = sign_in.capsule(lesson.id)
    if isinstance(decision(sign_in, capsule, Action.TRANSCRIBE), Refused):
        return "locked"
    return "partial" if said.run else "none"


def _actions(sign_in: SignIn, lesson: Lesson) -> Shape:
    capsule = sign_in.capsule(lesson.id)
    others = [one.id for one in sign_in.people().values() if one.can_open and one.id != lesson.owner]
    named = [one for one in others if one in lesson.consent.scope.share]  # why not, first of those it is recorded for
    share = [decision(sign_in, capsule, Action.SHARE, Asked(recipient=person)) for person in named or others]
    allowed = next((one for one in share if isinstance(one, Allowed)), share[0] if share else None)
    return {
        "transcribe": allowed_shape(decision(sign_in, capsule, Action.TRANSCRIBE)),
        "analyse": allowed_shape(decision(sign_in, capsule, Action.ANALYSE)),
        "share": allowed_shape(allowed or decision(sign_in, capsule, Action.SHARE)),
        "export": allowed_shape(decision(sign_in, capsule, Action.EXPORT)),
    }


def _candidates(sign_in: SignIn, lesson: Lesson, people: dict[str, Shape]) -> list[Shape]:
    """With whom it may be shared now, and is not yet."""
    capsule = sign_in.capsule(lesson.id)
    chosen = [
        person
        for person in _not_yet(sign_in, lesson)
        if isinstance(decision(sign_in, capsule, Action.SHARE, Asked(recipient=person)), Allowed)
    ]
    return [people[person] for person in chosen]


def _not_yet(sign_in: SignIn, lesson: Lesson) -> list[str]:
    held = {*sign_in.capsule(lesson.id).header.owners, *lesson.shared_until_ms}
    return [one.id for one in sign_in.people().values() if one.can_open and one.id not in held]
