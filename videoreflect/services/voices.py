"""Who speaks: the guess and what the owner says of it, read. Kept by time, so that a new transcript changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from videoreflect.domain.ids import is_id
from videoreflect.domain.policy import Action
from videoreflect.domain.transcript import Line
from videoreflect.domain.voices import (
    Guess,
    Saying,
    Voices,
    guess_from,
    saying_from,
)
from videoreflect.errors import InvalidInput
from videoreflect.services.permits import permit
from videoreflect.vault.capsule import Capsule
from videoreflect.vault.permits import Permit
from videoreflect.vault.signin import SignIn

GUESS, SAID = "voices", "voice"
KINDS = (GUESS, SAID)

SAMPLES = 3
SAMPLE_MS = (3_000, 5_000)
"""A sample is at least so long if anybody speaks for so long at a time, and at most."""


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice of the newest guess: what it is called, how long it talks, and stretches to hear it by, in ms."""

    number: int
    name: str
    talk_ms: int
    samples: tuple[tuple[int, int], ...]


def read_voices(capsule: Capsule, held: Permit) -> Voices:
    """Who is called what. A row of another form, as other software may have written, changes nothing."""
    voices, entries = Voices(), capsule.read(held, *KINDS)
    back = _taken_back(body for _, body in entries)
    for placed, body in entries:
        with suppress(AttributeError, KeyError, TypeError, ValueError, InvalidInput):
            if body.get("edit") not in back:
                voices.take(_taken(placed.row.kind, body))
    return voices


def voiced(capsule: Capsule, held: Permit, lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with the name of who speaks for most of each; "" where nobody knows."""
    voices = read_voices(capsule, held)
    return tuple(replace(line, voice=voices.of_line(line)) for line in lines)


def voices_of(session: SignIn, lesson: str) -> Voices:
    """Who is called what in a lesson. Raises NotAllowed."""
    capsule = session.capsule(lesson)
    return read_voices(capsule, permit(session, capsule, Action.VIEW))


def heard(guess: Guess, names: dict[int, str]) -> list[Voice]:
    """The voices of a guess, with their longest stretches to play; of a long one its middle."""
    talk = guess.talk
    return [Voice(number, names[number], talk[number], _samples(guess, number)) for number in sorted(talk)]


def settled(bodies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What counts now of what was said, so that no name of it comes back.

    What was moved with the lines stays as it is: it is undone with them.
    """
    back = _taken_back(bodies)
    moves = {body["edit"] for body in bodies if "by_ms" in body and is_id(body.get("edit"))}
    kept: list[dict[str, Any]] = []
    for body in bodies:
        turned = body.get("undoes", body.get("redoes"))
        if turned in moves or body.get("edit") in moves:
            kept.append(body)
        elif turned is None and body.get("edit") not in back:
            kept.append({name: value for name, value in body.items() if name != "edit"})
    return kept


def _taken_back(bodies: Iterable[dict[str, Any]]) -> set[str]:
    """The edits whose sayings do not count now."""
    back: set[str] = set()
    for body in bodies:
        back |= {body["undoes"]} if is_id(body.get("undoes")) else set()
        back -= {body["redoes"]} if is_id(body.get("redoes")) else set()
    return back


def _taken(kind: str, body: dict[str, Any]) -> Guess | Saying:
    return guess_from(body) if kind == GUESS else saying_from(body)


def _samples(guess: Guess, number: int) -> tuple[tuple[int, int], ...]:
    own = sorted((one for one in guess.spans if one.number == number), key=lambda one: one.start_ms - one.end_ms)
    least, most = SAMPLE_MS
    clear = [one for one in own if one.end_ms - one.start_ms >= least] or own[:1]
    cut = []
    for one in sorted(clear[:SAMPLES], key=lambda one: one.start_ms):
        spare = max(0, one.end_ms - one.start_ms - most)
        cut.append((one.start_ms + spare // 2, one.end_ms - spare + spare // 2))
    return tuple(cut)
