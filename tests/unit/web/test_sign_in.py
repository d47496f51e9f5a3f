"""First run, sign-in, recovery and lock, over the routes."""

from __future__ import annotations

import asyncio

import pytest
from starlette.testclient import TestClient

from tests.unit.web.conftest import (
    HOST,
    MENTOR,
    MENTOR_PASSPHRASE,
    NAME,
    PASSPHRASE,
    Clock,
    Founded,
    client_of,
)
from videoreflect.services.sessions import Sessions, cookie_name
from videoreflect.web.house import House
from videoreflect.web.presence import told
from videoreflect.web.sign_in_routes import running_sentence

WRONG = "not the passphrase"


def sign_in(client: TestClient, name: str, passphrase: str) -> tuple[int, dict[str, object]]:
    answer = client.post("/vr/sign-in", json={"name": name, "passphrase": passphrase})
    return answer.status_code, answer.json()


def test_first_run_shows_the_code_until_its_last_group_was_typed(empty_house: House) -> None:
    client = client_of(empty_house)
    assert "first_run_page.js" in client.get("/vr/sign-in").text
    made = client.post("/vr/first-run", json={"name": NAME, "passphrase": PASSPHRASE})
    code = made.json()["recovery_code"]

    cookie = made.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert cookie.startswith("videoreflect_8600=")
    assert client.get("/vr/recovery-code").json() == {"recovery_code": code}
    assert client.get("/vr/lessons").status_code == 401
    assert client.post("/vr/recovery-kept", json={"last_group": "0000"}).status_code == 400
    assert client.post("/vr/recovery-kept", json={"last_group": code[-4:].lower()}).status_code == 204
    assert client.get("/vr/recovery-code").status_code == 404
    assert client.get("/vr/lessons").json() == {"lessons": [], "behind": 0}
    assert client.get("/vr/sign-in").headers["location"] == "/"
    assert client.post("/vr/first-run", json={"name": "x", "passphrase": PASSPHRASE}).status_code == 409


@pytest.mark.parametrize(
    ("name", "passphrase"), [("", PASSPHRASE), (" ", PASSPHRASE), (NAME, "short"), (NAME, 7), (None, "x")]
)
def test_first_run_says_what_is_missing_and_makes_nothing(empty_house: House, name: object, passphrase: object) -> None:
    answer = client_of(empty_house).post("/vr/first-run", json={"name": name, "passphrase": passphrase})

    assert answer.status_code == 400
    assert answer.json()["error"]["sentence"].endswith(".")
    assert not empty_house.has_vault


def test_a_name_is_known_in_any_spelling(client: TestClient) -> None:
    status, answer = sign_in(client, " nadia  HOLT ", PASSPHRASE)

    assert status == 200
    assert answer["same_person"] is False
    assert client.get("/vr/people").json()["me"]["initials"] == "NH"


def test_the_same_person_is_known_after_a_lock_and_another_is_not(client: TestClient, clock: Clock) -> None:
    sign_in(client, NAME, PASSPHRASE)
    assert client.post("/vr/lock").status_code == 204
    assert client.get("/vr/people").status_code == 401
    assert sign_in(client, NAME, PASSPHRASE)[1]["same_person"] is True
    assert sign_in(client, MENTOR, MENTOR_PASSPHRASE)[1]["same_person"] is False


def test_signing_in_ends_the_session_before(client: TestClient, sessions: Sessions) -> None:
    sign_in(client, NAME, PASSPHRASE)
    before = sessions.active()[0]
    sign_in(client, MENTOR, MENTOR_PASSPHRASE)

    assert before.locked
    assert len(sessions.active()) == 1


def test_unknown_name_and_wrong_passphrase_are_one_answer(client: TestClient, clock: Clock) -> None:
    wrong = sign_in(client, NAME, WRONG)
    clock.now += 60
    unknown = sign_in(client, "Nobody Here", WRONG)

    assert wrong == unknown
    assert wrong[0] == 401


def test_guesses_are_slowed_and_never_locked_out(client: TestClient, clock: Clock) -> None:
    waits = []
    for _ in range(8):
        assert sign_in(client, NAME, WRONG)[0] == 401
        status, answer = sign_in(client, NAME, PASSPHRASE)
        assert status == 429
        waits.append(answer["error"]["wait_seconds"])  # type: ignore[index]
        clock.now += waits[-1]

    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    assert sign_in(client, NAME, PASSPHRASE)[0] == 200


