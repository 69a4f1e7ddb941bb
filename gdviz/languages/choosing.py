"""Which language is asked for: by name, or by the environment."""

import os
from pathlib import Path

from gdviz.languages.own_words import own_words
from gdviz.languages.speaking import FOLDER, Language
from gdviz.registry import unknown

VARIABLE = "GDVIZ_LANG"


def language_names() -> list[str]:
    """Return the names of the languages, English first."""
    return ["en", *sorted(path.stem for path in FOLDER.glob("*.po"))]


def autonym(name: str) -> str:
    """Return what a language calls itself, such as "Deutsch"; the name of one that is not there as it is."""
    if name not in language_names():
        return name
    from babel import Locale

    return str(Locale.parse(name).get_display_name(name))


def chosen_language(name: str | None = None, words: str | Path | None = None) -> Language:
    """Return a language by its name, or that of the environment's GDVIZ_LANG, else English.

    A territory and an encoding may follow, as in "de_AT.UTF-8". `words` is a file of one's own sentences.

    Raises
    ------
    ValueError
        For a language that is not there, or own words that do not fit; see gdviz.languages.own_words.
    OSError
        If the file cannot be read.
    """
    asked = (os.environ.get(VARIABLE) if name is None else name) or "en"
    found = asked.partition(".")[0].replace("-", "_").partition("_")[0].lower()
    if found != "en" and found not in (known := language_names()):
        raise unknown("language", asked, known, show_all=True)
    return Language(found, () if words is None else own_words(words))
