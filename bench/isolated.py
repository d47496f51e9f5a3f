"""One piece of work in a Python of its own, so that its memory and its imports are its own.

Run as ``python -m bench.isolated MODULE FUNCTION [ARGUMENT as JSON]…``; prints one JSON document.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from bench.resident import forget_peak, peak_mb, resident_mb
from bench.settings import ROOT
from videoreflect import QUIET_ENVIRONMENT


@dataclass(frozen=True, slots=True)
class Measured:
    """What one piece of work took, and what it returned. ``over_mb``: its peak above the interpreter's own memory."""

    seconds: float
    peak_mb: float | None
    over_mb: float | None
    result: Any


def in_own_process(module: str, function: str, *arguments: Any) -> Measured:
    """Import ``module`` in a fresh interpreter, then measure one call; importing does not count."""
    command = [sys.executable, "-m", "bench.isolated", module, function, *map(json.dumps, arguments)]
    quiet = os.environ | QUIET_ENVIRONMENT
    done = subprocess.run(command, cwd=ROOT, env=quiet, stdout=subprocess.PIPE, check=True)
    return Measured(**json.loads(done.stdout))


def _measured(module: str, function: str, arguments: list[str]) -> dict[str, Any]:
    work = getattr(importlib.import_module(module), function)
    forget_peak()
    before = resident_mb()
    begun = time.perf_counter()
    result = work(*map(json.loads, arguments))
    seconds = time.perf_counter() - begun
    peak = peak_mb()
    over = peak - before if peak is not None and before is not None else None
    return {"seconds": seconds, "peak_mb": peak, "over_mb": over, "result": result}


if __name__ == "__main__":
    json.dump(_measured(sys.argv[1], sys.argv[2], sys.argv[3:]), sys.stdout)
