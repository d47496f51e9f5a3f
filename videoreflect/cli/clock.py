"""The command about a clock that was ahead: clock."""

from __future__ import annotations

from dataclasses import asdict

from videoreflect.cli.context import Context
from videoreflect.cli.programs import day
from videoreflect.services import own_clock

_ALONE = "If it is right now, say so with “clock --right”: what was closed by a wrong date opens again."
_ASK = "If it is right now, say so with “clock --right”: who looks after the vault is asked to confirm it."
_WAITS = "Who looks after the vault has to confirm it, with “clock --confirm NAME”. Then say “clock --right” once more."
_CONFIRMED = "It was confirmed. Say “clock --right” once more, and what was closed by a wrong date opens again."


def clock(context: Context) -> None:
    """Tell how the clock stands to what was seen; say that it is right; confirm it for somebody."""
    session, given = context.session(), context.given
    if given.confirm is not None:
        person = session.named(context.values.text(given.confirm, "Name"))
        own_clock.confirm_clock(session, person.id)
        context.output.show({"person": person.id}, f"Confirmed for {person.name}, who says “clock --right” once more.")
        return
    told = own_clock.say_clock_is_right(session) if given.right else own_clock.own_clock(session)
    names = {one.id: one.name for one in session.people().values()}
    waiting = own_clock.clock_requests(session)
    lines = [_words(told), *(f"{names.get(one, 'Somebody')} waits for you to confirm their clock." for one in waiting)]
    context.output.show(asdict(told) | {"waiting": waiting}, *lines)


def _words(told: own_clock.OwnClock) -> str:
    if not told.ahead:
        return "No later time than that of this device was seen."
    seen = f"Your program has seen {day(told.latest_ms)}, and this device says {day(told.now_ms)}."
    if told.alone:
        return f"{seen} {_ALONE}"
    return f"{seen} {_CONFIRMED if told.confirmed else _WAITS if told.asked else _ASK}"
