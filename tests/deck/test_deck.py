"""Decks: what is in them, and what a browser and LibreOffice make of them."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import zipfile
from base64 import b64decode
from collections.abc import Callable
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from chromium import Chromium
from click.testing import CliRunner, Result
from lxml import etree
from mistakes import assert_refused
from PIL import Image, PdfParser
from pptx import Presentation
from pptx.oxml.ns import namespaces

pytest.importorskip("manim")

from gdviz.cli import main
from gdviz.deck import deck, part
from gdviz.deck import html as html
from gdviz.deck.clips import loops, playable
from gdviz.deck.pdf import write_pdf
from gdviz.deck.pptx import write_pptx
from gdviz.deck.slide import Slide
from gdviz.encode import write
from gdviz.rendering.figures import draw

NOTES = ['Height is the <loss>; "x" & y.', "It goes round.", "On white."]
COLORS = [(200, 30, 30), (30, 150, 30), (30, 30, 200)]
FPS = 10


def marks(color: tuple[int, ...], count: int, size: tuple[int, int] = (180, 320)) -> list[np.ndarray]:
    """Return frames of one colour with a white mark at the top that wanders to the right."""
    frames = np.full((count, *size, 3), color, np.uint8)
    for i, frame in enumerate(frames):
        frame[10:30, 10 * i : 10 * i + 20] = 255
    return list(frames)


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> list[Slide]:
    """Two beats of a scene on a dark page, the second of which loops, and a square film on white."""
    folder = tmp_path_factory.mktemp("films")
    films = [
        write(folder / f"{i}.mp4", marks(color, 12, (180, 180 if i == 2 else 320)), FPS)
        for i, color in enumerate(COLORS)
    ]
    return [
        Slide(films[0], "the start", NOTES[0], False, "#11151c"),
        Slide(films[1], "the round", NOTES[1], True, "#11151c"),
        Slide(films[2], "the square", NOTES[2], False, "#ffffff"),
    ]


class Found(HTMLParser):
    """What an HTML page shows and asks for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Note the text after a tag."""
        if data.strip():
            self.texts.setdefault(self.tags[-1][0], []).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """Return the attributes of each such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


def test_html_holds_all_it_shows(slides: list[Slide], tmp_path: Path) -> None:
    html.write_html(tmp_path / "deck.html", slides, "Bowls & <valleys>")
    found = Found((tmp_path / "deck.html").read_text(encoding="utf-8"))
    asked = [
        (k, v) for _, having in found.tags for k, v in having.items() if k in ("src", "href", "data-src", "poster")
    ]
    assert len(asked) == 6
    assert all(value.startswith("data:") for _, value in asked)
    assert not re.search(r"url\((?!data:)|@import", "".join(found.texts["style"]))
    videos = found.all("video")
    for video, slide in zip(videos, slides, strict=True):
        assert b64decode(video["data-src"].partition(",")[2]) == slide.film.read_bytes()
        assert ("loop" in video) is slide.loops
        assert {"muted", "data-autoplay", "playsinline"} <= video.keys()
    assert [video["aria-label"] for video in videos] == NOTES
    assert found.texts["aside"] == NOTES
    assert found.texts["title"] == ["Bowls & <valleys>"]
    poster = Image.open(BytesIO(b64decode(videos[0]["poster"].partition(",")[2])))
    assert poster.getpixel((160, 90)) == pytest.approx(COLORS[0], abs=4)
    assert poster.getpixel((10, 20)) == pytest.approx((255, 255, 255), abs=4), "the first frame"


def test_reveal_is_the_version_that_is_named() -> None:
    assert html.__doc__ is not None
    (version,) = re.findall(r"reveal\.js (\d[\d.]+\d)", html.__doc__)
    assert f"`{version}`" in html.HERE.joinpath("reveal", "reveal.js").read_text(encoding="utf-8")
    assert "Permission is hereby granted" in html.HERE.joinpath("reveal", "LICENSE").read_text(encoding="utf-8")


def xpath(element: Any, query: str) -> list[Any]:
    """Return what a query finds in a slide's XML."""
    microsoft = "http://schemas.microsoft.com/office/powerpoint/2010/main"
    return etree.ElementBase.xpath(element, query, namespaces={**namespaces("a", "p", "r"), "p14": microsoft})


