"""The committed vectors of the vault's small files, each through the door by which the program reads it."""

from __future__ import annotations

import base64
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from tests.independent import hpke
from tests.vectors.generating.building import (
    CAPSULE,
    CAPSULE_KEY,
    KEY,
    PERSON,
    SALT,
    VAULT,
    Vector,
    framed,
    x_wing_public,
)
from tests.vectors.generating.grants import GRANT
from tests.vectors.generating.headers import DIRECTORY, GOOD
from tests.vectors.reading import Read, of_kind, read
from videoreflect.crypto.passphrase import Cost, SlotSecret, slot_secret
from videoreflect.crypto.recovery import invitation_secret, recovery_secret
from videoreflect.domain.lesson import Membership
from videoreflect.vault import log
from videoreflect.vault.capsule import Capsule, open_capsule
from videoreflect.vault.database import opened
from videoreflect.vault.directory import Directory
from videoreflect.vault.folder import VaultFolder
from videoreflect.vault.grants import open_grant
from videoreflect.vault.header import Header, read_header
from videoreflect.vault.identity import Identity
from videoreflect.vault.keyring import KeyPeriod, Keyring, PublicKeys
from videoreflect.vault.log import Row, read_body, row_hash
from videoreflect.vault.slots import open_slot, read_slots
from videoreflect.vault.state import Floor, State, StateFile
from videoreflect.vault.strict_json import compact, to_text


def named(*kinds: str) -> pytest.MarkDecorator:
    """Parametrize over the vectors of some kinds."""
    return pytest.mark.parametrize("vector", of_kind(*kinds), ids=lambda vector: vector.name)


def vault(path: Path, salt: bytes = SALT) -> VaultFolder:
    """Return an empty vault with the id of the vectors."""
    folder = VaultFolder(path, VAULT, VAULT, salt, Cost())
    for made in (folder.people, folder.capsule(CAPSULE) / "grants"):
        made.mkdir(parents=True)
    return folder


def lesson(folder: VaultFolder, told: Read, header: bytes) -> Capsule:
    """Open the lesson of the vectors with what the person had seen before."""
    path, identity = folder.capsule(CAPSULE), Identity(KEY, VAULT, PERSON)
    (path / "header.json").write_bytes(header)
    (path / "grants" / f"{PERSON}.1").write_bytes(GRANT)
    pins = {person: bytes.fromhex(key) for person, key in json.loads(told.given["pins"]).items()}
    floors = {CAPSULE: Floor(**json.loads(told.given["floor"]))} if "floor" in told.given else {}
    state = StateFile.create(folder, identity, State(CAPSULE, PERSON, "00" * 8, floors=floors))
    if told.given["kind"] == "directory":
        (path / "grants" / f"{PERSON}.1").write_bytes(directory_grant())
        state.state.pins = {who: {"ed25519": to_text(key), "x_wing": "", "position": 0} for who, key in pins.items()}
        state.save()
        return Directory(folder, identity, state)
    periods = {person: (KeyPeriod(PublicKeys(key, b"")),) for person, key in pins.items()}
    keyring = Keyring(periods, frozenset(json.loads(told.given.get("school", "[]"))))
    return open_capsule(folder, identity, state, CAPSULE, lambda: keyring)


def directory_grant() -> bytes:
    """Return the capsule key of the vectors, sealed for a directory by the second implementation."""
    info = framed("grant", VAULT, CAPSULE, "directory", "1", PERSON)
    return b"VRGRANT1" + hpke.sealed(CAPSULE_KEY, x_wing_public(KEY, PERSON), info)


def write_records(folder: VaultFolder, rows: list[dict[str, Any]]) -> list[Row]:
    """Write rows and bodies into a real database under the real key."""
    made = []
    with opened(folder.capsule(CAPSULE) / "records.1.db", CAPSULE_KEY, log.SCHEMA, log.VERSION, create=True) as db:
        for fields in rows:
            said = fields.pop("body", None)
            row = _row(fields)
            made.append(row)
            values = (row.log, row.number, row.hash, row.previous, row.time, row.kind, row.body_hash, row.seen)
            db.execute("INSERT INTO row VALUES (?,?,?,?,?,?,?,?,?)", (*values, row.signature))
            if said is not None:
                salt, content = bytes.fromhex(said["salt"]), said["content"].encode()
                db.execute("INSERT OR IGNORE INTO body VALUES (?,?,?)", (row.body_hash, salt, content))
    return made


@named("headers")
def test_a_header_vector(vector: Vector, tmp_path: Path) -> None:
    """JSON, fields, signatures, floors: the capsule opens, or the named error comes and nothing is written."""
    told, folder = read(vector), vault(tmp_path)
    write_records(folder, json.loads(told.given.get("rows", "[]")))

    assert told.comes_out(lambda: read_header(lesson(folder, told, told.raw).path / "header.json").signed)
    assert (folder.capsule(CAPSULE) / "header.json").read_bytes() == told.raw


