"""The model that tells voices apart: which file it is, and where it can be had.

Resemblyzer 0.1.4 (Corentin Jemine, Apache-2.0) carries its weights in its wheel on the package
index. Only that one file is used; the package itself is never imported and need not run.
"""

from __future__ import annotations

from videoreflect.speech.model_spec import ModelSpec, WheelFile
from videoreflect.speech.voice_encoder import WEIGHTS_FILE

VOICES_MODEL = "voices"
GET = "pip download --no-deps resemblyzer==0.1.4"
"""The command that fetches the wheel with it, and nothing else."""

VOICES = ModelSpec(
    name=VOICES_MODEL,
    languages=(),
    files={WEIGHTS_FILE: "39373b86598fa3da9fcddee6142382efe09777e8d37dc9c0561f41f0070f134e"},
    sizes={WEIGHTS_FILE: 17_090_379},
    licence="Apache-2.0",
    wheels={WEIGHTS_FILE: (WheelFile("resemblyzer", WEIGHTS_FILE),)},
    kind="voices",
    title="Voices",
    about="guesses who speaks: the teacher or pupils",
)
