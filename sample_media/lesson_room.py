"""The classroom and what is written on its board."""

from lesson_people import FAR_ROW, PUPILS, People, PupilPose, draw_pupil, draw_teacher

FRAC = "font-feature-settings:'frac'"
LEFT, WIDTH = 236.0, 246.0
MIDDLE = LEFT + WIDTH / 2
YELLOW, PEACH, GREEN, BLUE = "#F2D47C", "#F0B38A", "#8EC3A6", "#8FB2DA"
PALE_GREEN, PALE_BLUE = "#D4E8DB", "#DCE7F3"
INK, RED, PEN = "#243B33", "#A3262A", "#1F58A8"

_DEFS = (
    '<defs><linearGradient id="wall"><stop offset="0" stop-color="#E9E3D2"/><stop offset="1" '
    'stop-color="#D8D2C1"/>'
    '</linearGradient><linearGradient id="sky" x2="0" y2="1"><stop offset="0" stop-color="#F4F8F4"/>'
    '<stop offset="1" stop-color="#CFE1E0"/></linearGradient>'
    '<radialGradient id="dim" cx=".5" cy=".4" r=".8"><stop offset=".62" stop-color="#10201a" '
    'stop-opacity="0"/>'
    '<stop offset="1" stop-color="#10201a" stop-opacity=".26"/></radialGradient>'
    '<radialGradient id="glow"><stop offset=".35" stop-color="#FFE9A0" stop-opacity=".75"/>'
    '<stop offset="1" stop-color="#FFE9A0" stop-opacity="0"/></radialGradient></defs>'
)


def draw_room(people: People, board: tuple[tuple[str, float], ...], second: int) -> str:
    """One whole picture. `board` lists panels with their opacity, for soft changes of what is written."""
    poses = dict(people.pupils)
    seats = [draw_pupil(pupil, poses.get(pupil.name, PupilPose())) for pupil in PUPILS]
    panels = "".join(f'<g opacity="{opacity:.3f}">{PANELS[name]()}</g>' for name, opacity in board)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" width="100%" height="100%">{_DEFS}'
        f"{_walls(second)}{_board(panels)}{draw_teacher(people.teacher)}{_far_table()}{''.join(seats[:FAR_ROW])}"
        f'{_near_tables()}{"".join(seats[FAR_ROW:])}<rect width="640" height="360" fill="url(#dim)"/></svg>'
    )


def _walls(second: int) -> str:
    """Wall, window, clock and notice board. The clock's hand and a cloud move, so that a wait can be seen."""
    return (
        '<rect width="640" height="360" fill="url(#wall)"/><path d="M0 0H640V14H0z" fill="#C9C2B0"/>'
        '<path d="M0 258h640v12H0z" fill="#C3B9A1"/>'
        + _window(second) + _clock(second) + _notices()
    )  # fmt: skip


def _window(second: int) -> str:
    """A window with hills, a tree and a slow cloud."""
    cloud = 26 + second * 0.35
    return (
        '<clipPath id="pane"><rect x="24" y="46" width="106" height="116"/></clipPath>'
        '<rect x="18" y="40" width="118" height="128" rx="3" fill="#B9B09A"/>'
        '<g clip-path="url(#pane)"><rect x="24" y="46" width="106" height="116" fill="url(#sky)"/>'
        f'<g fill="#fff" transform="translate({cloud:.2f} 66)"><ellipse cx="14" cy="6" rx="16" ry="6"/>'
        '<ellipse cx="20" cy="1" rx="9" ry="7"/></g>'
        '<path d="M24 132c18-20 34-10 48-22s34-12 58 6v46H24z" fill="#A9C4A6"/>'
        '<path d="M24 148c30-14 60-8 106-16v30H24z" fill="#8FB293"/>'
        '<path d="M106 142v-16" stroke="#7A6A50" stroke-width="4"/><circle cx="106" cy="116" r="14" '
        'fill="#7FA682"/></g>'
        '<path d="M77 46v116M24 100h106" stroke="#B9B09A" stroke-width="4"/><path d="M14 168h126v7H14z" '
        'fill="#A79D86"/>'
        '<path d="M40 168l-3-16h20l-3 16z" fill="#B7653F"/><path d="M47 152c-10-4-12-14-10-20 8 2 11 8 10 '
        "20zm0 0c0-12"
        ' 6-18 14-18 0 8-4 16-14 18z" fill="#4E8A63"/>'
    )


