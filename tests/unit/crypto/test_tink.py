"""Google's Tink, an independent implementation, reads our streams, and we read its."""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO, cast

import pytest
import tink
from tink import proto_keyset_format, secret_key_access, streaming_aead

from tests.unit.crypto.streams import AAD, FIRST, KEY, REST, content, read, written
from videoreflect.errors import IntegrityError
from videoreflect.services.tink_check import _keyset, sha256_by_tink, tink_is_installed

SIZES = [0, 1, FIRST - 1, FIRST, FIRST + 1, FIRST + REST, FIRST + REST + 1]


class Sink(io.BytesIO):
    """Keeps its bytes when it is closed."""

    kept = b""

    def close(self) -> None:
        """Remember what was written."""
        if not self.closed:
            self.kept = self.getvalue()
        super().close()


def written_by_tink(clear: bytes) -> bytes:
    """Return a stream that Tink made."""
    streaming_aead.register()
    handle = proto_keyset_format.parse(_keyset(KEY), secret_key_access.TOKEN)
    sink = Sink()
    with handle.primitive(streaming_aead.StreamingAead).new_encrypting_stream(cast(BinaryIO, sink), AAD) as stream:
        stream.write(clear)
    return sink.kept


def test_tink_is_there() -> None:
    """The check of ``verify`` can be made in this environment."""
    assert tink_is_installed()
    assert issubclass(tink.TinkError, Exception)


@pytest.mark.parametrize("size", SIZES)
def test_tink_reads_ours(size: int) -> None:
    """Every size, on each side of a segment border, also when it was written with patches held back."""
    for patchable in (False, True):
        raw = written(content(size), patchable=patchable)
        assert sha256_by_tink(io.BytesIO(raw), KEY, AAD) == hashlib.sha256(content(size)).hexdigest()


@pytest.mark.parametrize("size", SIZES)
def test_we_read_tinks(size: int) -> None:
    """The format is Tink's, not ours."""
    assert read(written_by_tink(content(size))) == content(size)


def test_tink_refuses_what_we_refuse() -> None:
    """The comparison is worth something: a changed stream fails there too."""
    raw = bytearray(written(content(1000)))
    raw[-1] ^= 1
    with pytest.raises(IntegrityError):
        sha256_by_tink(io.BytesIO(bytes(raw)), KEY, AAD)
    with pytest.raises(IntegrityError):
        sha256_by_tink(io.BytesIO(written(b"x")), KEY, b"another capsule")
