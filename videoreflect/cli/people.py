"""Commands about people: who comes, who goes, and one's own name, passphrase and keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from videoreflect.cli.context import Context
from videoreflect.cli.programs import day
from videoreflect.domain.person import Person, Standing
from videoreflect.errors import InvalidInput
from videoreflect.services import accounts, people
from videoreflect.vault.signin import SignIn

_KEEP_CODE = (
    "Write this recovery code on paper. It is shown only now, and opens the vault if you forget the passphrase:"
)
_STANDING = {
    Standing.INVITED: "invited",
    Standing.UNCONFIRMED: "words not compared yet",
    Standing.JOINED: "",
    Standing.REMOVED: "removed",
}


def person(context: Context) -> None:
    """People of the vault."""
    ACTIONS[context.given.person_command](context)


def recover(context: Context) -> None:
    """Sign in with the recovery code."""
    code = context.values.text(context.given.code, "Recovery code")
    session, new_code = accounts.recover(context.vault, code, context.new_passphrase())
    context.output.show(
        {"person": session.person, "recovery_code": new_code}, "Your new passphrase is set.", _KEEP_CODE, new_code
    )


def _add(context: Context) -> None:
    session = context.session()
    name = context.values.text(context.given.new_name, "Name of the new person")
    passphrase = context.values.passphrase(context.given.new_passphrase_file, "Their new passphrase", new=True)
    added, code = accounts.add_person(session, name, passphrase)
    told = "Give this recovery code to the new person, on paper. It is shown only now:"
    context.output.show({"person": added, "recovery_code": code}, told, code)


def _list(context: Context) -> None:
    session = context.session()
    owners = session.directory.header.owners
    found = list(session.people().values())
    listed = [
        {
            "person": one.id, "name": one.name, "standing": str(one.standing), "looks_after": one.id in owners,
            "invited_until_ms": one.invited_until_ms if one.standing is Standing.INVITED else None,
        }
        for one in found
    ]  # fmt: skip
    context.output.show({"people": listed}, *(_line(one, session.person, owners) for one in found))


def _line(one: Person, me: str, owners: tuple[str, ...]) -> str:
    invited = one.standing is Standing.INVITED and one.invited_until_ms is not None
    standing = f"invited until {day(one.invited_until_ms or 0)}" if invited else _STANDING[one.standing]
    about = [standing, "looks after this vault" if one.id in owners else "", "you" if one.id == me else ""]
    told = ", ".join(filter(None, about))
    return f"{one.name}  ({told})" if told else one.name


def _invite(context: Context) -> None:
    session = context.session()
    name = context.values.text(context.given.new_name, "Name of who is invited")
    invited, code, until_ms = people.invite(session, name)
    context.output.show(
        {"person": invited, "code": code, "until_ms": until_ms},
        f"Give this code to {name.strip()}. It is shown only now, and can be used once, until {day(until_ms)}:",
        code,
    )


def _join(context: Context) -> None:
    values, given = context.values, context.given
    code = values.text(given.code, "Invitation code")
    name = values.text_or_none(given.new_name, "Your name (leave it empty to keep the one you were invited by)")
    session, recovery = people.take_up(context.vault, code, context.new_passphrase(), name)
    me = session.people()[session.person]
    context.output.show(
        {"person": me.id, "name": me.name, "recovery_code": recovery, "words": list(people.words_of(me))},
        f"You are in this vault now, as {me.name}. {_KEEP_CODE}",
        recovery,
        "Compare these words in person with whoever invited you; both screens have to show the same:",
        _spoken(me),
    )


def _words(context: Context) -> None:
    session = context.session()
    one = _about(context, session) if context.given.about else session.people()[session.person]
    context.output.show({"person": one.id, "words": list(people.words_of(one))}, _spoken(one))


def _confirm(context: Context) -> None:
    session = context.session()
    one, me = _about(context, session), session.people()[session.person]
    shown = [f"{one.name}: {_spoken(one)}", f"{me.name}: {_spoken(me)}"]
    if not context.given.yes and not context.values.says_yes(
        "\n".join(["Compare in person: both screens have to show the same words.", *shown, "Are they the same?"])
    ):
        raise InvalidInput("Nothing was confirmed. Compare the words in person (“person words”), then use --yes.")
    people.confirm(session, one.id)
    told = {"person": one.id, "words": list(people.words_of(one)), "own_words": list(people.words_of(me))}
    context.output.show(told, *shown, f"{one.name} is confirmed.")


def _remove(context: Context) -> None:
    session = context.session()
    one = _about(context, session)
    if one.standing is Standing.INVITED:
        people.withdraw_invitation(session, one.id)
        context.output.show({"person": one.id, "held": []}, f"The invitation of {one.name} was taken back.")
        return
    held = people.remove_person(session, one.id, cannot_come=context.given.cannot_come)
    context.output.show(
        {"person": one.id, "held": [_held(holding) for holding in held]},
        f"{one.name} was removed and cannot sign in any more.",
        *(_held_line(holding) for holding in held),
    )


def _held(holding: people.Holding) -> dict[str, Any]:
    return {"lesson": holding.lesson, "owns": holding.owns, "until_ms": holding.until_ms}


def _held_line(holding: people.Holding) -> str:
    what = "owned it; it stays sealed" if holding.owns else "could open it; its owner’s next sign-in ends that"
    return f"{holding.lesson}  {what}"


def _rename(context: Context) -> None:
    session = context.session()
    people.rename(session, context.values.text(context.given.new_name, "Your new name"), context.passphrase())
    name = session.people()[session.person].name
    context.output.show({"person": session.person, "name": name}, f"You are {name} now. Sign in under this name.")


def _passphrase(context: Context) -> None:
    session = context.session()
    people.change_passphrase(session, context.passphrase(), context.new_passphrase())
    context.output.show(
        {"person": session.person}, "Your new passphrase is set. Your recovery code stays as it is.",
        "If somebody saw the old one, use “person new-keys” instead.",
    )  # fmt: skip


def _new_keys(context: Context) -> None:
    session, code = people.replace_keys(context.session(), context.passphrase(), context.new_passphrase())
    told = f"You have new keys, and the passphrase that was seen opens nothing any more. {_KEEP_CODE}"
    context.output.show({"person": session.person, "recovery_code": code}, told, code)


def _about(context: Context, session: SignIn) -> Person:
    return session.named(context.values.text(context.given.about, "Name"))


def _spoken(one: Person) -> str:
    return " ".join(people.words_of(one))


ACTIONS: dict[str, Callable[[Context], None]] = {
    "add": _add, "list": _list, "invite": _invite, "join": _join, "words": _words, "confirm": _confirm,
    "remove": _remove, "rename": _rename, "passphrase": _passphrase, "new-keys": _new_keys,
}  # fmt: skip
