"""Looking after the vault: checking it, backing it up, tidying a backup, the school recovery key."""

from __future__ import annotations

from pathlib import Path

from starlette.routing import Route

from videoreflect.errors import InvalidInput
from videoreflect.services import background, school_key, vault_care
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.erasing_routes import backup_shapes
from videoreflect.web.fields import Fields
from videoreflect.web.job_routes import PATH_LIMIT
from videoreflect.web.people_routes import owners_of_vault
from videoreflect.web.shapes import Shape, job_shape

_CODE_LIMIT = 400


def care_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("POST", "/vr/vault/check", _check),
        route("GET", "/vr/vault/backups", lambda call: {"backups": backup_shapes(call.sign_in)}),
        route("POST", "/vr/vault/backups", _back_up),
        route("POST", "/vr/vault/backups/pruning", _prune),
        route("GET", "/vr/vault/school-key", _school_key),
        route("POST", "/vr/vault/school-key", _make),
        route("DELETE", "/vr/vault/school-key", _turn_off),
        route("POST", "/vr/vault/school-key/confirmation", _confirm),
        route("POST", "/vr/vault/school-key/hand-over", _hand_over),
    ]


def _check(call: Call) -> Answer:
    return job_shape(vault_care.start_check(call.sign_in, quick=call.fields.flag("quick")))


def _back_up(call: Call) -> Answer:
    label = call.fields.text("label", default="")
    return job_shape(vault_care.start_backup(call.sign_in, _folder(call.fields), label))


def _prune(call: Call) -> Answer:
    return job_shape(vault_care.start_pruning(call.sign_in, _folder(call.fields)))


def _folder(fields: Fields) -> Path:
    typed = fields.text("folder", PATH_LIMIT).strip().strip('"')
    if not typed or "\0" in typed:
        raise InvalidInput("Type the folder to which the backup goes.", field="folder")
    return Path(typed)


def _school_key(call: Call) -> Answer:
    return _state(call.sign_in)


def _state(sign_in: SignIn) -> Shape:
    found = school_key.school_key(sign_in)
    looks_after = sign_in.person in owners_of_vault(sign_in)
    people = sign_in.people()
    sealed = school_key.sealed_lessons(sign_in) if looks_after and found else []
    return {
        "on": found is not None,
        "words": list(found.words) if found else [],
        "confirmed": bool(found and found.confirmed),
        "may_make": looks_after,
        "sealed": [
            {
                "lesson": one.lesson,
                "owner_name": people[one.owner].name if one.owner in people else "",
                "bytes": one.size,
            }
            for one in sealed
        ],
    }


def _make(call: Call) -> Answer:
    """The code is in this answer and nowhere else."""
    code = school_key.make_school_key(call.sign_in)
    return {"code": code, **_state(call.sign_in)}


def _turn_off(call: Call) -> Answer:
    school_key.turn_off_school_key(call.sign_in)
    background.start_settling(call.sign_in)
    return _state(call.sign_in)


def _confirm(call: Call) -> Answer:
    """The words that were compared come along: a key that was made meanwhile is not confirmed."""
    sign_in = call.sign_in
    found = school_key.school_key(sign_in)
    if found is not None and call.fields.texts("words") != list(found.words):
        raise InvalidInput("These are not the words of the key any more. Load the page and compare them again.")
    school_key.confirm_school_key(sign_in)
    return _state(sign_in)


def _hand_over(call: Call) -> Answer:
    fields = call.fields
    school_key.hand_over_with_key(
        call.sign_in, fields.text("code", _CODE_LIMIT), fields.id("lesson"), fields.id("person")
    )
    return None
