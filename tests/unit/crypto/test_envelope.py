"""Slots and whole small files: what differs in any way does not open."""

from __future__ import annotations

import pytest

from videoreflect.crypto.envelope import close_file, open_file, unwrap, wrap
from videoreflect.crypto.signing import Signer, verified
from videoreflect.errors import FormatError, IntegrityError

KEY, MAGIC = bytes(range(32)), b"VRTEST01"


def test_a_file_opens_to_what_was_closed_and_never_looks_the_same_twice() -> None:
    """A new salt at every write: two equal contents give two different files."""
    one, other = close_file(MAGIC, KEY, b"text", b"aad"), close_file(MAGIC, KEY, b"text", b"aad")

    assert open_file(MAGIC, KEY, one, b"aad") == b"text"
    assert one[8:40] != other[8:40]
    assert one[40:] != other[40:]


def test_every_changed_or_missing_byte_of_a_file_is_refused() -> None:
    """Magic, salt, ciphertext, tag: FormatError or IntegrityError for each single byte and each length."""
    raw = close_file(MAGIC, KEY, b"text", b"aad")
    changed = [raw[:i] + bytes([raw[i] ^ 1]) + raw[i + 1 :] for i in range(len(raw))]
    for bad in [*changed, *(raw[:length] for length in range(len(raw))), raw + b"\0"]:
        with pytest.raises((FormatError, IntegrityError)):
            open_file(MAGIC, KEY, bad, b"aad")


def test_a_slot_is_bound_to_its_associated_data() -> None:
    """Another person, kind or public key in the associated data: IntegrityError."""
    nonce, wrapped = wrap(KEY, b"secret", b"aad")

    assert unwrap(KEY, nonce, wrapped, b"aad") == b"secret"
    for other in ((bytes(32), nonce, b"aad"), (KEY, bytes(12), b"aad"), (KEY, nonce, b"dad")):
        with pytest.raises(IntegrityError):
            unwrap(other[0], other[1], wrapped, other[2])


def test_a_signature_holds_for_one_label_and_one_list_of_parts() -> None:
    """Nothing signed as one kind of statement can be shown as another."""
    signer = Signer(bytes(32))
    signature = signer.sign("header", "ab", "c")

    assert verified(signer.public, signature, "header", "ab", "c")
    assert not verified(signer.public, signature, "header", "a", "bc")
    assert not verified(signer.public, signature, "person", "ab", "c")
    assert not verified(signer.public, signature[:63], "header", "ab", "c")
    assert not verified(b"short", signature, "header", "ab", "c")
    assert not verified(bytes(32), bytes(64), "header", "ab", "c")
