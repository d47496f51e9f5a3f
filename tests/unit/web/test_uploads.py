"""Recordings on their way in: encrypted as they arrive, resumable, nothing half kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.unit.web.conftest import ADDRESS, HOST, Founded, app_of, client_of
from videoreflect.errors import DiskFull, InvalidInput, StorageError
from videoreflect.services import uploads
from videoreflect.services.sessions import cookie_name
from videoreflect.services.uploads import PartWriter
from videoreflect.services.workers.streams import open_source, place_to_json
from videoreflect.vault import uploads as vault_uploads
from videoreflect.vault.signin import SignIn
from videoreflect.web.house import House

PART = 1_500_000
RECORDING = bytes(range(256)) * 14_000
MARKER = b"what the class said"
BYTES = {"content-type": "application/octet-stream"}


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of 1.5 MB instead of 64 MiB."""
    monkeypatch.setattr(vault_uploads, "PART_BYTES", PART)
    monkeypatch.setattr(uploads, "PART_BYTES", PART)


@pytest.fixture
def sign_in(own_house: House, founded: Founded) -> SignIn:
    return founded.reopened(own_house.vault)


@pytest.fixture
def browser(own_house: House, sign_in: SignIn) -> Iterator[TestClient]:
    with client_of(own_house) as found:
        found.cookies.set(cookie_name(HOST), own_house.sessions.open(sign_in))
        yield found


def begin(browser: TestClient, name: str = "lesson.mp4", size: int = len(RECORDING)) -> dict[str, object]:
    answer = browser.post("/vr/uploads", json={"name": name, "size": size})
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def put(browser: TestClient, upload: object, number: int, content: bytes) -> tuple[int, dict[str, object]]:
    answer = browser.put(f"/vr/uploads/{upload}/parts/{number}", content=content, headers=BYTES)
    return answer.status_code, answer.json()


def part(number: int) -> bytes:
    return RECORDING[number * PART : (number + 1) * PART]


def files_of(own_house: House) -> list[Path]:
    return [path for path in (own_house.vault / "uploads").rglob("*") if path.is_file()]


def test_parts_come_in_and_are_read_back_in_order(browser: TestClient, own_house: House, sign_in: SignIn) -> None:
    begun = begin(browser)
    assert begun == {"upload": begun["upload"], "part_size": PART, "parts": 0}
    for number in range(3):
        assert put(browser, begun["upload"], number, part(number)) == (200, {"parts": number + 1})
    places = uploads.open_upload(sign_in, str(begun["upload"]))

    with open_source({"parts": [place_to_json(place) for place in places]}) as source:
        assert source.read() == RECORDING
    assert all(RECORDING[:64] not in path.read_bytes() for path in files_of(own_house))


def test_the_name_lies_nowhere_in_clear(browser: TestClient, own_house: House) -> None:
    upload = begin(browser, "Year 6 Kofi crying.mp4", len(MARKER))["upload"]
    put(browser, upload, 0, MARKER)

    for path in files_of(own_house):
        assert b"Kofi" not in path.read_bytes()
        assert MARKER not in path.read_bytes()


def test_the_same_name_and_size_goes_on_where_it_stopped(browser: TestClient) -> None:
    upload = begin(browser)["upload"]
    put(browser, upload, 0, part(0))

    assert begin(browser) == {"upload": upload, "part_size": PART, "parts": 1}
    assert begin(browser, size=len(RECORDING) + 1)["upload"] != upload
    assert put(browser, upload, 0, part(0)) == (200, {"parts": 1})
    listed = browser.get("/vr/uploads").json()["uploads"][0]
    assert (listed["upload"], listed["received"], listed["size"]) == (upload, PART, len(RECORDING))
    assert listed["dropped_ms"] - listed["created_ms"] == 7 * 86_400_000


@pytest.mark.parametrize(
    ("number", "content", "status"),
    [(1, part(1), 400), (3, b"x", 400), (0, part(0)[:-1], 400), (0, part(0) + b"x", 400), (0, b"", 400)],
)
def test_a_part_out_of_order_or_of_another_length_is_refused(
    browser: TestClient, number: int, content: bytes, status: int
) -> None:
    upload = begin(browser)["upload"]

    assert put(browser, upload, number, content)[0] == status
    assert begin(browser)["parts"] == 0


def test_an_upload_that_is_not_complete_cannot_be_added(browser: TestClient, sign_in: SignIn) -> None:
    upload = str(begin(browser)["upload"])
    put(browser, upload, 0, part(0))

    with pytest.raises(InvalidInput):
        uploads.open_upload(sign_in, upload)
    answer = browser.post("/vr/lessons", json={"uploads": [upload], "title": "Fractions", "undecided": True})
    assert answer.status_code == 400


def test_an_empty_file_is_told_so(browser: TestClient) -> None:
    answer = browser.post("/vr/uploads", json={"name": "lesson.mp4", "size": 0})

    assert answer.status_code == 400
    assert "empty" in answer.json()["error"]["sentence"]


@pytest.mark.parametrize(
    "body", [{}, {"name": "a"}, {"name": 5, "size": 5}, {"name": "a", "size": "5"}, {"name": "a", "size": 1 << 39 << 5}]
)
def test_a_begin_that_makes_no_sense_is_refused(browser: TestClient, body: dict[str, object]) -> None:
    assert browser.post("/vr/uploads", json=body).status_code == 400


