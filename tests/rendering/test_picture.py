"""What is made of runs is a path, and shows itself in notebooks."""

import base64
import io
import os
import pickle
import re
from pathlib import Path

import av
import imageio.v3 as iio
import numpy as np
import pytest
from PIL import Image

import gdviz
from gdviz.rendering.picture import Picture

SMALL = {"size": "96x54", "seconds": 0.4, "fps": 5}


@pytest.fixture(scope="module")
def made(solved, tmp_path_factory):
    """Return a function from a suffix to a picture of a bowl, drawn once."""
    folder = tmp_path_factory.mktemp("pictures")
    pictures = {}

    def picture(suffix, **how):
        if suffix not in pictures:
            path = folder / f"bowl{suffix}"
            run = solved("bowl")
            pictures[suffix] = gdviz.explore(run, path) if suffix == ".html" else gdviz.draw("loss", run, path, **SMALL)
        return pictures[suffix]

    return picture


def data_in(html):
    """Return the files that HTML holds, by their types."""
    return {kind: base64.b64decode(text) for kind, text in re.findall(r'"data:([\w/+]+);base64,([^"]+)"', html)}


def test_it_is_a_path_to_all_that_takes_one(made, tmp_path):
    picture = made(".gif")
    assert isinstance(picture, Path)
    assert os.fspath(picture) == str(picture) == str(picture.path)
    assert type(picture.path) is type(Path())
    with open(picture, "rb") as file:  # noqa: PTH123  # as its users open files
        assert file.read(3) == b"GIF"
    assert iio.imread(picture).shape == (2, 54, 96, 3)
    with av.open(made(".mp4")) as container:
        assert container.streams.video[0].width == 96
    assert Path(picture) == picture.path == picture
    assert {picture: 1}[picture.path] == 1
    assert picture.with_suffix(".png") == picture.path.with_suffix(".png")
    assert picture.parent / "bowl.gif" == picture
    assert pickle.loads(pickle.dumps(picture)) == picture  # noqa: S301  # our own


def test_it_says_in_words_what_it_shows(made, solved):
    from gdviz.rendering.alternatives import alt_text

    assert made(".gif").alt == alt_text("figure", "loss", [solved("bowl")])
    assert Picture("renders/bowl.gif").alt == Picture("renders/bowl.gif").with_suffix(".png").stem == "bowl"


@pytest.mark.parametrize(
    ("suffix", "tag", "kinds"),
    [
        (".mp4", "<video ", {"video/mp4", "image/png"}),
        (".webm", "<video ", {"video/webm", "image/png"}),
        (".gif", "<picture>", {"image/gif", "image/png"}),
        (".webp", "<picture>", {"image/webp", "image/png"}),
        (".png", "<img ", {"image/png"}),
        (".svg", "<img ", {"image/svg+xml"}),
    ],
)
def test_a_notebook_is_given_all_of_the_file(made, suffix, tag, kinds):
    picture = made(suffix)
    shown = picture._repr_mimebundle_()
    html = shown["text/html"]
    assert html.startswith(tag)
    assert ('width="96" height="54"' in html) or suffix == ".svg"
    held = data_in(html)
    assert held.keys() == kinds
    (own,) = kinds - {"image/png"} or {"image/png"}
    assert held[own] == picture.read_bytes()
    assert html.count(held_text(picture)) == 1
    assert picture.alt.replace("'", "&#x27;") in html
    assert picture._mime_() == ("text/html", html)
    assert shown["text/plain"] == Path(os.path.relpath(picture)).as_posix()
    assert picture._repr_mimebundle_(include={"image/png"}).keys() <= {"image/png"}
    assert "text/html" not in picture._repr_mimebundle_(exclude={"text/html"})


def held_text(picture):
    """Return a file's bytes as text."""
    return base64.b64encode(picture.read_bytes()).decode()


def test_a_video_has_controls_and_is_muted_and_loops(made):
    opening = re.match(r"<video [^>]*>", made(".mp4").html())[0]
    assert {"controls", "muted", "loop", "playsinline"} <= set(opening[:-1].split())


@pytest.mark.parametrize("suffix", [".mp4", ".webm", ".gif", ".webp", ".apng"])
def test_where_no_film_can_play_its_last_frame_is_shown(made, solved, tmp_path, suffix):
    shown = made(suffix)._repr_mimebundle_()["image/png"]
    still = np.asarray(Image.open(io.BytesIO(base64.b64decode(shown))).convert("RGB")).astype(int)
    last = gdviz.draw("loss", solved("bowl"), tmp_path / "last.png", size="96x54")
    assert np.abs(still - np.asarray(Image.open(last).convert("RGB")).astype(int)).mean() < 3


def test_a_page_lives_in_a_frame_that_holds_it(made):
    html = made(".html")._repr_mimebundle_()["text/html"]
    assert html.startswith("<iframe title=")
    assert "sandbox=" in html
    assert "&lt;!doctype html&gt;" in html
    assert made(".html")._repr_mimebundle_().keys() == {"text/plain", "text/html"}


@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".png", ".html"])
def test_without_embedding_it_is_a_link_to_the_file(made, monkeypatch, suffix):
    picture = Picture(made(suffix))
    picture.embed = False
    monkeypatch.chdir(picture.path.parent)
    html = picture.html()
    assert f'src="bowl{suffix}"' in html
    assert "base64" not in html
    assert "image/png" not in picture._repr_mimebundle_()
    if suffix != ".html":
        assert "base64" in picture.html(embed=True)


def test_what_no_page_shows_is_linked(tmp_path):
    assert Picture(tmp_path / "a.pptx").html().startswith("<a href=")
    assert Picture(tmp_path / "a.pdf").html(embed=True).startswith("<a href=")


def test_a_scene_and_a_figure_say_that_they_link(solved, tmp_path):
    assert not gdviz.draw("loss", solved("bowl"), tmp_path / "a.png", size="96x54", embed=False).embed
    assert not gdviz.explore(solved("bowl"), tmp_path / "a.html", panels=["loss"], embed=False).embed


def test_hostile_names_stay_words(tmp_path):
    path = tmp_path / 'a"><script>.png'
    Image.new("RGB", (8, 8)).save(path)
    picture = Picture(path)
    picture.alt = '"><script>alert(1)</script>'
    assert "<script" not in picture.html()
    assert picture.html(embed=False).count("<") == 1
