"""Sentences of one's own: a TOML file with English sentences of the catalogue, and what is to be said for each."""

from functools import cache
from pathlib import Path
from string import Formatter

from gdviz.files.texts import read_toml
from gdviz.languages.speaking import FOLDER
from gdviz.wording import did_you_mean

TEMPLATE = "messages.pot"
EXAMPLE = '"step {step}" = "iteration {step}"'


def own_words(path: str | Path) -> tuple[tuple[str, str], ...]:
    """Return the pairs of a file: a sentence of the catalogue, and what is said for it.

    Raises
    ------
    ValueError
        For a file that cannot be read or is no TOML, a sentence that is not in the catalogue, or a place that it does
        not have.
    """
    told = read_toml(path, EXAMPLE, f"write it, with lines such as {EXAMPLE}")
    known = _sentences()
    for sentence, words in told.items():
        if sentence not in known:
            hint = did_you_mean(sentence, known) or f"each is in gdviz/languages/{TEMPLATE}"
            raise ValueError(f"{path}: no picture says {sentence!r}; {hint}")
        if not isinstance(words, str):
            raise ValueError(f"{path}: what is said for {sentence!r} must be text; for example {EXAMPLE}")
        _check_places(path, sentence, words)
    return tuple(sorted(told.items()))


def names_in_braces(sentence: str) -> set[str]:
    """Return the names in braces.

    Raises
    ------
    ValueError
        If a brace is not closed.
    """
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def _check_places(path: str | Path, sentence: str, words: str) -> None:
    has = names_in_braces(sentence)
    try:
        more = sorted(names_in_braces(words) - has)
    except ValueError as error:
        raise ValueError(f"{path}: {words!r}, said for {sentence!r}: {error}") from None
    if more:
        there = ", ".join(f"{{{name}}}" for name in sorted(has)) or "none"
        raise ValueError(f"{path}: {words!r} has a place {{{more[0]}}} that {sentence!r} has not; its places: {there}")


@cache
def _sentences() -> frozenset[str]:
    """Return all sentences of the catalogue, singular and plural, in English."""
    from babel.messages.pofile import read_po

    with FOLDER.joinpath(TEMPLATE).open("rb") as file:
        found = [message.id for message in read_po(file) if message.id]
    return frozenset(one for each in found for one in ((each,) if isinstance(each, str) else each))
