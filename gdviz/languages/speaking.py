"""Which language is spoken: chosen once, where a picture is asked for, and found by all that say something in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Language:
    """A language, and sentences of one's own that are said instead of its.

    Attributes
    ----------
    name
        As in ISO 639-1: "de".
    own
        Pairs of an English sentence of the catalogue, and what is said for it; see gdviz.languages.own_words.
    """

    name: str = "en"
    own: tuple[tuple[str, str], ...] = ()


ENGLISH = Language()
_SPOKEN: ContextVar[Language] = ContextVar("gdviz language", default=ENGLISH)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language for as long as the block lasts."""
    token = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def spoken() -> Language:
    """Return the language that is spoken here."""
    return _SPOKEN.get()
