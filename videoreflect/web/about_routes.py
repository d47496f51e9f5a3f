"""What the settings page tells about this installation."""

from __future__ import annotations

from functools import partial

from starlette.routing import Route

from videoreflect import __version__
from videoreflect.services import places
from videoreflect.services.speech_model import model_readiness
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.house import House


def about_routes(house: House) -> list[Route]:
    """The route of this file."""
    return [route("GET", "/vr/about", partial(_about, house))]


def _about(house: House, call: Call) -> Answer:
    name, ready, sentence = model_readiness()
    return {
        "version": __version__,
        "vault": str(house.vault),
        "lessons": len(call.sign_in.lesson_ids()),
        "vault_bytes": places.bytes_in(house.vault),
        "lock_after_ms": round(call.active.idle_limit_s() * 1000),
        "model": {"name": name, "ready": ready, "sentence": sentence},
    }
