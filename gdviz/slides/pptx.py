"""PPTX: a film on each slide, embedded, that plays by itself.

manim-slides embeds the films, with their first frames as posters: PowerPoint shows the poster until the film plays, and
any other frame would jump there. (For print there is the PDF, with the last frames.) What it leaves out is added here:
films that start as PowerPoint itself writes "start automatically", the page's colour, each film in its own shape, and
words for those who cannot see them.
"""

import tempfile
from collections.abc import Sequence
from contextlib import redirect_stderr
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from manim_slides.convert import PowerPoint, get_duration_ms
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu

from gdviz.slides.pptx_words import color, tint_links, write_heading, write_words
from gdviz.slides.slide import HEIGHT, WIDTH, Size, Slide, box_of, presentations
from gdviz.style.themes import DARK, Style

# The slide's main sequence plays the film as soon as it begins, with no click; the node that owns the film says whether
# it is repeated. There is no sequence that a click on the film sets off, so that a click turns the slide.
TIMING = """
<p:timing {namespace}><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
  <p:seq concurrent="1" nextAc="seek">
    <p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst>
      <p:par><p:cTn id="3" fill="hold">
        <p:stCondLst>
          <p:cond delay="indefinite"/>
          <p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond>
        </p:stCondLst>
        <p:childTnLst><p:par><p:cTn id="4" fill="hold">
          <p:stCondLst><p:cond delay="0"/></p:stCondLst>
          <p:childTnLst><p:par>
            <p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold" nodeType="afterEffect">
              <p:stCondLst><p:cond delay="0"/></p:stCondLst>
              <p:childTnLst><p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr>
                <p:cTn id="6" dur="{duration}" fill="hold"/>
                <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>
              </p:cBhvr></p:cmd></p:childTnLst>
            </p:cTn>
          </p:par></p:childTnLst>
        </p:cTn></p:par></p:childTnLst>
      </p:cTn></p:par>
    </p:childTnLst></p:cTn>
    <p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst>
    <p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst>
  </p:seq>
  <p:video><p:cMediaNode vol="80000">
    <p:cTn id="7" {repeat}fill="hold" display="0"><p:stCondLst><p:cond delay="indefinite"/></p:stCondLst></p:cTn>
    <p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl>
  </p:cMediaNode></p:video>
</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>
"""


def write_pptx(
    path: Path, slides: Sequence[Slide], title: str, *, size: Size = (WIDTH, HEIGHT), style: Style = DARK
) -> None:
    """Write a deck for PowerPoint, Keynote and LibreOffice; what it is made of lies beside it meanwhile."""
    settings = {"presentation_configs": presentations(slides, size), "width": size[0], "height": size[1]}
    # Its progress bars would stand among our own words, and its posters stay for ever where it is killed: beside the
    # deck, which is not finished either, they are swept.
    before, tempfile.tempdir = tempfile.tempdir, str(path.parent)
    try:
        with redirect_stderr(StringIO()):
            PowerPoint.model_validate(settings).convert_to(path)
    finally:
        tempfile.tempdir = before
    deck = Presentation(str(path))
    deck.core_properties.title, deck.core_properties.author = title, ""
    tint_links(deck, style)
    for made, slide in zip(deck.slides, slides, strict=True):
        fill = made.background.fill
        fill.solid()
        fill.fore_color.rgb = color(slide.page)
        (shape,) = made.shapes
        if slide.words:
            shape.element.getparent().remove(shape.element)
            write_words(made, slide.words, style, size)
            continue
        _fit(shape, slide, size)
        shape.name = slide.name
        shape.element.nvPicPr.cNvPr.set("descr", slide.alt)
        if slide.heading:
            write_heading(made, slide.heading, style, size)
        made.element.remove(made.element.timing)
        made.element._insert_timing(_timing(shape.shape_id, slide))
    written = BytesIO()
    deck.save(written)
    _undate(written, path)


def _undate(written: BytesIO, path: Path) -> None:
    """Write a deck with no times in it but the earliest that its container knows: the same slides, the same bytes."""
    with ZipFile(written) as dated, ZipFile(path, "w") as made:
        for part in dated.infolist():
            part.date_time = (1980, 1, 1, 0, 0, 0)
            made.writestr(part, dated.read(part.filename))


def _timing(shape: int, slide: Slide) -> Any:
    """Return what makes the film play when its slide is shown."""
    repeat = 'repeatCount="indefinite" ' if slide.loops else ""
    duration = round(get_duration_ms(slide.film))
    return parse_xml(TIMING.format(namespace=nsdecls("p"), duration=duration, shape=shape, repeat=repeat))


def _fit(movie: Any, slide: Slide, size: Size) -> None:
    """Give a film its own shape, as large as the slide allows, in the middle."""
    box = box_of(slide, movie.poster_frame.size, size)
    movie.left, movie.top, movie.width, movie.height = (Emu(round(9525 * part)) for part in box)
