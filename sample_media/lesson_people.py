"""The people in the drawn classroom: a teacher seen from the front, pupils from behind or in profile.

Everybody is drawn from a small pose, so that a film is only a list of poses. Nobody is modelled on a real
person. Units are those of the 640 x 360 picture.
"""

import math
from dataclasses import dataclass, field

Point = tuple[float, float]

MUSTARD, MUSTARD_DEEP = "#D9A23B", "#CB922C"
TEACHER_SKIN, TEACHER_HAIR = "#9A6744", "#2B211D"


@dataclass(frozen=True)
class TeacherPose:
    """Where the teacher stands, which way she faces (1 = to the right), and what hands and face do."""

    x: float = 187
    y: float = 0
    facing: float = 1
    near_hand: Point = (25, 70)
    far_hand: Point = (-26, 70)
    mouth: int = 0
    blink: bool = False
    tilt: float = 0
    strip: int = 0


@dataclass(frozen=True)
class Pupil:
    """How one pupil looks and where they sit."""

    name: str
    x: float
    y: float
    size: float
    hair: str
    hair_colour: str
    skin: str
    jumper: str = "#2F6B53"
    hand_side: int = 1


@dataclass(frozen=True)
class PupilPose:
    """What a pupil does: turned left (-1), to the board (0) or right (1); hand from down (0) to up (1)."""

    turn: int = 0
    hand: float = 0
    mouth: int = 0
    speaking: bool = False
    lift: float = 0
    strip: bool = False


PUPILS: tuple[Pupil, ...] = (
    Pupil("Pupil 1", 250, 241, 0.62, "afro", "#33241C", "#7A4E33"),
    Pupil("Pupil 3", 348, 243, 0.62, "bob", "#8A4B26", "#E0B08A", hand_side=-1),
    Pupil("Pupil 5", 440, 241, 0.62, "short", "#C79A5B", "#EBC3A0"),
    Pupil("Pupil 6", 484, 243, 0.62, "bun", "#2A201C", "#C08A5E"),
    Pupil("Pupil 2", 66, 274, 1.0, "scarf", "#35516E", "#B98258", hand_side=1),
    Pupil("Pupil 8", 152, 279, 1.0, "short", "#2A1F1A", "#8B5B3B", "#27594A", hand_side=-1),
    Pupil("Pupil 9", 300, 280, 1.0, "curly", "#5A3826", "#D9A67E", "#27594A", hand_side=-1),
    Pupil("Pupil 4", 396, 274, 1.0, "tail", "#D0A45F", "#EBC3A0", hand_side=1),
    Pupil("Pupil 7", 528, 274, 1.0, "short", "#6E3F22", "#E3B38C", hand_side=1),
    Pupil("Pupil 10", 606, 280, 1.0, "braids", "#1F1815", "#A06C45", "#27594A", hand_side=-1),
)
FAR_ROW = 4


@dataclass(frozen=True)
class People:
    """Everybody at one moment."""

    teacher: TeacherPose = field(default_factory=TeacherPose)
    pupils: tuple[tuple[str, PupilPose], ...] = ()


def draw_teacher(pose: TeacherPose) -> str:
    """The teacher, drawn around her neck and mirrored when she faces left."""
    far = _arm((-23, 12), pose.far_hand, side=-1)
    near = _arm((23, 11), pose.near_hand, side=1)
    in_front = pose.far_hand[0] > -22 or pose.strip > 0
    body = (
        '<path d="M-38 190c-4-50-1-96 12-122 8-14 40-16 50 0 12 30 18 78 16 122z" fill="#33434F"/>'
        f'<path d="M-38 82c2-44 8-70 20-80 4-4 10-6 14-6h18c6 0 12 2 16 6 10 8 16 32 18 62l-3 26'
        f'c-24 8-60 8-83-8z" fill="{MUSTARD}"/>'
        f'<path d="M-37 77c24 14 58 14 81 5l-1 8c-24 8-60 8-81-4z" fill="{MUSTARD_DEEP}"/>'
        '<path d="M-10-6h24l-11 27z" fill="#FBF7EC"/>'
        '<path d="M-9-4 3 34 13-4" fill="none" stroke="#2D6D86" stroke-width="2.2"/>'
        '<rect x="-3" y="33" width="12" height="15" rx="2" fill="#F7FAF8" stroke="#2D6D86"/>'
        '<path d="M0 38h6M0 42h6" stroke="#9FB3C9" stroke-width="1.4"/>'
    )
    strip = _held_strip(pose.strip) if pose.strip else ""
    return (
        f'<g transform="translate({pose.x:.2f} {166 + pose.y:.2f}) scale({pose.facing:.3f} 1)">'
        f"{'' if in_front else far}{body}{_teacher_head(pose)}{strip}{far if in_front else ''}{near}</g>"
    )


