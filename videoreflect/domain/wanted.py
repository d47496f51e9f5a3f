"""How a person wants a transcript to be written, and when."""

from __future__ import annotations

import datetime
import re
from dataclasses import asdict, dataclass
from typing import Any

from videoreflect.errors import InvalidInput

MOST_WORDS = 600
"""Characters of words to know; more than about 220 tokens the model does not take in."""

USUAL_MODEL = "base"
ENGLISH = "en"
SAID, TRANSLATED = "", "en"
"""The tracks of a transcript: what was said, and the same in English."""

_CODE = re.compile(r"[a-z]{2,3}")
_DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """The choices for one transcript.

    ``language`` is a code such as ``de``, empty to have it detected in the first speech. ``several``: it is
    detected for each passage, and ``language`` is taken where that is in doubt. ``words`` are names and words
    of the subject that the model is told of. ``track`` is ``en`` for a translation into English.
    """

    model: str = USUAL_MODEL
    language: str = ""
    several: bool = False
    words: str = ""
    track: str = SAID

    def __post_init__(self) -> None:
        if self.language and not _CODE.fullmatch(self.language):
            raise InvalidInput("A language is written as its code of two or three letters, such as en or de.")
        if len(self.words) > MOST_WORDS:
            raise InvalidInput(f"The words to know take up to {MOST_WORDS} characters. Leave out the common ones.")
        if self.track not in (SAID, TRANSLATED):
            raise InvalidInput("A transcript is translated into English only.")

    @property
    def asked(self) -> str:
        """The choice of language as it is kept with a piece: a run goes on only as it was begun."""
        return "several" if self.several else self.language

    def as_json(self) -> dict[str, Any]:
        """As it is remembered."""
        return asdict(self)

    @classmethod
    def remembered(cls, said: object) -> Wanted:
        """From what was remembered; a name alone is that of the model. Raises InvalidInput."""
        if isinstance(said, str):
            return cls(model=said)
        if not isinstance(said, dict):
            raise InvalidInput
        texts = {name: str(said.get(name, "")) for name in ("model", "language", "words", "track")}
        model = texts.pop("model") or USUAL_MODEL
        return cls(model=model, several=said.get("several") is True, **texts)


@dataclass(frozen=True, slots=True)
class When:
    """When transcripts may be written: only on mains power, only between two times of the day; both None: always.

    Times are minutes after midnight, of the device's own clock; the second may be on the next day.
    """

    mains_only: bool = False
    from_min: int | None = None
    until_min: int | None = None

    def __post_init__(self) -> None:
        given = [one for one in (self.from_min, self.until_min) if one is not None]
        if len(given) == 1 or any(not 0 <= one < _DAY_MIN for one in given):
            raise InvalidInput("Say both times, such as 16:00 and 07:00, or none.")
        if self.from_min is not None and self.from_min == self.until_min:
            raise InvalidInput("The two times are the same. Leave both empty to write at any time.")

    def waits(self, now: datetime.time, on_mains: bool) -> str:
        """Return why it may not be written now, in a sentence; nothing if it may."""
        if self.mains_only and not on_mains:
            return "Waits until this device is on mains power, as you set."
        minute = now.hour * 60 + now.minute
        if self.from_min is None or self.until_min is None or _within(minute, self.from_min, self.until_min):
            return ""
        return f"Waits until {clock_time(self.from_min)}, as you set."


def clock_time(minutes: int) -> str:
    """Write a time of the day as 16:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def minutes_of(text: str) -> int:
    """Read a time of the day such as 16:00. Raises InvalidInput."""
    try:
        read = datetime.time.fromisoformat(text)
    except ValueError:
        raise InvalidInput("A time of the day is written like 16:00.") from None
    return read.hour * 60 + read.minute


def _within(minute: int, begin: int, end: int) -> bool:
    return begin <= minute < end if begin < end else minute >= begin or minute < end
