"""Reading a recording back with the independent ``tink`` package, where it is installed."""

from __future__ import annotations

import hashlib
import importlib.util
from typing import BinaryIO

from videoreflect.crypto.stream import SEGMENT_BYTES
from videoreflect.errors import IntegrityError

_TYPE_URL = "type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey"


def tink_is_installed() -> bool:
    """Whether the check can be made; ``tink`` comes with the test extra."""
    return importlib.util.find_spec("tink") is not None


def sha256_by_tink(file: BinaryIO, key: bytes, aad: bytes) -> str:
    """Decrypt a stream with ``tink`` and return the SHA-256 of its clear bytes, hex. Raises IntegrityError."""
    import tink
    from tink import proto_keyset_format, secret_key_access, streaming_aead

    streaming_aead.register()
    handle = proto_keyset_format.parse(_keyset(key), secret_key_access.TOKEN)
    measured = hashlib.sha256()
    try:
        primitive = handle.primitive(streaming_aead.StreamingAead)
        with primitive.new_decrypting_stream(file, aad) as clear:
            while piece := clear.read(SEGMENT_BYTES):
                measured.update(piece)
    except tink.TinkError:
        raise IntegrityError from None
    return measured.hexdigest()


def _keyset(key: bytes) -> bytes:
    from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

    parameters = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
        ciphertext_segment_size=SEGMENT_BYTES, derived_key_size=32, hkdf_hash_type=common_pb2.SHA256
    )
    value = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(version=0, params=parameters, key_value=key)
    data = tink_pb2.KeyData(
        type_url=_TYPE_URL, value=value.SerializeToString(), key_material_type=tink_pb2.KeyData.SYMMETRIC
    )
    entry = tink_pb2.Keyset.Key(key_data=data, status=tink_pb2.ENABLED, key_id=1, output_prefix_type=tink_pb2.RAW)
    return bytes(tink_pb2.Keyset(primary_key_id=1, key=[entry]).SerializeToString())
