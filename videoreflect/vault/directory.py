"""The directory of people: who has which name and keys, each entry signed twice and pinned."""

from __future__ import annotations

from typing import Any

from videoreflect.crypto.sealing import PUBLIC_BYTES
from videoreflect.crypto.signing import verified
from videoreflect.domain.ids import checked_id
from videoreflect.domain.person import Person, checked_name
from videoreflect.errors import FormatError, IdentityChanged, IntegrityError
from videoreflect.vault.capsule import Entry
from videoreflect.vault.identity import Identity
from videoreflect.vault.log import Statement
from videoreflect.vault.state import StateFile
from videoreflect.vault.strict_json import to_bytes, to_text


def person_statement(vault: str, identity: Identity, name: str) -> Statement:
    """The directory entry of a person, signed by that person's own new key as well."""
    name, keys = checked_name(name), (identity.signer.public, identity.sealing.public)
    signature = identity.signer.sign("person", vault, identity.person, name, *keys)
    body = {"person": identity.person, "name": name, "ed25519": to_text(keys[0]), "x_wing": to_text(keys[1])}
    return Statement("person", body | {"self": to_text(signature)})


def people_in(entries: list[Entry], vault: str, state: StateFile) -> dict[str, Person]:
    """Read and pin the people of a verified directory.

    Raises IdentityChanged if somebody's keys differ from the pinned ones; never an update in silence.
    """
    people: dict[str, Person] = {}
    for _, body in entries:
        person = _person(body, vault)
        known = people.setdefault(person.id, person)
        if (known.ed25519, known.x_wing) != (person.ed25519, person.x_wing):
            raise IdentityChanged(person=person.id)
        people[person.id] = person
    for person in people.values():
        state.pin(person.id, to_text(person.ed25519), to_text(person.x_wing))
    return people


def _person(body: dict[str, Any], vault: str) -> Person:
    try:
        keys = to_bytes(body["ed25519"], 32), to_bytes(body["x_wing"], PUBLIC_BYTES)
        person, name, signature = checked_id(body["person"]), body["name"], to_bytes(body["self"], 64)
    except KeyError:
        raise FormatError from None
    if not isinstance(name, str) or not verified(keys[0], signature, "person", vault, person, name, *keys):
        raise IntegrityError
    return Person(person, name, *keys)
