"""Taking chapters in from a file: by the owner, all or none, and what is there already comes no second time."""

from __future__ import annotations

from videoreflect.domain.chapter import MOST_CHAPTERS, Chapter, checked_chapter
from videoreflect.domain.ids import new_id
from videoreflect.errors import InvalidInput
from videoreflect.formats import chapters_vtt
from videoreflect.formats.given import decoded
from videoreflect.services.chapters import KIND, chapters_in, opened_to_change
from videoreflect.services.playback import duration_ms
from videoreflect.vault.log import Statement
from videoreflect.vault.signin import SignIn

_BEYOND = "A chapter of this file begins after the end of this recording, so it may belong to another. Nothing came in."


def take_in(session: SignIn, lesson: str, raw: bytes) -> list[Chapter]:
    """Take in the chapters of a WebVTT file; returns those that are new. Durable when this returns.

    Raises InvalidInput for a file that holds none that are new, or one beyond the end; NotAllowed for anybody but
    the owner.
    """
    capsule, held = opened_to_change(session, lesson)
    there = chapters_in(capsule, held)
    length = duration_ms(session, lesson)
    known = {(one.at_ms, one.name) for one in there}
    made: list[Chapter] = []
    for at_ms, name in chapters_vtt.read(decoded(raw)):
        if not name.strip():
            continue
        if at_ms >= length:
            raise InvalidInput(_BEYOND)
        one = checked_chapter(Chapter(new_id(), at_ms, name), length)
        if (one.at_ms, one.name) not in known:
            known.add((one.at_ms, one.name))
            made.append(one)
    _check_number(len(made), len(there))
    capsule.append([Statement(KIND, one.content()) for one in made])
    return made


def _check_number(new: int, there: int) -> None:
    if not new:
        raise InvalidInput("This file holds no chapters that are new here.")
    if new + there > MOST_CHAPTERS:
        raise InvalidInput(
            f"A lesson has at most {MOST_CHAPTERS} chapters. With those of this file it would have more."
        )
