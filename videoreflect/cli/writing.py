"""The command that writes down what is said, and what it is told about the lesson."""

from __future__ import annotations

import argparse
from dataclasses import replace

from videoreflect.cli.context import Context
from videoreflect.domain.wanted import SAID, TRANSLATED, Wanted, When, clock_time, minutes_of
from videoreflect.errors import InvalidInput
from videoreflect.services import transcription, vocabulary
from videoreflect.services import writing as queue
from videoreflect.services.at_once import at_once, why_no_more
from videoreflect.services.writing_choices import chosen_last
from videoreflect.services.writing_times import writing_times


def transcribe(context: Context) -> None:
    """Write the transcript."""
    session, lesson = context.session(), context.lesson()
    wanted = _wanted(context, lesson)
    with context.output.progress("Writing the transcript") as progress:
        written = transcription.transcribe(session, lesson, wanted, progress)
    words = sum(len(line.text.split()) for line in written.lines)
    what = "translation" if wanted.track else "transcript"
    context.output.show(
        {"lesson": lesson, "lines": len(written.lines), "words": words, "language": written.language}
        | {"track": wanted.track, "model": wanted.model},
        f"The {what} is written: {words} words in {len(written.lines)} lines.",
    )


def settings(context: Context) -> None:
    """Say when transcripts are written and how many at once, or show it."""
    given, session = context.given, context.session()
    if given.at_once is not None:
        queue.change_at_once(session, given.at_once)
    when = writing_times(session)
    if given.mains_only or given.since or given.until or given.any_time:
        when = _when(given, when)
        queue.change_times(session, when)
    number = at_once(session)
    between = [None if one is None else clock_time(one) for one in (when.from_min, when.until_min)]
    told = f"between {between[0]} and {between[1]}" if between[0] else "at any time"
    mains = "only on mains power" if when.mains_only else "on battery too"
    context.output.show(
        {"at_once": number, "mains_only": when.mains_only, "from": between[0], "until": between[1]},
        f"Transcripts are written {told}, {mains}, {number} at once.",
        why_no_more(),
    )


def _when(given: argparse.Namespace, before: When) -> When:
    if given.any_time and (given.since or given.until):
        raise InvalidInput("Say two times of the day, or --any-time.")
    mains = before.mains_only if given.mains_only is None else given.mains_only == "yes"
    said = [None if one is None else minutes_of(one) for one in (given.since, given.until)]
    kept = said != [None, None] or given.any_time
    return When(mains, *(said if kept else (before.from_min, before.until_min)))


def _wanted(context: Context, lesson: str) -> Wanted:
    """As the options say; where they say nothing of language and model, as it was begun before."""
    given, session = context.given, context.session()
    if given.words is not None:
        vocabulary.keep_vocabulary(session, lesson, context.values.text(given.words, "Words"))
    wanted = chosen_last(session, lesson, TRANSLATED if given.translate else SAID)
    if given.language is not None or given.several_languages:
        wanted = replace(wanted, language=given.language or "", several=given.several_languages)
    words = vocabulary.vocabulary(session, lesson)
    return replace(wanted, model=given.model or wanted.model, words=words)
