"""Whose fault an error is: the line of a file of the user's in which it arose, and what it says."""

import traceback
from collections.abc import Iterable
from pathlib import Path

# Of a longer line so many characters are quoted.
MOST = 80


def blamed(error: BaseException, paths: Iterable[str]) -> str | None:
    """Return the last line of these files that an error came through, and its words; None if it came through none.

    >>> try:
    ...     1 / 0
    ... except ZeroDivisionError as error:
    ...     blamed(error, ["mine.py"])
    """
    known = set(paths)
    if isinstance(error, SyntaxError) and error.filename in known:
        return f"{Path(error.filename).name}, line {error.lineno}: {error.msg}{_quoted(error.text)}"
    lines = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in known]
    if not lines:
        return None
    last = lines[-1]
    # What gdviz says is a sentence; what Python says needs its kind.
    words = str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"
    inside = "" if last.name == "<module>" else f", in {last.name}"
    return f"{Path(last.filename).name}, line {last.lineno}{inside}: {words}{_quoted(last.line)}"


def _quoted(line: str | None) -> str:
    """Return what a line is, or how it begins."""
    words = (line or "").strip()
    words = words if len(words) <= MOST else f"{words[:MOST].rstrip()}…"
    return f"; the line is `{words}`" if words else ""
