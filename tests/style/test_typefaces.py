"""A font is found by its family or its file, and a wrong one is named."""

from pathlib import Path

import matplotlib as mpl
import pytest
from fonts import font_with
from matplotlib import rc_context
from matplotlib.font_manager import FontProperties, fontManager

from gdviz.style import typefaces
from gdviz.style.themes import FONT_FILES
from gdviz.style.typefaces import FORMULAS, font_file, typeface

DEJAVU = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"


def file_of(face: FontProperties) -> Path:
    """Return the file that matplotlib takes first for a face."""
    return Path(str(fontManager.findfont(face)))


def test_the_shipped_face_is_the_default_in_two_weights() -> None:
    assert file_of(typeface("")) == FONT_FILES["Regular"]
    assert file_of(typeface("", bold=True)) == FONT_FILES["SemiBold"]


def test_a_family_is_found_whatever_its_case() -> None:
    assert file_of(typeface("dejavu serif")).name == "DejaVuSerif.ttf"
    assert file_of(typeface("DejaVu Serif", bold=True)).name == "DejaVuSerif-Bold.ttf"


def test_a_family_is_found_that_was_installed_after_matplotlib_looked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "broken.ttf").write_text("no font")
    file = font_with("abc", tmp_path / "Quite New.ttf")
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    monkeypatch.setattr(typefaces, "findSystemFonts", lambda: [str(tmp_path / "broken.ttf"), str(file)])
    assert font_file("quite new") == str(file)


def test_a_file_is_taken_as_it_is() -> None:
    assert file_of(typeface(str(DEJAVU))) == DEJAVU


@pytest.mark.parametrize(
    ("font", "message"),
    [
        ("DejaVu Serf", "no font 'DejaVu Serf' is installed; did you mean 'DejaVu Serif'"),
        ("Qqqqqq", "give the name of a family or a .ttf file"),
        ("missing.ttf", "missing.ttf is no font file"),
    ],
)
def test_an_unknown_font_is_answered_in_words(font: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        typeface(font)


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttf").write_text("not a font")
    with pytest.raises(ValueError, match="is no font file"):
        typeface(str(tmp_path / "x.ttf"))


def test_formulas_are_set_alike_wherever_a_face_was_first_asked_for() -> None:
    typefaces._properties.cache_clear()
    with rc_context({"mathtext.fontset": "stix"}):
        assert typeface("").get_math_fontfamily() == FORMULAS
