"""Recovery codes and names as they are typed (FORMAT 4.3)."""

from __future__ import annotations

from tests.vectors.generating.building import SUCCESS, VAULT, Vector, bad, ok
from tests.vectors.generating.slots import CODE, recovery

SLIP = "invalid-input"


def _code(name: str, expect: str, typed: str, comment: str = "") -> Vector:
    raw = typed.encode()
    made = ok(raw, recovery()) if expect == SUCCESS else bad(raw)
    return Vector("codes", name, expect, comment, made, {"vault": VAULT})


def _name(name: str, typed: str, canonical: str, comment: str) -> Vector:
    return Vector("names", name, SUCCESS, comment, ok(typed.encode(), canonical.encode()))


def vectors() -> list[Vector]:
    """What is the same code, what is a slip; what is the same name."""
    return [*_codes(), *_names()]


def _codes() -> list[Vector]:
    plain = CODE.replace("-", "")
    return [
        _code("ok", SUCCESS, CODE),
        _code("ok_lower_case", SUCCESS, CODE.lower()),
        _code("ok_without_hyphens", SUCCESS, plain),
        _code("ok_spaces", SUCCESS, "  " + " ".join(plain) + " "),
        _code("ok_lookalikes", SUCCESS, CODE.replace("0", "O").replace("1", "l", 1).replace("1", "I"), "O, l and I"),
        _code("check_wrong", SLIP, CODE[:-1] + "D"),
        _code("check_first_wrong", SLIP, CODE[:-2] + "S" + CODE[-1]),
        _code("letter_changed", SLIP, "1" + CODE[1:]),
        _code("letters_swapped", SLIP, CODE[:5] + "04" + CODE[7:]),
        _code("letter_not_in_alphabet", SLIP, "U" + CODE[1:]),
        _code("digit_full_width", SLIP, "\uff10" + CODE[1:], "a zero of another script"),
        _code("bits_beyond_the_last_byte", SLIP, CODE[:-4] + "X" + CODE[-3:], "the two bits at the end are not zero"),
        _code("short", SLIP, CODE[:-1]),
        _code("long", SLIP, CODE + "0"),
        _code("empty", SLIP, ""),
    ]


def _names() -> list[Vector]:
    return [
        _name("plain", "anna", "anna", "nothing to do"),
        _name("case", "Anna ÄRLIG", "anna ärlig", "casefold"),
        _name("sharp_s", "Groß", "gross", "casefold is more than lower case"),
        _name("final_sigma", "ΝΙΚΟΣ", "νικοσ", "no final form after casefold"),
        _name("turkish_i", "İpek", "i\u0307pek", "I with a dot becomes two characters"),
        _name("combined", "A\u0308rlig", "ärlig", "NFKC joins a letter and its marks"),
        _name("ligature", "\ufb01ona", "fiona", "NFKC takes ligatures apart"),
        _name("full_width", "\uff21nna", "anna", "NFKC: a wide letter"),
        _name("spaces", "  Anna   Maria ", "anna maria", "trimmed, runs to one"),
        _name("no_break_space", "Anna\u00a0Maria", "anna maria", ""),
        _name("tab_and_line_end", "Anna\t\nMaria", "anna maria", ""),
        _name("ideographic_space", "山田\u3000花子", "山田 花子", ""),
        _name("zero_width_space_stays", "an\u200bna", "an\u200bna", "it is no white space"),
        _name("hyphen_stays", "Anna-Maria", "anna-maria", ""),
    ]
