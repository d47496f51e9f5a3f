"""From a clip in the vault to a transcript in the vault, beside other programs on the same file with equal weights."""

from __future__ import annotations

import importlib.util
import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.ggml_weights import write_ggml
from bench.isolated import in_own_process
from bench.lesson import Prepared, prepared
from bench.materials import Material, materials
from bench.resident import ChildrenWatch
from bench.settings import Settings, load, scratch
from bench.table import NOT_HERE, Table, spread
from videoreflect.cli.demo_check import word_error_rate
from videoreflect.errors import VideoReflectError
from videoreflect.services import transcription
from videoreflect.speech.store import ModelStore
from videoreflect.speech.whisper import usable_threads

OURS, BARE, CPP, OPENAI = "videoreflect", "bare faster-whisper", "whisper.cpp, 16 bit", "openai-whisper, 32 bit"
AIM = 1.03


@dataclass(frozen=True, slots=True)
class Written:
    """One transcript: what it took, and how good it is."""

    seconds: float
    processor_s: float
    first_line_s: float
    peak_mb: float | None
    wrong: float


Way = Callable[[Material, Path], Written]


def measure(settings: Settings) -> Table:
    """All ways in turn, as often as asked; each loads its model in a process of its own."""
    table = Table(
        f"transcribe: Whisper base, beam 5, {usable_threads()} threads, nice 10; int8 where nothing else is said",
        (
            "recording",
            "way",
            "work",
            "times real time",
            "processor time",
            "first line after",
            "peak of its process",
            "word error rate",
        ),
        "faster-whisper as its README calls it, whisper.cpp, OpenAI’s own program: same file, weights and threads",
        notes=[
            "All start a process and load the model. Ours also decrypts, signs and stores every piece.",
            "Processor time depends less on what else the machine does; whisper.cpp computes while it waits.",
        ],
    )
    with scratch() as folder:
        ways = _ways(folder)
        for material in materials(folder, quick=settings.quick):
            _compare(table, material, ways, folder, settings.repeats)
    return table


def _compare(table: Table, material: Material, ways: dict[str, Way | None], folder: Path, repeats: int) -> None:
    found: dict[str, list[Written]] = {name: [] for name in ways}
    loads = []
    for number in range(repeats):
        for name, way in ways.items():
            if way is not None:
                own = folder / f"{material.name}-{name}-{number}"
                own.mkdir()
                loads.append(load())
                found[name].append(way(material, own))
    for name, written in found.items():
        cells = _cells(written, material.length_s) if written else (NOT_HERE,) * 6
        table.add(f"{material.name}, {material.length_s:.0f} s", name, *cells)
    table.notes.append(_ratio(material.name, found[OURS], found[BARE]) + f" Load before each run: {', '.join(loads)}.")


def _ratio(name: str, ours: list[Written], bare: list[Written]) -> str:
    times, work = (
        statistics.median(
            getattr(one, what) / (getattr(other, what) or 1.0) for one, other in zip(ours, bare, strict=True)
        )
        for what in ("seconds", "processor_s")
    )
    told = f"{times:.2f} times as long as bare faster-whisper (aim: {AIM}), {work:.2f} of its processor time"
    return f"{name}: ours takes {told}."


def _cells(found: list[Written], length_s: float) -> tuple[Any, ...]:
    return (
        spread([one.seconds for one in found], "s"),
        spread([length_s / one.seconds for one in found], "x"),
        spread([one.processor_s for one in found if one.processor_s], "s"),
        spread([one.first_line_s for one in found], "s"),
        spread([one.peak_mb for one in found if one.peak_mb is not None], "MB"),
        spread([one.wrong * 100 for one in found], "%"),
    )


def _ways(folder: Path) -> dict[str, Way | None]:
    model = ModelStore().locate(transcription.DEFAULT_MODEL)
    return {
        OURS: _in_vault,
        BARE: lambda material, _: _peer("bench.bare_whisper", material, str(model)),
        CPP: _whisper_cpp(model, folder) if _is_here("pywhispercpp") else None,
        OPENAI: (lambda material, _: _peer("bench.openai_whisper", material, str(model)))
        if _is_here("whisper") and _is_here("torch")
        else None,
    }


def _whisper_cpp(model: Path, folder: Path) -> Way:
    weights = str(write_ggml(model, folder / "ggml.bin"))
    return lambda material, _: _peer("bench.whisper_cpp", material, weights)


def _is_here(package: str) -> bool:
    return importlib.util.find_spec(package) is not None


def _in_vault(material: Material, folder: Path) -> Written:
    """As the app does it; the first line counts when a page that looks every 50 ms could show it."""
    ready = prepared(folder, material.clip)
    watch, first = ChildrenWatch(), _FirstPiece(ready)
    watch.start()
    begun, worked = time.perf_counter(), time.process_time() + _by_children()
    first.start()
    written = transcription.transcribe(ready.session, ready.lesson)
    seconds, worked = time.perf_counter() - begun, time.process_time() + _by_children() - worked
    found_at, peak = first.found_at(), watch.end()
    wrong = word_error_rate(material.truth, written.text)
    return Written(seconds, worked - first.worked_s, found_at - begun, peak, wrong)


class _FirstPiece(threading.Thread):
    """Looks until the lesson has a first piece of transcript."""

    def __init__(self, ready: Prepared) -> None:
        super().__init__(daemon=True, name="first-piece")
        self._ready, self._at = ready, 0.0
        self.worked_s = 0.0
        self._session = ready.sign_in()

    def run(self) -> None:
        """Look at the lesson as another process would."""
        while not self._there():
            time.sleep(0.05)
        self._at, self.worked_s = time.perf_counter(), time.thread_time()

    def found_at(self) -> float:
        """When it was there, on the clock of ``time.perf_counter``."""
        self.join(timeout=5)
        return self._at

    def _there(self) -> bool:
        try:
            return bool(self._session.capsule(self._ready.lesson).placed("transcript"))
        except VideoReflectError:  # read in the middle of a change: look again
            return False


def _peer(module: str, material: Material, weights: str) -> Written:
    begun, worked = time.time(), _by_children()
    found = in_own_process(module, "write_down", str(material.clip), weights, usable_threads())
    seconds, told = time.time() - begun, found.result
    wrong = word_error_rate(material.truth, told["text"])
    return Written(seconds, _by_children() - worked, told["first_line"] - begun, found.peak_mb, wrong)


def _by_children() -> float:
    """Processor time of the processes that were started from here and have ended; 0 where the system does not tell."""
    told = os.times()
    return told.children_user + told.children_system
