"""Letters come from the first font that has them, and those that no font has are named with what to install."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fonts import ADVANCE, EM, font_with, installed_alone

from gdviz.style.fallback import SUBSTITUTE, covered_by, drawable, font_of_all, fonts_of, sentence_on_missing
from gdviz.style.typefaces import advance_of, drawn_as, font_file, letter_outlines, typeface

PLEX, BOLD = font_file(""), font_file("", bold=True)


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Let these fonts alone be installed: one of Chinese letters, its heavier sister, one with serifs, one broken."""
    (tmp_path / "broken.ttf").write_text("no font")
    names = {
        "sans": font_with("中文字", tmp_path / "Far Sans.ttf"),
        "bold": font_with("中文", tmp_path / "Far Sans Bold.ttf"),
        "serif": font_with("中文क", tmp_path / "A Serif.ttf"),
    }
    with installed_alone([str(tmp_path / "broken.ttf"), *map(str, names.values())]):
        yield {name: str(file) for name, file in names.items()}


def test_what_a_font_has_is_read_from_it(tmp_path: Path) -> None:
    assert covered_by(str(font_with("中", tmp_path / "x.ttf"))) == {ord("中")}
    assert ord("x") in covered_by(PLEX)
    (tmp_path / "no.ttf").write_text("no font")
    assert covered_by(str(tmp_path / "no.ttf")) == frozenset() == covered_by(str(tmp_path / "missing.ttf"))


def test_words_that_are_in_the_first_font_ask_no_other(installed: dict[str, str]) -> None:
    first, shipped, brought = fonts_of("plain words", installed["serif"])
    assert (first, shipped) == (installed["serif"], PLEX)
    assert Path(brought).name == "DejaVuSans.ttf"
    assert fonts_of("plain words", PLEX)[0] == PLEX
    assert len(fonts_of("plain words", PLEX)) == 2
    assert fonts_of("bold", BOLD, bold=True)[0] == BOLD


def test_a_letter_comes_from_the_installed_font_that_suits_headings_best(installed: dict[str, str]) -> None:
    assert fonts_of("中", PLEX)[-1] == installed["sans"]
    assert fonts_of("中", BOLD, bold=True)[-1] == installed["bold"]
    # Of two letters the second is in another font.
    assert fonts_of("中क", PLEX)[-2:] == (installed["sans"], installed["serif"])
    assert fonts_of("字", BOLD, bold=True)[-1] == installed["sans"]


def test_what_no_font_has_is_drawn_as_one_sign_with_its_marks(installed: dict[str, str]) -> None:
    assert drawable("中 and 語", PLEX) == f"中 and {SUBSTITUTE}"
    # A letter of India keeps no marks without it; a mark that no font has goes.
    assert drawable("त्रि", PLEX) == SUBSTITUTE
    assert drawable("中\u0951", PLEX) == "中"
    assert drawable("👩‍🚀 flies", PLEX) == f"{SUBSTITUTE} flies"
    assert ord(SUBSTITUTE) in covered_by(fonts_of(SUBSTITUTE, PLEX)[-1])


def test_both_renderers_draw_the_letter_of_the_font_that_has_it(installed: dict[str, str]) -> None:
    (letter,) = letter_outlines("中", 10.0, "")
    assert np.asarray(letter.get_extents()).ravel() == pytest.approx([1.0, 0.0, 9.0, 7.0], abs=0.05)
    assert advance_of("中文", 10.0, "") == pytest.approx(2 * 10 * ADVANCE / EM, abs=0.05)
    assert len(typeface("", words="中").get_family()) == len(typeface("").get_family()) + 1
    assert drawn_as("中語", "") == f"中{SUBSTITUTE}"


def test_missing_letters_are_named_once_with_what_to_install(installed: dict[str, str]) -> None:
    assert sentence_on_missing(["gradient", "Ελληνικά", "по-русски", "שלום", "مرحبا", "中文"], PLEX) == ""
    said = sentence_on_missing(["語 and 語", "한", "語"], PLEX)
    assert said.startswith(f"no font that is installed has 語 한; drawn as {SUBSTITUTE}")
    assert "apt install fonts-noto-cjk, on macOS brew install --cask font-noto-sans-cjk, on Windows the font" in said
    assert "fonts-symbola" in sentence_on_missing(["𝌆🜁"], PLEX)
    assert "fonts-noto-core" in sentence_on_missing(["த"], PLEX)
    many = sentence_on_missing(["語한日本經濟學習機械"], PLEX)
    assert "has letters such as 語 한 日 本 經 濟 學 習; drawn as" in many


def test_a_letter_of_no_ink_is_never_missing(installed: dict[str, str]) -> None:
    assert sentence_on_missing(["a\u200db\u00a0c\u3000d\ufe0f\u0301"], PLEX) == ""


def test_words_beside_a_formula_have_the_first_font_with_all_their_letters(installed: dict[str, str]) -> None:
    assert font_of_all("slope", PLEX) == PLEX
    assert font_of_all("中 文", PLEX) == installed["sans"]
    # No font has both.
    assert font_of_all("x中क", PLEX) == PLEX
