"""FORMAT.md 4.6 and 4.8: whose keys are whose, and where they ended."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.independent.headers import check_link
from tests.independent.rules import Refused, framed, identifier, need, number, text, unbase64
from tests.independent.small_files import is_signed

Fields = Mapping[str, Any]
Ends = Mapping[str, tuple[int, str]]


@dataclass(frozen=True)
class LogKey:
    """A key that may have signed logs; ``ended``: log -> number and hash of its last row, None in force."""

    ed25519: bytes
    ended: Ends | None = None


@dataclass
class Person:
    """The known keys of one person: Ed25519 -> X-Wing, "" bytes if that is not known."""

    keys: dict[bytes, bytes] = field(default_factory=dict)
    follows: dict[bytes, bytes] = field(default_factory=dict)
    ended: dict[bytes, Fields] = field(default_factory=dict)

    def line(self) -> list[bytes]:
        """The keys in order. Refused unless they form one line."""
        first = [key for key in self.keys if key not in self.follows.values()]
        need(len(first) == 1, "two lines of keys")
        line = [first[0]]
        while line[-1] in self.follows and len(line) <= len(self.keys):
            line.append(self.follows[line[-1]])
        need(sorted(line) == sorted(self.keys), "no line of keys")
        return line


class KeyBook:
    """Everybody's keys, as far as they are known."""

    def __init__(self, vault: str, pins: Mapping[str, tuple[bytes, bytes]]) -> None:
        self.vault, self.people = vault, dict[str, Person]()
        for person, keys in pins.items():
            self.know(person, *keys)

    def copied(self) -> KeyBook:
        """A book to go on with."""
        return copy.deepcopy(self)

    def know(self, person: str, ed25519: bytes, x_wing: bytes = b"") -> bool:
        """Take in a key; tells whether it was new."""
        keys = self.people.setdefault(person, Person()).keys
        before = keys.get(ed25519)
        need(not before or not x_wing or before == x_wing, "one key with two others")
        keys[ed25519] = before or x_wing
        return before is None

    def newest(self, person: str) -> list[bytes]:
        """Known keys that no other follows."""
        known = self.people.get(person, Person())
        return [key for key in known.keys if key not in known.follows]

    def log_keys(self, capsule: str, person: str) -> list[LogKey]:
        """What may have signed logs of a person in a capsule."""
        known = self.people.get(person, Person())
        return [
            LogKey(key, known.ended[key]["ended"].get(capsule, {}) if key in known.ended else None)
            for key in known.keys
        ]

    def header_keys(self, capsule: str, person: str, hashed: str) -> list[bytes]:
        """What may have signed a header of a lesson."""
        known = self.people.get(person, Person())
        return [
            key for key in known.keys
            if key not in known.ended or known.ended[key]["headers"].get(capsule) == hashed
        ]  # fmt: skip

    def follow(self, link: Fields) -> bool:
        """4.8, 2 and 6a: a link from a known key; tells whether the other was new."""
        former, new, x_wing = _keys_of(link)
        known = self.people.get(link["person"])
        if known is None or former not in known.keys or not self._is_genuine(link):
            return False
        need(known.follows.setdefault(former, new) == new, "two links from one key")
        return self.know(link["person"], new, x_wing)

    def end(self, link: Fields, said: Fields) -> bool:
        """4.8, 6b: a log that the known new key signed tells of the former one; tells whether that was new."""
        former, new, _ = _keys_of(link)
        known = self.people.get(link["person"])
        if known is None or new not in known.keys or not self._is_genuine(link):
            return False
        is_new = self.know(link["person"], former)
        self.follow(link)
        if former in known.ended:
            return is_new
        known.ended[former] = said
        return True

    def introduce(self, fields: Fields) -> None:
        """4.8, 2 and 3: links and successions of the directory's header."""
        self._follow_all(fields["links"])
        for one in fields["successions"]:
            if one["adds"] is not None:
                by_key, key = unbase64(one["by_key"], 32), unbase64(one["key"], 32)
                parts = (self.vault, fields["capsule"], one["by"], one["adds"], by_key.hex(), key.hex())
                made, known = unbase64(one["signature"], 64), self.people.get(one["by"], Person()).keys
                if any(is_signed(by, made, framed("succession", *parts)) for by in known):
                    self.know(one["adds"], key)
            self._follow_all(fields["links"])

    def check(self, pins: Mapping[str, tuple[bytes, bytes]]) -> None:
        """Refused unless everybody's keys form one line with the pinned one in it."""
        for known in self.people.values():
            known.line()
        for person, (ed25519, x_wing) in pins.items():
            need(not x_wing or self.people[person].keys[ed25519] == x_wing, "other keys than before")

    def in_force(self, person: str) -> tuple[bytes, bytes]:
        """The last keys of a person's line."""
        known = self.people[person]
        key = known.line()[-1]
        return key, known.keys[key]

    def _follow_all(self, links: Iterable[Fields]) -> None:
        for link in links:
            self.follow(link)

    def _is_genuine(self, link: Fields) -> bool:
        former, new, x_wing = _keys_of(link)
        message = framed("person/next", self.vault, link["person"], new, x_wing)
        return is_signed(former, unbase64(link["signature"], 64), message)


def _keys_of(link: Fields) -> tuple[bytes, bytes, bytes]:
    return unbase64(link["former"], 32), unbase64(link["ed25519"], 32), unbase64(link["x_wing"], 1216)


def said_of_keys(body: Fields) -> dict[str, Any]:
    """4.6: the body of a ``keys`` row."""
    try:
        check_link(body["link"])
        ended, headers = body["ended"], body["headers"]
        need(len(ended) <= 100_000 and len(headers) <= 100_000, "too much")
        heads = {
            identifier(capsule): {log: (number(at), text(hashed)) for log, (at, hashed) in logs.items()}
            for capsule, logs in ended.items()
        }
        return {"link": body["link"], "ended": heads, "headers": {identifier(c): text(h) for c, h in headers.items()}}
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused("no statement about keys") from None
