"""The committed vectors: ours reads and makes exactly what the format says, byte for byte."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from tests.unit.crypto.streams import released
from tests.vectors import make_vectors
from tests.vectors.generating.building import CAPSULE, KEY, PERSON, VAULT, Vector
from tests.vectors.make_vectors import FOLDER, KINDS, VECTORS
from tests.vectors.reading import of_kind, read
from videoreflect import errors
from videoreflect.crypto.derive import derive, digest
from videoreflect.crypto.envelope import open_file
from videoreflect.crypto.framing import framed
from videoreflect.crypto.passphrase import Cost, canonical_name, slot_secret
from videoreflect.crypto.recovery import recovery_secret
from videoreflect.crypto.signing import Signer, verified
from videoreflect.crypto.stream import StreamReader
from videoreflect.errors import VideoReflectError
from videoreflect.vault.header import key_check
from videoreflect.vault.identity import Identity
from videoreflect.vault.log import Row, row_hash

FORMAT: dict[str, Any] = json.loads((FOLDER / "format.json").read_text("utf-8"))
CODES, NAMES, STREAMS = of_kind("codes"), of_kind("names"), of_kind("streams")


def test_the_generator_makes_the_files_that_are_committed() -> None:
    """Nothing was changed by hand, and none is missing or left over."""
    made = dict(make_vectors.files())
    there = {path for kind in KINDS for path in (FOLDER / kind).iterdir()}

    assert there == {path for path in made if path.suffix == ".vec"}
    assert [path.name for path, content in made.items() if path.read_text("utf-8").encode() != content] == []


def test_every_vector_says_what_it_is() -> None:
    """One name each, a source, and a refusal that is a code of ours."""
    codes = {found.code for found in vars(errors).values() if isinstance(found, type) and hasattr(found, "code")}

    assert len({(vector.kind, vector.name) for vector in VECTORS}) == len(VECTORS)
    assert all(vector.source for vector in VECTORS)
    assert {vector.expect for vector in VECTORS} - {"success"} <= codes


@pytest.mark.parametrize("vector", STREAMS, ids=lambda vector: vector.name)
def test_a_stream_vector(vector: Vector) -> None:
    """Success, or the named error; and all that came out before it is what the vector allows."""
    told = read(vector)
    key, aad = told.bytes_of("key"), told.bytes_of("aad")
    try:
        text, outcome = StreamReader(io.BytesIO(told.raw), key, aad).readall(), "success"
    except VideoReflectError as error:
        text, outcome = released(told.raw, key, aad), error.code

    assert told.outcome(outcome, text)


@pytest.mark.parametrize("vector", CODES, ids=lambda vector: vector.name)
def test_a_recovery_code_vector(vector: Vector) -> None:
    """The same code however it is typed; a slip is told apart from a wrong code."""
    told = read(vector)

    def made() -> bytes:
        secret = recovery_secret(told.raw.decode(), told.given["vault"])
        return secret.tag + secret.key

    assert told.comes_out(made)


@pytest.mark.parametrize("vector", NAMES, ids=lambda vector: vector.name)
def test_a_name_vector(vector: Vector) -> None:
    """What is typed becomes what goes into the salt; doing it again changes nothing for these."""
    told = read(vector)
    canonical = canonical_name(told.raw.decode())

    assert told.outcome("success", canonical.encode())
    assert canonical_name(canonical) == canonical


def test_framing_derivation_and_keys_of_a_person() -> None:
    """FORMAT 1 and 4.1."""
    me, person = Identity(KEY, VAULT, PERSON), FORMAT["person"]

    assert framed("test", "ab", b"\x00c", "").hex() == FORMAT["framed"]
    assert derive(KEY, "test", "ab", length=80).hex() == FORMAT["derive"]
    assert me.signer.seed().hex() == person["ed25519"]
    assert me.signer.public.hex() == person["ed25519_public"]
    assert (me.state_key.hex(), me.upload_key.hex()) == (person["state"], person["upload"])
    assert me.private_key(CAPSULE).hex() == person["private"]


def test_slots() -> None:
    """FORMAT 4.3: name and passphrase as typed; and the recovery code."""
    typed, code = FORMAT["passphrase_slot"], FORMAT["recovery"]
    by_passphrase = slot_secret(typed["name"], typed["passphrase"], bytes.fromhex(typed["salt"]), Cost())
    by_code = recovery_secret(code["code"], code["vault"])

    assert (by_passphrase.tag + by_passphrase.key).hex() == typed["made"]
    assert (by_code.tag + by_code.key).hex() == code["made"]


def test_state_file_key_check_and_header_signature() -> None:
    """FORMAT 4.4 and 5.1."""
    file = {name: bytes.fromhex(value) for name, value in FORMAT["state_file"].items()}
    signer = Signer(KEY)

    assert open_file(b"VRSTATE1", file["key"], file["file"], file["aad"]) == file["clear"]
    assert key_check(KEY, CAPSULE, 7) == FORMAT["key_check"]
    assert signer.sign("header", b'{"any":"bytes"}').hex() == FORMAT["header"]["signature"]


def test_a_row_of_a_log() -> None:
    """FORMAT 6: body hash, row hash, signature of the head."""
    told = FORMAT["row"]
    body_hash = digest("log/body", bytes.fromhex(told["salt"]), bytes.fromhex(told["body"]))
    row = Row(told["log"], 5, b"", bytes(32), 1795304545188, "note", body_hash, told["seen"], None)
    hashed = row_hash(told["capsule"], row)

    assert (body_hash.hex(), hashed.hex()) == (told["body_hash"], told["hash"])
    assert verified(Signer(KEY).public, bytes.fromhex(told["signature"]), "log/head", told["capsule"], hashed)
