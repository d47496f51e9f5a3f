"""The film: what everybody does when (timed by the turns), rendered by a browser and encoded as MP4."""

import base64
import heapq
import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from io import BytesIO
from pathlib import Path

import av
import numpy as np
from lesson_people import PUPILS, People, Point, PupilPose, TeacherPose
from lesson_room import draw_room
from lesson_sound import Track, mouth_levels
from lesson_voices import RATE
from lesson_words import TEACHER
from PIL import Image
from scipy.signal import resample_poly

WIDTH, HEIGHT = 1280, 720
FPS = 25
FRAMES_PER_PICTURE = 2
PICTURE_MS = 1000 * FRAMES_PER_PICTURE // FPS
SOUND_RATE = 48_000

BY_WINDOW, BY_NOTICES = 187.0, 522.0
CLASPED = ((4.0, 58.0), (6.0, 61.0))
DOWN: Point = (-26, 70)
OPEN: Point = (62, 18)
LOW: Point = (50, 44)
RAISED: Point = (34, -60)
AT_QUARTERS: Point = (92, -30)
AT_EIGHTHS: Point = (90, -4)
HOLDING = ((40.0, 58.0), (-33.0, 58.0))
NEIGHBOUR = {"Pupil 4": "Pupil 9", "Pupil 7": "Pupil 10", "Pupil 2": "Pupil 8"}

Keys = list[tuple[float, float]]


def eased(keys: Keys, now: float, takes: float = 420) -> float:
    """The value at `now`, moving softly to each key's value from the key's time on."""
    value = keys[0][1]
    for at, target in keys[1:]:
        if now < at:
            break
        share = min(1.0, (now - at) / takes)
        value += (target - value) * share * share * (3 - 2 * share)
    return value


@dataclass
class Direction:
    """Stage directions, worked out once from the times of the turns."""

    board: list[tuple[float, str]]
    walk: list[tuple[float, float, float]]
    hands: list[tuple[float, Point, Point]]
    strip: list[tuple[float, int]]
    raised: dict[str, Keys]
    pairs: tuple[float, float]
    folding: tuple[float, float]


def direct(track: Track) -> Direction:
    """All stage directions. Times hang on the turns' cues, never on the clock."""
    start = {turn.line.cue: float(turn.start_ms) for turn in track.turns}
    end = {turn.line.cue: float(turn.end_ms) for turn in track.turns}
    return Direction(
        board=[
            (0, "title"),
            (start["question"] + 900, "question"),
            (start["who"] + 300, "know"),
            (start["cut"] + 500, "cut"),
            (start["useful"] + 1500, "idea"),
            (start["prove"] + 1400, "prove"),
            (start["try"] - 200, "strip1"),
            (start["try"] + 2400, "strip4"),
            (end["try"] - 900, "strip8"),
            (start["see"] + 3200, "answer"),
            (start["size"] + 700, "pieces"),
        ],
        walk=[
            (start["challenge"] + 1300, 2600, BY_NOTICES),
            (start["try"] - 300, 2500, BY_WINDOW),
        ],
        hands=_hands(start, end),
        strip=[(0, 0), (start["try"] + 2400, 4), (end["try"] - 700, 8), (start["keep"] + 100, 0)],
        raised=_raised(start, end),
        pairs=(end["question"] + 250, start["who"] - 350),
        folding=(start["try"] + 2600, start["see"] - 500),
    )


