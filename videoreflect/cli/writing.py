"""The command that writes down what is said, and what it is told about the lesson."""

from __future__ import annotations

from dataclasses import replace

from videoreflect.cli.context import Context
from videoreflect.domain.wanted import SAID, TRANSLATED, Wanted
from videoreflect.services import transcription, vocabulary
from videoreflect.services.writing_choices import chosen_last


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
