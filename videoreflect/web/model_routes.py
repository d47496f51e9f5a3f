"""The speech models of this device: listed, chosen, brought in from a folder, checked, measured, removed.

Nothing here fetches: the server never opens a connection. The page shows the command that does.
"""

from __future__ import annotations

from pathlib import Path

from starlette.routing import Route

from videoreflect.errors import InvalidInput, ModelMissing
from videoreflect.services import model_work
from videoreflect.services.sessions import SignIn
from videoreflect.services.speech_model import (
    ModelOnDevice,
    choose_model,
    default_model,
    languages_told,
    models_on_device,
    remove_model,
)
from videoreflect.speech.catalogue import NOT_OFFERED, UNCHECKED, spec_of
from videoreflect.speech.store import ModelStore
from videoreflect.speech.voice_model import GET as GET_VOICES
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.job_routes import PATH_LIMIT
from videoreflect.web.shapes import Shape, job_shape


def model_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("GET", "/vr/models", _models),
        route("POST", "/vr/models/import", _import),
        route("PUT", "/vr/models/default", _choose),
        route("DELETE", "/vr/models/work", _stop),
        route("POST", "/vr/models/{model}/check", _check),
        route("POST", "/vr/models/{model}/measure", _measure),
        route("DELETE", "/vr/models/{model}", _remove),
    ]


def _models(call: Call) -> Answer:
    used = default_model(call.sign_in)
    return {
        "models": [_shape(one, used) for one in models_on_device()],
        "not_offered": [
            {"model": one.name, "title": one.title, "size_bytes": one.size_bytes, "sentence": NOT_OFFERED}
            for one in UNCHECKED
        ],
        "folder": str(ModelStore().root),
        "work": _work(call.sign_in),
    }


def _shape(one: ModelOnDevice, used: str) -> Shape:
    spec, speed = one.spec, one.speed
    measured = {"words": speed.words, "measured_ms": speed.measured_ms} if speed else None
    return {
        "model": spec.name,
        "title": spec.title or spec.name,
        "about": spec.about,
        "kind": spec.kind,
        "size_bytes": spec.size_bytes,
        "languages": languages_told(spec.languages) if spec.kind == "speech" else "",
        "here": one.here,
        "ready": one.ready,
        "used": spec.name == used,
        "speed": measured,
        "get": GET_VOICES if spec.kind == "voices" else f"videoreflect model get {spec.name}",
    }


def _work(sign_in: SignIn) -> Shape | None:
    job = model_work.current_work()
    return None if job is None else job_shape(job) | {"mine": job.owner == sign_in.person}


def _import(call: Call) -> Answer:
    typed = call.fields.text("folder", PATH_LIMIT).strip().strip('"')
    if not typed or "\0" in typed:
        raise InvalidInput("Type the folder in which the speech model lies.", field="folder")
    model_work.start_import(
        call.sign_in.person, Path(typed).expanduser(), call.fields.text("model", default="") or None
    )
    return _models(call)


def _choose(call: Call) -> Answer:
    choose_model(call.sign_in, call.fields.text("model"))
    return _models(call)


def _check(call: Call) -> Answer:
    model_work.start_check(call.sign_in.person, _named(call))
    return _models(call)


def _measure(call: Call) -> Answer:
    model_work.start_measuring(call.sign_in.person, _named(call))
    return _models(call)


def _remove(call: Call) -> Answer:
    if not remove_model(_named(call)):
        raise ModelMissing("This speech model is not on this device.")
    return _models(call)


def _stop(call: Call) -> Answer:
    model_work.stop_work(call.sign_in.person)
    return _models(call)


def _named(call: Call) -> str:
    return spec_of(str(call.request.path_params.get("model"))).name