def _hands(start: dict[str, float], end: dict[str, float]) -> list[tuple[float, Point, Point]]:
    """Where the teacher's hands go: (from when, near hand, far hand)."""
    return [
        (-1000, OPEN, DOWN),
        (end["welcome"] + 200, LOW, DOWN),
        (start["question"] + 1400, AT_QUARTERS, DOWN),
        (start["question"] + 3900, AT_EIGHTHS, DOWN),
        (end["question"] - 1500, OPEN, (-50, 24)),
        (end["question"] + 300, *CLASPED),
        (start["who"] + 300, RAISED, DOWN),
        (end["who"] + 300, *CLASPED),
        (start["more"], OPEN, DOWN),
        (end["more"] + 200, *CLASPED),
        (start["cut"] + 1200, AT_QUARTERS, DOWN),
        (end["cut"], *CLASPED),
        (start["challenge"] + 100, OPEN, DOWN),
        (end["challenge"] + 400, *CLASPED),
        (start["useful"] + 200, OPEN, DOWN),
        (start["useful"] + 2500, RAISED, DOWN),
        (end["useful"] + 1300, LOW, DOWN),
        (start["prove"] + 1300, OPEN, (-52, 20)),
        (end["prove"] + 300, *CLASPED),
        (start["try"] + 100, LOW, DOWN),
        (start["try"] + 2200, *HOLDING),
        (start["keep"], OPEN, DOWN),
        (end["keep"] + 300, *CLASPED),
        (start["end"], OPEN, (-52, 20)),
    ]


def _raised(start: dict[str, float], end: dict[str, float]) -> dict[str, Keys]:
    """Whose hand is up from when until when. During the long wait hands go up one after the other."""
    spans: list[tuple[str, float, float]] = [
        ("Pupil 6", end["who"] + 1300, start["smaller"] + 500),
        ("Pupil 4", end["who"] + 1900, start["smaller"] + 700),
        ("Pupil 9", end["who"] + 2700, start["smaller"] + 600),
        ("Pupil 7", end["challenge"] + 500, start["eight"] + 500),
        ("Pupil 2", end["prove"] + 800, start["fold"] + 500),
        ("Pupil 9", end["prove"] + 1300, start["fold"] + 300),
        ("Pupil 7", start["see"] - 700, end["see"] + 200),
        ("Pupil 7", end["keep"] + 400, start["size"] + 400),
        ("Pupil 1", end["keep"] + 700, start["size"] + 300),
    ]
    thought_so = ("Pupil 7", "Pupil 8", "Pupil 9", "Pupil 3", "Pupil 5", "Pupil 1")
    spans += [
        (name, end["useful"] - 900 + 260 * late, start["prove"] + 500 + 70 * late)
        for late, name in enumerate(thought_so)
    ]
    keys: dict[str, Keys] = {}
    for name, up, down in sorted(spans, key=lambda span: span[1]):
        keys.setdefault(name, [(-1000, 0.0)]).extend([(up, 1.0), (down, 0.0)])
    return keys


@dataclass(frozen=True)
class Picture:
    """Everything that decides what one picture looks like; equal pictures are rendered only once."""

    people: People
    board: tuple[tuple[str, float], ...]
    second: int

    def svg(self) -> str:
        """The picture as SVG."""
        return draw_room(self.people, self.board, self.second)