def test_pptx_holds_films_posters_and_notes(slides: list[Slide], tmp_path: Path, capsys: Any) -> None:
    write_pptx(tmp_path / "deck.pptx", slides, "Bowls")
    assert capsys.readouterr() == ("", ""), "no bars of others"
    made = Presentation(str(tmp_path / "deck.pptx"))
    assert made.core_properties.title == "Bowls"
    assert made.slide_width / made.slide_height == pytest.approx(16 / 9)
    for page, slide, color in zip(made.slides, slides, COLORS, strict=True):
        (movie,) = page.shapes
        media = [part for part in page.part.package.iter_parts() if part.partname.endswith(".mp4")]
        assert len(media) == len(slides), "each once"
        (link,) = xpath(movie.element, ".//a:videoFile/@r:link")
        film = page.part.rels[link].target_part.blob
        assert hashlib.sha256(film).digest() == hashlib.sha256(slide.film.read_bytes()).digest()
        (embedded,) = xpath(movie.element, ".//p14:media/@r:embed")
        assert page.part.rels[embedded].target_part.blob == film
        poster = Image.open(BytesIO(movie.poster_frame.blob)).convert("RGB")
        assert poster.getpixel((90, 90)) == pytest.approx(color, abs=4)
        assert poster.getpixel((10, 20)) == pytest.approx((255, 255, 255), abs=4), "the first frame"
        assert page.notes_slide.notes_text_frame.text == slide.notes
        assert movie.name == slide.name
        assert str(page.background.fill.fore_color.rgb) == slide.page[1:].upper()
        assert movie.width / movie.height == pytest.approx(poster.width / poster.height, rel=1e-4)
        assert movie.height == made.slide_height
        assert movie.left == (made.slide_width - movie.width) // 2


def test_pptx_films_start_by_themselves_and_loop(slides: list[Slide], tmp_path: Path) -> None:
    write_pptx(tmp_path / "deck.pptx", slides, "Bowls")
    for page, slide in zip(Presentation(str(tmp_path / "deck.pptx")).slides, slides, strict=True):
        (movie,) = page.shapes
        (timing,) = xpath(page.element, "p:timing")
        assert xpath(timing, ".//p:spTgt/@spid") == [str(movie.shape_id)] * 2
        (sequence,) = xpath(timing, ".//p:cTn[@nodeType='mainSeq']")
        (start,) = xpath(sequence, ".//p:cmd[@cmd='playFrom(0.0)']")
        assert xpath(start, "ancestor::p:cTn/@nodeType")[-1] == "afterEffect", "not a click"
        assert xpath(start, "p:cBhvr/p:cTn/@dur") == ["1200"]
        assert xpath(sequence, "p:childTnLst/p:par/p:cTn/p:stCondLst/p:cond[@evt='onBegin']/p:tn/@val") == ["2"]
        assert xpath(timing, ".//p:video//p:cTn/@repeatCount") == (["indefinite"] if slide.loops else [])
        ids = xpath(timing, ".//p:cTn/@id")
        assert len(set(ids)) == len(ids)
        order = [element.tag.rpartition("}")[2] for element in page.element]
        assert order == ["cSld", "clrMapOvr", "timing"]


def test_pdf_shows_where_each_beat_ends(slides: list[Slide], tmp_path: Path) -> None:
    write_pdf(tmp_path / "deck.pdf", slides, "Bowls")
    with PdfParser.PdfParser(str(tmp_path / "deck.pdf")) as made:
        boxes = [made.read_indirect(page)[b"MediaBox"][2:] for page in made.pages]
        assert made.info.Title == "Bowls"
    assert boxes == [[960, 540], [960, 540], [540, 540]]
    text = (tmp_path / "deck.pdf").read_bytes()
    pictures = [
        Image.open(BytesIO(data)) for data in re.findall(rb"stream\r?\n(\xff\xd8.*?)\r?\nendstream", text, re.S)
    ]
    for picture, color in zip(pictures, COLORS, strict=True):
        assert picture.getpixel((5, 100)) == pytest.approx(color, abs=4)
        assert picture.getpixel((120, 20)) == pytest.approx((255, 255, 255), abs=4), "the last frame"


def films(path: Path) -> tuple[list[np.ndarray], float]:
    """Return the frames of a film, and its rate."""
    with av.open(str(path)) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
        return frames, float(container.streams.video[0].average_rate)


def test_a_gif_keeps_its_times(tmp_path: Path) -> None:
    pictures = [Image.new("RGB", (32, 32), color) for color in COLORS]
    pictures[0].save(tmp_path / "x.gif", save_all=True, append_images=pictures[1:], duration=[60, 140, 0])
    frames, rate = films(playable(tmp_path / "x.gif", tmp_path / "out", "#ffffff"))
    assert (rate, len(frames)) == (50, 15)
    expected = [COLORS[0]] * 3 + [COLORS[1]] * 7 + [COLORS[2]] * 5
    np.testing.assert_allclose([frame[16, 16] for frame in frames], expected, atol=8)