def _teacher_head(pose: TeacherPose) -> str:
    """Head, hair and face; the features sit a little to the front, so that she looks towards the class."""
    eyes = (
        '<path d="M-4-41h5M9-41h5" stroke="#2B211D" stroke-width="1.6" stroke-linecap="round"/>'
        if pose.blink
        else '<ellipse cx="-1" cy="-41" rx="1.8" ry="2.5" fill="#2B211D"/>'
        '<ellipse cx="11.5" cy="-41" rx="1.8" ry="2.5" fill="#2B211D"/>'
    )
    return (
        f'<g transform="rotate({pose.tilt:.2f} 2 -14)">'
        f'<circle cx="-14" cy="-71" r="11.5" fill="{TEACHER_HAIR}"/>'
        '<rect x="-6" y="-22" width="16" height="23" rx="7" fill="#8B5B3B"/>'
        f'<ellipse cx="2" cy="-38" rx="18.5" ry="22" fill="{TEACHER_SKIN}"/>'
        f'<ellipse cx="-16" cy="-36" rx="3.5" ry="5" fill="#8B5B3B"/>'
        '<circle cx="-16.5" cy="-29" r="1.8" fill="#F2D47C"/>'
        f'<path d="M-19-35c-4-23 6-34 21-34 16 0 23 12 19 26-9-2-17-7-22-13-4 9-9 14-13 15z" '
        f'fill="{TEACHER_HAIR}"/>'
        '<path d="M-4.5-47q4-2.5 7-.5M8.5-47.5q3.5-2 6 .5" stroke="#2B211D" stroke-width="1.5" fill="none"'
        ' stroke-linecap="round"/>'
        f'{eyes}<path d="M6-38q3 4 .5 5.5" stroke="#7A4B30" stroke-width="1.4" fill="none" '
        f'stroke-linecap="round"/>'
        f"{_teacher_mouth(pose.mouth)}</g>"
    )


def _teacher_mouth(mouth: int) -> str:
    """A smile when closed (0), three widths when she speaks."""
    if mouth == 0:
        return '<path d="M-1-28q6 5.5 11 0" stroke="#5E2B20" stroke-width="1.8" fill="none" stroke-linecap="round"/>'
    height = (0, 2.0, 3.4, 4.8)[mouth]
    return (
        f'<ellipse cx="4.5" cy="-26.5" rx="{5.6 - mouth * 0.4:.1f}" ry="{height}" fill="#5E2420"/>'
        f'<path d="M1.5-{26.5 + height * 0.55:.1f}h6" stroke="#FBF7EC" stroke-width="1.3" '
        f'stroke-linecap="round"/>'
    )


