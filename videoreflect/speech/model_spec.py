"""What is known of a model: its files, each pinned by its SHA-256, and where they can be had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["speech", "voices"]
"""``speech`` writes down what is said; ``voices`` tells voices apart."""


@dataclass(frozen=True, slots=True)
class WheelFile:
    """One file inside an installed Python package, ``path`` with forward slashes."""

    package: str
    path: str


@dataclass(frozen=True, slots=True)
class HubSource:
    """One commit of one repository on the model hub (huggingface.co)."""

    repository: str
    revision: str


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """One model: what its files must be, and where they can be had.

    ``languages`` is ``("en",)`` for an English-only model and empty for one that knows about
    a hundred. ``files`` maps every file name to its SHA-256 in lower-case hex, ``sizes`` to
    its length in bytes, ``sha512`` some of them to a second hash that must be right as well.
    ``wheels`` maps a file name to the parts that make it up, in order. ``title`` and ``about``
    name it in plain words.
    """

    name: str
    languages: tuple[str, ...]
    files: Mapping[str, str]
    sizes: Mapping[str, int]
    licence: str
    hub: HubSource | None = None
    wheels: Mapping[str, tuple[WheelFile, ...]] = field(default_factory=dict)
    sha512: Mapping[str, str] = field(default_factory=dict)
    kind: Kind = "speech"
    title: str = ""
    about: str = ""

    @property
    def size_bytes(self) -> int:
        """The length of all files together, in bytes."""
        return sum(self.sizes.values())

    @property
    def weights(self) -> str:
        """The name of the file that holds the weights: the longest."""
        return max(self.sizes, key=lambda name: self.sizes[name])


@dataclass(frozen=True, slots=True)
class UncheckedModel:
    """A model that exists but is not offered: not every file of it has a hash that two public sources agree on."""

    name: str
    title: str
    about: str
    languages: tuple[str, ...]
    size_bytes: int
