"""What is said in the sample lesson, by whom, and how long the class is quiet before it.

This is the only place to change the words. Everything else (times, pictures, film) follows from it.
"""

from dataclasses import dataclass

TITLE = "Comparing fractions: ¾ or ⅝?"
CLASS_NAME = "Year 5"
SUBJECT = "Maths"
FOCUS = "Waiting after a question, and what pupils do with the time"

TEACHER = "Miss Holt"
LEAD_IN_MS = 900
LEAD_OUT_MS = 1600


@dataclass(frozen=True)
class Line:
    """One turn. The quiet before it belongs to it, so that lines can be moved about.

    `cue` is a name for the pictures to hang on: when a line gets longer, they move along.
    """

    cue: str
    speaker: str
    pause_ms: int
    text: str


LINES: tuple[Line, ...] = (
    Line("welcome", TEACHER, LEAD_IN_MS, "Good morning, everyone. Today we are comparing fractions."),
    Line(
        "question",
        TEACHER,
        1000,
        "Hands down, please. Which is bigger, three quarters or five eighths? Talk to your partner first.",
    ),
    Line("who", TEACHER, 4600, "Who would like to tell us how they know?"),
    Line(
        "smaller",
        "Pupil 4",
        3400,
        "Three quarters, because eighths are smaller pieces, so you need more of them.",
    ),
    Line("more", TEACHER, 900, "You need more of them. Say a bit more about that."),
    Line(
        "cut",
        "Pupil 4",
        1700,
        "If you cut the quarters in half you get six eighths, and six is more than five.",
    ),
    Line("challenge", TEACHER, 700, "Thank you. Does anyone want to add to that, or challenge it?"),
    Line("eight", "Pupil 7", 1900, "But I thought eighths were bigger, because eight is bigger than four."),
    Line(
        "useful",
        TEACHER,
        600,
        "That is a really useful thing to say. Hands up if you thought the same at first.",
    ),
    Line("prove", TEACHER, 1800, "Lots of us. So how could we prove it, one way or the other?"),
    Line(
        "fold",
        "Pupil 2",
        2000,
        "We could fold a strip of paper. The more you fold it, the smaller the pieces get.",
    ),
    Line("try", TEACHER, 700, "Let's try it. Fold your strip into quarters, and then fold it in half again."),
    Line(
        "see",
        "Pupil 7",
        2000,
        "Oh, I see. The eighths are smaller. Three quarters is the same as six eighths.",
    ),
    Line("keep", TEACHER, 800, "So what will you look at next time?"),
    Line("size", "Pupil 7", 1300, "The size of the pieces, not just the number."),
    Line("end", TEACHER, 600, "Lovely. Keep that thought for tomorrow."),
)
