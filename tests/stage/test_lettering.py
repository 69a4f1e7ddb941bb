"""Labels lie where they are aligned, and figures do not twitch."""

import numpy as np
import pytest
from pixels import painted, places_of
from recording_pen import RecordingPen

from gdviz.stage.lettering import Figures, Label, Reading
from gdviz.stage.painted import PenMobject
from gdviz.style.numerals import number
from gdviz.style.themes import DARK


def test_values_in_figures_do_not_twitch(frame, staged, solved):
    stage = staged([solved("bowl")])
    figures = Figures(stage, 18)
    assert figures.width("1111") == figures.width("8888") == pytest.approx(4 * figures.column)
    for value in ("1", "0", "7"):
        places = places_of(painted(PenMobject(lambda pen, v=value: figures.draw(pen, v, np.zeros(2)))), DARK.ink, 60)
        assert places[:, 0].mean() == pytest.approx(figures.column / 2, abs=0.05)
        assert places[:, 1].min() == pytest.approx(0, abs=0.04)
    right = places_of(painted(PenMobject(lambda pen: figures.draw(pen, "808", np.zeros(2), align=1))), DARK.ink, 60)
    assert right[:, 0].max() < 0.01


def test_every_readout_is_written_whole(frame, staged, solved):
    figures = Figures(staged([solved("bowl")]), 18)
    for value in (np.nan, np.inf, -np.inf, -1.25e-9, 12_345.6, 0.0):
        pen, written = RecordingPen(), number(value)
        figures.draw(pen, written, np.zeros(2))
        assert len(pen.all("outline")) == len(written), written


@pytest.mark.parametrize("align", [(0, 0), (1, 1), (0.5, 0.5)])
def test_a_label_lies_where_it_is_aligned(align, frame, staged, solved):
    label = Label(staged([solved("bowl")]), "HEH", 24)
    places = places_of(
        painted(PenMobject(lambda pen: label.draw(pen, np.array([1.0, 2.0]), align=align))), DARK.ink, 60
    )
    box = np.array([1.0, 2.0]) - np.array(align) * [label.width, label.height]
    np.testing.assert_allclose(places.min(axis=0), box, atol=0.04)
    np.testing.assert_allclose(places.max(axis=0), box + np.array([label.width, label.height]), atol=0.04)


@pytest.mark.parametrize(
    ("sentence", "parts"), [("{n}% left", ["37", "% left"]), ("noch {n} da", ["noch", "37", "da"]), ("{n}", ["37"])]
)
def test_a_value_stands_in_its_place_in_a_sentence(sentence, parts, frame, staged, solved):
    stage, pen = staged([solved("bowl")]), RecordingPen()
    figures = Figures(stage, 12)
    reading = Reading(stage, sentence, "n", figures, 12)
    reading.draw(pen, "37", np.array([1.0, 2.0]))
    widths = [figures.width(part) if part == "37" else Label(stage, part, 12).width for part in parts]
    blanks = 0.5 * figures.column * sentence.replace("{n}", "").count(" ") if len(parts) == 3 else 0.0
    assert reading.width("37") == pytest.approx(sum(widths) + blanks)
    starts = [verb.given[1][0] for verb in pen.all("outline")]
    assert starts == sorted(starts)
    assert len(starts) == len(parts) - 1 + 2, "each word is one outline, and each figure"
