"""A reader of whole vaults, written from docs/FORMAT.md alone: nothing of ``videoreflect`` is imported.

Usage: ``Vault(path).by_passphrase(name, passphrase)``, then ``people``, ``lessons``, ``rows`` and ``blob``.
It only reads, and it trusts nobody who is not pinned.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3

from tests.independent.records import MUST_STAY, Logs, Row, body
from tests.independent.rules import ID, Refused, framed, need, unbase64
from tests.independent.small_files import (
    Expected,
    Keys,
    by_code,
    by_passphrase,
    capsule_key,
    check_key,
    header,
    is_signed,
    root_in_slots,
    state,
    vault_facts,
)
from tests.independent.streams import clear_segments

COLUMNS = "log, number, hash, previous, time, kind, body_hash, seen, signature"


@dataclass(frozen=True)
class Capsule:
    """An open capsule: what its header says, its key, its logs, its bodies."""

    path: Path
    fields: dict[str, Any]
    key: bytes
    logs: Logs
    bodies: dict[bytes, tuple[bytes, bytes]]

    def rows(self, *kinds: str) -> list[tuple[Row, dict[str, Any]]]:
        """Counted rows of these kinds with what they say, in display order; erased ones are left out."""
        found = []
        for row in self.logs.counted(*kinds):
            if row.body_hash in self.bodies:
                found.append((row, body(row.body_hash, *self.bodies[row.body_hash])))
            else:
                need(row.kind not in MUST_STAY, "a body that is never erased is missing")
        return found


class Vault:
    """A vault, and who signs in to it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.facts = vault_facts((path / "vault.json").read_bytes())

    def by_passphrase(self, name: str, passphrase: str) -> Session:
        """Sign in by name and passphrase."""
        return self._signed_in("passphrase", by_passphrase(self.facts, name, passphrase))

    def by_code(self, code: str) -> Session:
        """Sign in by recovery code."""
        return self._signed_in("recovery", by_code(self.facts.vault, code))

    def _signed_in(self, kind: str, made: bytes) -> Session:
        for path in sorted((self.path / "people").glob("*.json")):
            try:
                root = root_in_slots(path.read_bytes(), self.facts.vault, path.stem, kind, made)
            except Refused:
                continue
            return Session(self.path, Keys(root, self.facts.vault, path.stem))
        raise Refused("nobody")


class Session:
    """Somebody who is signed in."""

    def __init__(self, path: Path, keys: Keys) -> None:
        self.path, self.keys = path, keys
        _, self.state = state((path / "people" / f"{keys.person}.state").read_bytes(), keys)
        self.pins = {person: unbase64(pinned["ed25519"], 32) for person, pinned in self.state["pins"].items()}
        need(self.pins[keys.person] == keys.ed25519_public(), "these are not my keys")
        self.directory = self.capsule(self.state["directory"], "directory")
        self.people = self._people()

    def lessons(self) -> list[str]:
        """Ids of all capsules but the directory."""
        there = (path.name for path in (self.path / "capsules").iterdir() if (path / "header.json").is_file())
        return sorted(name for name in there if ID.fullmatch(name) and name != self.state["directory"])

    def capsule(self, capsule: str, kind: str = "lesson") -> Capsule:
        """Open a capsule in the order of 5.1."""
        path, floor = self.path / "capsules" / capsule, self.state["floors"].get(capsule, {})
        place = (self.keys.vault, capsule, kind, self.keys.person)
        _, fields = header(
            (path / "header.json").read_bytes(), Expected(*place, self.pins, floor, self.state["latest_ms"])
        )
        grant = path / "grants" / f"{self.keys.person}.{fields['epoch']}"
        key = capsule_key(grant.read_bytes(), fields, self.keys.person, self.keys.derived("x-wing"))
        check_key(key, fields)
        rows, bodies = _tables(path / fields["records"], key)
        logs = Logs(
            capsule, rows, self.pins, fields["owners"],
            lambda row: body(row.body_hash, *bodies[row.body_hash]) if row.body_hash in bodies else None,
        )  # fmt: skip
        for log, (number, hashed) in floor.get("heads", {}).items():
            seen = logs.there.get((log, number))
            need(seen is not None and seen.hash.hex() == hashed, "an older copy")
        return Capsule(path, fields, key, logs, bodies)

    def blob(self, capsule: Capsule, said: dict[str, Any]) -> bytes:
        """The clear bytes of a blob that a row names."""
        raw = (capsule.path / "blobs" / said["blob"]).read_bytes()
        need(hashlib.sha256(raw).hexdigest() == said["sha256"], "another file")
        aad = framed("blob", self.keys.vault, capsule.fields["capsule"], said["blob"])
        clear = b"".join(clear_segments(raw, unbase64(said["key"], 32), aad))
        need(len(clear) == said["size"], "another size")
        return clear

    def private_notes(self, capsule: Capsule) -> list[dict[str, Any]]:
        """This person's notes before “ready”."""
        path = capsule.path / "private" / f"{self.keys.person}.db"
        if not path.exists():
            return []
        rows = _asked(path, self.keys.derived("private", capsule.fields["capsule"]), "SELECT content FROM note")
        return [json.loads(content) for (content,) in rows]

    def _people(self) -> dict[str, str]:
        people: dict[str, str] = {}
        for _, said in self.directory.rows("person"):
            keys = unbase64(said["ed25519"], 32), unbase64(said["x_wing"], 1216)
            statement = framed("person", self.keys.vault, said["person"], said["name"], *keys)
            need(is_signed(keys[0], unbase64(said["self"], 64), statement), "not signed by the new key")
            pinned = self.state["pins"].get(said["person"], said)
            need((pinned["ed25519"], pinned["x_wing"]) == (said["ed25519"], said["x_wing"]), "other keys than before")
            self.pins.setdefault(said["person"], keys[0])
            people[said["person"]] = said["name"]
        return people


def _tables(path: Path, key: bytes) -> tuple[list[Row], dict[bytes, tuple[bytes, bytes]]]:
    rows = [Row(*values) for values in _asked(path, key, f"SELECT {COLUMNS} FROM row")]  # noqa: S608 - a constant
    bodies = {hashed: (salt, content) for hashed, salt, content in _asked(path, key, "SELECT * FROM body")}
    return rows, bodies


def _asked(path: Path, key: bytes, question: str) -> list[tuple[Any, ...]]:
    connection = sqlcipher3.connect(str(path))
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        found: list[tuple[Any, ...]] = connection.execute(question).fetchall()
    except sqlcipher3.Error:
        raise Refused("no database under this key") from None
    finally:
        connection.close()
    return found