def _arm(shoulder: Point, hand: Point, side: int) -> str:
    """Upper arm, forearm and hand; elbows point outwards for low hands and drop for raised ones."""
    bend = side * max(-1.0, min(1.0, (hand[1] - 34) / 8))
    elbow, wrist = _elbow(shoulder, hand, 36, 34, bend)
    angle = math.degrees(math.atan2(wrist[1] - elbow[1], wrist[0] - elbow[0]))
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y in (shoulder, elbow, wrist))
    return (
        f'<polyline points="{points}" fill="none" stroke="{MUSTARD_DEEP}" stroke-width="15" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
        f'<g transform="translate({wrist[0]:.2f} {wrist[1]:.2f}) rotate({angle:.1f})" stroke-linecap="round" '
        f'stroke="{TEACHER_SKIN}"><path d="M4 0h6" stroke-width="11"/>'
        '<path d="M11-3l9-2M12 0l10 0M11 3l8 2.5M8-4l4-6" stroke-width="3.6"/></g>'
    )


def _elbow(shoulder: Point, hand: Point, upper: float, lower: float, bend: float) -> tuple[Point, Point]:
    """Two-bone reach: where elbow and wrist are when the hand is asked to be at `hand`."""
    dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
    reach = min(max(math.hypot(dx, dy), abs(upper - lower) + 4), upper + lower - 0.5)
    angle = math.atan2(dy, dx)
    cosine = (upper**2 + reach**2 - lower**2) / (2 * upper * reach)
    inner = math.acos(max(-1.0, min(1.0, cosine))) * bend
    elbow = (
        shoulder[0] + upper * math.cos(angle - inner),
        shoulder[1] + upper * math.sin(angle - inner),
    )
    wrist = (shoulder[0] + reach * math.cos(angle), shoulder[1] + reach * math.sin(angle))
    return elbow, wrist


def _held_strip(parts: int) -> str:
    """A paper strip held in front of her with both hands, with as many folds as the class has made."""
    step = 76 / parts
    folds = "".join(f"M{-34 + step * n:.1f} 50v14" for n in range(1, parts))
    return (
        '<rect x="-34" y="50" width="76" height="14" rx="1" fill="#FBF3D0" stroke="#B58A2E" '
        'stroke-width="1"/>'
        f'<path d="{folds}" stroke="#B58A2E" stroke-width="1.2"/>'
    )


def draw_pupil(pupil: Pupil, pose: PupilPose) -> str:
    """One pupil, from behind when facing the board and in profile when turned to somebody."""
    arm = _raised_arm(pupil, pose) if pose.hand > 0.02 else ""
    head = _profile(pupil, pose) if pose.turn else _back_of_head(pupil)
    glow = '<ellipse cx="0" cy="18" rx="66" ry="74" fill="url(#glow)"/>' if pose.speaking else ""
    return (
        f'<g transform="translate({pupil.x} {pupil.y - pose.lift:.2f}) scale({pupil.size})">{glow}'
        f'<path d="M-46 100c2-56 18-74 46-74s44 18 46 74z" fill="{pupil.jumper}"/>'
        '<path d="M-14 27q14 9 28 0" fill="none" stroke="#F3F5EE" stroke-width="4" stroke-linecap="round"/>'
        f"{arm}{head}</g>"
    )


def _raised_arm(pupil: Pupil, pose: PupilPose) -> str:
    """An arm on its way up; it comes from under the table edge, so low values show little of it."""
    side = pupil.hand_side
    top = 72 - 108 * pose.hand
    fingers = "".join(
        f'<path d="M{side * 49 + dx:.1f} {top - 12:.1f}v-{length}" stroke="{pupil.skin}" stroke-width="5"'
        ' stroke-linecap="round"/>'
        for dx, length in ((-6, 9), (0, 12), (6, 9))
    )
    strip = _pupil_strip(side * 49, top - 12) if pose.strip else ""
    return (
        f'<path d="M{side * 33} 56Q{side * 50} {58 - 30 * pose.hand:.1f} {side * 49} {top + 8:.1f}" '
        f'fill="none"'
        f' stroke="{pupil.jumper}" stroke-width="18" stroke-linecap="round"/>'
        f'<path d="M{side * 42} {top + 3:.1f}h14" stroke="#F3F5EE" stroke-width="3" transform="translate('
        f'{-14 if side < 0 else 0} 0)"/>'
        f'{strip}<ellipse cx="{side * 49}" cy="{top - 8:.1f}" rx="9" ry="9.5" fill="{pupil.skin}"/>{fingers}'
    )