@pytest.mark.parametrize("suffix", [".gif", ".webm"])
def test_what_is_transparent_stands_on_the_page(suffix: str, tmp_path: Path) -> None:
    frames = np.zeros((5, 64, 64, 4), np.uint8)
    for i, frame in enumerate(frames):
        frame[:, 8 * i : 8 * i + 24] = (200, 30, 30, 255)
    write(tmp_path / f"x{suffix}", list(frames), 25)
    made, rate = films(playable(tmp_path / f"x{suffix}", tmp_path / "out", "#1020c0"))
    assert (rate, len(made)) == (25, 5)
    for i in (0, 4):
        assert made[i][32, 8 * i + 12].astype(int) == pytest.approx((200, 30, 30), abs=8)
        assert made[i][32, (8 * i + 48) % 64].astype(int) == pytest.approx((16, 32, 192), abs=8)


def test_figures_are_slides(solved: Callable[[str], Any], tmp_path: Path) -> None:
    small = {"size": (160, 90), "fps": 10, "seconds": 1.0}
    run = solved("bowl")
    films = [
        draw("contour", [run], tmp_path / "round.gif", **small),
        draw("contour", [run], tmp_path / "to-the-end.gif", once=True, **small),
        draw("contour", [run], tmp_path / "film.mp4", **small),
    ]
    assert [loops(film) for film in films] == [True, False, False]
    parts = [part(str(film)) for film in films]
    path = deck(parts, tmp_path / "deep" / "deck.pptx")
    pages = Presentation(str(path)).slides
    assert [page.shapes[0].name for page in pages] == ["round", "to the end", "film"]
    assert [bool(xpath(page.element, ".//p:video//@repeatCount")) for page in pages] == [True, False, False]
    assert all(str(page.background.fill.fore_color.rgb) > "FA" for page in pages), "a light figure's own page"
    for suffix in (".html", ".pdf"):
        assert deck(parts, tmp_path / f"deck{suffix}").stat().st_size > 1000
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(
        ["deep", "deck.html", "deck.pdf", *(film.name for film in films)]
    )


@pytest.mark.slow
def test_a_scene_is_a_slide_for_each_beat(solved: Callable[[str], Any], tmp_path: Path) -> None:
    shown, painted = [part(f"decision-boundary={solved('logistic').path}")], []
    path = deck(shown, tmp_path / "deck.pptx", quality="l", fps=2, progress=painted.append)
    pages = Presentation(str(path)).slides
    told = [(page.shapes[0].name, page.notes_slide.notes_text_frame.text) for page in pages]
    assert len(told) >= 3
    assert all(name and notes.endswith(".") for name, notes in told)
    assert len({name for name, _ in told}) == len(told)
    assert all(str(page.background.fill.fore_color.rgb) == "11151C" for page in pages)
    assert painted[-1] > 10
    assert painted == sorted(painted)
    assert [file.name for file in tmp_path.iterdir()] == ["deck.pptx"]


def gdviz(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_command_prints_what_it_wrote(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write("x=1.mp4", marks(COLORS[0], 5), FPS)
    result = gdviz("deck", "x=1.mp4", "--title", "Bowls")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "renders/deck.html\n", "")
    assert "<title>Bowls</title>" in Path("renders/deck.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("loss-bwl=run", "did you mean 'loss-bowl'?"),
        ("loss-bowl", "give its directory as loss-bowl=RUN"),
        ("loss-bowl=", "give its directory as loss-bowl=RUN"),
        ("loss-bowl=nowhere", "there is no run in nowhere; make one with `gdviz solve"),
        ("x.gif", "there is no file x.gif; make one with `gdviz figure"),
        ("words.mp4", "words.mp4 holds no film; make one with"),
        ("words.gif", "words.gif holds no film; make one with"),
        ("renders/runs/bowl", "for example gdviz deck loss-bowl=renders/runs/bowl"),
        ("film.mp4 -o deck.key", "a deck's name must end in .html, .pptx, .pdf"),
        ("film.mp4 --theme drak", "did you mean 'dark'?"),
        ("", "Missing argument"),
    ],
)
def test_mistakes_are_answered_with_one_line(
    words: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write("film.mp4", marks(COLORS[0], 2), FPS)
    for name in ("words.gif", "words.mp4"):
        Path(name).write_text("no film")
    assert_refused(f"deck {words}", answer)


def test_what_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "film.mp4", marks(COLORS[0], 2), FPS)
    monkeypatch.delitem(sys.modules, "gdviz.deck.html")
    monkeypatch.setitem(sys.modules, "manim_slides.convert", None)
    result = gdviz("deck", str(tmp_path / "film.mp4"), "-o", str(tmp_path / "deck.html"))
    assert result.exit_code == 2
    assert result.stderr.endswith("is missing; run pip install 'gdviz[slides]'\n")


