"""The record of a talk as plain text: the moments, the notes at them, what was said, what was agreed."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from videoreflect.domain.dialogue import AgreedAction, Moment, Said
from videoreflect.formats.given import printable
from videoreflect.formats.timecode import clock


def write(
    title: str,
    moments: Sequence[Moment],
    said: Sequence[Said],
    actions: Sequence[AgreedAction],
    names: Mapping[str, str],
) -> str:
    """Write the record. ``names`` gives people by id; somebody who is not in it is “somebody who has left”."""

    def name(person: str) -> str:
        return names.get(person, "somebody who has left")

    lines = [_one_line(title), ""]
    for moment in moments:
        lines += [_span(moment)]
        lines += [f"  {name(one.author)} noted: {_one_line(one.note.text)}" for one in moment.notes]
        lines += [f"  {name(one.author)} said: {_one_line(one.text)}" for one in said if one.moment == moment.id]
        lines += [""]
    lines += ["Agreed", *(_action(one, name(one.person)) for one in actions)] if actions else []
    return "\n".join(lines).rstrip() + "\n"


def _span(moment: Moment) -> str:
    start, end = clock(moment.at_ms), clock(moment.to_ms)
    return start if start == end else f"{start} to {end}"


def _action(action: AgreedAction, who: str) -> str:
    return f"- {who}{_by(action.by)}: {_one_line(action.text)}"


def _by(date: str) -> str:
    if not date:
        return ""
    day = datetime.date.fromisoformat(date)
    return f", by {day.day} {day:%B %Y}"


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())
