"""What can be chosen for the transcript of a lesson: the models on this device, languages, words to know."""

from __future__ import annotations

from dataclasses import dataclass, replace

from videoreflect.domain.policy import Action
from videoreflect.domain.wanted import SAID, Wanted
from videoreflect.services import unfinished
from videoreflect.services.adding import words_in
from videoreflect.services.permits import permit
from videoreflect.services.speech_model import default_model, usable_models
from videoreflect.services.transcription import can_translate
from videoreflect.services.transcripts import read_run
from videoreflect.speech.catalogue import spec_of
from videoreflect.speech.languages import LANGUAGES
from videoreflect.vault.signin import SignIn


@dataclass(frozen=True, slots=True)
class ReadyModel:
    """A model that is on this device."""

    name: str
    translates: bool
    english_only: bool


@dataclass(frozen=True, slots=True)
class WritingChoices:
    """What there is to choose from, and ``wanted``: what was chosen last."""

    models: tuple[ReadyModel, ...]
    languages: tuple[str, ...]
    wanted: Wanted


def writing_choices(session: SignIn, lesson: str) -> WritingChoices:
    """The choices for one lesson; raises NotAllowed."""
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    ready = tuple(one.spec.name for one in usable_models())
    last = chosen_last(session, lesson)
    wanted = replace(
        last, model=last.model if last.model in ready else default_model(session), words=words_in(capsule, held)
    )
    return WritingChoices(tuple(map(_ready_model, ready)), LANGUAGES, wanted)


def chosen_last(session: SignIn, lesson: str, track: str = SAID) -> Wanted:
    """How the newest transcript of a lesson was wanted; the usual choices if there is none."""
    begun = unfinished.wanted_for(session, lesson, track)
    if begun is not None:
        return begun
    capsule = session.capsule(lesson)
    held = permit(session, capsule, Action.VIEW)
    last = read_run(capsule, held, track, newest=True)
    asked = last.asked or ""
    several = asked == "several"
    language = "" if several else asked
    return Wanted(last.model or default_model(session), language, several, words_in(capsule, held), track)


def _ready_model(name: str) -> ReadyModel:
    spec = spec_of(name)
    return ReadyModel(name, can_translate(spec), spec.languages == ("en",))
