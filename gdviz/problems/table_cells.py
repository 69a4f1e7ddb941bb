"""What the cells of a table hold: numbers in many spellings, dates, words, or nothing."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

# What stands for a value that is missing; a lone dash is one among numbers only.
MISSING = {"", "na", "n/a", "#n/a", "nan", "<na>", "nat", "null", "?"}
DASHES = {"-", "--", "—", "–"}
_COMMA = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?")
# A comma, or several, with three digits behind each, as between thousands.
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+")
_SPACES = "\u00a0\u202f\u2009"
_DRESSED = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<before>[$€£¥₹₽]|[A-Z]{{3}}\b)?\s*(?P<number>[+-]?(?:\d[\d.,'’ {_SPACES}]*)?\d)(?P<end>\.?)"
    r"\s*(?P<after>(?:[^\W\d_]|[%‰°$€£¥₹₽²³'\"′″])[^;]{0,11})?"
)
# With a comma between thousands and a decimal point, and the other way round.
_POINT = re.compile(rf"[+-]?(\d{{1,3}}([,'’ {_SPACES}]\d{{3}})+|\d+)(\.\d+)?")
_DECIMAL_COMMA = re.compile(rf"[+-]?(\d{{1,3}}([.'’ {_SPACES}]\d{{3}})+|\d+)(,\d+)?")
_ISO = re.compile(r"\d{4}([-/])\d{1,2}(\1\d{1,2}([T ]\d{1,2}:\d{2}.*)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


def number_in(cell: str) -> float | None:
    """Return the number that a cell holds, finite or not, or None."""
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        pass
    try:
        return float(cell.replace("−", "-")) if "−" in cell and "_" not in cell else None
    except ValueError:
        return None


def is_missing(cell: str, *, among_numbers: bool = True) -> bool:
    """Whether a cell stands for a value that is missing."""
    return cell.lower() in MISSING or (among_numbers and cell in DASHES)


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, in whatever spelling, or a date, and so is no name of a column."""
    cell = cell.strip()
    if number_in(cell) is not None or _COMMA.fullmatch(cell) or _ISO.fullmatch(cell) or _DAY_FIRST.fullmatch(cell):
        return True
    found = _DRESSED.fullmatch(cell)
    return bool(found and (found["before"] or (found["after"] or " ")[0] in "%°$€£¥₹₽"))


@dataclass(frozen=True)
class Commas:
    """What is known of the commas in a column: whether all else is a number, and whether they are decimal for sure."""

    are_all: bool
    are_certain: bool


def commas_in(cells: Sequence[str]) -> Commas:
    """Return what the commas of a column's cells are, those that are missing left out."""
    distinct = set(cells)
    found = {cell for cell in distinct if _COMMA.fullmatch(cell)}
    others = distinct - found
    # A number with a point beside one with a comma: then one of them is no decimal sign.
    are_all = bool(found) and all(number_in(cell) is not None and "." not in cell for cell in others)
    return Commas(are_all, are_all and any(not _THOUSANDS.fullmatch(cell) for cell in found))


def with_point(cell: str) -> float:
    """Return the number of a cell with a decimal comma."""
    return float(cell.replace(",", "."))


@dataclass(frozen=True)
class Dressed:
    """A number as it was found: its digits with signs between them, and its unit or currency."""

    digits: str
    unit: str


def dressed(cell: str) -> Dressed | None:
    """Return the number of a cell such as "54 m²", "$1,200", "12 %" or "1 234,5", or None."""
    found = _DRESSED.fullmatch(cell.replace("−", "-"))
    if found is None or (found["before"] and found["after"]):
        return None
    digits = found["sign"] + found["number"]
    if not (_POINT.fullmatch(digits) or _DECIMAL_COMMA.fullmatch(digits)):
        return None
    return Dressed(digits, (found["before"] or found["after"] or "").strip())


def undressed(numbers: Sequence[Dressed], *, decimal_comma: bool) -> list[float] | int:
    """Return the numbers of a column, or the index of the first that is not written as the others are."""
    is_point = [bool(_POINT.fullmatch(each.digits)) for each in numbers]
    is_comma = [bool(_DECIMAL_COMMA.fullmatch(each.digits)) for each in numbers]
    if all(is_comma) and (decimal_comma or not all(is_point)):
        point, kept = ",", r"[^\d,+-]"
    elif all(is_point):
        point, kept = ".", r"[^\d.+-]"
    else:
        return is_point.index(False) if any(is_point) else 0
    return [float(re.sub(kept, "", each.digits).replace(point, ".")) for each in numbers]


def days_of(cells: Sequence[str]) -> tuple[list[float], str] | None:
    """Return dates as days since the first of them, and that one; or None for what is no date, or may be two.

    2024-03-01 and 2024/03/01 with or without a time, 2024-03; 1.3.2024; and 1/3/2024 where a day above 12 tells which
    is which.
    """
    if not cells or not (_ISO.fullmatch(cells[0]) or _DAY_FIRST.fullmatch(cells[0])):
        return None
    try:
        dates = [_iso(cell) for cell in cells] if _ISO.fullmatch(cells[0]) else _other_dates(cells)
        dates = [date if date.tzinfo is None else date.astimezone(UTC) for date in dates]
        first = min(dates)
        return [(date - first).total_seconds() / 86400 for date in dates], first.isoformat(" ").removesuffix(
            " 00:00:00"
        )
    except (ValueError, TypeError, OverflowError):
        return None


def _iso(cell: str) -> datetime:
    date, mark, time = cell.replace("T", " ").partition(" ")
    parts = re.split(r"[-/]", date)
    parts = [*parts, "1"] if len(parts) == 2 else parts
    year, month, day = map(int, parts)
    clock = time.strip()
    return datetime.fromisoformat(f"{year:04}-{month:02}-{day:02}" + (f"T{clock:0>5}" if mark else ""))


def _other_dates(cells: Sequence[str]) -> list[datetime]:
    """Return dates such as 1.3.2024; the two small numbers may be a day and a month, or a month and a day."""
    found = [_DAY_FIRST.fullmatch(cell) for cell in cells]
    parts = [(int(each[1]), int(each[3]), int(each[4])) for each in found if each]
    if len(parts) < len(cells):
        raise ValueError("no date")
    signs = {each[2] for each in found if each}
    days_first = any(a > 12 for a, _, _ in parts) or signs == {"."}
    months_first = any(b > 12 for _, b, _ in parts)
    if days_first == months_first:
        raise ValueError("a date that may be two")
    return [datetime(year, b, a) if days_first else datetime(year, a, b) for a, b, year in parts]


def is_sound(number: float, largest: float) -> bool:
    """Whether a number is finite and not too large."""
    return math.isfinite(number) and abs(number) <= largest


def looks_like_date(cell: str) -> bool:
    """Whether a cell is written as a date."""
    return bool(_ISO.fullmatch(cell) or _DAY_FIRST.fullmatch(cell))
