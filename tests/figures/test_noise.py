"""Side by side, runs in batches have seen as many points as each other."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from pages import CLIP

from gdviz.analysis.noise import Meter
from gdviz.analysis.pacing import Clip
from gdviz.analysis.trajectory import widest
from gdviz.figures import FIGURES
from gdviz.figures.noise import EpochClock, titles_of
from gdviz.figures.parts.lettering import Lettering
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT


@pytest.fixture(scope="module")
def runs(rates: dict[str, Run], batches: dict[str, Run], solved_once: Callable[..., Run]) -> dict[str, Run]:
    return {
        **rates,
        **batches,
        "singles-2": solved_once("line", batch=1, epochs=6, lr=0.01),
        "classes": solved_once("logistic", batch=1, epochs=2),
        "classes-full": solved_once("logistic", epochs=2),
    }


def test_in_every_frame_runs_have_seen_as_many_points(runs: dict[str, Run]) -> None:
    shown = [runs[name] for name in ("full", "sevens", "singles")]
    meters = [Meter.of(run) for run in shown]
    clock = EpochClock(shown, meters, is_shared=True)
    points = len(shown[0].data["y"])
    (moment,) = CLIP.at(np.array([0.5]), shown)
    assert clock.points(moment).steps == (3 * points,) * 3
    assert clock.steps(moment).steps == (3, 3 * ceil(points / 7), 3 * points)
    assert (clock.count(moment), clock.total) == ("epoch 3.0", "of 6 epochs")
    few = EpochClock(shown[:2], meters[:2], is_shared=True)
    (moment,) = CLIP.at(np.array([0.5]), shown[:2])
    assert few.points(moment).steps == (3 * points,) * 2
    (moment,) = CLIP.at(np.array([0.5]), shown)
    end = clock.steps(CLIP.at(np.ones(1), shown)[0]).steps
    assert end == tuple(run.steps for run in shown)


def test_paced_by_arc_each_run_keeps_its_own_step(runs: dict[str, Run], film) -> None:
    shown = [runs[name] for name in ("full", "singles")]
    clip = replace(CLIP, pace="arc")
    paint, page = film("noise", shown, clip)
    (moment,) = clip.at(np.array([0.5]), shown)
    paint(moment)
    said = " ".join(words.words for words in page.figure.findobj(Lettering))
    assert all(f"step {int(step + 1e-9):,}" in said for step in moment.steps)
    assert "epoch" not in said


def test_batches_title_the_fields_from_full_to_single(runs: dict[str, Run], film) -> None:
    _, page = film("noise", [runs[name] for name in ("singles", "full", "sevens")], Clip(800, 450, 10, 4.0))
    titles = [text for text in page.figure.texts if text.get_text() in ("full batch", "batches of 7", "single points")]
    ranked = [text.get_text() for text in sorted(titles, key=lambda text: text.get_position())]
    assert ranked == ["full batch", "batches of 7", "single points"]
    assert titles_of([runs["singles"], runs["singles-2"]])[1] == ("single points, lr 0.01", "lr 0.01")


def test_runs_in_planes_of_their_own_are_drawn_in_that_of_the_one_that_covers_most(runs: dict[str, Run], film) -> None:
    shown = [runs["classes-full"], runs["classes"]]
    scape = widest(shown)
    assert scape is runs["classes"].landscape
    paint, page = film("noise", shown)
    paint(CLIP.at(np.ones(1), shown)[0])
    for axes, run in zip(page.figure.axes, shown, strict=False):
        head = [line for line in axes.lines if line.get_marker() in "os" and len(line.get_xdata()) == 1][-1]
        np.testing.assert_allclose(np.ravel(head.get_data()), scape.project(run.params[-1]))


def test_loss_curves_are_drawn_against_epochs(runs: dict[str, Run], film) -> None:
    shown = [runs["full"], runs["singles"]]
    paint, page = film("noise", shown)
    paint(CLIP.at(np.array([0.5]), shown)[0])
    points = len(shown[0].data["y"])
    curves = page.figure.axes[-1]
    heads = [line.get_xdata()[-1] for line in curves.lines if line.get_marker() in "os"]
    assert heads == [3 * points] * 2
    assert [label.get_text() for label in curves.get_xticklabels()] == ["0", "2", "4", "6"]
    assert curves.get_xticks()[1] == 2 * points


def test_what_was_not_fitted_to_points_has_no_noise_to_show(runs: dict[str, Run]) -> None:
    with pytest.raises(ValueError, match="it was not fitted to points"):
        FIGURES["noise"].painter([runs["bowl-0.1"]], LIGHT, CLIP)
