"""Who speaks: guessed, heard by samples, and said by the owner; docs/ROUTES.md."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.domain.edits import MOST_LINES
from videoreflect.domain.policy import Action
from videoreflect.services import background, guessing, naming
from videoreflect.services.permits import decision
from videoreflect.services.transcripts import transcript_of
from videoreflect.services.voices import Voice, heard, voices_of
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import Shape, allowed_shape, job_shape


def voice_routes() -> list[Route]:
    """The routes of this file."""
    one = "/vr/lessons/{lesson}/voices"
    return [route("GET", one, _voices), route("POST", one, _say), route("POST", f"{one}/guess", _guess)]


def _voices(call: Call) -> Answer:
    sign_in, lesson = call.sign_in, call.lesson
    capsule, found = sign_in.capsule(lesson), voices_of(sign_in, lesson)
    talk, job = found.talk(), background.guess_job(sign_in, lesson)
    spoken = [line.voice for line in transcript_of(sign_in, lesson).lines if line.voice]
    return {
        "mine": sign_in.person in capsule.header.owners,
        "may": allowed_shape(decision(sign_in, capsule, Action.TRANSCRIBE)),
        "may_guess": allowed_shape(decision(sign_in, capsule, Action.ANALYSE)),
        "missing": guessing.voices_ready(),
        "guessed": found.guess is not None,
        "names": [{"name": name, "talk_ms": talk[name]} for name in dict.fromkeys([*found.known_names(), *spoken])],
        "voices": [_voice(one) for one in heard(found.guess, found.names)] if found.guess else [],
        "job": job_shape(job) if job else None,
    }


def _voice(one: Voice) -> Shape:
    return {
        "number": one.number,
        "name": one.name,
        "talk_ms": one.talk_ms,
        "samples": [[start, end] for start, end in one.samples],
    }


def _guess(call: Call) -> Answer:
    return job_shape(background.start_guess(call.sign_in, call.lesson))


def _say(call: Call) -> Answer:
    """Of a name, of a voice, or of one line with or without all that its voice says."""
    call.active.act()
    sign_in, lesson, fields = call.sign_in, call.lesson, call.fields
    name = fields.text("name")
    if not fields.is_none("was"):
        naming.rename_voice(sign_in, lesson, fields.text("was"), name)
    elif not fields.is_none("lines"):
        naming.name_lines(sign_in, lesson, fields.texts("lines", most=MOST_LINES), name)
    elif not fields.is_none("number"):
        naming.name_voice(sign_in, lesson, fields.whole("number"), name)
    else:
        say = naming.name_stretch_and_voice if fields.flag("everywhere") else naming.name_stretch
        say(sign_in, lesson, fields.whole("start_ms"), fields.whole("end_ms"), name)
    return _voices(call)