def _clock(second: int) -> str:
    """A wall clock at a quarter past nine, with a second hand."""
    ticks = "".join(
        f'<path d="M0-15v3" transform="rotate({30 * n})" stroke="#4C5851" stroke-width="1.4"/>' for n in range(12)
    )
    return (
        '<g transform="translate(177 48)"><circle r="20" fill="#5E6B64"/><circle r="17.5" fill="#FBFCFA"/>'
        f'{ticks}<g stroke-linecap="round" stroke="#17211C"><path d="M0 0v-8.5" stroke-width="2.4"'
        f' transform="rotate({277 + second / 120:.1f})"/><path d="M0 0v-12.5" stroke-width="1.8"'
        f' transform="rotate({90 + second / 10:.1f})"/></g>'
        f'<path d="M0 4v-17" stroke="{RED}" stroke-width="1.2" transform="rotate({6 * second})"/>'
        f'<circle r="1.8" fill="{RED}"/></g>'
    )


def _notices() -> str:
    """Pupils' work on a cork board."""
    return (
        '<rect x="528" y="46" width="94" height="104" fill="#B7884F"/><rect x="533" y="51" width="84" '
        'height="94"'
        ' fill="#CDA36B"/><g transform="rotate(-3 560 80)"><rect x="541" y="58" width="32" height="38" '
        'fill="#FDFBF3"/>'
        '<path d="M545 66h22M545 72h24M545 78h18" stroke="#9FB3C9" stroke-width="2"/></g>'
        '<rect x="580" y="60" width="30" height="34" fill="#DDEBF2"/><circle cx="595" cy="77" r="10" '
        'fill="#E9B455"/>'
        '<path d="M595 77V67a10 10 0 0 1 10 10z" fill="#C4653A"/><g transform="rotate(2 570 122)"><rect '
        'x="548" y="103"'
        ' width="46" height="34" fill="#F6F2DF"/><path d="M553 111h34M553 118h28M553 125h32" stroke="#B5A98A"'
        ' stroke-width="2"/></g>'
    )


def _board(panels: str) -> str:
    """The whiteboard around whatever is written on it."""
    return (
        '<rect x="214" y="34" width="290" height="158" rx="4" fill="#9FA9A6"/>'
        '<rect x="219" y="39" width="280" height="148" rx="2" fill="#FBFCFA"/>'
        '<path d="M300 192h118v5H300z" fill="#7F8A82"/><path d="M318 190h18M344 190h14" stroke-width="4"'
        f' stroke="{PEN}" stroke-linecap="round"/><path d="M372 190h16" stroke="{RED}" stroke-width="4" '
        f'stroke-linecap="round"/>'
        f'<g font-family="Literata,Georgia,serif" text-anchor="middle" fill="{INK}">{panels}</g>'
    )


def _far_table() -> str:
    """The far tables: one long top, which also hides the teacher's feet."""
    return (
        '<path d="M0 268h640v92H0z" fill="#8C7B62"/><path d="M0 268h640v10H0z" fill="#B09B7B"/>'
        '<g fill="#FDFBF3"><path d="M284 262h22l3 8h-24z"/><path d="M468 262h22l3 8h-24z"/></g>'
    )


def _near_tables() -> str:
    """Tops of the near tables, with books, pencils and the paper strips that will be folded."""
    tops = "".join(
        f'<path d="M{x} 309h{width}l8 16h-{width + 16}z" fill="#C2AC89"/><path d="M{x - 8} '
        f'325h{width + 16}v6h-{width + 16}z"'
        ' fill="#9A855F"/>'
        for x, width in ((28, 160), (272, 164), (492, 160))
    )
    things = "".join(
        f'<path d="M{x} 312h24l2 8h-27z" fill="{colour}"/><path d="M{x + 30} 314h22" stroke="#E9B455" '
        f'stroke-width="2.4"/>'
        for x, colour in ((96, "#DCE7F3"), (340, "#FDFBF3"), (556, "#DCE7F3"))
    )
    return tops + things


