"""The one table of sign-ins in this process: routes and pages both look here.

A sign-in is named by a random token that only the browser's cookie holds; the table keeps its
SHA-256. Locking ends it for everybody at once: whoever listens is told, keys are dropped, and
whatever still holds the ``Active`` gets SignInNeeded from it.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Callable, Mapping

from videoreflect.errors import SignInNeeded
from videoreflect.vault.signin import SignIn as SignIn  # web and ui name the type without reaching into the vault

IDLE_MINUTES = 10
MOST_IDLE_MINUTES = 120
MOST_PLAYING_S = 4 * 3600.0
"""The longest that playing alone puts off the idle lock, whatever a page says about its clip."""

_REMEMBERED_ENDED = 100

Listener = Callable[[], object]


def awake_or_asleep_s() -> float:
    """Seconds that also pass while the laptop sleeps, so that it wakes up locked."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.time() if boottime is None else time.clock_gettime(boottime)


class Active:
    """One sign-in in one browser. Made by :meth:`Sessions.open`."""

    def __init__(self, sign_in: SignIn, name: str, clock: Callable[[], float]) -> None:
        self._sign_in: SignIn | None = sign_in
        self._clock = clock
        self._guard = threading.Lock()
        self._listeners: list[Listener] = []
        self._media_key = secrets.token_bytes(32)
        self._playing_until: float | None = None
        self.name = name
        """SHA-256 of the token: names this sign-in in tables and links without giving it away."""
        self.person = sign_in.person
        self.opened_ms = sign_in.state.system_ms()
        self.recovery_code: str | None = None
        """Shown once; kept until the person has typed its last group, so that a reload does not lose it."""
        self.page_sessions: set[str] = set()
        """Streamlit sessions that were opened under this sign-in."""
        self.last_action_s = clock()

    @property
    def sign_in(self) -> SignIn:
        """The vault's sign-in. Raises SignInNeeded once locked."""
        sign_in = self._sign_in
        if sign_in is None:
            raise SignInNeeded
        return sign_in

    @property
    def locked(self) -> bool:
        """Whether it has ended."""
        return self._sign_in is None

    def media_link(self, lesson: str) -> str:
        """What binds a media address to this sign-in and lesson; the same for the whole sign-in."""
        return hmac.digest(self._media_key, f"media|{self.name}|{lesson}".encode(), "sha256").hex()

    def is_media_link(self, lesson: str, link: str) -> bool:
        """Whether ``link`` was made by :meth:`media_link`, compared in constant time."""
        return hmac.compare_digest(self.media_link(lesson).encode(), link.encode())

    def act(self) -> None:
        """A person did something: puts off the idle lock."""
        with self._guard:
            self._playing_until = None
            self.last_action_s = self._clock()

    def play(self, remaining_ms: int | None = None) -> None:
        """A clip plays in a visible tab: puts off the idle lock, at most for the clip's remaining length.

        Only the first report after a person's own action says how long; later ones do not lengthen it.
        """
        now = self._clock()
        with self._guard:
            if self._playing_until is None:
                seconds = MOST_PLAYING_S if remaining_ms is None else remaining_ms / 1000
                self._playing_until = now + min(max(0.0, seconds), MOST_PLAYING_S)
            self.last_action_s = max(self.last_action_s, min(now, self._playing_until))

    def idle_s(self) -> float:
        """Seconds since anybody did something."""
        return self._clock() - self.last_action_s

    def idle_limit_s(self) -> float:
        """After how many idle seconds this sign-in locks: the person's own setting, else 10 minutes."""
        sign_in = self._sign_in
        chosen = sign_in.state.state.settings.get("idle_minutes") if sign_in else None
        minutes = chosen if isinstance(chosen, int) and 1 <= chosen <= MOST_IDLE_MINUTES else IDLE_MINUTES
        return minutes * 60.0

    def go_on_as(self, sign_in: SignIn) -> None:
        """Go on in this browser with the same person's new keys. Raises SignInNeeded once locked."""
        with self._guard:
            before = self._sign_in
            if before is None or before.person != sign_in.person:
                raise SignInNeeded
            self._sign_in = sign_in
        before.forget_keys()

    def on_lock(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` once, from any thread, when this ends; at once if it has. Returns how to stop listening."""
        with self._guard:
            if self._sign_in is not None:
                self._listeners.append(listener)
                return lambda: self._forget(listener)
        listener()
        return lambda: None

    def end(self) -> None:
        """Drop keys and tell whoever listens. Copies inside Python may live until the process ends."""
        with self._guard:
            sign_in, self._sign_in = self._sign_in, None
            listeners, self._listeners = self._listeners, []
            self.recovery_code, self._media_key = None, secrets.token_bytes(32)
        if sign_in is not None:
            sign_in.forget_keys()
        for listener in listeners:
            listener()

    def _forget(self, listener: Listener) -> None:
        with self._guard:
            if listener in self._listeners:
                self._listeners.remove(listener)

    def __repr__(self) -> str:
        return f"Active({self.person}, locked={self.locked})"


class Sessions:
    """Who is signed in to this process. Safe for several threads."""

    def __init__(self, clock: Callable[[], float] = awake_or_asleep_s) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._by_name: dict[str, Active] = {}
        self._ended: dict[str, str] = {}

    def open(self, sign_in: SignIn) -> str:
        """Enter a sign-in; returns its token, which is kept nowhere here."""
        token = secrets.token_hex(32)
        active = Active(sign_in, _name(token), self._clock)
        with self._guard:
            self._by_name[active.name] = active
        return token

    def find(self, token: str | None) -> Active | None:
        """The sign-in that a token names, unless it has ended."""
        if not token:
            return None
        with self._guard:
            return self._by_name.get(_name(token))

    def find_in(self, cookies: Mapping[str, str], host: str) -> Active | None:
        """The sign-in that a browser's cookies name; ``host`` is the Host header it sent."""
        return self.find(cookies.get(cookie_name(host)))

    def person_of(self, token: str | None) -> str | None:
        """Whose sign-in a token named, also after it ended: the id only, to greet the same person again."""
        active = self.find(token)
        if active is not None or not token:
            return active.person if active else None
        with self._guard:
            return self._ended.get(_name(token))

    def lock(self, token: str | None) -> None:
        """End one sign-in; nothing happens if there is none."""
        active = self.find(token)
        if active is not None:
            self.end(active)

    def end(self, active: Active) -> None:
        """End this sign-in."""
        self._end([active])

    def end_all_of(self, person: str, but: Active | None = None) -> None:
        """End a person's sign-ins in every browser, or in every other one."""
        self._end([active for active in self.active() if active.person == person and active is not but])

    def lock_all(self) -> None:
        """End every sign-in."""
        self._end(self.active())

    def lock_idle(self) -> None:
        """End every sign-in that nobody used for as long as its person set."""
        self._end([active for active in self.active() if active.idle_s() >= active.idle_limit_s()])

    def active(self) -> list[Active]:
        """All sign-ins that have not ended."""
        with self._guard:
            return list(self._by_name.values())

    def _end(self, ending: list[Active]) -> None:
        with self._guard:
            for active in ending:
                self._by_name.pop(active.name, None)
                self._ended[active.name] = active.person
            for name in list(self._ended)[:-_REMEMBERED_ENDED]:
                del self._ended[name]
        for active in ending:
            active.end()


def cookie_name(host: str) -> str:
    """The cookie of one address: cookies ignore ports, so the port is part of the name."""
    return f"videoreflect_{host.rpartition(':')[2]}"


def _name(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


SESSIONS = Sessions()
"""The table of this process."""
