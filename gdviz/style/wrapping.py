"""Words broken into lines: as few and as even as can be, and titles that are made to fit.

A renderer measures: each function takes one that returns how wide words are. What may be parted from its neighbour is a
*piece*: a word with the blanks after it, an ideograph, or what a caller says, such as a term of a formula.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

# A line may end after each of these: blanks that may be broken, and within a word a hyphen or a stroke.
_BLANKS = re.compile(r"[^\S\u00a0\u2007\u202f]+")
_PIECE = re.compile(r"[^ \t\n\u2000-\u200a\u3000]*[ \t\n\u2000-\u200a\u3000]*")
_PART = re.compile(r".+?(?:(?<=\w)[-‐–/](?=\w)|$)")
# Scripts of the far East are written without blanks, and lines end after any sign, but for these.
_IDEOGRAPHS = re.compile(r"[\u2e80-\u2fff\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff]")
# A number stays with the ideographs after it, which tell what it counts.
_NUMBER = re.compile(r"[0-9] ?$")
_HIRAGANA = re.compile(r"[\u3041-\u309f]")
_NEVER_FIRST = frozenset(
    "、。，．・：；？！）」』】〉》〕］｝ー々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ,.:;?!)]}%…’”"
)
_NEVER_LAST = frozenset("（「『【〈《〔［｛([{‘“")
ELLIPSIS = "…"
# More letters than two lines of any picture hold, and the steps in which a title shrinks.
LONGEST, STEP = 400, 0.25
# Rather than within what may be a word of ideographs a line ends with this share of the room left free.
TEAR = 0.5


@dataclass(frozen=True)
class Fitted:
    """A title as it fits: its lines, and the size of their letters."""

    lines: tuple[str, ...]
    size: float


def parted(words: str) -> list[str]:
    """Return the pieces of words, which joined are the words again."""
    made: list[str] = []
    for piece in _PIECE.findall(words):
        for part in _PART.findall(piece):
            first = True
            for cluster in clusters_of(part):
                is_apart = _IDEOGRAPHS.match(cluster) or (made and _IDEOGRAPHS.match(made[-1][-1:]))
                stays = cluster[0] in _NEVER_FIRST or cluster.isspace() or (made and made[-1][-1:] in _NEVER_LAST)
                counts = made and _IDEOGRAPHS.match(cluster) and _NUMBER.search(made[-1])
                if (first or (is_apart and not stays)) and not counts:
                    made.append(cluster)
                else:
                    made[-1] += cluster
                first = False
    return made


def clusters_of(words: str) -> list[str]:
    """Return what readers take for one letter each: with its marks, and signs that a joiner makes one."""
    made: list[str] = []
    for sign in words:
        if made and _clings(made[-1], sign):
            made[-1] += sign
        else:
            made.append(sign)
    return made


def _clings(before: str, sign: str) -> bool:
    last = before[-1]
    if unicodedata.category(sign).startswith("M") or sign in "\u200c\u200d" or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    # A virama binds the consonant after it, a joiner the sign after it, and two regional indicators are a flag.
    if last == "\u200d" or (unicodedata.combining(last) == 9 and sign.isalpha()):
        return True
    return "\U0001f1e6" <= sign <= "\U0001f1ff" and len(before) == 1 and "\U0001f1e6" <= last <= "\U0001f1ff"


def wrap(words: str, width: Callable[[str], float], room: float) -> list[str]:
    """Return words in lines no wider than the room, as few and as even as can be; a word that is wider is broken."""
    words = " ".join(_words_of(words))
    if words and width(words) <= room:
        return [words]
    return _even(_that_fit(parted(words), width, room), width, room)


def _words_of(line: str) -> list[str]:
    """Return what stands between blanks that may be broken."""
    return [word for word in _BLANKS.split(line) if word]


def fit_title(
    title: str | Sequence[str],
    width: Callable[[str], float],
    room: float,
    *,
    size: float,
    least: float,
    most: int = 2,
    ellipsis: str = ELLIPSIS,
) -> Fitted:
    """Return a title in at most so many lines, smaller where it must be, and cut off where that does not do.

    It is one line where it fits; else lines as even as can be; else these in smaller letters; else, at the least size,
    as much of it as there is room for, and an ellipsis.

    Parameters
    ----------
    title
        Words, or pieces between which alone it may be broken and cut.
    width
        How wide a line is at `size`, in the unit of `room`.
    size, least
        The size of the letters, and what they shrink to at most.
    most
        How many lines there may be.
    ellipsis
        What stands for the pieces that are cut off.
    """
    pieces = parted(" ".join(_words_of(title))[:LONGEST]) if isinstance(title, str) else list(title)
    is_whole = not isinstance(title, str) or len(_words_of(title)) == len(_words_of("".join(pieces)))
    measured, least = cache(width), min(least, size)
    sizes = [size - k * STEP for k in range(int((size - least) / STEP + 1e-9) + 1)]
    whole = measured(_line(pieces)) if is_whole and pieces else 0.0
    if is_whole and pieces and whole <= room:
        return Fitted((_line(pieces),), size)
    # Wider than all lines together it need not be tried.
    if is_whole and whole <= most * room * size / least:
        for tried in sizes:
            lines = _even(pieces, measured, room * size / tried)
            if len(lines) <= most and all(measured(line) <= room * size / tried for line in lines):
                return Fitted(tuple(lines), tried)
    room *= size / sizes[-1]
    if isinstance(title, str):
        pieces = _that_fit(pieces, measured, room)
    filled = _filled(pieces, measured, room)
    if is_whole and len(filled) <= most:
        return Fitted(tuple(map(_line, filled)), sizes[-1])
    last = _cut(filled[most - 1 :], measured, room, title, ellipsis)
    return Fitted((*map(_line, filled[: most - 1]), last), sizes[-1])


def _even(pieces: Sequence[str], width: Callable[[str], float], room: float) -> list[str]:
    """Return pieces in lines, as few and as even as can be; one that is wider than the room has a line of its own."""
    # Piece by piece: all lines that there could be are too many to be measured.
    dot = width(".")
    starts = list(accumulate((width(f"{piece}.") - dot for piece in pieces), initial=0.0))
    ends = [width(piece.strip()) for piece in pieces]
    # For the first n pieces: lines, the sum of squares of what is left free in them, and where the last one begins.
    best = [(0, 0.0, 0)]
    for end in range(1, len(pieces) + 1):
        choices = []
        for begin in range(end - 1, -1, -1):
            free = room - (starts[end - 1] - starts[begin] + ends[end - 1])
            if free < 0 and begin < end - 1:
                break
            lines, ragged, _ = best[begin]
            torn = room * TEAR if end < len(pieces) and _tears(pieces[end - 1], pieces[end]) else 0.0
            choices.append((lines + 1, ragged + free**2 + torn**2, begin))
        best.append(min(choices))
    made, end = [], len(pieces)
    while end:
        begin = best[end][2]
        made.append(_line(pieces[begin:end]))
        end = begin
    return made[::-1]


def _tears(before: str, after: str) -> bool:
    """Return whether a line's end between two pieces may be within a word: no stop, blank or particle is there."""
    last, first = before[-1:], after[:1]
    is_particle = bool(_HIRAGANA.match(last)) and not _HIRAGANA.match(first)
    return bool(_IDEOGRAPHS.match(last)) and not is_particle


