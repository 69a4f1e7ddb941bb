"""The command page: what it makes of its words, what it prints, and how mistakes are answered."""

from pathlib import Path

import pytest
from commands import gdviz
from mistakes import assert_refused


@pytest.fixture
def home(home: Path, solved) -> Path:
    """Work in a directory with a link to a run."""
    (home / "bowl").symlink_to(solved("bowl").path)
    return home


def test_it_prints_the_page(home):
    result = gdviz("page", "bowl", "-o", "bowl.html", "--panels", "contour, loss", "--theme", "dark", "--title", "Mine")
    assert (result.exit_code, result.stdout) == (0, "bowl.html\n")
    text = Path("bowl.html").read_text(encoding="utf-8")
    assert "<title>Mine</title>" in text
    assert '"panels":["contour","loss"]' in text
    assert '"mode":"dark"' in text


def test_a_state_a_palette_and_a_fragment(home):
    words = "page bowl -o a.html --state #step=4 --palette viridis --fragment --lang en --panels loss"
    assert gdviz(*words.split()).exit_code == 0
    text = Path("a.html").read_text(encoding="utf-8")
    assert text.startswith("<iframe ")
    assert "&quot;state&quot;:&quot;step=4&quot;" in text


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("page", "Missing argument 'RUN...'. `gdviz page --help` shows how to use it."),
        ("page bowl -o a.gif", "a page is an .html file, and 'a.gif' is none; try -o a.html"),
        ("page bowl --panels contur", "unknown panel 'contur'; did you mean 'contour'? There are "),
        ("page bowl --panels ,", "a page needs a panel; choose from contour"),
        ("page bowl --theme drak", "unknown theme 'drak'; did you mean 'dark'? There are auto, light, dark"),
        ("page bowl --lang klingon", "unknown language 'klingon'; "),
        ("page bowl --state 4", "unknown part of a state '4'; choose from step"),
        ("page nowhere", "there is no run in nowhere; make one with `gdviz solve bowl -o nowhere`"),
    ],
)
def test_mistakes_are_answered_in_one_line(words, answer, home):
    assert_refused(words, answer)
