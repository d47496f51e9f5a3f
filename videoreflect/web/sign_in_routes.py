"""First run, sign-in, recovery, lock."""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from videoreflect.errors import InvalidInput, NotFound, UnsuitableFolder
from videoreflect.services import accounts, background, people
from videoreflect.services.sessions import SignIn
from videoreflect.web.calls import Answer, Call, route
from videoreflect.web.fields import Fields
from videoreflect.web.files import page
from videoreflect.web.gate import STATE_KEY, session_cookie, token_of
from videoreflect.web.house import House

NAME_LIMIT = 500
PASSPHRASE_LIMIT = accounts.MAX_PASSPHRASE
_RECOVERING, _JOINING = "recovery code", "invitation code"
"""Under these words guesses of codes are slowed: a code names nobody."""

_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0", " ": None, "-": None})


def sign_in_routes(house: House) -> list[Route]:
    """The routes of this file."""
    return [
        route("GET", "/vr/sign-in", partial(_page, house)),
        route("GET", "/vr/welcome", partial(_welcome, house)),
        route("POST", "/vr/first-run", partial(_first_run, house)),
        route("GET", "/vr/recovery-code", _recovery_code),
        route("POST", "/vr/recovery-kept", _recovery_kept),
        route("POST", "/vr/sign-in", partial(_sign_in, house)),
        route("POST", "/vr/recover", partial(_recover, house)),
        route("POST", "/vr/join", partial(_join, house)),
        route("POST", "/vr/passphrase-advice", _advice),
        route("POST", "/vr/lock", partial(_lock, house)),
        route("POST", "/vr/quit", partial(_quit, house)),
        route("POST", "/vr/activity", _activity),
    ]


def _page(house: House, call: Call) -> Answer:
    active = call.request.scope.get(STATE_KEY)
    if active is not None and active.recovery_code is None:
        return RedirectResponse("/", 303)
    if active is not None or not house.has_vault:
        return page("first-run.html")
    return page("sign-in.html")


def _welcome(house: House, call: Call) -> Answer:
    active = call.request.scope.get(STATE_KEY)
    return {
        "first_run": not house.has_vault,
        "code_waits": active is not None and active.recovery_code is not None,
        "running": running_sentence(background.running_kinds()),
    }


def running_sentence(kinds: list[str]) -> str:
    """What goes on behind the lock, without saying of which lesson; empty if nothing does."""
    words = [
        _counted(kinds.count("transcribing"), "transcript is", "transcripts are", "being written"),
        _counted(kinds.count("translating"), "translation is", "translations are", "being written"),
        _counted(kinds.count("guessing"), "guess of who speaks is", "guesses of who speaks are", "being made"),
        _counted(kinds.count("passage"), "passage is", "passages are", "being written again"),
        _counted(kinds.count("adding"), "lesson is", "lessons are", "being added"),
        _counted(kinds.count("protecting"), "lesson is", "lessons are", "being protected again"),
        _counted(kinds.count("backing-up"), "backup is", "backups are", "being made"),
        _counted(kinds.count("checking"), "check of the vault is", "checks of the vault are", "going on"),
        _counted(kinds.count("pruning"), "backup is", "backups are", "being tidied"),
        _counted(kinds.count("waiting"), "task waits", "tasks wait", "to begin"),
    ]
    told = [one for one in words if one]
    return f"{_listed(told)}. This goes on while the app is locked." if told else ""


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _counted(count: int, one: str, more: str, what: str) -> str:
    return f"{count} {one if count == 1 else more} {what}" if count else ""


def _first_run(house: House, call: Call) -> Answer:
    if house.has_vault:
        raise UnsuitableFolder("There is a vault on this device already. Load this page again to sign in.")
    name, passphrase = _name(call.fields), _passphrase(call.fields)
    sign_in, code = accounts.found(house.vault, name, passphrase)
    house.guesses.right(name)
    return _opened_with_code(house, call, sign_in, code)


def _recover(house: House, call: Call) -> Answer:
    code, passphrase = call.fields.text("code"), _passphrase(call.fields)
    with house.guessing(_RECOVERING):
        sign_in, new_code = accounts.recover(house.vault, code, passphrase)
    return _opened_with_code(house, call, sign_in, new_code)


def _join(house: House, call: Call) -> Answer:
    code, passphrase = call.fields.text("code"), _passphrase(call.fields)
    name = call.fields.text("name", NAME_LIMIT, "").strip() or None
    with house.guessing(_JOINING):
        sign_in, recovery_code = people.take_up(house.vault, code, passphrase, name)
    return _opened_with_code(house, call, sign_in, recovery_code)


def _opened_with_code(house: House, call: Call, sign_in: SignIn, code: str) -> Answer:
    token = house.open(sign_in)
    active = house.sessions.find(token)
    if active is not None:
        active.recovery_code = code
    return _with_cookie(house, call, token, {"recovery_code": code})


def _recovery_code(call: Call) -> Answer:
    code = call.active.recovery_code
    if code is None:
        raise NotFound("The recovery code was shown and confirmed. It is not kept here.")
    return {"recovery_code": code}


def _recovery_kept(call: Call) -> Answer:
    active, typed = call.active, call.fields.text("last_group")
    code = active.recovery_code
    if code is None:
        return None
    if typed.upper().translate(_LOOKALIKES) != code.rpartition("-")[2]:
        raise InvalidInput("That is not the last group of the code. It has four letters and digits; look at your copy.")
    active.recovery_code = None
    return None


def _sign_in(house: House, call: Call) -> Answer:
    name, passphrase = call.fields.text("name", NAME_LIMIT), call.fields.text("passphrase", PASSPHRASE_LIMIT)
    before = house.sessions.person_of(token_of(call.request.headers))
    with house.guessing(name):
        sign_in = accounts.sign_in(house.vault, name, passphrase)
    person = sign_in.people()[sign_in.person]
    told = {"id": person.id, "name": person.name, "initials": person.initials}
    answer = {"person": told, "same_person": before == person.id}
    return _with_cookie(house, call, house.open(sign_in), answer)


def _with_cookie(house: House, call: Call, token: str, answer: dict[str, Any]) -> Response:
    """Signing in ends the sign-in that the cookie named before."""
    house.sessions.lock(token_of(call.request.headers))
    response = JSONResponse(answer)
    response.headers["set-cookie"] = session_cookie(call.host, token)
    return response


def _advice(call: Call) -> Answer:
    name = call.fields.text("name", NAME_LIMIT, "")
    advice = accounts.judge_passphrase(call.fields.text("passphrase", PASSPHRASE_LIMIT), name)
    return {"strength": advice.strength, "advice": advice.advice}


def _lock(house: House, call: Call) -> Answer:
    # The cookie stays: it opens nothing now, and tells the same person from another at the next sign-in.
    house.sessions.end(call.active)
    return None


def _quit(house: House, call: Call) -> Answer:
    call.active.act()
    house.sessions.lock_all()
    house.quit()
    return None


def _activity(call: Call) -> Answer:
    active, fields = call.active, call.fields
    if fields.flag("playing"):
        active.play(fields.time_or_none("remaining_ms"))
    else:
        active.act()
    return None


def _name(fields: Fields) -> str:
    name = fields.text("name", NAME_LIMIT)
    if not name.strip():
        raise InvalidInput("Type your name, as you want to see it beside your notes.")
    return name


def _passphrase(fields: Fields) -> str:
    return fields.text("passphrase", PASSPHRASE_LIMIT)
