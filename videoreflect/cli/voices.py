"""The command ``voices``: guess who speaks in a lesson, and say it."""

from __future__ import annotations

from videoreflect.cli.context import Context
from videoreflect.errors import InvalidInput
from videoreflect.formats import timecode
from videoreflect.services import guessing, naming
from videoreflect.services.transcripts import transcript_of
from videoreflect.services.voices import Voice, heard, voices_of


def run(context: Context) -> None:
    """Who speaks."""
    {"show": _show, "guess": _guess, "name": _name}[context.given.voices_command](context)


def _show(context: Context) -> None:
    found = voices_of(context.session(), context.lesson())
    voices = heard(found.guess, found.names) if found.guess else []
    talk, missing = found.talk(), guessing.voices_ready()
    document = {
        "guessed": found.guess is not None,
        "missing": missing,
        "names": [{"name": name, "talk_ms": talk[name]} for name in found.known_names()],
        "voices": [
            {"number": one.number, "name": one.name, "talk_ms": one.talk_ms, "samples": [list(s) for s in one.samples]}
            for one in voices
        ],
    }
    context.output.show(
        document, *([_line(one) for one in voices] or [missing or "Nobody has guessed who speaks yet."])
    )


def _line(one: Voice) -> str:
    places = ", ".join(f"{timecode.clock(start)} to {timecode.clock(end)}" for start, end in one.samples)
    return f"{one.number}  {one.name}  {timecode.clock(one.talk_ms)} of talk; hear it at {places}"


def _guess(context: Context) -> None:
    with context.output.progress("Listening to who speaks") as progress:
        guessing.guess_who_speaks(context.session(), context.lesson(), progress)
    _show(context)


def _name(context: Context) -> None:
    given, session, lesson = context.given, context.session(), context.lesson()
    if sum(one is not None for one in (given.voice, given.was, given.at)) != 1:
        raise InvalidInput("Say of whom: --voice NUMBER, --was NAME, or --at TIME for one line.")
    was = context.values.text(given.was, "Name so far") if given.was is not None else None
    name = context.values.text(given.new_name, "Name")
    if given.voice is not None:
        naming.name_voice(session, lesson, given.voice, name)
    elif was is not None:
        naming.rename_voice(session, lesson, was, name)
    else:
        say = naming.name_stretch_and_voice if given.everywhere else naming.name_stretch
        say(session, lesson, *_stretch(context), name)
    context.output.show({"lesson": lesson, "name": name}, "Kept. It shows in the transcript and in every copy.")


def _stretch(context: Context) -> tuple[int, int]:
    """From --at to --to, or the line that is spoken at that time."""
    given, at = context.given, timecode.parse(context.given.at)
    if given.to is not None:
        return at, timecode.parse(given.to)
    lines = transcript_of(context.session(), context.lesson()).lines
    there = [line for line in lines if line.start_ms <= at < line.end_ms]
    if not there:
        raise InvalidInput("No line is spoken at that time. Name the end as well, with --to.")
    return there[-1].start_ms, there[-1].end_ms
