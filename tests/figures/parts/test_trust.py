"""The quiet line below a heading that says how far to trust a plane."""

import pytest
from slices import path_of_three, recorded_path

from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trust import Trust, phrases_of
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.trust import PITCH, TrustNote
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT

SIZES = ((800, 450), (540, 540), (450, 800))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return recorded_path(tmp_path_factory.mktemp("trust") / "run", path_of_three())


@pytest.mark.parametrize("size", SIZES)
def test_it_stands_on_the_page_below_the_subtitle_and_makes_room(run: Run, size: tuple[int, int]) -> None:
    trust = Trust.of([run], run.landscape)
    with drawing(LIGHT):
        plain, canvas = (Canvas(Clip(*size, 10, 1.0), LIGHT) for _ in range(2))
        Heading(plain, [run])
        heading = Heading(canvas, [run], trust=trust)
        heading.show(Moment((3.0,), 0.0))
        boxes = [artist.get_window_extent() for artist in heading.artists[1:]]
    lines = {round(box.y0) for box in boxes}
    assert len(boxes) == 4
    assert canvas.head - plain.head == pytest.approx(PITCH * len(lines), abs=1.0)
    page = canvas.figure.bbox
    top = page.height - plain.second * canvas.figure.dpi / 72
    for box in boxes:
        assert 0 < box.x0 < box.x1 < page.width
        assert page.height - canvas.head * canvas.figure.dpi / 72 < box.y0 < box.y1 < top


def test_phrases_do_not_move_when_they_change(run: Run) -> None:
    trust = Trust.of([run], run.landscape)
    with drawing(LIGHT):
        note = TrustNote(Canvas(Clip(800, 450, 10, 1.0), LIGHT), trust)
        note.write(20.0, 300.0, 500.0)
        places, words = [], []
        for step in (0.0, 3.0, 11.0):
            note.show(Moment((step,), 0.0))
            places.append([line.at for line in note.lines])
            words.append([line.words for line in note.lines])
    assert places[0] == places[1] == places[2]
    assert words == [phrases_of(trust, [step], [""]) for step in (0.0, 3.0, 11.0)]


def test_there_is_no_line_where_there_is_nothing_to_say(drawn: dict[str, Run]) -> None:
    with drawing(LIGHT):
        canvas = Canvas(Clip(800, 450, 10, 1.0), LIGHT)
        note = TrustNote(canvas, Trust.of([drawn["bowl"]], drawn["bowl"].landscape))
        note.write(20.0, 300.0, 500.0)
    assert (note.artists, note.height) == ((), 0.0)
