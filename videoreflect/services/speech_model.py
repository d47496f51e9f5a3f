"""Whether the speech model is on this device, without loading or hashing it."""

from __future__ import annotations

from videoreflect.errors import ModelMissing
from videoreflect.services.transcription import DEFAULT_MODEL
from videoreflect.speech.catalogue import spec_of
from videoreflect.speech.sources import in_packages
from videoreflect.speech.store import ModelStore


def model_readiness(name: str = DEFAULT_MODEL) -> tuple[str, bool, str]:
    """The model's name, whether it can be used at once, and a sentence if it cannot."""
    stored = any(model.name == name for model in ModelStore().installed())
    ready = stored or in_packages(spec_of(name)) is not None
    return name, ready, "" if ready else ModelMissing.default
