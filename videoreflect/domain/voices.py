"""Who speaks when: a guess of voices over time, and what a teacher says about it.

All of it stands by time, not by line, so that it holds for whatever transcript is written later.
What is said of one stretch counts more than what is said of a whole voice; of two that say
something of the same, the later one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from videoreflect.domain.timeline import Timeline
from videoreflect.domain.transcript import Line
from videoreflect.errors import InvalidInput

TEACHER, PUPILS = "Teacher", "Pupils"
"""What voices are called until somebody names them: who talks most, and all the others together."""

BROUGHT = "imported"
"""What stands in place of the name of a model where who speaks came with a transcript in a file."""

MOST_LETTERS = 60
MOST_SPANS = 100_000


@dataclass(frozen=True, slots=True)
class VoiceSpan:
    """A stretch in which one voice speaks; milliseconds of the clip, ``end_ms`` exclusive, ``number`` from 1."""

    start_ms: int
    end_ms: int
    number: int


@dataclass(frozen=True, slots=True)
class Guess:
    """What was guessed once: spans in order and apart. ``id`` names the guess."""

    id: str
    spans: tuple[VoiceSpan, ...] = ()
    brought: bool = False
    """Whether it came with a transcript in a file, so that nothing was heard."""

    @property
    def talk(self) -> Counter[int]:
        """How long each voice talks, in ms."""
        found: Counter[int] = Counter()
        for one in self.spans:
            found[one.number] += one.end_ms - one.start_ms
        return found

    def inside(self, stretches: Iterable[tuple[int, int]]) -> Counter[int]:
        """How long each voice talks within stretches, in ms."""
        found: Counter[int] = Counter()
        for start, end in stretches:
            first = bisect_right(self.spans, start, key=lambda one: one.end_ms)
            for one in self.spans[first:]:
                if one.start_ms >= end:
                    break
                found[one.number] += min(end, one.end_ms) - max(start, one.start_ms)
        return found


@dataclass(frozen=True, slots=True)
class VoiceNamed:
    """All of one voice of a guess is called ``name``."""

    guess: str
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class StretchNamed:
    """Who speaks from ``start_ms`` to ``end_ms`` is called ``name``."""

    start_ms: int
    end_ms: int
    name: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """Whoever was called ``was`` is called ``name``, everywhere."""

    was: str
    name: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Lines of a stretch were moved by ``by_ms``: what was said of them goes with them.

    So does a guess that came with the lines in a file; one that was made from the sound stays with the sound.
    """

    start_ms: int
    end_ms: int
    by_ms: int


Saying = VoiceNamed | StretchNamed | Renamed | Moved


@dataclass(slots=True)
class Voices:
    """Who is called what, after some guesses and sayings in their order."""

    guess: Guess | None = None
    names: dict[int, str] = field(default_factory=dict)
    _told: Timeline = field(default_factory=Timeline)
    _renamed: list[Renamed] = field(default_factory=list)
    _guesses: dict[str, Guess] = field(default_factory=dict)

    @classmethod
    def of(cls, said: Iterable[Guess | Saying]) -> Voices:
        """Take guesses and sayings in their order."""
        voices = cls()
        for one in said:
            voices.take(one)
        return voices

    def take(self, said: Guess | Saying) -> None:
        """Take in one more."""
        if isinstance(said, Guess):
            self._take_guess(said)
        elif isinstance(said, StretchNamed):
            self._told.paint(said.start_ms, said.end_ms, said.name)
        elif isinstance(said, Moved):
            self._told.move(said.start_ms, said.end_ms, said.by_ms)
            if self.guess is not None and self.guess.brought:
                self.guess = self._guesses[self.guess.id] = _moved(self.guess, said)
        elif isinstance(said, Renamed):
            self.names = {number: said.name if name == said.was else name for number, name in self.names.items()}
            self._told.rename(said.was, said.name)
            self._renamed.append(said)
        else:
            number = self._counterpart(self._guesses.get(said.guess), said.number)
            if number in self.names:
                self.names[number] = said.name

    def at(self, stretches: Iterable[tuple[int, int]]) -> str:
        """The name of who speaks for most of some stretches; "" if nobody is known to."""
        found: Counter[str] = Counter()
        for start, end in stretches:
            found.update(self._told.inside(start, end))
            for gap in self._told.gaps(start, end):
                for number, ms in self.guess.inside([gap]).items() if self.guess else ():
                    found[self.names[number]] += ms
        return found.most_common(1)[0][0] if found else ""

    def of_line(self, line: Line) -> str:
        """The name of who speaks in a line.

        What was said of the stretch counts most, then the name that came with the line, then the guess.
        """
        stretches = stretches_of(line)
        told: Counter[str] = Counter()
        for start, end in stretches if line.voice else ():
            told.update(self._told.inside(start, end))
        if line.voice:
            most = told.most_common(1)
            holds = most and 2 * most[0][1] > sum(end - start for start, end in stretches)
            return most[0][0] if holds else self.renamed(line.voice)
        return self.at(stretches) or self.at([(line.start_ms, line.end_ms)])

    def renamed(self, name: str) -> str:
        """What somebody is called by now."""
        for one in self._renamed:
            name = one.name if name == one.was else name
        return name

    def known_names(self) -> list[str]:
        """Every name that somebody has, of voices first, then of single stretches."""
        return list(dict.fromkeys([*(self.names[number] for number in sorted(self.names)), *self._told.names()]))

    def talk(self) -> Counter[str]:
        """How long everybody talks, in ms, as guessed and put right."""
        found: Counter[str] = Counter()
        for one in self.guess.spans if self.guess else ():
            for name, ms in self._inside(one).items():
                found[name] += ms
        return found

    def voice_of(self, stretches: Iterable[tuple[int, int]]) -> int | None:
        """The number of the voice that was guessed for most of some stretches."""
        found = self.guess.inside(stretches) if self.guess else None
        return found.most_common(1)[0][0] if found else None

    def _inside(self, one: VoiceSpan) -> Counter[str]:
        found = self._told.inside(one.start_ms, one.end_ms)
        found[self.names[one.number]] += one.end_ms - one.start_ms - found.total()
        return found

    def _take_guess(self, guess: Guess) -> None:
        before, names = self.guess, self.names
        self._guesses[guess.id] = guess
        self.guess = guess
        self.names = {number: TEACHER if number == 1 else PUPILS for number in sorted(guess.talk)}
        if before is not None:  # the same voices by other numbers, perhaps
            for number, name in names.items():
                same = self._counterpart(before, number)
                if same is not None and name not in {TEACHER, PUPILS}:
                    self.names[same] = name

    def _counterpart(self, guess: Guess | None, number: int) -> int | None:
        """The voice of the newest guess that a voice of another guess is, if it is one for most of its time."""
        if guess is None or self.guess is None or guess.id == self.guess.id:
            return number if guess is not None else None
        own = [(one.start_ms, one.end_ms) for one in guess.spans if one.number == number]
        found = self.guess.inside(own).most_common(1)
        return found[0][0] if found and 2 * found[0][1] > guess.talk[number] else None


