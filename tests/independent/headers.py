"""FORMAT.md 5.1 and 5.2: what a header says, who signed it, and the key in a grant."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag

from tests.independent import hpke
from tests.independent.rules import (
    MEBIBYTE,
    Refused,
    derive,
    framed,
    identifier,
    json_object,
    need,
    number,
    text,
    unbase64,
)
from tests.independent.small_files import is_signed

SUITES = {"kem": 25722, "kdf": 1, "aead": 2, "signature": "Ed25519", "stream": "AES256_GCM_HKDF_1MB"}
BODY_KEYS = {
    "format", "suites", "vault", "capsule", "kind", "epoch", "serial", "previous", "key_check", "records",
    "owners", "members", "erase_after", "successions", "links",
}  # fmt: skip
SUCCESSION_KEYS = {"row", "by", "adds", "ends", "hands_over", "by_key", "key", "signature"}
MANY = 1024

Fields = dict[str, Any]
KeysOf = Callable[[str], Collection[bytes]]


@dataclass(frozen=True)
class Header:
    """A header within its limits; nothing in it is believed yet."""

    body: bytes
    fields: Fields
    signatures: list[tuple[str, bytes]]

    @property
    def hash(self) -> str:
        """In hex."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Expected:
    """What a reader knows before it opens a header."""

    vault: str
    capsule: str
    kind: str
    person: str
    floor: Mapping[str, Any]
    now_ms: int


def read_header(raw: bytes) -> Header:
    """5.1, step 1."""
    outer = json_object(raw, 2 * MEBIBYTE, {"signed", "signatures"})
    need(isinstance(outer["signatures"], list), "no signatures")
    try:
        body = text(outer["signed"]).encode("utf-8")
    except UnicodeEncodeError:
        raise Refused("half a surrogate pair") from None
    fields = _fields(json_object(body, 2 * MEBIBYTE))
    made = [(identifier(one["person"]), unbase64(one["ed25519"], 64)) for one in map(_signature, outer["signatures"])]
    return Header(body, fields, made)


def check_header(read: Header, expected: Expected, keys_of: KeysOf, school: Collection[str]) -> None:
    """5.1, steps 2 to 5. ``keys_of``: what counts for this header; ``school``: the school keys of the directory."""
    fields, floor = read.fields, expected.floor
    place = (fields["vault"], fields["capsule"], fields["kind"])
    need(place == (expected.vault, expected.capsule, expected.kind), "of another place")
    others = floor.get("owners") and floor["owners"] != fields["owners"]
    need(not others or fields["successions"], "another owner")
    recovery = {one["person"] for one in fields["members"] if one["role"] == "recovery"}
    signers = {*fields["owners"], *(recovery.intersection(school))}
    message = framed("header", read.body)
    need(
        any(is_signed(key, made, message) for who, made in read.signatures if who in signers for key in keys_of(who)),
        "not signed",
    )
    serial = floor.get("serial", 0)
    is_same = fields["serial"] == serial and read.hash == floor.get("header")
    need(fields["serial"] > serial or is_same, "behind")
    mine = [member for member in fields["members"] if member["person"] == expected.person]
    need(mine and (mine[0]["until"] is None or mine[0]["until"] >= expected.now_ms), "no member now")


def _fields(fields: Fields) -> Fields:
    need(fields.keys() == BODY_KEYS, "other keys")
    need(fields["format"] == 1 and fields["suites"] == SUITES, "another version or suite")
    need(fields["kind"] in ("directory", "lesson"), "another kind")
    epoch = number(fields["epoch"], 1)
    need(fields["records"] == f"records.{epoch}.db" and number(fields["serial"], 1), "other records")
    need(text(fields["previous"]) is not None and text(fields["key_check"]), "no hash")
    owners, members = _list(fields["owners"], 256), _list(fields["members"], 256)
    need(owners and members and all(map(identifier, owners)), "no owners, or no members")
    for member in members:
        need(isinstance(member, dict) and member.keys() == {"person", "role", "until"}, "no member")
        need(identifier(member["person"]) and member["role"] in ("owner", "mentor", "recovery"), "no member")
        need(member["until"] is None or number(member["until"]) >= 0, "no date")
    need(fields["erase_after"] is None or number(fields["erase_after"]) >= 0, "no date")
    for one in _list(fields["successions"], MANY):
        _check_succession(one)
    for link in _list(fields["links"], MANY):
        check_link(link)
    return fields


def _check_succession(one: Any) -> None:
    need(isinstance(one, dict) and one.keys() == SUCCESSION_KEYS, "no succession")
    need(
        text(one["row"]) is not None and isinstance(one["hands_over"], bool) and identifier(one["by"]), "no succession"
    )
    people = [identifier(one[name]) for name in ("adds", "ends") if one[name] is not None]
    need(people, "nobody is added, nobody ends")
    unbase64(one["by_key"], 32)
    unbase64(one["key"], 32 if one["adds"] else 0)
    unbase64(one["signature"], 64 if one["adds"] else 0)


def check_link(link: Any) -> None:
    """4.6: its form, not its signature."""
    need(isinstance(link, dict) and link.keys() == {"person", "former", "ed25519", "x_wing", "signature"}, "no link")
    lengths = {"former": 32, "ed25519": 32, "x_wing": 1216, "signature": 64}
    need(identifier(link["person"]) and all(unbase64(link[name], size) for name, size in lengths.items()), "no link")


def _list(found: Any, most: int) -> list[Any]:
    if not isinstance(found, list) or len(found) > most:
        raise Refused("no list, or too long")
    return found


def _signature(found: Any) -> Fields:
    if not isinstance(found, dict) or found.keys() != {"person", "ed25519"}:
        raise Refused("no signature")
    return found


def capsule_key(raw: bytes, fields: Mapping[str, Any], person: str, x_wing_seed: bytes) -> bytes:
    """5.2: the sealed capsule key."""
    need(len(raw) == 1176 and raw[:8] == b"VRGRANT1", "no grant")
    place = (fields["vault"], fields["capsule"], fields["kind"], str(fields["epoch"]), person)
    try:
        return hpke.opened(raw[8:], x_wing_seed, framed("grant", *place))
    except (InvalidTag, ValueError):
        raise Refused("not sealed for this") from None


def check_key(key: bytes, fields: Mapping[str, Any]) -> None:
    """5.1, step 6."""
    made = derive(key, 32, "capsule/check", fields["capsule"], str(fields["epoch"]))
    need(made.hex() == fields["key_check"], "not the key that the header means")