def program(*names: str) -> str:
    """Return the path of a program, or skip the test where none of the names is one."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"needs {names[0]}, as Debian's packages chromium and libreoffice-impress have it")
    return found


VIDEO = "Reveal.getCurrentSlide().querySelector('video')"


@pytest.mark.slow
def test_a_browser_plays_every_slide_with_no_network(slides: list[Slide], tmp_path: Path) -> None:
    html.write_html(tmp_path / "deck.html", slides, "Bowls")
    with Chromium(program("chromium", "chromium-browser", "google-chrome"), tmp_path / "profile") as browser:
        browser.open(tmp_path / "deck.html")
        browser.wait("Reveal.isReady()")
        assert browser.ask("Reveal.getTotalSlides()") == len(slides)
        for index, (slide, color) in enumerate(zip(slides, COLORS, strict=True)):
            assert browser.ask("Reveal.getIndices().h") == index
            assert browser.picture()[360, 640] == pytest.approx(color, abs=8), "no flash of anything else"
            browser.wait(f"{VIDEO}.currentTime > 0.2")
            assert browser.ask(f"{VIDEO}.getVideoPlaybackQuality().totalVideoFrames") > 0
            if slide.loops:
                browser.wait(f"{VIDEO}.currentTime > 0.6")
                browser.wait(f"{VIDEO}.currentTime < 0.5")
            else:
                browser.wait(f"{VIDEO}.ended")
                left, scale = (280, 4) if index == 2 else (0, 4)
                shown = browser.picture()
                assert shown[80, left + scale * 120] == pytest.approx((255, 255, 255), abs=8), "the last frame stays"
                assert shown[80, left + scale * 20] == pytest.approx(color, abs=8)
            browser.press("ArrowRight")
        assert browser.ask("Reveal.getIndices().h") == len(slides) - 1
        assert browser.picture()[360, 100] == pytest.approx((255, 255, 255), abs=2), "the square film's page"

        times = browser.ask("[...document.querySelectorAll('video')].map((video) => video.currentTime)")
        assert times[:2] == pytest.approx([0, 0], abs=0.05), "what was left is back at its start, out of sight"
        browser.press("ArrowLeft")
        browser.press("ArrowLeft")
        browser.wait(f"{VIDEO}.currentTime > 0.2")
        browser.wait(f"{VIDEO}.ended")
        browser.resize(400, 600)
        browser.wait("Math.abs(Reveal.getScale() - 400 / 1280) < 0.01")
        assert browser.picture()[300, 200] == pytest.approx(COLORS[0], abs=8)
        assert browser.picture()[20, 200] == pytest.approx((17, 21, 28), abs=3), "the page above"

        assert browser.complaints == []
        assert {address.partition(":")[0] for address in browser.requests} == {"file", "data", "blob"}
        assert [a for a in browser.requests if a.startswith("file:")] == [(tmp_path / "deck.html").as_uri()]

        browser.press("s")
        browser.turn_to_new_window()
        browser.wait(f"document.body.innerText.includes({json.dumps(NOTES[0])})")
        assert browser.complaints == []


@pytest.mark.slow
def test_libreoffice_opens_the_deck_and_keeps_its_films(slides: list[Slide], tmp_path: Path) -> None:
    office = program("soffice", "libreoffice")
    write_pptx(tmp_path / "deck.pptx", slides, "Bowls")
    for kind in ("pdf", "pptx"):
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = [office, profile, "--headless", "--convert-to", kind, "--outdir", "out", "deck.pptx"]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    pdf = (tmp_path / "out" / "deck.pdf").read_bytes()
    assert len(re.findall(rb"/Type */Page\b(?!s)", pdf)) == len(slides)
    with zipfile.ZipFile(tmp_path / "out" / "deck.pptx") as kept:
        films = sorted(name for name in kept.namelist() if name.endswith(".mp4"))
        assert [kept.read(name) for name in films] == [slide.film.read_bytes() for slide in slides]
    made = Presentation(str(tmp_path / "out" / "deck.pptx"))
    assert [bool(xpath(page.element, ".//p:video//@repeatCount")) for page in made.slides] == [
        slide.loops for slide in slides
    ]
    assert all(xpath(page.element, ".//p:cTn[@nodeType='afterEffect']//p:cmd") for page in made.slides)
    assert [page.notes_slide.notes_text_frame.text for page in made.slides] == NOTES