def test_a_page_that_goes_away_leaves_no_half_part(browser: TestClient, own_house: House) -> None:
    upload = begin(browser)["upload"]
    cookie = f"{cookie_name(HOST)}={browser.cookies[cookie_name(HOST)]}"
    asyncio.run(_cut_off(own_house, f"/vr/uploads/{upload}/parts/0", cookie))

    assert [path.name for path in files_of(own_house)] == ["upload.json"]
    assert put(browser, upload, 0, part(0)) == (200, {"parts": 1})


async def _cut_off(house: House, path: str, cookie: str) -> None:
    """Send most of a part, then vanish."""
    said = [("host", HOST), ("origin", ADDRESS), ("cookie", cookie), ("content-length", str(PART)), *BYTES.items()]
    messages: list[dict[str, object]] = [
        {"type": "http.request", "body": part(0)[:1_200_000], "more_body": True},
        {"type": "http.request", "body": part(0)[1_200_000:1_300_000], "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> dict[str, object]:
        return messages.pop(0) if len(messages) > 1 else messages[0]

    async def send(_: object) -> None:
        return None

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "PUT",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in said],
        "server": ("127.0.0.1", 8600),
        "client": ("127.0.0.1", 1),
    }
    await app_of(house)(scope, receive, send)


def test_a_full_disk_is_told_and_leaves_nothing(
    browser: TestClient, own_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = begin(browser)["upload"]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("videoreflect.crypto.stream.StreamWriter.write", full)
        status, answer = put(browser, upload, 0, part(0))

    assert status == 507
    assert answer["error"]["code"] == DiskFull.code  # type: ignore[index]
    assert [path.name for path in files_of(own_house)] == ["upload.json"]
    assert put(browser, upload, 0, part(0))[0] == 200


def test_two_pages_cannot_send_the_same_part(browser: TestClient, sign_in: SignIn) -> None:
    upload = str(begin(browser)["upload"])
    first = PartWriter(sign_in, upload, 0, PART)
    assert first.open() is None
    with pytest.raises(StorageError):
        PartWriter(sign_in, upload, 0, PART).open()
    first.write(part(0))
    first.finish()

    there = PartWriter(sign_in, upload, 0, PART).open()
    assert there is not None
    assert len(there.parts) == 1


def test_dropping_removes_it_and_others_cannot_see_it(browser: TestClient, own_house: House, founded: Founded) -> None:
    upload = begin(browser)["upload"]
    put(browser, upload, 0, part(0))
    mentor = founded.reopened(own_house.vault, mentor=True)

    assert uploads.list_uploads(mentor) == []
    assert browser.delete(f"/vr/uploads/{upload}").status_code == 204
    assert files_of(own_house) == []
    assert browser.delete(f"/vr/uploads/{upload}").status_code == 404
    assert put(browser, upload, 0, part(0))[0] == 404


def test_what_nobody_finished_for_seven_days_goes(
    browser: TestClient, own_house: House, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(browser)
    assert uploads.drop_old(sign_in) == 0
    later = sign_in.state.system_ms() + uploads.KEPT_MS + 1000
    monkeypatch.setattr(sign_in.state, "system_ms", lambda: later)

    assert uploads.drop_old(sign_in) == 1
    assert files_of(own_house) == []


def test_a_changed_list_is_refused(browser: TestClient, own_house: House, founded: Founded) -> None:
    upload = begin(browser)["upload"]
    path = own_house.vault / "uploads" / str(upload) / "upload.json"
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)

    assert put(browser, upload, 0, part(0))[0] == 404
    assert browser.get("/vr/uploads").json() == {"uploads": []}


def test_only_bytes_are_taken_as_a_part(browser: TestClient) -> None:
    upload = begin(browser)["upload"]
    answer = browser.put(f"/vr/uploads/{upload}/parts/0", content=part(0), headers={"content-type": "text/plain"})

    assert answer.status_code == 400


def test_an_upload_that_is_being_added_is_not_offered_as_unfinished(browser: TestClient) -> None:
    """After a reload too; one that holds no recording is dropped, since trying again would end the same way."""
    upload = begin(browser)["upload"]
    for number in range(3):
        put(browser, upload, number, part(number))
    adding = browser.post("/vr/lessons", json={"uploads": [upload], "title": "Not a film at all", "undecided": True})
    assert adding.status_code == 200, adding.text
    job = adding.json()["job"]
    while job_state(browser, job) in {"waiting", "running"}:
        assert unfinished(browser) == []
    assert job_state(browser, job) == "failed"
    assert unfinished(browser) == []


def test_a_job_that_has_ended_can_be_taken_off_the_list(browser: TestClient) -> None:
    """Until then it says why it ended."""
    adding = browser.post(
        "/vr/lessons", json={"paths": ["nowhere/at/all.mp4"], "title": "Not there", "undecided": True}
    )
    job = adding.json()["job"]
    while job_state(browser, job) in {"waiting", "running"}:
        pass
    assert browser.request("DELETE", f"/vr/jobs/{job}", json={}).status_code == 204
    assert job not in [one["job"] for one in browser.get("/vr/jobs").json()["jobs"]]


def unfinished(browser: TestClient) -> list[str]:
    """Ids that are offered as unfinished, unless the job ended while they were asked for."""
    before = [job["state"] for job in browser.get("/vr/jobs").json()["jobs"]]
    offered = [one["upload"] for one in browser.get("/vr/uploads").json()["uploads"]]
    after = [job["state"] for job in browser.get("/vr/jobs").json()["jobs"]]
    return offered if before == after else []


def job_state(browser: TestClient, job: str) -> str:
    (found,) = [one for one in browser.get("/vr/jobs").json()["jobs"] if one["job"] == job]
    return str(found["state"])
