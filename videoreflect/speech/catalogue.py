"""The models this program knows, each file of each pinned by its SHA-256; what is not in here is never loaded."""

from __future__ import annotations

from collections.abc import Mapping

from videoreflect.errors import InvalidInput
from videoreflect.speech.model_spec import HubSource, Kind, ModelSpec, UncheckedModel, WheelFile
from videoreflect.speech.voice_model import VOICES
from videoreflect.speech.whisper_models import UNCHECKED, WHISPER

DEFAULT_MODEL = "base"
"""The model that the extra ``[whisper-base]`` brings; knows about a hundred languages."""

MODELS: Mapping[str, ModelSpec] = {spec.name: spec for spec in (*WHISPER, VOICES)}
"""Every model that can be installed, by name; the recommended one first."""

NOT_OFFERED = "It cannot be checked yet, so it is not offered: no two public sources agree on all its files."


def spec_of(name: str, kind: Kind | None = None) -> ModelSpec:
    """Return the model of that name, of any kind or of one.

    Raises InvalidInput, naming the models there are.
    """
    spec = MODELS.get(name)
    if spec is not None and kind in {None, spec.kind}:
        return spec
    if any(one.name == name for one in UNCHECKED):
        raise InvalidInput(f"The model “{name}” is known. {NOT_OFFERED}")
    known = [one.name for one in MODELS.values() if kind in {None, one.kind}]
    raise InvalidInput(f"There is no speech model of that name. Choose one of: {', '.join(known)}.")


__all__ = [
    "DEFAULT_MODEL", "MODELS", "NOT_OFFERED", "UNCHECKED", "HubSource", "Kind", "ModelSpec", "UncheckedModel",
    "WheelFile", "spec_of",
]  # fmt: skip
