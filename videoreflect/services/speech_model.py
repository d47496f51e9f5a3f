"""The speech models as people see them: which there are, which are here, how fast, and which one is used."""

from __future__ import annotations

from dataclasses import dataclass

from videoreflect.errors import ModelMissing
from videoreflect.speech.catalogue import DEFAULT_MODEL, MODELS, spec_of
from videoreflect.speech.checking import missing
from videoreflect.speech.model_spec import ModelSpec
from videoreflect.speech.sources import in_packages
from videoreflect.speech.speeds import Speed, speed_of
from videoreflect.speech.store import ModelStore
from videoreflect.speech.whisper import usable_threads
from videoreflect.vault.signin import SignIn

_CHOSEN = "speech-model"


@dataclass(frozen=True, slots=True)
class ModelOnDevice:
    """One known model on this device.

    ``here``: in the store. ``ready``: in the store or in the installation, so it can be used at once.
    """

    spec: ModelSpec
    here: bool
    ready: bool
    speed: Speed | None


def models_on_device(store: ModelStore | None = None) -> list[ModelOnDevice]:
    """Every model that is offered, whether it is here, and how fast it was; nothing is hashed."""
    store = store or ModelStore()
    here = {one.name for one in store.installed()}
    threads = usable_threads()
    return [
        ModelOnDevice(
            spec=spec,
            here=spec.name in here,
            ready=spec.name in here or in_packages(spec) is not None,
            speed=speed_of(store.root, spec, threads),
        )
        for spec in MODELS.values()
    ]


def usable_models() -> list[ModelOnDevice]:
    """The models with which a transcript can be written on this device, the recommended one first."""
    return [one for one in models_on_device() if one.ready and one.spec.kind == "speech"]


def default_model(session: SignIn) -> str:
    """The model that this person's transcripts are written with unless they say otherwise.

    What they chose, if it is on this device; else the recommended one, else any that is here.
    """
    usable = [one.spec.name for one in usable_models()]
    chosen = session.state.state.settings.get(_CHOSEN)
    return next((name for name in (chosen, DEFAULT_MODEL, *usable) if name in usable), DEFAULT_MODEL)


def choose_model(session: SignIn, name: str) -> None:
    """Say with which model one's own transcripts are written from now on. Raises InvalidInput, ModelMissing."""
    spec_of(name, "speech")
    if name not in [one.spec.name for one in usable_models()]:
        raise ModelMissing(f"The speech model “{name}” is not on this device, so it cannot be used. Import it first.")
    session.state.state.settings[_CHOSEN] = name
    session.state.save()


def remove_model(name: str) -> bool:
    """Remove a model from this device; False when it was not here. Raises ModelInUse."""
    return ModelStore().remove(name)


def model_readiness(name: str = DEFAULT_MODEL) -> tuple[str, bool, str]:
    """The model's name, whether it can be used at once, and a sentence if it cannot."""
    store, spec = ModelStore(), spec_of(name)
    stored = any(model.name == name for model in store.installed())
    ready = stored or in_packages(spec) is not None
    return name, ready, "" if ready else missing(spec, store.root / spec.name).sentence


def languages_told(languages: tuple[str, ...]) -> str:
    """The languages of a model in words."""
    if not languages:
        return "about 100 languages"
    return "English only" if languages == ("en",) else ", ".join(languages)


def size_told(count: int) -> str:
    """The size of a model as people say it."""
    return f"{count / 1e9:.1f} GB" if count >= 1e9 else f"{count / 1e6:.0f} MB"
