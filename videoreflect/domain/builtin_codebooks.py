"""The codebooks that come along: package data, the same on every device, known by their short names."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from videoreflect.domain.codebook import Codebook, codebook_from

BUILT_IN = ("reactions", "noticing", "t-seda", "ecf")
"""In the order in which they are offered."""


@cache
def builtin_codebooks() -> dict[str, Codebook]:
    """All of them by id."""
    folder = files("videoreflect.domain") / "codebooks"
    return {name: codebook_from(json.loads((folder / f"{name}.json").read_text("utf-8"))) for name in BUILT_IN}