def pictures(track: Track) -> Iterator[Picture]:
    """One picture for each step of the film."""
    direction = direct(track)
    levels = mouth_levels(track.sound, PICTURE_MS)
    for step in range(track.duration_ms // PICTURE_MS + 1):
        now = float(step * PICTURE_MS)
        mouth = math.ceil(levels[min(step, len(levels) - 1)] * 3 - 0.25)
        speaker = next((turn.line.speaker for turn in track.turns if turn.start_ms <= now < turn.end_ms), "")
        teacher = _teacher(direction, now, mouth if speaker == TEACHER else 0, speaker)
        pupils = _pupils(direction, now, mouth, speaker, teacher.x)
        yield Picture(People(teacher, pupils), _panels(direction.board, now), int(now // 1000))


def _panels(board: list[tuple[float, str]], now: float, takes: float = 480) -> tuple[tuple[str, float], ...]:
    """The panel on the board; the old one fades out first, so that two never stand over each other."""
    index = max(n for n, (at, _) in enumerate(board) if at <= now)
    share = min(1.0, (now - board[index][0]) / takes) if index else 1.0
    if share < 0.5:
        return ((board[index - 1][1], round(1 - 2 * share, 2)),)
    return ((board[index][1], round(2 * share - 1, 2)),)


def _teacher(direction: Direction, now: float, mouth: int, speaker: str) -> TeacherPose:
    """Where she stands and what she does at this moment."""
    x, bob, facing = _walking(direction.walk, now)
    near, far = (_hand(direction.hands, now, which) for which in (1, 2))
    if speaker == TEACHER:
        near = (near[0] + 2.2 * math.sin(now / 260), near[1] + 2.6 * math.sin(now / 190))
    nodding = speaker not in ("", TEACHER)
    tilt = 2.4 * math.sin(now / 420) if nodding else (1.4 * math.sin(now / 700) if speaker else 0.0)
    return TeacherPose(
        x=round(x, 1),
        y=round(bob, 1),
        facing=facing,
        near_hand=(round(near[0], 1), round(near[1], 1)),
        far_hand=(round(far[0], 1), round(far[1], 1)),
        mouth=max(0, min(3, mouth)),
        blink=now % 3760 < 2 * PICTURE_MS,
        tilt=round(tilt, 1),
        strip=[parts for at, parts in direction.strip if at <= now][-1],
    )


def _walking(walk: list[tuple[float, float, float]], now: float) -> tuple[float, float, float]:
    """Place, bob of the steps, and the way she faces: always towards the board."""
    x = BY_WINDOW
    bob = 0.0
    for at, takes, target in walk:
        x = eased([(0, x), (at, target)], now, takes)
        if at < now < at + takes:
            bob = -2.4 * abs(math.sin((now - at) / 210))
            return x, bob, 1.0 if target > BY_WINDOW else -1.0
    return x, bob, 1.0 if x < (BY_WINDOW + BY_NOTICES) / 2 else -1.0


def _hand(hands: list[tuple[float, Point, Point]], now: float, which: int) -> Point:
    """One hand on its way between the places it is sent to."""
    across: Keys = [(key[0], key[which][0]) for key in hands]
    height: Keys = [(key[0], key[which][1]) for key in hands]
    return eased(across, now), eased(height, now)


def _pupils(
    direction: Direction, now: float, mouth: int, speaker: str, teacher_x: float
) -> tuple[tuple[str, PupilPose], ...]:
    """What every pupil does at this moment."""
    pose: Callable[[int], PupilPose]
    if direction.pairs[0] <= now < direction.pairs[1]:
        pose = partial(_in_pairs, now)
    else:
        pose = partial(_in_class, direction, now, mouth, speaker, teacher_x)
    return tuple((pupil.name, pose(index)) for index, pupil in enumerate(PUPILS))


def _in_pairs(now: float, index: int) -> PupilPose:
    """Talking with the neighbour, in turns."""
    phase = int(now / 900 + index // 2 * 0.7) % 2
    talks = phase == index % 2
    mouth = 1 + int(now / PICTURE_MS + index) % 3 if talks else 0
    return PupilPose(turn=1 if index % 2 == 0 else -1, mouth=mouth, speaking=talks, lift=2.0 if talks else 0.0)


def _in_class(direction: Direction, now: float, mouth: int, speaker: str, teacher_x: float, index: int) -> PupilPose:
    """Listening, with a hand up, folding, or speaking towards the teacher."""
    pupil = PUPILS[index]
    hand = round(eased(direction.raised.get(pupil.name, [(0, 0.0)]), now), 2)
    showing = now > direction.folding[0] and now < direction.folding[1] + 8000 and pupil.name == "Pupil 7"
    lift = round(-4 + 1.5 * math.sin(now / 240 + index), 1) if direction.folding[0] < now < direction.folding[1] else 0
    if pupil.name == speaker:
        turn = 1 if teacher_x > pupil.x else -1
        return PupilPose(turn, hand, max(0, min(3, mouth)), speaking=True, lift=5.0, strip=showing)
    if NEIGHBOUR.get(speaker) == pupil.name:
        talker = next(other for other in PUPILS if other.name == speaker)
        return PupilPose(turn=1 if talker.x > pupil.x else -1, hand=hand)
    return PupilPose(hand=hand, lift=lift, strip=showing)


class Painter:
    """A headless browser that turns SVG into pixels; it sets type better than any Python library."""

    def __init__(self, font: Path | None) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        self._page = self._browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        self._page.set_content(f"<style>{_style(font)}</style><main></main>")
        self._page.evaluate("document.fonts.load('16px Literata')")

    def paint(self, svg: str) -> np.ndarray:
        """The picture as RGB pixels."""
        self._page.evaluate("svg => { document.querySelector('main').innerHTML = svg }", svg)
        shot = self._page.screenshot(type="jpeg", quality=97)
        return np.asarray(Image.open(BytesIO(shot)).convert("RGB"))

    def close(self) -> None:
        """End the browser that this painter started."""
        self._browser.close()
        self._playwright.stop()


def _style(font: Path | None) -> str:
    """Page style with the board's typeface inside it, so that nothing depends on installed fonts."""
    face = ""
    if font:
        data = base64.b64encode(font.read_bytes()).decode()
        face = f"@font-face{{font-family:Literata;font-weight:200 900;src:url(data:font/woff2;base64,{data})}}"
    return f"{face}html,body{{margin:0;overflow:hidden}}main{{width:{WIDTH}px;height:{HEIGHT}px}}"


def write_film(track: Track, target: Path, font: Path | None, crf: int = 23) -> None:
    """Render and encode the whole film with its sound, ready to start before it is all loaded."""
    painter = Painter(font)
    try:
        with av.open(str(target), "w", options={"movflags": "+faststart"}) as film:
            video = film.add_stream("libx264", rate=FPS)
            video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
            video.options = {
                "crf": str(crf),
                "preset": "slow",
                "tune": "animation",
                "profile": "high",
                "g": "125",
            }
            video.time_base = Fraction(1, FPS)
            sound = film.add_stream("aac", rate=SOUND_RATE, layout="mono")
            sound.bit_rate = 80_000
            packets = (_sound_packets(sound, track), _picture_packets(video, track, painter))
            for packet in heapq.merge(*packets, key=lambda packet: packet.dts * packet.time_base):
                film.mux(packet)
    finally:
        painter.close()


def _picture_packets(video: av.VideoStream, track: Track, painter: Painter) -> Iterator[av.Packet]:
    """Encode every picture for as many frames as it stands."""
    last: Picture | None = None
    pixels = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    frames = track.duration_ms * FPS // 1000
    for number, picture in enumerate(pictures(track)):
        if picture != last:
            pixels, last = painter.paint(picture.svg()), picture
        first = number * FRAMES_PER_PICTURE
        for pts in range(first, min(first + FRAMES_PER_PICTURE, frames)):
            frame = av.VideoFrame.from_ndarray(pixels, format="rgb24")
            frame = frame.reformat(format="yuv420p", dst_colorspace="itu709")
            frame.pts, frame.time_base = pts, Fraction(1, FPS)
            yield from video.encode(frame)
    yield from video.encode(None)


def _sound_packets(stream: av.AudioStream, track: Track) -> Iterator[av.Packet]:
    """Encode the sound at 48 kHz, which every browser plays."""
    samples = resample_poly(track.sound, SOUND_RATE // RATE, 1).astype(np.float32)
    for first in range(0, len(samples), 1024):
        frame = av.AudioFrame.from_ndarray(samples[None, first : first + 1024], format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, first, Fraction(1, SOUND_RATE)
        yield from stream.encode(frame)
    yield from stream.encode(None)
