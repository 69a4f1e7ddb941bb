r"""Words of strangers: what a run, a table or a file's name says, with every sign that cannot be seen written out.

And which of the names that there are is nearest to one that somebody typed.

A terminal obeys control characters, a line that holds marks of direction reads as another, and XML refuses some.
Written as Python writes them in a string they are harmless, and seen: ESC as \x1b, a line's end as \n.
"""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

T = TypeVar("T")
# Control, format, surrogate, and what separates lines and paragraphs; not what a later Unicode may know.
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# ZERO WIDTH NON-JOINER and JOINER: emoji, and letters of Persian and of India, stand apart or together by them.
JOINERS = "\u200c\u200d"
# A function may be typed in several lines, and means the same in one.
SPACES = dict.fromkeys(map(ord, "\t\n\r"), " ")


def visible(words: str) -> str:
    r"""Return words in one line, in which signs that cannot be seen are written out.

    A joiner stays between two signs that can be seen and are not ASCII, where scripts need it.

    >>> print(visible("a\x1b[2J\nb"))
    a\x1b[2J\nb
    """
    if words.isprintable():
        return words
    return "".join(
        _escaped(sign) if _is_unseen(sign) and not _joins(words, at) else sign for at, sign in enumerate(words)
    )


def all_visible(told: T) -> T:
    """Return what was read from JSON with every string in it, names too, made `visible`; a line's end is a space."""
    made: Any = told
    if isinstance(told, str):
        made = visible(told.translate(SPACES))
    elif isinstance(told, dict):
        made = {visible(name): all_visible(value) for name, value in told.items()}
    elif isinstance(told, list):
        made = [all_visible(value) for value in told]
    return made


def nearest(wanted: str, known: Iterable[str], *, alike: float = 0.5) -> str:
    """Return the known name that is most like one, in whatever case; empty where none is as much alike as that."""
    folded = {name.lower(): name for name in known}
    found = get_close_matches(wanted.lower(), folded, n=1, cutoff=alike)
    return folded[found[0]] if found else ""


def did_you_mean(wanted: str, known: Iterable[str], *, alike: float = 0.5) -> str:
    """Return the question whether the nearest of the known names was meant; empty where none is near.

    >>> did_you_mean("adm", ["gd", "adam"])
    "did you mean 'adam'?"
    """
    near = nearest(wanted, known, alike=alike)
    return f"did you mean {near!r}?" if near else ""


def _is_unseen(sign: str) -> bool:
    # The last two places of every plane, and thirty-two more, are no signs at all.
    number = ord(sign)
    return unicodedata.category(sign) in UNSEEN or number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def _joins(words: str, at: int) -> bool:
    """Return whether the sign at a place is a joiner between two that can be seen and are not ASCII."""
    beside = (words[at - 1 : at], words[at + 1 : at + 2])
    return words[at] in JOINERS and not any(sign.isascii() or sign.isspace() or _is_unseen(sign) for sign in beside)


def _escaped(sign: str) -> str:
    return sign.encode("unicode_escape").decode("ascii")