def _pupil_strip(x: float, y: float) -> str:
    """The folded strip, held up for everybody to see: eighths, six of them shaded."""
    cells = "".join(
        f'<rect x="{x - 44 + 11 * n:.1f}" y="{y - 20:.1f}" width="11" height="17" '
        f'fill="{"#8EC3A6" if n < 6 else "#FBF3D0"}" stroke="#FFFFFF" stroke-width="1.2"/>'
        for n in range(8)
    )
    return f'<g transform="rotate(-4 {x} {y})">{cells}</g>'


def _back_of_head(pupil: Pupil) -> str:
    """Hair from behind; the style tells pupils apart, not only its colour."""
    colour, skin = pupil.hair_colour, pupil.skin
    neck = f'<rect x="-9" y="16" width="18" height="18" rx="7" fill="{skin}"/>'
    ears = (
        f'<ellipse cx="-28" cy="3" rx="4.5" ry="7" fill="{skin}"/><ellipse cx="28" cy="3" rx="4.5" ry="7" '
        f'fill="{skin}"/>'
    )
    cap = f'<ellipse cx="0" cy="-2" rx="28" ry="28.5" fill="{colour}"/>'
    shine = (
        '<path d="M-15-19q15-9 30 0" stroke="#fff" stroke-opacity=".13" stroke-width="5" fill="none" '
        'stroke-linecap="round"/>'
    )
    styles = {
        "short": neck + ears + cap + f'<path d="M-17 17q17 9 34 0l-3 8q-14 5-28 0z" fill="{colour}"/>',
        "afro": neck + f'<circle cx="0" cy="-6" r="36" fill="{colour}"/>',
        "curly": neck + "".join(
            f'<circle cx="{x}" cy="{y}" r="14" fill="{colour}"/>'
            for x, y in ((-20, -12), (0, -21), (20, -12), (-22, 5), (22, 5), (-10, 14), (10, 14), (0, -2))
        ) + cap,
        "bob": neck + cap + f'<path d="M-28-4c-4 18-3 28 0 33 18 7 38 7 56 0 3-5 4-15 0-33z" '
        f'fill="{colour}"/>',
        "bun": neck + ears + f'<circle cx="0" cy="-31" r="12" fill="{colour}"/>' + cap,
        "tail": neck + ears + cap
        + f'<path d="M-7-8c-9 16-8 40-2 56 5 5 13 5 18 0 6-16 7-40-2-56z" fill="{colour}" '
        f'stroke="#00000022"/>'
        + '<rect x="-8" y="-12" width="16" height="7" rx="3" fill="#A3262A"/>',
        "braids": neck + ears + cap
        + f'<path d="M-21 10c-7 18-5 34-8 48h13c-1-14 3-32 5-46zM21 10c7 18 5 34 8 48h-13c1-14-3-32-5-46z" '
        f'fill="{colour}"/>'
        + '<path d="M-29 52h13M16 52h13" stroke="#F2D47C" stroke-width="4"/>',
        "scarf": f'<path d="M-31-2c0-40 62-40 62 0 0 18 6 28 9 36-22 14-58 14-80 0 3-8 9-18 9-36z" '
        f'fill="{colour}"/>'
        + '<path d="M-26 20q26 16 52 0" stroke="#fff" stroke-opacity=".16" stroke-width="3" fill="none"/>',
    }  # fmt: skip
    return styles[pupil.hair] + shine