def _moved(guess: Guess, by: Moved) -> Guess:
    time = Timeline()
    for one in guess.spans:
        time.paint(one.start_ms, one.end_ms, str(one.number))
    time.move(by.start_ms, by.end_ms, by.by_ms)
    return replace(guess, spans=tuple(VoiceSpan(start, end, int(number)) for start, end, number in time.spans()))


def stretches_of(line: Line) -> list[tuple[int, int]]:
    """Where a line is really spoken: its words, or all of it if it has none."""
    return [(word.start_ms, word.end_ms) for word in line.words] or [(line.start_ms, line.end_ms)]


def checked_name(name: str) -> str:
    """Return what somebody may be called, tidied. Raises InvalidInput."""
    tidied = " ".join(name.split())
    if not tidied or len(tidied) > MOST_LETTERS or not tidied.isprintable():
        raise InvalidInput(f"Say who speaks in 1 to {MOST_LETTERS} letters, such as “Teaching assistant”.")
    return tidied


def guess_from(body: Mapping[str, Any]) -> Guess:
    """Read a guess as it is kept. Raises ValueError, TypeError or KeyError for another form."""
    if len(body["spans"]) > MOST_SPANS:
        raise ValueError
    spans = tuple(VoiceSpan(*map(_whole, one)) for one in body["spans"])
    ends = [0, *(one.end_ms for one in spans)]
    if any(not before <= one.start_ms < one.end_ms or one.number < 1 for before, one in zip(ends, spans, strict=False)):
        raise ValueError
    return Guess(str(body["guess"]), spans, brought=body.get("model") == BROUGHT)


def guess_body(guess: Guess) -> dict[str, Any]:
    """The form in which a guess is kept."""
    return {"guess": guess.id, "spans": [[one.start_ms, one.end_ms, one.number] for one in guess.spans]}


def saying_from(body: Mapping[str, Any]) -> Saying:
    """Read what was said of a voice. Raises ValueError, TypeError, KeyError or InvalidInput for another form."""
    if "by_ms" in body:
        if type(body["by_ms"]) is not int:
            raise ValueError
        return Moved(_whole(body["start_ms"]), _whole(body["end_ms"]), body["by_ms"])
    name = checked_name(body["name"])
    if "was" in body:
        return Renamed(checked_name(body["was"]), name)
    if "number" in body:
        return VoiceNamed(str(body["guess"]), _whole(body["number"]), name)
    return StretchNamed(_whole(body["start_ms"]), _whole(body["end_ms"]), name)


def saying_body(said: Saying) -> dict[str, Any]:
    """The form in which it is kept."""
    if isinstance(said, Renamed):
        return {"was": said.was, "name": said.name}
    if isinstance(said, Moved):
        return {"start_ms": said.start_ms, "end_ms": said.end_ms, "by_ms": said.by_ms}
    if isinstance(said, VoiceNamed):
        return {"guess": said.guess, "number": said.number, "name": said.name}
    return {"start_ms": said.start_ms, "end_ms": said.end_ms, "name": said.name}


def _whole(number: object) -> int:
    if type(number) is not int or number < 0:
        raise ValueError
    return number
