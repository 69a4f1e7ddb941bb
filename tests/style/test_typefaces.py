"""A font is found by its family or its file, and a wrong one is named."""

from pathlib import Path

import matplotlib as mpl
import pytest

from gdviz.style.themes import FONT_FILES
from gdviz.style.typefaces import typeface

DEJAVU = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSerif.ttf"


def test_the_shipped_face_is_the_default_in_two_weights() -> None:
    assert typeface("").get_file() == str(FONT_FILES["Regular"])
    assert typeface("", bold=True).get_file() == str(FONT_FILES["SemiBold"])


def test_a_family_is_found_whatever_its_case() -> None:
    assert Path(str(typeface("dejavu serif").get_file())).name == "DejaVuSerif.ttf"
    assert Path(str(typeface("DejaVu Serif", bold=True).get_file())).name == "DejaVuSerif-Bold.ttf"


def test_a_file_is_taken_as_it_is() -> None:
    assert typeface(str(DEJAVU)).get_name() == "DejaVu Serif"


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
