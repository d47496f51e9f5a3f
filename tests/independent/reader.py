"""A reader of whole vaults, written from docs/FORMAT.md alone: nothing of ``videoreflect`` is imported.

Usage: ``Vault(path).by_passphrase(name, passphrase)``, then ``people``, ``lessons``, ``rows`` and ``blob``;
``newest_generation(path)`` is the vault in a backup. It only reads, and it trusts nobody who is not pinned.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3

from tests.independent.contents import Contents, Tables, learned, people_in
from tests.independent.headers import Expected, Fields, Header, capsule_key, check_header, check_key, read_header
from tests.independent.identities import KeyBook
from tests.independent.records import Row
from tests.independent.rules import ID, Refused, framed, json_object, need, sha256, unbase64
from tests.independent.small_files import (
    Invitation,
    Keys,
    by_code,
    by_passphrase,
    read_code,
    root_in_slots,
    state,
    vault_facts,
)
from tests.independent.streams import clear_segments

COLUMNS = "log, number, hash, previous, time, kind, body_hash, seen, signature"


@dataclass(frozen=True)
class Capsule:
    """An open capsule: where it lies, what its header says, its key, what is in it."""

    path: Path
    fields: Fields
    contents: Contents

    def rows(self, *kinds: str) -> list[tuple[Row, Fields]]:
        """Counted rows of these kinds with what they say, in display order; erased ones are left out."""
        return self.contents.said(*kinds)


class Vault:
    """A vault, and who signs in to it. ``blobs``: where the recordings lie, if not in the capsules."""

    def __init__(self, path: Path, blobs: Path | None = None) -> None:
        self.path, self.blobs = path, blobs
        self.facts = vault_facts((path / "vault.json").read_bytes())

    def by_passphrase(self, name: str, passphrase: str) -> Session:
        """Sign in by name and passphrase."""
        person, clear = self._opened("passphrase", by_passphrase(self.facts, name, passphrase))
        return self._session(Keys(clear, self.facts.vault, person))

    def by_code(self, code: str) -> Session:
        """Sign in by recovery code."""
        person, clear = self._opened("recovery", by_code(self.facts.vault, code))
        return self._session(Keys(clear, self.facts.vault, person))

    def by_invitation(self, code: str) -> Session:
        """Look with the keys of an invitation that nobody has taken up yet."""
        person, clear = self._opened("invitation", by_code(self.facts.vault, code, "invitation"))
        told, keys = Invitation.after(clear), Keys(clear[:32], self.facts.vault, person)
        pins = {told.owner: (told.ed25519, b""), person: (keys.ed25519_public(), b"")}
        return Session(self, [keys], pins, {"directory": told.directory, "floors": {}, "latest_ms": 0})

    def _session(self, keys: Keys) -> Session:
        people = self.path / "people"
        try:
            _, fields = state((people / f"{keys.person}.next").read_bytes(), keys)
        except (FileNotFoundError, Refused):
            _, fields = state((people / f"{keys.person}.state").read_bytes(), keys)
        pins = {
            person: (unbase64(pin["ed25519"], 32), unbase64(pin["x_wing"], 1216 if pin["x_wing"] else 0))
            for person, pin in fields["pins"].items()
        }
        both = [keys]
        if fields["former"]:
            both.append(Keys(unbase64(fields["former"], 32), keys.vault, keys.person))
        need(pins[keys.person][0] in [one.ed25519_public() for one in both], "these are not my keys")
        return Session(self, both, pins, fields)

    def _opened(self, kind: str, made: bytes) -> tuple[str, bytes]:
        for path in sorted((self.path / "people").glob("*.json")):
            try:
                return path.stem, root_in_slots(path.read_bytes(), self.facts.vault, path.stem, kind, made)
            except Refused:
                continue
        raise Refused("nobody")


def sound_of(capsule: str, voice: str, length_ms: int, sound: bytes) -> bytes:
    """6.12: the sound, if it is the one that its id was made of."""
    need(0 < length_ms <= 182_000 and len(sound) <= 2 << 20, "too long")
    need(sha256("voice-note", capsule, length_ms.to_bytes(8, "big"), sound)[:16].hex() == voice, "another sound")
    return sound


class Session:
    """Somebody who is signed in. ``keys``: the person's own, and the former ones while they are changed."""

    def __init__(self, vault: Vault, keys: list[Keys], pins: dict[str, tuple[bytes, bytes]], told: Fields) -> None:
        self.vault, self.keys, self.person, self.told = vault, keys, keys[0].person, told
        self.book, self.school = KeyBook(vault.facts.vault, pins), set[str]()
        self.directory = self._directory(pins)
        self.school = {said["key"] for _, said in self.directory.rows("recovery-key")}
        self.standings = people_in(self.directory.contents, self.book)
        self.people = {person: name for person, (name, standing) in self.standings.items() if standing != "removed"}

    def lessons(self) -> list[str]:
        """Ids of all capsules but the directory."""
        there = (path.name for path in (self.vault.path / "capsules").iterdir() if (path / "header.json").is_file())
        return sorted(name for name in there if ID.fullmatch(name) and name != self.told["directory"])

    def capsule(self, capsule: str, paper: str = "") -> Capsule:
        """Open a lesson in the order of 5.1; with ``paper``, as the school key that is written on it."""
        keys = [self._school_key(paper)] if paper else self.keys
        need(not (self.vault.path / "erased" / capsule).exists(), "it is being erased")
        path, read = self._read(capsule)
        expected = self._expected(capsule, "lesson", keys[0].person)
        check_header(read, expected, lambda who: self.book.header_keys(capsule, who, read.hash), self.school)
        contents = Contents(read.fields, self._tables(path, read.fields, keys), self.book, self.school, expected.floor)
        return Capsule(path, read.fields, contents)

    def blob(self, capsule: Capsule, said: Fields) -> bytes:
        """The clear bytes of a blob that a row names."""
        name = capsule.fields["capsule"]
        folder = self.vault.blobs / name if self.vault.blobs else capsule.path / "blobs"
        raw = (folder / said["blob"]).read_bytes()
        need(hashlib.sha256(raw).hexdigest() == said["sha256"], "another file")
        aad = framed("blob", self.vault.facts.vault, name, said["blob"])
        clear = b"".join(clear_segments(raw, unbase64(said["key"], 32), aad))
        need(len(clear) == said["size"], "another size")
        return clear

    def private_notes(self, capsule: Capsule) -> list[Fields]:
        """This person's notes before “ready”."""
        path = capsule.path / "private" / f"{self.person}.db"
        if not path.exists():
            return []
        name = capsule.fields["capsule"]
        rows = _asked_with([one.derived("private", name) for one in self.keys], path, "SELECT content FROM note")
        return [json.loads(content) for (content,) in rows]

    def voice(self, capsule: Capsule, author: str, voice: str) -> bytes:
        """The sound of a voice note of an author: from the lesson, else from this person’s own private file."""
        name = capsule.fields["capsule"]
        for row, said in capsule.rows("voice-note"):
            if row.author == author and said["voice"] == voice:
                return sound_of(name, voice, said["length_ms"], base64.b64decode(said["sound"], validate=True))
        path = capsule.path / "private" / f"{self.person}.db"
        need(author == self.person and path.exists(), "no such sound")
        keys = [one.derived("private", name) for one in self.keys]
        rows = _asked_with(keys, path, "SELECT id, length_ms, sound FROM voice")
        found = [(length_ms, sound) for known, length_ms, sound in rows if known == voice]
        need(len(found) == 1, "no such sound")
        return sound_of(name, voice, *found[0])

    def _directory(self, pins: dict[str, tuple[bytes, bytes]]) -> Capsule:
        capsule = self.told["directory"]
        path, read = self._read(capsule)
        self.book.introduce(read.fields)
        expected = self._expected(capsule, "directory", self.person)
        check_header(read, expected, self.book.newest, ())
        tables = self._tables(path, read.fields, self.keys)
        self.book = learned(read.fields, tables, self.book)
        self.book.check(pins)
        return Capsule(path, read.fields, Contents(read.fields, tables, self.book, (), expected.floor))

    def _read(self, capsule: str) -> tuple[Path, Header]:
        path = self.vault.path / "capsules" / capsule
        return path, read_header((path / "header.json").read_bytes())

    def _expected(self, capsule: str, kind: str, person: str) -> Expected:
        floor = self.told["floors"].get(capsule, {})
        return Expected(self.vault.facts.vault, capsule, kind, person, floor, self.told["latest_ms"])

    def _tables(self, path: Path, fields: Fields, keys: Collection[Keys]) -> Tables:
        key = self._capsule_key(path, fields, keys)
        check_key(key, fields)
        rows = [Row(*values) for values in _asked(path / fields["records"], key, f"SELECT {COLUMNS} FROM row")]  # noqa: S608 - a constant
        bodies = _asked(path / fields["records"], key, "SELECT hash, salt, content FROM body")
        return Tables(rows, {hashed: (salt, content) for hashed, salt, content in bodies})

    def _capsule_key(self, path: Path, fields: Fields, keys: Collection[Keys]) -> bytes:
        for one in keys:
            grant = path / "grants" / f"{one.person}.{fields['epoch']}"
            try:
                return capsule_key(grant.read_bytes(), fields, one.person, one.derived("x-wing"))
            except FileNotFoundError:
                raise Refused("no grant") from None
            except Refused:
                continue
        raise Refused("not sealed for this")

    def _school_key(self, paper: str) -> Keys:
        root = read_code(paper, 32)
        for _, said in self.directory.rows("recovery-key"):
            keys = Keys(root, self.vault.facts.vault, said["key"])
            if base64.b64encode(keys.ed25519_public()).decode() == said["ed25519"]:
                return keys
        raise Refused("not a school key of this vault")


def newest_generation(backup: Path) -> Vault:
    """17: the vault in the newest complete generation of a backup."""
    told = json_object((backup / "backup.json").read_bytes(), keys={"format", "vault", "backup", "made_ms"})
    need(told["format"] == 1 and backup.name == f"videoreflect-backup-{told['vault']}", "another backup")
    numbers = [int(path.stem) for path in (backup / "generations").glob("*.json") if path.stem.isdecimal()]
    names = {"format", "vault", "backup", "number", "begun_ms", "made_ms", "people", "capsules", "blobs"}
    for number in sorted(numbers, reverse=True):
        raw = (backup / "generations" / f"{number}.json").read_bytes()
        fields: dict[str, Any] = json_object(raw, keys=names | {"blob_bytes", "problems"})
        if (fields["vault"], fields["backup"], fields["number"]) == (told["vault"], told["backup"], number):
            return Vault(backup / "generations" / str(number), backup / "blobs")
    raise Refused("no complete generation")


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


def _asked_with(keys: list[bytes], path: Path, question: str) -> list[tuple[Any, ...]]:
    for key in keys[:-1]:
        try:
            return _asked(path, key, question)
        except Refused:
            continue
    return _asked(path, keys[-1], question)
