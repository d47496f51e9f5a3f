"""Commands about what the school says once for all lessons."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from videoreflect.cli.context import Context
from videoreflect.domain.consent import Basis, Purpose
from videoreflect.domain.school import School
from videoreflect.errors import InvalidInput
from videoreflect.services.school import save_school
from videoreflect.services.school import school as school_of

_FIELDS = {one.name.replace("_", "-"): one.name for one in fields(School)}
_DAYS = frozenset({"keep_days", "warn_days", "grace_days", "due_days"})


def school(context: Context) -> None:
    """What the school says."""
    {"show": _show, "set": _set}[context.given.school_command](context)


def _show(context: Context) -> None:
    _tell(context, school_of(context.session()))


def _set(context: Context) -> None:
    name = _FIELDS.get(context.given.field)
    if name is None:
        raise InvalidInput(f"That is not among what a school says: {', '.join(sorted(_FIELDS))}.")
    session = context.session()
    value = context.values.text(context.given.value, context.given.field)
    _tell(context, save_school(session, replace(school_of(session), **{name: _read(name, value.strip())})))


def _read(name: str, value: str) -> Any:
    try:
        if name in _DAYS:
            return None if name == "keep_days" and value == "none" else int(value)
        if name == "basis":
            return Basis(value)
        if name == "purposes":
            return frozenset(Purpose(one.strip()) for one in value.split(",") if one.strip())
    except ValueError:
        known = ", ".join(map(str, Basis if name == "basis" else Purpose))
        told = "Type a whole number of days." if name in _DAYS else f"Known are {known}."
        raise InvalidInput(f"That cannot be used there. {told}") from None
    return value


def _tell(context: Context, said: School) -> None:
    told = asdict(said) | {"basis": str(said.basis), "purposes": sorted(map(str, said.purposes))}
    lines = [f"{shown:<18} {_words(told[name])}" for shown, name in _FIELDS.items()]
    context.output.show({"school": told}, *lines)


def _words(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "none" if value is None else str(value).replace("\n", ", ") or "[…]"