def _profile(pupil: Pupil, pose: PupilPose) -> str:
    """A head turned to the side, with a mouth that moves when the pupil speaks."""
    skin, colour = pupil.skin, pupil.hair_colour
    mouth = (
        f'<ellipse cx="23" cy="14" rx="4" ry="{1.6 + 1.6 * pose.mouth:.1f}" fill="#6B2A25"/>'
        if pose.mouth
        else '<path d="M18 13.5q4 2 8 0" stroke="#6B2A25" stroke-width="1.8" fill="none" stroke-linecap="round"/>'
    )
    face = (
        f'<rect x="-11" y="14" width="19" height="20" rx="7" fill="{skin}"/>'
        f'<path d="M-24 0c0-38 52-36 52-8l6 10c1 3-2 4-5 4 1 10 0 20-10 22-22 4-43-4-43-28z" fill="{skin}"/>'
        '<ellipse cx="19" cy="-3" rx="2" ry="2.8" fill="#2B211D"/>'
        '<path d="M15-10q4-3 8-.5" stroke="#2B211D" stroke-opacity=".75" stroke-width="1.8" fill="none" '
        'stroke-linecap="round"/>'
        f'{mouth}<ellipse cx="13" cy="9" rx="4" ry="2.6" fill="#C4553A" opacity=".18"/>'
    )
    ear = f'<ellipse cx="-3" cy="3" rx="4.5" ry="6.5" fill="{skin}" stroke="#00000026"/>'
    waves = _sound_waves(pose.mouth) if pose.speaking else ""
    return (
        f'<g transform="scale({pose.turn} '
        f'1)">{face}{_side_hair(pupil.hair, colour)}{"" if pupil.hair == "scarf" else ear}{waves}</g>'
    )


def _side_hair(style: str, colour: str) -> str:
    """Hair in profile, facing right."""
    cap = (
        f'<path d="M-27 14c-10-34 4-48 24-47 18 0 29 10 30 20-12 2-22 0-28-4 0 10-4 16-8 18-2 8-6 14-18 13z" '
        f'fill="{colour}"/>'
    )
    extra = {
        "short": f'<path d="M-27 12q2 12 10 13l4-12z" fill="{colour}"/>',
        "afro": f'<circle cx="-8" cy="-12" r="30" fill="{colour}"/><path d="M-34 0q0 22 18 24l4-20z" '
        f'fill="{colour}"/>',
        "curly": "".join(
            f'<circle cx="{x}" cy="{y}" r="11" fill="{colour}"/>'
            for x, y in ((16, -24), (2, -28), (-12, -24), (-23, -12), (-25, 3), (-20, 15))
        ),
        "bob": f'<path d="M-28 0c-4 18-2 28 2 32 8 2 16 0 20-4 0-12 0-20-2-26z" fill="{colour}"/>',
        "bun": f'<circle cx="-16" cy="-33" r="12" fill="{colour}"/>',
        "tail": f'<path d="M-24-10c-16 4-20 30-14 54 6 4 12 2 14-4 0-16 0-30 6-40z" fill="{colour}"/>'
        '<circle cx="-26" cy="-6" r="5" fill="#A3262A"/>',
        "braids": f'<path d="M-24 8c-4 18-4 34-6 48h13c0-14 2-30 5-44z" fill="{colour}"/>'
        '<path d="M-30 50h13" stroke="#F2D47C" stroke-width="4"/>',
        "scarf": f'<path d="M12-30C-30-44-36 0-30 20c-2 6-6 10-8 14 18 14 48 12 60 '
        f'2-2-4-4-6-6-8-14-2-18-14-14-30'
        f' 2-10 6-16 14-18 4-2 2-8-4-10z" fill="{colour}"/>',
    }  # fmt: skip
    return extra[style] if style == "scarf" else cap + extra[style]


def _sound_waves(mouth: int) -> str:
    """Arcs before the mouth of whoever speaks: pupils sit with their backs to the camera."""
    arcs = "".join(
        f'<path d="M{38 + 8 * n} {2 - 4 * n}q{7 + 2 * n} {9 + 4 * n} 0 {20 + 8 * n}" opacity="{1 - 0.22 * n:.2f}"/>'
        for n in range(1 + max(mouth, 1))
    )
    return f'<g fill="none" stroke="#FFE071" stroke-width="3.6" stroke-linecap="round">{arcs}</g>'
