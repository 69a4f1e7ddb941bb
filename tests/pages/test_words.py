"""The words of the page: there are all that its scripts ask for, and no others."""

import re
from pathlib import Path

from gdviz.pages.words import LANGUAGES

PAGES = Path(__file__).parents[2] / "gdviz" / "pages"


def test_every_language_has_the_same_words():
    assert {frozenset(words) for words in LANGUAGES.values()} == {frozenset(LANGUAGES["en"])}
    for words in LANGUAGES.values():
        for name, word in words.items():
            assert set(re.findall(r"{\w+}", word)) == set(re.findall(r"{\w+}", LANGUAGES["en"][name])), name


def test_every_word_that_scripts_name_is_there():
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (PAGES / "browser" / "src").rglob("*.js"))
    asked = set(re.findall(r"\bwords\.(\w+)\b(?!\()", scripts)) - {"length", "id"}
    assert asked <= set(LANGUAGES["en"])
