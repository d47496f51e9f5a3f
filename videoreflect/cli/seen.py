"""The command about who has looked at a lesson: seen."""

from __future__ import annotations

from videoreflect.cli.context import Context
from videoreflect.domain.seen import HONEST
from videoreflect.services.seen import seen_words, who_has_seen


def seen(context: Context) -> None:
    """Tell who has opened, played or copied out a lesson."""
    session, lesson = context.session(), context.lesson()
    found = [one.content() | {"person": one.person} for one in who_has_seen(session, lesson)]
    lines = [one.words for one in seen_words(session, lesson)] or ["Nobody else has opened it so far."]
    context.output.show({"lesson": lesson, "seen": found, "honest": HONEST}, *lines, HONEST)
