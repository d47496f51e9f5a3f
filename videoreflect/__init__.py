"""videoreflect: look back at a recorded lesson, on this device only.

Importing the package silences every library that would otherwise report to its maker.
This must happen before any of them is imported: ``onnxruntime`` (used by the voice
activity detector) opens connections from native threads that no Python guard can see
unless ``ORT_DISABLE_TELEMETRY`` is set first.
"""

from __future__ import annotations

import os

__version__ = "0.1.0"

QUIET_ENVIRONMENT = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
}
"""Set in this process and handed to every child: nothing may call home."""

os.environ.update(QUIET_ENVIRONMENT)
