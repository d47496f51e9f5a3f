"""What the directory's rows say about people: names, keys, how far somebody has come."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from videoreflect.crypto.sealing import PUBLIC_BYTES
from videoreflect.crypto.signing import verified
from videoreflect.domain.ids import checked_id
from videoreflect.domain.person import Person, Standing, checked_name
from videoreflect.errors import FormatError, IntegrityError, InvalidInput
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import Keyring
from videoreflect.vault.log import Statement
from videoreflect.vault.strict_json import to_bytes, to_int, to_text

if TYPE_CHECKING:
    from videoreflect.vault.capsule import Entry

ABOUT_PEOPLE = ("person", "name", "confirm-person", "removed")


def people_in(entries: list[Entry], vault: str, keyring: Keyring) -> dict[str, Person]:
    """Everybody the directory names, by id, as the newest counted row about them says."""
    found: dict[str, Person] = {}
    for placed, body in entries:
        kind, author = placed.row.kind, placed.row.author
        if kind == "person":
            person = _with_keys_in_force(person_in(body, vault), keyring)
            found.setdefault(person.id, person)
        elif kind == "name" and author in found:
            found[author] = _renamed(found[author], body)
        elif kind in ("confirm-person", "removed") and (about := found.get(str(body.get("person")))):
            found[about.id] = _with_standing(about, kind, body)
    return found


def person_statement(vault: str, identity: Identity, name: str, invited_until_ms: int | None = None) -> Statement:
    """The directory entry of a person, signed by that person's own new key as well.

    With ``invited_until_ms`` the keys are those of an invitation, until the person makes their own.
    """
    name, keys = checked_name(name), (identity.signer.public, identity.sealing.public)
    signature = identity.signer.sign("person", vault, identity.person, name, *keys)
    body = {"person": identity.person, "name": name, "ed25519": to_text(keys[0]), "x_wing": to_text(keys[1])}
    return Statement("person", body | {"self": to_text(signature), "invited": invited_until_ms})


def person_in(body: dict[str, Any], vault: str) -> Person:
    """Read the body of a ``person`` row. Raises FormatError, IntegrityError if the person did not sign it."""
    try:
        keys = to_bytes(body["ed25519"], 32), to_bytes(body["x_wing"], PUBLIC_BYTES)
        person, name, signature = checked_id(body["person"]), body["name"], to_bytes(body["self"], 64)
        invited = None if body["invited"] is None else to_int(body["invited"])
    except KeyError:
        raise FormatError from None
    if not isinstance(name, str) or not verified(keys[0], signature, "person", vault, person, name, *keys):
        raise IntegrityError
    return Person(person, name, *keys, Standing.JOINED if invited is None else Standing.INVITED, invited)


def _with_keys_in_force(person: Person, keyring: Keyring) -> Person:
    now = keyring.current(person.id)
    if now is None:
        raise IntegrityError
    took_up = person.standing is Standing.INVITED and now.ed25519 != person.ed25519
    standing = Standing.UNCONFIRMED if took_up else person.standing
    return replace(person, ed25519=now.ed25519, x_wing=now.x_wing, standing=standing)


def _renamed(person: Person, body: dict[str, Any]) -> Person:
    try:
        return replace(person, name=checked_name(str(body["name"])))
    except (KeyError, InvalidInput):
        return person  # written by other software; the name before stays


def _with_standing(person: Person, kind: str, body: dict[str, Any]) -> Person:
    if kind == "removed":
        return replace(person, standing=Standing.REMOVED)
    confirmed = person.standing is Standing.UNCONFIRMED and body.get("ed25519") == to_text(person.ed25519)
    return replace(person, standing=Standing.JOINED) if confirmed else person