def _filled(pieces: Sequence[str], width: Callable[[str], float], room: float) -> list[list[str]]:
    """Return pieces in lines, each as long as there is room."""
    lines: list[list[str]] = []
    for piece in pieces:
        if lines and width(_line([*lines[-1], piece])) <= room:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return lines


def _that_fit(pieces: Sequence[str], width: Callable[[str], float], room: float) -> list[str]:
    """Return pieces, those wider than the room broken between letters."""
    made: list[str] = []
    for piece in pieces:
        made += [piece] if width(_line([piece])) <= room else clusters_of(piece)
    return made


def _cut(
    lines: Sequence[Sequence[str]],
    width: Callable[[str], float],
    room: float,
    title: str | Sequence[str],
    ellipsis: str,
) -> str:
    """Return as much of lines as a single one has room for, and an ellipsis."""
    pieces = [piece for line in lines for piece in line]
    units = clusters_of("".join(pieces)) if isinstance(title, str) else pieces
    low, high = 0, len(units)
    while low < high:
        middle = (low + high + 1) // 2
        if width(_shortened(units[:middle], ellipsis)) <= room:
            low = middle
        else:
            high = middle - 1
    return _shortened(units[:low], ellipsis)


def _shortened(units: Sequence[str], ellipsis: str) -> str:
    return "".join(units).rstrip(" ,;:.、，") + ellipsis


def _line(pieces: Sequence[str]) -> str:
    return "".join(pieces).strip()
