"""``clock.json``: what time runs of this program have seen. Unsigned, so it may only delay or ask.

A date at which a lesson is erased is judged without a key, by a clock that anybody can set. So it
takes two runs at least 24 h apart that both saw it past, and no jump of the clock over 45 days; a
date that was first seen past after such a jump waits for its owner.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from videoreflect.domain.ids import is_id
from videoreflect.errors import FormatError, VideoReflectError
from videoreflect.vault.durable import read_bounded, replace_file
from videoreflect.vault.folder import FORMAT, MAX_SMALL_FILE, VaultFolder
from videoreflect.vault.strict_json import compact, parse_object, to_int

APART_MS = 24 * 3_600_000
JUMP_MS = 45 * 24 * 3_600_000
MOST_PAST = 10_000
_KEYS = {"format", "latest_ms", "last_ms", "past"}

DUE, WAITING, ASKED = "due", "waiting", "asked"
"""To be erased now; not yet seen by a second run; only its owner can say."""


@dataclass(slots=True)
class Clock:
    """What ``clock.json`` holds. ``past``: capsule -> first and last run that saw its date past; () asks the owner.

    ``last_ms`` is the time of the run before, ``latest_ms`` the latest that any run saw.
    """

    latest_ms: int = 0
    last_ms: int = 0
    past: dict[str, tuple[int, ...]] = field(default_factory=dict)
    jumped: bool = False
    set_back: bool = False

    def begin_run(self, now_ms: int) -> None:
        """Take in the time of this run; the latest time seen never runs backwards."""
        self.jumped = self.last_ms > 0 and now_ms - self.last_ms > JUMP_MS
        self.set_back = self.latest_ms - now_ms > APART_MS
        self.latest_ms, self.last_ms = max(self.latest_ms, now_ms), now_ms

    def judge(self, capsule: str, erase_after_ms: int, now_ms: int) -> str | None:
        """Note whether this run sees a date past: None if it does not, else DUE, WAITING or ASKED."""
        if now_ms <= erase_after_ms:
            self.past.pop(capsule, None)
            return None
        seen = self.past.get(capsule)
        if seen is None:
            self.past[capsule] = () if self.jumped else (now_ms,)
        elif not seen or now_ms - seen[-1] > JUMP_MS:
            self.past[capsule] = ()
        elif now_ms < seen[-1]:  # the clock was set back: what was seen before was no true time
            self.past[capsule] = (now_ms,)
        elif now_ms - seen[0] >= APART_MS:
            return DUE
        else:
            self.past[capsule] = (seen[0], now_ms)
        return WAITING if self.past[capsule] else ASKED

    def keep_only(self, capsules: set[str]) -> None:
        """Forget capsules that are gone."""
        self.past = {capsule: seen for capsule, seen in self.past.items() if capsule in capsules}


def read_clock(folder: VaultFolder) -> Clock:
    """What was seen before; a missing or damaged file starts again, which only delays."""
    try:
        return _clock(parse_object(read_bounded(folder.path / "clock.json", MAX_SMALL_FILE), _KEYS))
    except VideoReflectError:
        return Clock()


def write_clock(folder: VaultFolder, clock: Clock) -> None:
    """Replace the file. Two runs at once may forget one of each other's times, which only delays."""
    past = {capsule: list(seen) for capsule, seen in clock.past.items()}
    times = {"latest_ms": clock.latest_ms, "last_ms": clock.last_ms}
    replace_file(folder.path / "clock.json", compact({"format": FORMAT, "past": past} | times))


def _clock(fields: dict[str, Any]) -> Clock:
    past = fields["past"]
    if fields["format"] != FORMAT or not isinstance(past, dict) or len(past) > MOST_PAST:
        raise FormatError
    seen = {capsule: _seen(capsule, runs) for capsule, runs in past.items()}
    return Clock(to_int(fields["latest_ms"]), to_int(fields["last_ms"]), seen)


def _seen(capsule: str, seen: object) -> tuple[int, ...]:
    if not is_id(capsule) or not isinstance(seen, list) or len(seen) > 2:
        raise FormatError
    first_and_last = tuple(to_int(one) for one in seen)
    if list(first_and_last) != sorted(first_and_last):
        raise FormatError
    return first_and_last
