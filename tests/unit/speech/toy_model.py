"""A model of a few bytes, for tests of the store that need no speech."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

from videoreflect.speech.catalogue import HubSource, ModelSpec, WheelFile

CONTENT = {
    "model.bin": bytes(range(256)) * 40,
    "config.json": b'{"toy": true}',
    "vocabulary.txt": b"eins\nzwei\n",
}
PART_1, PART_2 = CONTENT["model.bin"][:5000], CONTENT["model.bin"][5000:]

TOY = ModelSpec(
    name="toy",
    languages=("en",),
    files={name: hashlib.sha256(content).hexdigest() for name, content in CONTENT.items()},
    sizes={name: len(content) for name, content in CONTENT.items()},
    licence="MIT",
    hub=HubSource("nobody/toy", "0123456789abcdef"),
    wheels={
        "model.bin": (
            WheelFile("toy_part1", "data/model.bin.part1"),
            WheelFile("toy_part2", "data/model.bin.part2"),
        ),
        "config.json": (WheelFile("toy_part1", "data/config.json"),),
        "vocabulary.txt": (WheelFile("toy_part1", "data/vocabulary.txt"),),
    },
)


def write_folder(folder: Path) -> Path:
    """Lay the toy's files into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    return folder


def write_packages(site: Path) -> Path:
    """Lay the toy into a folder as two installed data wheels."""
    for number, files in ((1, {"model.bin.part1": PART_1}), (2, {"model.bin.part2": PART_2})):
        data = site / f"toy_part{number}" / "data"
        data.mkdir(parents=True)
        (data.parent / "__init__.py").write_text("raise SystemExit('code of a data wheel was run')")
        others = {name: content for name, content in CONTENT.items() if name != "model.bin"}
        for name, content in {**files, **(others if number == 1 else {})}.items():
            (data / name).write_bytes(content)
    return site


def write_wheels(folder: Path) -> Path:
    """Lay the toy into a folder as two wheel files, as they come from a package index."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, part in ((1, PART_1), (2, PART_2)):
        with zipfile.ZipFile(folder / f"toy_part{number}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"toy_part{number}/data/model.bin.part{number}", part)
            if number == 1:
                wheel.writestr("toy_part1/data/config.json", CONTENT["config.json"])
                wheel.writestr("toy_part1/data/vocabulary.txt", CONTENT["vocabulary.txt"])
    return folder
