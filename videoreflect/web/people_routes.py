"""People of the vault."""

from __future__ import annotations

from starlette.routing import Route

from videoreflect.services import accounts
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.shapes import people_shapes
from videoreflect.web.sign_in_routes import NAME_LIMIT, PASSPHRASE_LIMIT


def people_routes() -> list[Route]:
    """The routes of this file."""
    return [
        route("GET", "/vr/people", _list),
        route("POST", "/vr/people", _add),
    ]


def owner_of_vault(sign_in: SignIn) -> str:
    """The person who owns the vault: the first one."""
    return sign_in.directory.header.owners[0]


def _list(call: Call) -> Answer:
    sign_in = call.sign_in
    owner = owner_of_vault(sign_in)
    people = people_shapes(sign_in.people(), owner)
    may_add = sign_in.person in sign_in.directory.header.owners
    return {"me": people[sign_in.person], "people": list(people.values()), "may_add": may_add}


def _add(call: Call) -> Answer:
    name, passphrase = call.fields.text("name", NAME_LIMIT), call.fields.text("passphrase", PASSPHRASE_LIMIT)
    call.active.act()
    person, code = accounts.add_person(call.sign_in, name, passphrase)
    return {"person": person, "recovery_code": code}
