"""Text that users write: read whole, or answered with one sentence that says what to do."""

from pathlib import Path
from typing import Any

from gdviz.wording import did_you_mean


def read_text(path: str | Path, hint: str) -> str:
    """Return the text of a file; a mark of the order of bytes, which some editors put before it, is none of it.

    Parameters
    ----------
    path
        The file.
    hint
        What to type instead where it is not there, and no file beside it has nearly its name.

    Raises
    ------
    ValueError
        If it is not there, cannot be read, or is no UTF-8 text.
    """
    try:
        return Path(path).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise ValueError(not_there(path, hint)) from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no UTF-8 text; save it as UTF-8") from None
    except OSError as error:
        raise ValueError(f"cannot read {path}: {error.strerror}; {hint}") from None


def read_toml(path: str | Path, line: str, hint: str) -> dict[str, Any]:
    """Return what a file of TOML says.

    Parameters
    ----------
    path
        The file.
    line
        A line such as it may have.
    hint
        As for `read_text`.

    Raises
    ------
    ValueError
        As `read_text`, and if it is no TOML.
    """
    import tomllib

    text = read_text(path, hint)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is no TOML: {error}; a line of it is like {line}") from None


def not_there(path: str | Path, hint: str) -> str:
    """Return the sentence on a file that is not there: which beside it has nearly its name, or what to do instead."""
    return f"there is no file {path}; {file_meant(path) or hint}"


def file_meant(path: str | Path) -> str:
    """Return the question whether the file was meant that has nearly such a name; empty where there is none."""
    place = Path(path)
    try:
        beside = [one.name for one in place.parent.iterdir() if one.suffix.startswith(place.suffix[:2])]
    except OSError:
        beside = []
    return did_you_mean(place.name, beside, alike=0.8)
