"""The command ``model``: which speech models there are, and bringing, checking, measuring, removing them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from videoreflect.cli.context import Context
from videoreflect.cli.programs import day
from videoreflect.errors import InvalidInput, ModelAltered, ModelMissing
from videoreflect.services import model_work
from videoreflect.services.speech_model import ModelOnDevice, languages_told, models_on_device, size_told
from videoreflect.speech.catalogue import NOT_OFFERED, UNCHECKED, spec_of
from videoreflect.speech.hub import HUB
from videoreflect.speech.sources import in_packages
from videoreflect.speech.store import ModelStore


def run(context: Context) -> None:
    """Speech models."""
    _ACTIONS[context.given.model_command](context)


def _list(context: Context) -> None:
    found = models_on_device()
    rows = [_row(one) for one in found]
    left = [{"model": one.name, "size_bytes": one.size_bytes, "languages": list(one.languages)} for one in UNCHECKED]
    lines = [_line(one) for one in found]
    lines += [f"{one.name:<18} {size_told(one.size_bytes):>7}  known. {NOT_OFFERED}" for one in UNCHECKED]
    context.output.show({"models": rows, "not_offered": left, "folder": str(ModelStore().root)}, *lines)


def _row(one: ModelOnDevice) -> dict[str, Any]:
    spec, speed = one.spec, one.speed
    measured = (
        {"times_real": speed.times_real, "measured_ms": speed.measured_ms, "words": speed.words} if speed else None
    )
    return {
        "model": spec.name,
        "title": spec.title,
        "kind": spec.kind,
        "here": one.here,
        "ready": one.ready,
        "size_bytes": spec.size_bytes,
        "languages": list(spec.languages),
        "speed": measured,
    }


def _line(one: ModelOnDevice) -> str:
    spec, speed = one.spec, one.speed
    where = "here" if one.here else "comes with the installation" if one.ready else "not here"
    measured = f"; {speed.words}, measured on {day(speed.measured_ms)}" if speed else ""
    languages = languages_told(spec.languages) if spec.kind == "speech" else "any language"
    return f"{spec.name:<18} {size_told(spec.size_bytes):>7}  {languages}; {where}{measured}"


def _get(context: Context) -> None:
    name = spec_of(context.given.model).name
    store = _store_at(context.given.to)
    with context.output.progress(f"Getting {name}") as progress:
        if context.given.to and _copied(name, store, progress):
            folder = store.root / name
        else:
            if in_packages(spec_of(name)) is None:
                context.output.warn(f"Connecting to {HUB.removeprefix('https://')} for the speech model {name}.")
            folder = store.get(name, progress)
    if context.given.to:
        shown = f"The model {name} lies in {folder}. On the other device: videoreflect model import {folder.name}"
        context.output.show({"model": name, "folder": str(folder)}, shown)
    else:
        _here(context, [name])


def _store_at(folder: str | None) -> ModelStore:
    if not folder:
        return ModelStore()
    if not Path(folder).is_dir():
        raise InvalidInput("This folder is not there. Attach the stick or disk, and name a folder on it.")
    return ModelStore(Path(folder))


def _copied(name: str, store: ModelStore, progress: Any) -> bool:
    """A model that is on this device already is copied, and nobody is asked for it."""
    try:
        own = ModelStore().locate(name)
    except ModelMissing:
        return False
    store.import_folder(name, own, progress)
    return True


def _import(context: Context) -> None:
    with context.output.progress("Bringing in the model") as progress:
        names = model_work.import_models(Path(context.given.source), context.given.model, progress)
    _here(context, names)


def _verify(context: Context) -> None:
    store = ModelStore()
    there = [*(one.name for one in store.installed()), *store.in_part()]
    names = [spec_of(context.given.model).name] if context.given.model else there
    if not names:
        raise ModelMissing
    wrong = [found for found in map(_fault, names) if found is not None]
    if len(wrong) > 1:
        raise type(wrong[0])(" ".join(one.sentence for one in wrong), **wrong[0].fields)
    if wrong:
        raise wrong[0]
    _here(context, names)


def _fault(name: str) -> ModelMissing | ModelAltered | None:
    try:
        ModelStore().verify(name)
    except (ModelMissing, ModelAltered) as error:
        return error
    return None


def _measure(context: Context) -> None:
    speed = model_work.measure_speed(context.given.model)
    document = {
        "model": context.given.model,
        "times_real": speed.times_real,
        "load_s": speed.load_s,
        "words": speed.words,
    }
    context.output.show(
        document, f"{context.given.model}: {speed.words} ({speed.times_real:.1f} times as fast as it is spoken)."
    )


def _remove(context: Context) -> None:
    name = spec_of(context.given.model).name
    if not ModelStore().remove(name):
        raise ModelMissing(f"The speech model “{name}” is not on this device.")
    context.output.show({"model": name, "here": False}, f"The model {name} was removed from this device.")


def _here(context: Context, names: list[str]) -> None:
    lines = [f"The model {name} is here, and it is the published one." for name in names]
    context.output.show({"model": names[0], "models": names, "here": True}, *lines)


_ACTIONS = {
    "list": _list, "get": _get, "import": _import, "verify": _verify, "measure": _measure, "remove": _remove,
}  # fmt: skip
