"""Saying who speaks: of one line, of all that one voice says, or of a name. The owner’s alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from videoreflect.domain.ids import new_id
from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line
from videoreflect.domain.voices import (
    Renamed,
    Saying,
    StretchNamed,
    VoiceNamed,
    checked_name,
    saying_body,
    stretches_of,
)
from videoreflect.errors import ChangedElsewhere, InvalidInput, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.services.transcripts import read_edited, read_transcript
from videoreflect.services.voices import SAID, read_voices
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

GAP_MS = 1_000
MOST_STRETCHES = 2_000
"""Each takes a row of the log."""

_UNKNOWN = "Nobody was guessed to speak there. Name this line alone."


def name_voice(session: SignIn, lesson: str, number: int, name: str) -> None:
    """Call all of one guessed voice by a name; the name of another makes them one. Raises NotAllowed, NotFound."""
    capsule, held = _opened_to_name(session, lesson)
    guess = read_voices(capsule, held).guess
    if guess is None or number not in guess.talk:
        raise NotFound("There is no such voice any more. Look at the list again.")
    _say(capsule, VoiceNamed(guess.id, number, checked_name(name)))


def rename_voice(session: SignIn, lesson: str, was: str, name: str) -> None:
    """Call somebody otherwise, wherever the name stands. Raises NotAllowed, NotFound, InvalidInput."""
    capsule, held = _opened_to_name(session, lesson)
    spoken = {line.voice for line in read_transcript(capsule, held).lines}
    if was not in {*read_voices(capsule, held).known_names(), *spoken} - {""}:
        raise NotFound("Nobody has this name any more. Look at the list again.")
    _say(capsule, Renamed(was, checked_name(name)))


def name_stretch(session: SignIn, lesson: str, start_ms: int, end_ms: int, name: str) -> None:
    """Say who speaks in one line or stretch. Raises NotAllowed, InvalidInput."""
    capsule, _ = _opened_to_name(session, lesson)
    _say(capsule, _stretch(session, lesson, start_ms, end_ms, name))


def name_lines(session: SignIn, lesson: str, lines: Sequence[str], name: str) -> None:
    """Say who speaks in several lines, by their ids; one undo takes all of it back.

    Raises ChangedElsewhere if a line is not there any more, NotAllowed, InvalidInput.
    """
    capsule, held = _opened_to_name(session, lesson)
    there = {line.id: (line.start_ms, line.end_ms) for line in read_edited(capsule, held).transcript.lines}
    if not lines or any(one not in there for one in lines):
        raise ChangedElsewhere
    joined = _joined(sorted(there[one] for one in lines))
    if len(joined) > MOST_STRETCHES:
        raise InvalidInput("These are too many lines at once. Choose fewer.")
    _say(capsule, *(_stretch(session, lesson, start, end, name) for start, end in joined))


def name_stretch_and_voice(session: SignIn, lesson: str, start_ms: int, end_ms: int, name: str) -> None:
    """Say who speaks in one line, and that the same voice is the same person all through the lesson.

    Raises NotFound if no voice was guessed there, NotAllowed, InvalidInput.
    """
    capsule, held = _opened_to_name(session, lesson)
    stretch = _stretch(session, lesson, start_ms, end_ms, name)
    _say(capsule, stretch, _everywhere(capsule, held, stretch))


def _opened_to_name(session: SignIn, lesson: str) -> tuple[Capsule, Permit]:
    """Who speaks is part of the transcript: to say it needs what writing one needs."""
    capsule = session.capsule(lesson)
    return capsule, permit(session, capsule, Action.TRANSCRIBE)


def _stretch(session: SignIn, lesson: str, start_ms: int, end_ms: int, name: str) -> StretchNamed:
    end_ms = min(end_ms, duration_ms(session, lesson))  # the last word may be heard a little too long
    if not 0 <= start_ms < end_ms:
        raise InvalidInput("This line lies outside the recording. Look at the transcript again.")
    return StretchNamed(start_ms, end_ms, checked_name(name))


def _say(capsule: Capsule, *said: Saying) -> None:
    """Write it down, so that one undo takes all of it back."""
    edit = {"edit": new_id()}
    capsule.append([Statement(SAID, saying_body(one) | edit) for one in said])


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches with less than a second between them as one."""
    found: list[tuple[int, int]] = []
    for start, end in stretches:
        if found and start <= found[-1][1] + GAP_MS:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _everywhere(capsule: Capsule, held: Permit, said: StretchNamed) -> Saying:
    """That whoever speaks in a stretch has this name all through the lesson."""
    voices, line = read_voices(capsule, held), _line_at(capsule, held, said)
    if line is not None and line.voice:  # a transcript that was brought says itself who speaks
        return Renamed(voices.renamed(line.voice), said.name)
    number = voices.voice_of(stretches_of(line) if line else [(said.start_ms, said.end_ms)])
    if number is None or voices.guess is None:
        raise NotFound(_UNKNOWN)
    return VoiceNamed(voices.guess.id, number, said.name)


def _line_at(capsule: Capsule, held: Permit, said: StretchNamed) -> Line | None:
    """The line as it was written down, with the name of who speaks only if it came with the line."""
    lines = read_edited(capsule, held).transcript.lines
    return next((one for one in lines if (one.start_ms, one.end_ms) == (said.start_ms, said.end_ms)), None)
