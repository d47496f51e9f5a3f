"""Reading a test vector back, as any other implementation would."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.vectors.generating.building import Vector
from tests.vectors.make_vectors import VECTORS, path_of
from videoreflect.errors import VideoReflectError

NOTHING = b""


@dataclass(frozen=True)
class Read:
    """A vector as its file has it: what is given, what is expected, the bytes."""

    given: dict[str, str]
    raw: bytes

    @property
    def expect(self) -> str:
        """``success`` or the code of an error."""
        return self.given["expect"]

    def bytes_of(self, name: str) -> bytes:
        """A given value that is written in hex."""
        return bytes.fromhex(self.given[name])

    def outcome(self, got: str, released: bytes = NOTHING) -> bool:
        """Whether this is what the vector expects: the outcome, and all that came out."""
        measured = f"{len(released)} {hashlib.sha256(released).hexdigest()}"
        return (got, measured) == (self.expect, self.given["payload"])

    def comes_out(self, attempt: Callable[[], bytes]) -> bool:
        """Whether an attempt to read it ends as the vector says."""
        try:
            return self.outcome("success", attempt())
        except VideoReflectError as error:
            return self.outcome(error.code)


def of_kind(*kinds: str) -> list[Vector]:
    """The vectors of some kinds."""
    return [vector for vector in VECTORS if vector.kind in kinds]


def read(vector: Vector) -> Read:
    """Read a vector's file; bytes that it does not hold are made again, and must have the hash that it names."""
    text, _, body = path_of(vector).read_text("utf-8").partition("\n\n")
    given = {name: value.strip() for name, _, value in (line.partition(":") for line in text.splitlines())}
    if given["body"] == "text":
        raw = body.encode()
    else:
        raw = base64.decodebytes(body.encode()) if given["body"] == "base64" else vector.make()[0]
    if hashlib.sha256(raw).hexdigest() != given["sha256"]:
        raise ValueError(f"{vector.kind}/{vector.name} does not hold the bytes that it names")
    return Read(given, raw)
