"""docs/words.py: the catalogue has all that is said, and each language all of the catalogue, with the same places."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from gdviz.languages.own_words import names_in_braces

ROOT = Path(__file__).parents[2]
NAMES = [path.stem for path in sorted((ROOT / "gdviz" / "languages").glob("*.po"))]


@pytest.fixture(scope="module")
def words() -> ModuleType:
    """Return docs/words.py."""
    spec = importlib.util.spec_from_file_location("docs_words", ROOT / "docs" / "words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str) -> Catalog:
    with (ROOT / "gdviz" / "languages" / name).open("rb") as file:
        return read_po(file, locale=None if name.endswith("t") else name.removesuffix(".po"))


def messages_of(catalog: Catalog) -> dict[tuple[str | None, object], object]:
    return {(one.context, one.id): one.string for one in catalog if one.id}


def test_the_catalogue_has_all_that_is_said(words):
    assert messages_of(read("messages.pot")).keys() == messages_of(words.template()).keys(), "python docs/words.py"


@pytest.mark.parametrize("name", NAMES)
def test_a_language_has_all_of_the_catalogue_with_the_same_places(name):
    catalog, said = read(f"{name}.po"), messages_of(read(f"{name}.po"))
    assert said.keys() == messages_of(read("messages.pot")).keys(), "python docs/words.py"
    # Such a sentence would be said in English.
    assert not any(message.fuzzy for message in catalog)
    for (_, sentence), string in said.items():
        forms = (sentence,) if isinstance(sentence, str) else sentence
        strings = [string] if isinstance(sentence, str) else list(string)
        assert len(strings) == (1 if len(forms) == 1 else catalog.num_plurals)
        places = [names_in_braces(form) for form in forms]
        for words in strings:
            assert words, f"{name}.po says nothing for {sentence!r}"
            # Of one thing the number may go without saying.
            kept = places[0].intersection(*places) <= names_in_braces(words) <= places[0].union(*places)
            assert kept, f"{name}.po: {words!r} for {sentence!r}"


def test_what_is_written_is_read_again_and_what_is_new_is_empty(words, tmp_path):
    path = tmp_path / "de.po"
    source = Catalog()
    source.add("step")
    source.add(("{n} new", "{n} news"))
    path.write_text(words.written(read("de.po")), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == (ROOT / "gdviz" / "languages" / "de.po").read_text(encoding="utf-8")
    updated = words.updated(path, source)
    assert {message.id: message.string for message in updated if message.id}["step"] == "Schritt"
    assert 'msgid "{n} new"\nmsgid_plural "{n} news"\nmsgstr[0] ""\nmsgstr[1] ""\n' in words.written(updated)
