"""Whether the speech model is on this device, without loading or hashing it."""

from __future__ import annotations

from videoreflect.errors import ModelMissing
from videoreflect.services.transcription import DEFAULT_MODEL
from videoreflect.speech.store import ModelStore


def model_readiness(name: str = DEFAULT_MODEL) -> tuple[str, bool, str]:
    """The model's name, whether it is here, and a sentence if it is not."""
    ready = any(model.name == name for model in ModelStore().installed())
    return name, ready, "" if ready else ModelMissing.default
