"""How fast each model was on this machine, kept beside the models: outside every vault, and nothing about a lesson.

A figure counts only for the weights, the kind of processor and the number of threads that it was measured with.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from videoreflect.speech.incoming import storage_errors
from videoreflect.speech.model_spec import ModelSpec

FILE = "speeds.json"
LESSON_MINUTES = 45
BUSY = " (other programs were busy: alone it is faster)"
_LARGEST_BYTES = 1 << 20
_FASTEST = 10_000.0


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of sound that are written down in one second, when it was measured, and with what.

    ``load_s`` is how long loading the model took. ``weights`` is the SHA-256 of the model's weights.
    ``busy``: other programs kept the processor busy meanwhile, so alone it is faster.
    """

    times_real: float
    load_s: float
    measured_ms: int
    weights: str
    threads: int
    machine: str
    busy: bool = False

    @property
    def words(self) -> str:
        """What this means for a lesson: “about 6 minutes for a 45-minute lesson”."""
        return f"{self._lasts} for a {LESSON_MINUTES}-minute lesson{BUSY if self.busy else ''}"

    @property
    def _lasts(self) -> str:
        minutes = (LESSON_MINUTES * 60 / self.times_real + self.load_s) / 60
        if minutes < 1:
            return "less than a minute"
        if minutes < 1.5:
            return "about a minute"
        if minutes < 90:
            return f"about {round(minutes)} minutes"
        hours = f"{minutes / 60:.1f}".removesuffix(".0")
        return f"about {hours} hours"


def this_machine() -> str:
    """The kind of this machine, as far as speed depends on it; it names nobody."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"


def other_programs_are_busy() -> bool:
    """Whether the processor has more to do than it can, as far as the system tells."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > (os.cpu_count() or 1) * 0.6


def keep_speed(root: Path, spec: ModelSpec, speed: Speed) -> None:
    """Keep a figure in place of the one before. Raises StorageError."""
    with storage_errors():
        root.mkdir(parents=True, exist_ok=True)
        known = _read(root) | {spec.name: asdict(speed)}
        fresh = root / f".{FILE}.{secrets.token_hex(4)}"
        fresh.write_text(json.dumps(known, indent=1), encoding="utf-8")
        fresh.replace(root / FILE)


def speed_of(root: Path, spec: ModelSpec, threads: int) -> Speed | None:
    """The figure that counts here and now; None when there is none, or it was of something else."""
    speed = _speed(_read(root).get(spec.name))
    if speed is None or (speed.weights, speed.threads) != (spec.files[spec.weights], threads):
        return None
    return speed if speed.machine == this_machine() else None


def _read(root: Path) -> dict[str, object]:
    with suppress(OSError, ValueError, RecursionError):
        path = root / FILE
        if path.stat().st_size <= _LARGEST_BYTES:
            known = json.loads(path.read_text(encoding="utf-8"))
            return known if isinstance(known, dict) else {}
    return {}


def _speed(kept: object) -> Speed | None:
    if not isinstance(kept, dict) or type(kept.get("busy", False)) is not bool:
        return None
    with suppress(TypeError, ValueError, OverflowError):
        speed = Speed(**kept)
        numbers = (speed.times_real, speed.load_s, speed.measured_ms, speed.threads)
        texts = (speed.weights, speed.machine)
        if all(type(one) in {int, float} for one in numbers) and all(isinstance(one, str) for one in texts):
            return speed if 0 < speed.times_real < _FASTEST and 0 <= speed.load_s < _FASTEST else None
    return None
