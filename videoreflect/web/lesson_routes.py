"""Lessons: the list, one for review, its pulse, transcript, pictures, details, and copying out."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from videoreflect.domain.lesson import LessonDetails
from videoreflect.services import adding, playback, transcripts
from videoreflect.services.waits import waits_in
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.review import pulse_shape, review_shape


def lesson_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", one, lambda call: review_shape(call.active, call.lesson)),
        route("GET", f"{one}/pulse", lambda call: pulse_shape(call.sign_in, call.lesson)),
        route("PUT", f"{one}/details", _details),
        route("GET", f"{one}/transcript", _transcript),
        route("GET", f"{one}/waveform", _waveform),
        route("GET", f"{one}/poster", _poster),
    ]


def details_from(fields: Fields) -> LessonDetails:
    """What the teacher wrote about the lesson. Raises InvalidInput."""
    rest = (fields.text(name, default="") for name in ("date", "class_name", "subject", "focus"))
    return LessonDetails(fields.text("title"), *rest)


def _details(call: Call) -> Answer:
    adding.update_details(call.sign_in, call.lesson, details_from(call.fields))
    return None


def _transcript(call: Call) -> Answer:
    found = transcripts.transcript_of(call.sign_in, call.lesson)
    return {
        "lines": [
            {
                "id": line.id,
                "voice": line.voice,
                "language": line.language,
                "start_ms": line.start_ms,
                "end_ms": line.end_ms,
                "text": line.text,
                "words": [[word.start_ms, word.end_ms, word.text, word.probability] for word in line.words],
            }
            for line in found.lines
        ],
        "speech": [[span.start_ms, span.end_ms] for span in found.speech],
        "waits": [[start, end] for start, end in waits_in(found)],
        "language": found.language,
        "detected": found.asked in ("", "several") and found.language != "",
        "complete": found.complete,
    }


def _waveform(call: Call) -> Answer:
    """Nothing for a silent film or an erased recording: “not found” would close the lesson in the page."""
    heard = playback.facts_of(call.sign_in, call.lesson).sound is not None
    content = playback.read_waveform(call.sign_in, call.lesson) if heard else b""
    return Response(content, media_type="application/octet-stream")


def _poster(call: Call) -> Answer:
    return Response(playback.read_poster(call.sign_in, call.lesson), media_type="image/jpeg")
