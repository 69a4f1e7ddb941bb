"""What a file says of itself is read by who knows its format, whatever the words are."""

import re
from xml.etree import ElementTree as ET

import av
import numpy as np
import pytest
from PIL import Image

from gdviz.encode import About, write
from gdviz.encode.vectors import write_page

WORDS = "A path of “<b>R&D</b>” & 'x' \"y\", 10 % — 三 ]]> --> \\n {\\b1}"
ABOUT = About("Tïtle <i>", f"{WORDS} {'and so on ' * 40}".strip())


@pytest.fixture
def written(tmp_path):
    """Return a function that writes two frames into a file of a format."""
    frames = [np.zeros((36, 64, 3), np.uint8), np.full((36, 64, 3), 255, np.uint8)]
    return lambda suffix, about=ABOUT, **how: write(tmp_path / f"x{suffix}", frames, 10, about=about, **how)


def in_xmp(data, name):
    """Return what XMP says under a name."""
    names = {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"}
    return ET.fromstring(data).find(f".//dc:{name}//rdf:li", names).text  # noqa: S314  # our own


def test_a_gif_has_a_comment(written):
    with Image.open(written(".gif")) as image:
        assert image.info["comment"].decode() == f"{ABOUT.title}\n{ABOUT.words}"
        assert (image.n_frames, image.info["loop"]) == (2, 0)


@pytest.mark.parametrize("suffix", [".png", ".apng"])
def test_a_png_has_a_title_and_a_description(suffix, written):
    with Image.open(written(suffix)) as image:
        image.load()
        assert (image.text["Title"], image.text["Description"]) == (ABOUT.title, ABOUT.words)


def test_a_webp_has_them_as_xmp(written):
    with Image.open(written(".webp")) as image:
        assert image.n_frames == 2
        data = image.info["xmp"]
    assert (in_xmp(data, "title"), in_xmp(data, "description")) == (ABOUT.title, ABOUT.words)


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".mov"])
@pytest.mark.parametrize("how", [{}, {"max_bytes": 100_000}], ids=["alone", "under a size"])
def test_a_video_has_a_title_and_a_comment(suffix, how, written):
    with av.open(written(suffix, **how)) as container:
        told = {name.lower(): words for name, words in container.metadata.items()}
    assert (told["title"], told["comment"]) == (ABOUT.title, ABOUT.words)


def test_an_svg_is_one_image_with_a_title_and_a_description(tmp_path):
    page = '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" width="9pt"><path d="M 1 1"/></svg>'
    path = write_page(tmp_path / "x.svg", lambda path: path.write_text(page, encoding="utf-8"), ABOUT)
    root = ET.parse(path).getroot()  # noqa: S314  # our own
    assert root.get("role") == "img"
    assert [(re.sub(".*}", "", one.tag), one.text) for one in root][:2] == [
        ("title", ABOUT.title),
        ("desc", ABOUT.words),
    ]


@pytest.mark.parametrize("suffix", [".gif", ".png", ".apng", ".webp", ".mp4"])
def test_nothing_said_adds_nothing(suffix, written):
    silent = written(suffix, About()).read_bytes()
    assert b"Description" not in silent
    assert b"xmpmeta" not in silent
    assert silent == written(suffix, About()).read_bytes()
    assert len(silent) < written(suffix).stat().st_size
