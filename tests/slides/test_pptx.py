"""A PPTX deck: what is in it, and what LibreOffice makes of it."""

import hashlib
import re
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from decks import COLORS, NOTES, program, xpath
from PIL import Image
from pptx import Presentation

from gdviz.slides.pptx import write_pptx
from gdviz.slides.slide import Slide


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
        assert xpath(movie.element, ".//p:cNvPr/@descr") == [slide.alt]
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
