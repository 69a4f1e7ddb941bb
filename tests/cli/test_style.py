"""The command style: what it writes, what it shows, and how mistakes are answered."""

from pathlib import Path

import pytest
from commands import gdviz
from mistakes import assert_refused
from PIL import Image


def test_a_new_file_is_one_that_can_be_shown(home: Path) -> None:
    result = gdviz("style", "--new", "my.toml")
    assert (result.exit_code, result.stdout) == (0, "my.toml\n")
    assert "[light]" in Path("my.toml").read_text(encoding="utf-8")
    result = gdviz("style", "show", "my.toml", "-o", "a.png")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "a.png\n", "")
    with Image.open("a.png") as picture:
        assert picture.size == (1600, 2000)


def test_without_a_name_it_is_called_style(home: Path) -> None:
    assert gdviz("style", "--new").stdout == "style.toml\n"
    assert gdviz("style").stdout.startswith("Usage: gdviz style ")


def test_what_cannot_be_told_apart_is_said(home: Path) -> None:
    Path("my.toml").write_text('[light]\nink = "#aaaaaa"\npage = "#ffffff"\n')
    result = gdviz("style", "show", "my.toml", "-o", "a.png")
    assert result.exit_code == 0
    assert "[light] ink #aaaaaa on the page #ffffff has a contrast of 2.3, and words need 4.5\n" in result.stderr


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        (
            "style --new there.toml",
            "there.toml is there already; `gdviz style show there.toml` draws it, or give --new",
        ),
        ("style show none.toml", "there is no file none.toml; `gdviz style --new none.toml` writes one to start from"),
        ("style show -o a.gif", "swatches are a picture of pixels, and 'a.gif' is none; try -o a.png"),
    ],
)
def test_mistakes(words: str, answer: str, home: Path) -> None:
    Path("there.toml").write_text("")
    assert_refused(words, answer)