def _text(x: float, y: float, size: float, words: str, *, colour: str = INK, weight: int = 400, more: str = "") -> str:
    """Words on the board; `1/2` becomes a real fraction by the font's own feature."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" font-weight="{weight}" {more}>{words}</text>'
    )


def _fraction(value: str) -> str:
    """A fraction within a line of text."""
    return f'<tspan style="{FRAC}">{value}</tspan>'


def _bar(y: float, height: float, parts: int, shaded: int, colours: tuple[str, str], label: str, size: float) -> str:
    """One row of a fraction wall."""
    step = WIDTH / parts
    cells = []
    for n in range(parts):
        strong = n < shaded
        cells.append(
            f'<rect x="{LEFT + step * n:.2f}" y="{y}" width="{step:.2f}" height="{height}" stroke="#fff"'
            f' stroke-width="1.5" fill="{colours[0] if strong else colours[1]}"/>'
        )
        look = f'style="{FRAC}" opacity="{1 if strong else 0.45}"' if "/" in label else ""
        cells.append(_text(LEFT + step * (n + 0.5), y + height / 2 + size * 0.36, size, label, more=look))
    return "".join(cells)


def _title() -> str:
    """The first board: what today is about."""
    return (
        _text(MIDDLE, 62, 11, "Tuesday 11 November", colour="#4C5851")
        + f'<path d="M300 67h118" stroke="{RED}" stroke-width="1.2"/>'
        + _text(MIDDLE, 96, 24, "Comparing fractions", weight=600)
        + _pie(300, 142, 30, 4, 3, GREEN, PALE_GREEN) + _pie(418, 142, 30, 8, 5, BLUE, PALE_BLUE)
        + _text(MIDDLE, 148, 17, "or", colour="#4C5851")
    )  # fmt: skip


def _pie(x: float, y: float, r: float, parts: int, shaded: int, full: str, pale: str) -> str:
    """A round cake with some of its parts shaded."""
    round_it = 2 * 3.14159265 * (r / 2)
    share = round_it * shaded / parts
    cuts = "".join(f'<path d="M{x} {y}v-{r}" transform="rotate({360 * n / parts} {x} {y})"/>' for n in range(parts))
    return (
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="{pale}"/><circle cx="{x}" cy="{y}" r="{r / 2}" fill="none"'
        f' stroke="{full}" stroke-width="{r}" stroke-dasharray="{share:.3f} {round_it:.3f}" '
        f'transform="rotate(-90 {x} {y})"/>'
        f'<g stroke="#fff" stroke-width="1.6">{cuts}</g>'
        f'<circle cx="{x}" cy="{y}" r="{r}" fill="none" stroke="{INK}" stroke-opacity=".35"/>'
    )


def _wall_rows() -> str:
    """The fraction wall down to eighths, three quarters and five eighths shaded."""
    return (
        _bar(52, 24, 1, 1, (YELLOW, YELLOW), "1 whole", 13) + _bar(79, 24, 2, 2, (PEACH, PEACH), "1/2", 14)
        + _bar(106, 24, 4, 3, (GREEN, PALE_GREEN), "1/4", 14)
        + _bar(133, 24, 8, 5, (BLUE, PALE_BLUE), "1/8", 12)
    )  # fmt: skip


def _question() -> str:
    """The wall with the question under it."""
    words = f"Which is bigger: {_fraction('3/4')} or {_fraction('5/8')}?"
    return _wall_rows() + _text(MIDDLE, 178, 15, words, colour=RED, weight=600)


def _know() -> str:
    """The wall with the second question."""
    return _wall_rows() + _text(MIDDLE, 178, 15, "How do you know?", colour=RED, weight=600)


def _cut() -> str:
    """Quarters cut in half: Pupil 4's own move, drawn as it is said."""
    step = WIDTH / 8
    cuts = "".join(f"M{LEFT + step * n:.1f} 78v34" for n in (1, 3, 5))
    return (
        _bar(80, 30, 4, 3, (GREEN, PALE_GREEN), "", 14) + _bar(116, 30, 8, 6, (BLUE, PALE_BLUE), "1/8", 12)
        + f'<path d="{cuts}" stroke="{RED}" stroke-width="2" stroke-dasharray="4 3"/>'
        + _text(MIDDLE, 64, 15, "Cut each quarter in half", weight=600)
        + _text(MIDDLE, 173, 18, f"{_fraction('3/4')} = {_fraction('6/8')}", colour=RED, weight=600)
    )  # fmt: skip