def test_a_recovery_code_opens_once_and_gives_a_new_one(own_house: House, founded: Founded, clock: Clock) -> None:
    client = client_of(own_house)
    body = {"code": founded.code, "passphrase": "five slow yellow buses"}
    code = client.post("/vr/recover", json=body).json()["recovery_code"]

    assert code != founded.code
    assert "first_run_page.js" in client.get("/vr/sign-in").text
    assert client.get("/vr/lessons").status_code == 401
    client.post("/vr/recovery-kept", json={"last_group": code[-4:]})
    assert client.get("/vr/people").json()["me"]["name"] == NAME
    assert client.post("/vr/recover", json=body).status_code == 401
    clock.now += 60
    assert sign_in(client, NAME, "five slow yellow buses")[0] == 200


def test_a_slip_in_the_code_is_no_guess(own_house: House, founded: Founded) -> None:
    client = client_of(own_house)
    slip = founded.code[:-1] + ("A" if founded.code[-1] != "A" else "B")
    for _ in range(3):
        assert client.post("/vr/recover", json={"code": slip, "passphrase": PASSPHRASE}).status_code == 400


def test_advice_judges_without_a_sign_in(client: TestClient) -> None:
    assert client.post("/vr/passphrase-advice", json={"passphrase": "", "name": ""}).json()["strength"] == 0
    weak = client.post("/vr/passphrase-advice", json={"passphrase": "password", "name": ""}).json()
    strong = client.post("/vr/passphrase-advice", json={"passphrase": PASSPHRASE}).json()

    assert weak["strength"] < 2 < strong["strength"]
    assert weak["advice"].endswith(".")


def test_activity_and_playing_put_off_the_idle_lock(signed_in: TestClient, sessions: Sessions, clock: Clock) -> None:
    for _ in range(3):
        clock.now += 500
        assert signed_in.post("/vr/activity", json={"playing": False}).status_code == 204
        sessions.lock_idle()
    for _ in range(3):
        clock.now += 500
        signed_in.post("/vr/activity", json={"playing": True, "remaining_ms": 800_000})
        sessions.lock_idle()
    assert signed_in.get("/vr/jobs").status_code == 200

    clock.now += 400
    sessions.lock_idle()
    assert signed_in.get("/vr/jobs").status_code == 401


def test_quit_locks_and_ends_the_server(signed_in: TestClient, sessions: Sessions, house: House) -> None:
    ended: list[bool] = []
    other = client_of(House(house.vault, sessions, house.guesses, quit=lambda: ended.append(True)))
    other.cookies.set(cookie_name(HOST), signed_in.cookies[cookie_name(HOST)])

    assert other.post("/vr/quit").status_code == 204
    assert ended == [True]
    assert sessions.active() == []


def test_the_presence_stream_says_whose_page_it_is_and_ends_at_the_lock(sessions: Sessions, founded: Founded) -> None:
    sessions.open(founded.sign_in)
    active = sessions.active()[0]

    async def listen() -> list[bytes]:
        heard = []
        async for piece in told(active):
            heard.append(piece)
            if len(heard) == 2:
                await asyncio.to_thread(sessions.lock_all)
        return heard

    heard = asyncio.run(listen())
    assert founded.sign_in.person.encode() in heard[0]
    assert heard[1] == b": here\n\n"
    assert heard[-1].startswith(b"event: lock\n")


def test_what_runs_behind_the_lock_is_said_without_titles() -> None:
    assert running_sentence([]) == ""
    assert running_sentence(["transcribing"]).startswith("1 transcript is being written.")
    assert "1 transcript is being written and 2 tasks wait to begin." in running_sentence(
        ["waiting", "transcribing", "waiting"]
    )
    assert "2 transcripts are being written and 1 lesson is being added." in running_sentence(
        ["transcribing", "adding", "transcribing"]
    )
    three = running_sentence(["adding", "protecting", "transcribing", "protecting"])
    assert "1 transcript is being written, 1 lesson is being added and 2 lessons are being protected again." in three