@pytest.mark.parametrize("name", ["ok", "ok_newer", "ok_one_of_two_signatures"])
def test_a_header_is_written_as_it_was_read(name: str, tmp_path: Path) -> None:
    """Parsed and written again, the body is the same bytes."""
    (vector,) = (one for one in of_kind("headers") if one.name == name)
    (tmp_path / "header.json").write_bytes(read(vector).raw)
    found = read_header(tmp_path / "header.json")

    assert found.header.body() == found.signed


@named("grants")
def test_a_grant_vector(vector: Vector, tmp_path: Path) -> None:
    """The capsule key, or the named error."""
    told = read(vector)
    given, epoch = told.given, int(told.given["epoch"])
    members = (Membership(given["person"], "owner", None),)
    header = Header(given["vault"], given["capsule"], given["kind"], epoch, 1, "", "", (given["person"],), members)
    (tmp_path / "grants").mkdir()
    (tmp_path / "grants" / f"{given['person']}.{epoch}").write_bytes(told.raw)
    identity = Identity(told.bytes_of("root"), VAULT, PERSON)
    identity.person = given["person"]

    assert told.comes_out(lambda: open_grant(tmp_path, header, identity))


@named("slots")
def test_a_slots_vector(vector: Vector, tmp_path: Path) -> None:
    """The root secret, or SignInRefused whatever is wrong."""
    told = read(vector)
    given, folder = told.given, vault(tmp_path, told.bytes_of("salt"))
    (folder.people / f"{PERSON}.json").write_bytes(told.raw)

    def opening() -> bytes:
        found = open_slot(folder, given["kind"], _secret(told))
        return found.identity.root + found.more

    assert told.comes_out(opening)


def _secret(told: Read) -> SlotSecret:
    given = told.given
    if given["kind"] == "passphrase":
        return slot_secret(given["name"], given["passphrase"], told.bytes_of("salt"), Cost())
    return {"recovery": recovery_secret, "invitation": invitation_secret}[given["kind"]](given["code"], VAULT)


@pytest.mark.parametrize("vector", [one for one in of_kind("slots") if one.name.startswith("ok")], ids=lambda v: v.name)
def test_slots_are_written_as_they_were_read(vector: Vector, tmp_path: Path) -> None:
    """Every field that was read, put together as FORMAT 4.2 says, is the file again."""
    told, folder = read(vector), vault(tmp_path)
    (folder.people / f"{PERSON}.json").write_bytes(told.raw)
    found = read_slots(folder, PERSON)
    slots = [
        {"kind": s.kind, "tag": to_text(s.tag), "nonce": to_text(s.nonce), "wrapped": to_text(s.wrapped)}
        for s in found.slots
    ]
    keys = {"x_wing": to_text(found.x_wing), "ed25519": to_text(found.ed25519)}

    assert compact({"format": 1, "vault": VAULT, "person": PERSON, "slots": slots, **keys}) == told.raw


@named("states")
def test_a_state_vector(vector: Vector, tmp_path: Path) -> None:
    """The state, written again to the same text; or the named error."""
    told, folder = read(vector), vault(tmp_path)
    (folder.people / f"{PERSON}.state").write_bytes(told.raw)

    def text() -> bytes:
        file = StateFile.open(folder, Identity(told.bytes_of("root"), VAULT, PERSON))
        return compact(asdict(file.state) | {"format": 1})

    assert told.comes_out(text)


@named("rows")
def test_a_rows_vector(vector: Vector, tmp_path: Path) -> None:
    """In a real database under the real key: which rows count, in order; or the named error."""
    told, folder = read(vector), vault(tmp_path)
    rows = write_records(folder, json.loads(told.raw))
    header = DIRECTORY if told.given["kind"] == "directory" else GOOD

    assert told.comes_out(lambda: b"".join(placed.row.hash for placed in lesson(folder, told, header).placed("note")))
    assert told.expect != "success" or all(row_hash(CAPSULE, row) == row.hash for row in rows)


def _row(fields: dict[str, Any]) -> Row:
    for name in ("hash", "previous", "body_hash"):
        fields[name] = bytes.fromhex(fields[name])
    fields["signature"] = bytes.fromhex(fields["signature"]) if fields["signature"] else None
    return Row(**fields)


@named("bodies")
def test_a_body_vector(vector: Vector, tmp_path: Path) -> None:
    """What was said, or the named error: a body that is not the one that was signed."""
    told = read(vector)
    body_hash, salt = told.bytes_of("body_hash"), told.bytes_of("salt")
    row = Row("any.log", 1, bytes(32), bytes(32), 1, "note", body_hash, "{}", None)
    with opened(tmp_path / "records.db", KEY, log.SCHEMA, log.VERSION, create=True) as db:
        db.execute("INSERT INTO body VALUES (?,?,?)", (body_hash, salt, told.raw))
        assert told.comes_out(lambda: compact(read_body(db, row) or {}))


def test_the_sealed_key_is_the_one_that_the_grants_are_made_of() -> None:
    """Kept, because sealing is random; its file names who sealed it."""
    (vector,) = (one for one in of_kind("grants") if one.name == "ok")

    assert read(vector).raw == GRANT
    assert "hpke" in read(vector).given["source"]
    assert base64.b64encode(GRANT[:8]) == b"VlJHUkFOVDE="