def _idea() -> str:
    """Pupil 7's idea, taken seriously enough to be written up."""
    return (
        _text(MIDDLE, 66, 13, "An idea to test", colour="#4C5851")
        + _text(MIDDLE, 100, 19, "“8 is bigger than 4, so", colour=PEN, more='font-style="italic"')
        + _text(MIDDLE, 126, 19, "eighths are bigger.”", colour=PEN, more='font-style="italic"')
        + f'<path d="M296 138q63 8 126 0" fill="none" stroke="{YELLOW}" stroke-width="4" '
        f'stroke-linecap="round"/>'
    )


def _prove() -> str:
    """The idea with the task under it."""
    return _idea() + _text(MIDDLE, 173, 17, "How could we prove it?", colour=RED, weight=600)


def _strip(parts: int) -> str:
    """A big paper strip with the folds made so far."""
    step = WIDTH / parts
    folds = "".join(f"M{LEFT + step * n:.1f} 88v38" for n in range(1, parts))
    words = {1: "Take a strip of paper", 4: "Fold it into quarters", 8: "Fold it in half again"}[parts]
    label = f"1/{parts}"
    places = range(parts if parts > 1 else 0)
    labels = [_text(LEFT + step * (n + 0.5), 112, 14, label, more=f'style="{FRAC}"') for n in places]
    return (
        _text(MIDDLE, 70, 17, words, weight=600)
        + f'<rect x="{LEFT}" y="90" width="{WIDTH}" height="34" fill="#FBF3D0" stroke="#B58A2E"/>'
        + f'<path d="{folds}" stroke="#B58A2E" stroke-width="1.6" stroke-dasharray="5 3"/>'
        + "".join(labels)
        + _text(MIDDLE, 160, 15, f"{parts} equal pieces" if parts > 1 else "1 whole", colour=PEN)
    )  # fmt: skip


def _answer() -> str:
    """Both fractions as eighths, with the piece that makes the difference."""
    step = WIDTH / 8
    return (
        _bar(52, 26, 4, 3, (GREEN, PALE_GREEN), "1/4", 14) + _bar(84, 26, 8, 5, (BLUE, PALE_BLUE), "1/8", 12)
        + f'<rect x="{LEFT + step * 5:.1f}" y="83" width="{step:.1f}" height="28" fill="none" stroke="{RED}"'
        ' stroke-width="2" stroke-dasharray="4 2.5"/>'
        + _text(MIDDLE, 142, 21, f"{_fraction('3/4')} = {_fraction('6/8')}", weight=600)
        + _text(MIDDLE, 172, 21, f"{_fraction('6/8')} &gt; {_fraction('5/8')}", colour=RED, weight=600)
    )  # fmt: skip


def _pieces() -> str:
    """The sentence that the class takes home."""
    return (
        _answer_small()
        + _text(MIDDLE, 148, 17, "Look at the size of the pieces,", weight=600)
        + _text(MIDDLE, 171, 17, "not just the number.", weight=600)
    )


def _answer_small() -> str:
    """The two rows once more, above the closing sentence."""
    return _bar(54, 30, 4, 3, (GREEN, PALE_GREEN), "1/4", 14) + _bar(90, 30, 8, 5, (BLUE, PALE_BLUE), "1/8", 12)


PANELS = {
    "title": _title,
    "question": _question,
    "know": _know,
    "cut": _cut,
    "idea": _idea,
    "prove": _prove,
    "strip1": lambda: _strip(1),
    "strip4": lambda: _strip(4),
    "strip8": lambda: _strip(8),
    "answer": _answer,
    "pieces": _pieces,
}
