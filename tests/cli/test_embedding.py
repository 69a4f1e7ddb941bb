"""What is printed in place of a file: HTML or Markdown that shows it, and beside it which files were made."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from commands import gdviz
from extensions import PROBLEM
from PIL import Image

from gdviz.extensions import loading

SMALL = ("--size", "160x90", "--fps", "5", "--seconds", "0.6")


@pytest.fixture
def bowl(home: Path) -> str:
    """Return the name of a run of a bowl."""
    gdviz("solve", "bowl", "-o", "run")
    return "run"


def read(text: str) -> list[tuple[str, dict[str, str]]]:
    """Return the tags of HTML with their attributes."""
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: found.append((tag, dict(attributes)))
    parser.feed(text)
    return found


def corner(path: Path) -> int:
    """Return how bright a picture is in its corner."""
    with Image.open(path) as image:
        return image.convert("L").getpixel((0, 0))


def test_a_figure_is_made_for_both_themes_with_stills_as_large(bowl: str) -> None:
    result = gdviz("figure", "contour", bowl, "-o", "blog/x.gif", *SMALL, "--embed", "--show-command")
    assert result.exit_code == 0, result.output
    names = ["x-dark.gif", "x-dark.png", "x-light.gif", "x-light.png"]
    assert sorted(path.name for path in Path("blog").iterdir()) == names
    tags = read(result.stdout)
    image = next(attributes for tag, attributes in tags if tag == "img")
    assert (image["src"], image["width"], image["height"]) == ("blog/x-light.gif", "160", "90")
    assert image["alt"].endswith("zigzags down the quadratic bowl and reaches loss 1.31e−9 in 30 steps.")
    assert [one["srcset"] for tag, one in tags if tag == "source"] == [
        "blog/x-dark.png",
        "blog/x-light.png",
        "blog/x-dark.gif",
    ]
    shown = re.search("<code>(.*)</code>", result.stdout, re.DOTALL)[1].split("\n")
    assert shown == [
        "gdviz solve bowl -O gd --lr 0.31 --start=-3.5,2 --steps 30 -o run",
        "gdviz figure contour run -o blog/x.gif --size 160x90 --fps 5 --seconds 0.6",
    ]
    assert "made blog/x-light.gif, blog/x-light.png" in result.stderr
    assert [corner(Path("blog") / name) > 128 for name in names] == [False, False, True, True]
    with Image.open("blog/x-light.gif") as film:
        assert film.info["comment"].decode().endswith(image["alt"])


def test_a_theme_that_is_given_is_the_only_one(bowl: str) -> None:
    result = gdviz("figure", "loss", bowl, "-o", "x.png", "--size", "160x90", "--theme", "dark", "--markdown")
    assert sorted(path.name for path in Path().glob("x*")) == ["x.png"]
    assert [tag for tag, _ in read(result.stdout)] == ["img"]


@pytest.mark.parametrize(("flag", "start"), [("--quarto", "```{=html}"), ("--myst", "```{raw} html")])
def test_other_flavours_of_markdown_have_flags_of_their_own(flag: str, start: str, bowl: str) -> None:
    result = gdviz("page", bowl, "-o", "x.html", flag)
    assert result.stdout.startswith(f"{start}\n<iframe ")


def test_a_page_is_embedded_as_a_frame(bowl: str) -> None:
    result = gdviz("page", bowl, "-o", "x.html", "--embed")
    ((tag, frame),) = read(result.stdout)
    assert (tag, frame["src"]) == ("iframe", "x.html")
    assert "zigzags down the quadratic bowl" in frame["title"]


def test_what_contradicts_itself_is_told(bowl: str) -> None:
    result = gdviz("page", bowl, "-o", "x.html", "--embed", "--fragment")
    assert (
        "--fragment writes a block that holds the page, and --embed one that names it; leave out one" in result.stderr
    )
    result = gdviz("figure", "loss", bowl, "--show-command")
    assert "--show-command shows the commands under what is embedded; give --embed or --markdown too" in result.stderr


@pytest.mark.parametrize(("name", "instead"), [("x.pdf", ".svg or .png"), ("x.mov", ".mp4 or .webm")])
def test_what_no_page_can_show_is_told_before_it_is_made(name: str, instead: str, bowl: str) -> None:
    result = gdviz("figure", "loss", bowl, "-o", name, "--embed")
    assert f"{name} is no picture for a page; write {instead}" in result.stderr
    assert not list(Path().glob("x*"))


def test_commands_of_parts_of_ones_own_load_them(home: Path, put: Callable[..., Path]) -> None:
    put("mine.py", PROBLEM)
    gdviz("solve", "tilted", "--steps", "3", "-o", "own", "--with", "mine.py")
    words = ("figure", "loss", "own", "-o", "x.svg", "--theme", "light", "--embed", "--show-command")
    result = gdviz(*words, "--with", "mine.py")
    assert re.search("gdviz solve tilted .* --with mine.py -o own\ngdviz figure loss own -o x.svg", result.stdout)
    loading.forget(loading.loaded()[-1])
    result = gdviz(*words)
    assert "<code>gdviz figure loss own -o x.svg --theme light</code>" in result.stdout
    assert "no command makes these runs" in result.stderr
