"""Writing transcripts and translations: how, when, paused, gone on with, stopped."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.wanted import SAID, TRANSLATED, Wanted, When, clock_time, minutes_of
from videoreflect.services import transcripts, vocabulary, writing
from videoreflect.services.at_once import at_once, most_at_once, why_no_more
from videoreflect.services.transcription import DEFAULT_MODEL
from videoreflect.services.writing_choices import writing_choices
from videoreflect.services.writing_times import writing_times
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape, job_shape

_CHOICES = ("model", "language", "several", "words")


def writing_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}"
    return [
        route("GET", f"{one}/transcription", _choices),
        route("POST", f"{one}/transcription", lambda call: _begin(call, SAID)),
        route("DELETE", f"{one}/transcription", lambda call: writing.stop(call.sign_in, call.lesson)),
        route("POST", f"{one}/transcription/pause", lambda call: writing.pause(call.sign_in, call.lesson)),
        route("POST", f"{one}/transcription/now", lambda call: writing.begin_now(call.sign_in, call.lesson)),
        route("GET", f"{one}/translation", _translation),
        route("POST", f"{one}/translation", lambda call: _begin(call, TRANSLATED)),
        route("GET", "/vr/people/me/writing-times", _times),
        route("PUT", "/vr/people/me/writing-times", _set_times),
    ]


def _choices(call: Call) -> Answer:
    found = writing_choices(call.sign_in, call.lesson)
    return {
        "models": [
            {"model": one.name, "translates": one.translates, "english_only": one.english_only} for one in found.models
        ],
        "languages": list(found.languages),
        "model": found.wanted.model,
        "language": found.wanted.language,
        "several": found.wanted.several,
        "words": found.wanted.words,
    }


def _begin(call: Call, track: str) -> Answer:
    """With choices a transcript as they say; without any, what was begun goes on."""
    sign_in, lesson, fields = call.sign_in, call.lesson, call.fields
    at_once = fields.flag("at_once")
    if track == SAID and all(fields.is_none(name) for name in _CHOICES):
        return job_shape(writing.go_on(sign_in, lesson, at_once=at_once))
    if not fields.is_none("words"):
        vocabulary.keep_vocabulary(sign_in, lesson, fields.text("words"))
    wanted = Wanted(
        model=fields.text("model", default=DEFAULT_MODEL),
        language=fields.text("language", default=""),
        several=fields.flag("several"),
        words=vocabulary.vocabulary(sign_in, lesson),
        track=track,
    )
    return job_shape(writing.start_transcription(sign_in, lesson, wanted, at_once=at_once))


def _translation(call: Call) -> Answer:
    found = transcripts.translation_of(call.sign_in, call.lesson)
    lines = [{"start_ms": one.start_ms, "end_ms": one.end_ms, "text": one.text} for one in found.lines]
    return {"lines": lines, "done_ms": found.done_ms, "complete": found.complete}


def _times(call: Call) -> Answer:
    number = {"at_once": at_once(call.sign_in), "most_at_once": most_at_once(), "why": why_no_more()}
    return _times_shape(writing_times(call.sign_in)) | number


def _set_times(call: Call) -> Answer:
    number = call.fields.whole("at_once", 0)
    times = [None if call.fields.is_none(name) else minutes_of(call.fields.text(name)) for name in ("from", "until")]
    writing.change_times(call.sign_in, When(call.fields.flag("mains_only"), times[0], times[1]))
    if number:
        writing.change_at_once(call.sign_in, number)
    return None


def _times_shape(when: When) -> Shape:
    written = [None if one is None else clock_time(one) for one in (when.from_min, when.until_min)]
    return {"mains_only": when.mains_only, "from": written[0], "until": written[1]}
