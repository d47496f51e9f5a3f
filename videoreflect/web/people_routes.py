"""People of the vault: who there is, who comes and who goes."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from starlette.routing import Route

from videoreflect.domain.person import Person, Standing
from videoreflect.errors import InvalidInput, NotFound, VideoReflectError
from videoreflect.services import accounts, background, handing_over, people
from videoreflect.services.lessons import open_lesson
from videoreflect.services.people import Holding
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.house import House
from videoreflect.web.shapes import Shape, people_shapes
from videoreflect.web.sign_in_routes import NAME_LIMIT, PASSPHRASE_LIMIT


def people_routes(house: House) -> list[Route]:
    """The routes of this file."""
    one = "/vr/people/{person}"
    return [
        route("GET", "/vr/people", _list),
        route("POST", "/vr/people", _add),
        route("POST", "/vr/people/invitations", _invite),
        route("DELETE", f"{one}/invitation", _withdraw),
        route("POST", f"{one}/confirmation", _confirm),
        route("GET", f"{one}/removal", _would_remove),
        route("POST", f"{one}/removal", partial(_remove, house)),
        route("POST", "/vr/vault/hand-over", _hand_over),
        route("POST", "/vr/vault/acceptance", _accept),
    ]


def owners_of_vault(sign_in: SignIn) -> tuple[str, ...]:
    """The people who look after the vault, the first one first."""
    return sign_in.directory.header.owners


def _list(call: Call) -> Answer:
    sign_in = call.sign_in
    found = sign_in.people()  # up to date, and with it the directory whose owners are asked next
    owners = owners_of_vault(sign_in)
    shapes = people_shapes(found, owners[0])
    listed = {one.id: shapes[one.id] | _membership(sign_in, one, owners) for one in found.values()}
    return {
        "me": listed[sign_in.person],
        "people": list(listed.values()),
        "may_add": sign_in.person in owners,
        "vault_offered_by": list(handing_over.offers(sign_in, sign_in.directory)),
    }


def _membership(sign_in: SignIn, one: Person, owners: tuple[str, ...]) -> Shape:
    return {
        "standing": str(one.standing),
        "looks_after": one.id in owners,
        "invited_until_ms": one.invited_until_ms if one.standing is Standing.INVITED else None,
        "words": list(people.words_of(one)) if one.can_open else [],
        "may": _may(sign_in.person, one, owners),
    }


def _may(me: str, one: Person, owners: tuple[str, ...]) -> list[str]:
    """What I may do about somebody."""
    if me not in owners or one.id == me or one.standing is Standing.REMOVED:
        return []
    if one.standing is Standing.INVITED:
        return ["withdraw"]
    confirm = ["confirm"] if one.standing is Standing.UNCONFIRMED else []
    return confirm if one.id in owners else [*confirm, "remove", "look-after"]


def _add(call: Call) -> Answer:
    name, passphrase = call.fields.text("name", NAME_LIMIT), call.fields.text("passphrase", PASSPHRASE_LIMIT)
    call.active.act()
    person, code = accounts.add_person(call.sign_in, name, passphrase)
    return {"person": person, "recovery_code": code}


def _invite(call: Call) -> Answer:
    person, code, until_ms = people.invite(call.sign_in, call.fields.text("name", NAME_LIMIT))
    return {"person": person, "code": code, "until_ms": until_ms}


def _withdraw(call: Call) -> Answer:
    people.withdraw_invitation(call.sign_in, call.id("person"))
    return None


def _confirm(call: Call) -> Answer:
    """The words that were compared come along: keys that changed meanwhile are not confirmed."""
    sign_in, person = call.sign_in, call.id("person")
    found = sign_in.people().get(person)
    if found is not None and call.fields.texts("words") != list(people.words_of(found)):
        raise InvalidInput("These are not the words of this person any more. Load the page and compare them again.")
    people.confirm(sign_in, person)
    return None


def _would_remove(call: Call) -> Answer:
    sign_in, person = call.sign_in, call.id("person")
    sign_in.check_owns_vault()
    if person not in sign_in.people():
        raise NotFound("Nobody of that name is in this vault.")
    return {"holdings": [_holding(sign_in, one) for one in people.holdings(sign_in, person)]}


def _remove(house: House, call: Call) -> Answer:
    sign_in, person = call.sign_in, call.id("person")
    held = people.remove_person(sign_in, person, cannot_come=call.fields.flag("cannot_come"))
    house.sessions.end_all_of(person)
    with suppress(InvalidInput):  # a job of theirs that takes longer to end writes nothing that counts any more
        background.stop_all_of(person)
    told = {"holdings": [_holding(sign_in, one) for one in held]}
    background.start_settling(sign_in)
    return told


def _holding(sign_in: SignIn, one: Holding) -> dict[str, Any]:
    return {"lesson": one.lesson, "title": _title(sign_in, one.lesson), "owns": one.owns, "until_ms": one.until_ms}


def _title(sign_in: SignIn, lesson: str) -> str:
    """The title, if who asks may open the lesson; else nothing."""
    try:
        return open_lesson(sign_in, lesson).details.title
    except VideoReflectError:
        return ""


def _hand_over(call: Call) -> Answer:
    handing_over.hand_over_vault(call.sign_in, call.fields.id("person"), share=call.fields.flag("share"))
    return None


def _accept(call: Call) -> Answer:
    handing_over.accept(call.sign_in, call.sign_in.directory.id)
    return None
