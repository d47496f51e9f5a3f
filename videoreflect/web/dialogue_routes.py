"""The talk about a lesson, open when both are ready."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.dialogue import Moment
from videoreflect.errors import NotAllowed
from videoreflect.services import dialogue
from videoreflect.services.dialogue import Dialogue
from videoreflect.services.transcripts import Transcript, transcript_of
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape, note_shape

_AROUND_MS = 2_000
"""Words this long before and after a moment are shown with it."""


def dialogue_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}/dialogue"
    return [
        route("GET", one, _read),
        route("POST", f"{one}/said", _say),
        route("POST", f"{one}/actions", _agree),
        route("DELETE", f"{one}/actions/{{action}}", _withdraw),
        route("POST", f"{one}/confirm", _confirm),
    ]


def _read(call: Call) -> Answer:
    try:
        found = dialogue.dialogue_of(call.sign_in, call.lesson)
    except NotAllowed as closed:
        return _shape(None, closed.sentence)
    return _shown(call, found)


def _say(call: Call) -> Answer:
    text = call.fields.text("text", dialogue.MAX_SAID)
    return _shown(call, dialogue.say(call.sign_in, call.lesson, call.fields.id("moment"), text))


def _agree(call: Call) -> Answer:
    fields = call.fields
    action = None if fields.is_none("action") else fields.id("action")
    text, by = fields.text("text", dialogue.MAX_SAID), fields.text("by", default="")
    return _shown(call, dialogue.agree(call.sign_in, call.lesson, text, fields.id("person"), by, action))


def _withdraw(call: Call) -> Answer:
    return _shown(call, dialogue.withdraw_action(call.sign_in, call.lesson, call.id("action")))


def _confirm(call: Call) -> Answer:
    return _shown(call, dialogue.confirm(call.sign_in, call.lesson, call.fields.text("record")))


def _shown(call: Call, found: Dialogue) -> Shape:
    transcript, me = transcript_of(call.sign_in, call.lesson), call.sign_in.person
    shape = _shape(found, "")
    shape["moments"] = [_moment(one, found, transcript, me) for one in found.moments]
    return shape


def _shape(found: Dialogue | None, why_not: str) -> Shape:
    actions = found.actions if found else ()
    return {
        "open": found is not None,
        "why_not": why_not,
        "moments": [],
        "actions": [
            {"action": one.id, "text": one.text, "person": one.person, "by": one.by, "author": one.author}
            for one in actions
        ],
        "record": found.record if found else "",
        "confirmed": found.confirmed if found else {},
        "standing": found.standing if found else False,
    }


def _moment(one: Moment, found: Dialogue, transcript: Transcript, me: str) -> Shape:
    said = [
        {"author": words.author, "text": words.text, "time_ms": words.time_ms}
        for words in found.said
        if words.moment == one.id
    ]
    return {
        "moment": one.id,
        "at_ms": one.at_ms,
        "to_ms": one.to_ms,
        "by": sorted({note.author for note in one.notes if note.note.talk}),
        "notes": [note_shape(note, me) for note in one.notes],
        "words": _words(transcript, one.at_ms - _AROUND_MS, one.to_ms + _AROUND_MS),
        "said": said,
    }


def _words(transcript: Transcript, start_ms: int, end_ms: int) -> str:
    lines = (line for line in transcript.lines if line.start_ms < end_ms and line.end_ms > start_ms)
    return " ".join(line.text.strip() for line in lines)
