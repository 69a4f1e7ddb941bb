"""The words of the page: there are all that its scripts ask for, in the language that is spoken."""

import re
from pathlib import Path

from gdviz.languages import Language, speaking
from gdviz.pages.words import page_words

PAGES = Path(__file__).parents[2] / "gdviz" / "pages"


def test_every_word_that_scripts_name_is_there():
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (PAGES / "browser" / "src").rglob("*.js"))
    asked = set(re.findall(r"\bwords\.(\w+)\b(?!\()", scripts)) - {"length", "id"}
    assert asked <= set(page_words())


def test_words_are_those_of_the_language_and_keep_their_places():
    with speaking(Language("de")):
        words = page_words()
    assert (words["decimalSign"], words["thousandsSign"], words["loss"]) == (",", ".", "Verlust")
    assert words["stepOf"] == "Schritt {step} von {last}"
    assert words.keys() == page_words().keys()
