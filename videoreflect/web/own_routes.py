"""One's own name, passphrase and keys. A wrong passphrase here is a guess like one at the sign-in."""

from __future__ import annotations

from functools import partial

from starlette.routing import Route

from videoreflect.errors import InvalidInput, SignInRefused
from videoreflect.services import accounts, background, people
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.house import House
from videoreflect.web.sign_in_routes import NAME_LIMIT, PASSPHRASE_LIMIT


def own_routes(house: House) -> list[Route]:
    """The routes of this file."""
    return [
        route("PUT", "/vr/people/me/name", partial(_rename, house)),
        route("PUT", "/vr/people/me/passphrase", partial(_change_passphrase, house)),
        route("POST", "/vr/people/me/keys", partial(_replace_keys, house)),
    ]


def _rename(house: House, call: Call) -> Answer:
    name, passphrase = call.fields.text("name", NAME_LIMIT), call.fields.text("passphrase", PASSPHRASE_LIMIT)
    with house.guessing(_own_name(call)):
        people.rename(call.sign_in, name, passphrase)
    return None


def _change_passphrase(house: House, call: Call) -> Answer:
    passphrase, new = _both(call)
    with house.guessing(_own_name(call)):
        people.change_passphrase(call.sign_in, passphrase, new)
    return None


def _replace_keys(house: House, call: Call) -> Answer:
    """The sign-in goes on in this browser with the new keys and ends in every other; the code has to be kept first.

    Jobs that hold the old keys are stopped, since what they would sign would count for nobody.
    """
    active, (passphrase, new) = call.active, _both(call)
    with house.guessing(_own_name(call)):
        accounts.sign_in(house.vault, _own_name(call), passphrase)
    background.stop_all_of(active.person)
    try:
        sign_in, code = people.replace_keys(active.sign_in, passphrase, new)
    except (InvalidInput, SignInRefused):
        raise
    except BaseException:  # the new passphrase may stand already: the next sign-in finishes what was begun
        house.sessions.end_all_of(active.person)
        raise
    house.sessions.end_all_of(active.person, but=active)
    active.go_on_as(sign_in)
    active.recovery_code = code
    background.start_settling(sign_in)
    return {"recovery_code": code}


def _own_name(call: Call) -> str:
    sign_in = call.sign_in
    return sign_in.people()[sign_in.person].name


def _both(call: Call) -> tuple[str, str]:
    passphrase = call.fields.text("passphrase", PASSPHRASE_LIMIT)
    new = accounts.usable_passphrase(call.fields.text("new_passphrase", PASSPHRASE_LIMIT))
    if new == passphrase:
        raise InvalidInput("The new passphrase is the old one. Choose another.")
    return passphrase, new
