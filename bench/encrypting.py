"""The pieces of work that ``encrypt`` measures, each run in a process of its own."""

from __future__ import annotations

import importlib
import os
import random
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from videoreflect.crypto.stream import StreamReader
from videoreflect.vault.blobs import BlobPlace, open_for_reading, writing_blob

BLOCK = 1 << 20
KEY, AAD = bytes(range(32)), b"bench"


def _peer(name: str) -> Any:
    """A peer’s module, if it is here; imported before anything is measured."""
    with suppress(ImportError):
        return importlib.import_module(name)
    return None


tink, streaming_aead, pyrage = map(_peer, ("tink", "tink.streaming_aead", "pyrage"))


def into_vault(source: str, target: str) -> None:
    """As an import writes a blob: encrypted, hashed, fsynced, the folder too."""
    with Path(source).open("rb") as file, writing_blob(BlobPlace(Path(target), "bench", KEY, AAD)) as writer:
        while block := file.read(BLOCK):
            writer.write(block)
        writer.finish()


def by_copy(source: str, target: str) -> None:
    """A plain buffered copy and fsync: what the disk takes."""
    with Path(source).open("rb") as file, Path(target).open("wb") as out:
        shutil.copyfileobj(file, out, BLOCK)
        out.flush()
        os.fsync(out.fileno())


def by_tink(source: str, target: str) -> None:
    """The same format by its makers’ own library."""
    streaming_aead.register()
    handle = tink.new_keyset_handle(streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB)
    primitive = handle.primitive(streaming_aead.StreamingAead)
    with Path(source).open("rb") as file, Path(target).open("wb") as out:
        with primitive.new_encrypting_stream(_KeptOpen(out), AAD) as stream:
            while block := file.read(BLOCK):
                stream.write(block)
        out.flush()
        os.fsync(out.fileno())


def by_age(source: str, target: str) -> None:
    """age (ChaCha20-Poly1305 in pieces of 64 KiB) to an X25519 recipient."""
    recipient = pyrage.x25519.Identity.generate().to_public()
    with Path(source).open("rb") as file, Path(target).open("wb") as out:
        pyrage.encrypt_io(file, out, [recipient])
        out.flush()
        os.fsync(out.fileno())


def read_from_vault(target: str, count: int, size: int) -> list[float]:
    """Milliseconds of each random read of 1 MiB, decrypted and checked."""
    with StreamReader(open_for_reading(Path(target)), KEY, AAD) as reader:

        def read(start: int) -> int:
            reader.seek(start)
            left = BLOCK
            while left and (piece := reader.read(left)):
                left -= len(piece)
            return left

        return _timed(read, count, size)


def read_plain(target: str, count: int, size: int) -> list[float]:
    """Milliseconds of each random pread of 1 MiB."""
    handle = os.open(target, os.O_RDONLY)
    try:
        return _timed(lambda start: BLOCK - len(os.pread(handle, BLOCK, start)), count, size)
    finally:
        os.close(handle)


def _timed(read: Callable[[int], int], count: int, size: int) -> list[float]:
    places, taken = random.Random(1), []
    for _ in range(count):
        start = places.randrange(size - BLOCK)
        begun = time.perf_counter()
        if read(start):
            raise EOFError("a read came back short")
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


class _KeptOpen:
    """A file that tink’s stream does not close, so that it can be fsynced after."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def close(self) -> None:
        self._file.flush()
