"""The picture beside a run's facts."""

import base64
import io

from PIL import Image

import gdviz
from gdviz.notebook.stills import shown_run, still_of_run


def test_facts_stand_beside_a_picture_with_words(solved):
    run = solved("bowl")
    shown = shown_run(run)
    assert run._repr_html_() in shown["text/html"]
    png, words = still_of_run(run)
    assert words in shown["text/html"]
    assert base64.b64decode(shown["image/png"]) == png
    with Image.open(io.BytesIO(png)) as image:
        assert image.size == (960, 540)


def test_a_run_without_a_landscape_is_shown_by_its_loss(tmp_path):
    with gdviz.record(tmp_path / "run") as recording:
        for value in (3.0, 2.0):
            recording.step([value], loss=value)
    assert still_of_run(gdviz.load(tmp_path / "run"))[1].startswith("The loss")


def test_where_no_figure_can_draw_it_its_facts_are_shown(solved, monkeypatch):
    monkeypatch.setattr("gdviz.notebook.stills.FIGURES_TRIED", ())
    run = solved("bowl")
    assert shown_run(run) == {"text/plain": repr(run), "text/html": run._repr_html_()}
