"""Who speaks: reading the guess and what the owner says of it, and saying more. Kept by time, not by line.

A new run of the transcript changes nothing here. What members of a lesson see is the same; only
its owner says who is who.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line
from videoreflect.domain.voices import (
    Guess,
    Renamed,
    Saying,
    StretchNamed,
    VoiceNamed,
    Voices,
    checked_name,
    guess_from,
    saying_body,
    saying_from,
    stretches_of,
)
from videoreflect.errors import InvalidInput, NotFound
from videoreflect.services.permits import permit
from videoreflect.services.playback import duration_ms
from videoreflect.vault.capsule import Capsule, Entry
from videoreflect.vault.log import Statement
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

GUESS, SAID = "voices", "voice"
KINDS = (GUESS, SAID)

SAMPLES = 3
SAMPLE_MS = (3_000, 5_000)
"""A sample is at least so long if anybody speaks for so long at a time, and at most."""

_UNKNOWN = "Nobody was guessed to speak there. Name this line alone."


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of the newest guess: what it is called, how long it talks, and stretches to hear it by, in ms."""

    number: int
    name: str
    talk_ms: int
    samples: tuple[tuple[int, int], ...]


def read_voices(capsule: Capsule, held: Permit) -> Voices:
    """Who is called what. A row of another form, as other software may have written, changes nothing."""
    voices = Voices()
    for entry in capsule.read(held, *KINDS):
        with suppress(AttributeError, KeyError, TypeError, ValueError, InvalidInput):
            voices.take(_taken(entry))
    return voices


def voiced(capsule: Capsule, held: Permit, lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with the name of who speaks for most of each; "" where nobody knows."""
    voices = read_voices(capsule, held)
    if voices.guess is None and not voices.known_names():
        return tuple(lines)
    return tuple(replace(line, voice=_voice_of(voices, line)) for line in lines)


def voices_of(session: SignIn, lesson: str) -> Voices:
    """Who is called what in a lesson. Raises NotAllowed."""
    capsule = session.capsule(lesson)
    return read_voices(capsule, permit(session, capsule, Action.VIEW))


def heard(guess: Guess, names: dict[int, str]) -> list[Voice]:
    """The voices of a guess, with their longest stretches to play; of a long one its middle."""
    talk = guess.talk
    return [Voice(number, names[number], talk[number], _samples(guess, number)) for number in sorted(talk)]


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
    if was not in read_voices(capsule, held).known_names():
        raise NotFound("Nobody has this name any more. Look at the list again.")
    _say(capsule, Renamed(was, checked_name(name)))


def name_stretch(session: SignIn, lesson: str, start_ms: int, end_ms: int, name: str) -> None:
    """Say who speaks in one line or stretch. Raises NotAllowed, InvalidInput."""
    capsule, _ = _opened_to_name(session, lesson)
    _say(capsule, _stretch(session, lesson, start_ms, end_ms, name))


def name_stretch_and_voice(session: SignIn, lesson: str, start_ms: int, end_ms: int, name: str) -> None:
    """Say who speaks in one line, and that the same voice is the same person all through the lesson.

    Raises NotFound if no voice was guessed there, NotAllowed, InvalidInput.
    """
    capsule, held = _opened_to_name(session, lesson)
    stretch = _stretch(session, lesson, start_ms, end_ms, name)
    voices = read_voices(capsule, held)
    number = voices.voice_of([(start_ms, end_ms)])
    if number is None or voices.guess is None:
        raise NotFound(_UNKNOWN)
    _say(capsule, stretch, VoiceNamed(voices.guess.id, number, stretch.name))


def may_name(session: SignIn, lesson: str) -> bool:
    """Whether this person says who is who: its owner."""
    return session.person in session.capsule(lesson).header.owners


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
    capsule.append([Statement(SAID, saying_body(one)) for one in said])


def _taken(entry: Entry) -> Guess | Saying:
    placed, body = entry
    return guess_from(body) if placed.row.kind == GUESS else saying_from(body)


def _voice_of(voices: Voices, line: Line) -> str:
    return voices.at(stretches_of(line)) or voices.at([(line.start_ms, line.end_ms)])


def _samples(guess: Guess, number: int) -> tuple[tuple[int, int], ...]:
    own = sorted((one for one in guess.spans if one.number == number), key=lambda one: one.start_ms - one.end_ms)
    least, most = SAMPLE_MS
    clear = [one for one in own if one.end_ms - one.start_ms >= least] or own[:1]
    cut = []
    for one in sorted(clear[:SAMPLES], key=lambda one: one.start_ms):
        spare = max(0, one.end_ms - one.start_ms - most)
        cut.append((one.start_ms + spare // 2, one.end_ms - spare + spare // 2))
    return tuple(cut)
