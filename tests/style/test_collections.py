"""Of a font with several faces, and of several fonts, that is taken which is drawn for the language."""

from pathlib import Path

import pytest
from fonts import font_with, installed_alone
from fontTools.ttLib import TTCollection, TTFont
from matplotlib.font_manager import FontPath

from gdviz.languages import Language, speaking
from gdviz.style.collections import face_for, face_index, suits
from gdviz.style.fallback import fonts_of
from gdviz.style.typefaces import font_file, typeface

PLEX = font_file("")


@pytest.fixture
def collection(tmp_path: Path) -> str:
    """Return a collection of two faces, of which the second is drawn for China."""
    faces = TTCollection()
    faces.fonts = [TTFont(font_with("文", tmp_path / f"Far Sans {country}.ttf")) for country in ("JP", "SC")]
    faces.save(tmp_path / "Far Sans CJK.ttc")
    return str(tmp_path / "Far Sans CJK.ttc")


def index_in(language: str, words: str, first: str = PLEX) -> int:
    """Return which face of its file the last font is in which words are written."""
    with speaking(Language(language)):
        return face_index(fonts_of(words, first)[-1])


def test_a_language_is_written_in_the_face_that_is_drawn_for_it(collection: str) -> None:
    with installed_alone([collection]):
        assert [index_in(language, "文") for language in ("zh", "ja", "en")] == [1, 0, 0]
        with speaking(Language("zh")):
            assert len(set(typeface("", words="文").get_family())) == 3


def test_a_face_that_was_chosen_stays(collection: str) -> None:
    assert face_index(face_for(collection, "zh")) == 1
    assert face_index(face_for(FontPath(collection, 0), "zh")) == 0
    assert face_for(PLEX, "zh") == PLEX


def test_of_several_fonts_that_of_the_language_is_taken(tmp_path: Path) -> None:
    files = [str(font_with("文", tmp_path / f"FarSans{country}-Regular.ttf")) for country in ("SC", "JP")]
    with installed_alone(files):
        for language, file in zip(("zh", "ja"), files, strict=True):
            with speaking(Language(language)):
                assert fonts_of("文", PLEX)[-1] == file


@pytest.mark.parametrize(
    ("name", "expected"),
    [("NotoSansCJKsc-Regular", 0), ("msyh", 0), ("Noto Sans CJK JP", 2), ("ヒラギノ角ゴシック W3", 2), ("Discs", 1)],
)
def test_names_say_for_which_language_a_font_is_drawn(name: str, expected: int) -> None:
    assert suits(name, "zh") == expected
    assert suits(name, "de") == 1
