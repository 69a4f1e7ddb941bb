"""A run's path on flat axes: what its artist shows at a moment."""

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from gdviz.analysis.pacing import Moment
from gdviz.analysis.trajectory import Trajectory
from gdviz.figures.parts.path import (
    ALONE,
    OFF,
    PITCH,
    REACH,
    DivergedNote,
    PathArtist,
    Paths,
    lanes_of,
    note_exits,
    on_page,
)
from gdviz.pens.trail import HAIR, STRETCHES
from gdviz.runs.run import Run
from gdviz.style.themes import LIGHT


def axes_over(run: Run) -> tuple[Any, Trajectory]:
    """Return axes over a run's landscape, and its track."""
    axes, scape = Figure(figsize=(8, 4.5)).add_subplot(), run.landscape
    axes.set(xlim=scape.x[[0, -1]], ylim=scape.y[[0, -1]])
    return axes, Trajectory.of(run, scape)


def data(artist: Any) -> np.ndarray:
    return np.column_stack(artist.get_data())


@pytest.mark.parametrize("how", [{}, ALONE], ids=["whole", "alone"])
@pytest.mark.parametrize("step", [0.0, 3.5, 12.0])
def test_the_path_ends_at_its_head_which_is_where_the_run_is(how: dict[str, Any], step: float, drawn: Any) -> None:
    run = drawn["bowl"]
    axes, track = axes_over(run)
    path = PathArtist(axes, track, LIGHT.look_of(0, 1), LIGHT, 0, **how)
    path.show(Moment((step,), 0.0, 0.5))
    casing, line, dots = path.path
    row = int(step)
    here = run.params[row] + (step - row) * (run.params[row + 1] - run.params[row])
    np.testing.assert_allclose(data(path.head[0]), [here], atol=1e-12)
    whole = casing.get_segments()[0]
    np.testing.assert_allclose(whole[[0, -1]], [run.params[0], here], atol=1e-12)
    for under, over in zip(casing.get_segments(), line.get_segments(), strict=True):
        np.testing.assert_array_equal(under, over)
        np.testing.assert_allclose(over[-1], here, atol=1e-12)
    assert to_hex(line.get_color()[0]) == LIGHT.look_of(0, 1).color
    np.testing.assert_allclose(data(dots)[0], run.params[0], atol=1e-12)


@pytest.mark.parametrize("how", [{"width": 1.8}, ALONE], ids=["whole", "alone"])
def test_it_tapers_from_its_whole_width_at_the_head_to_a_hairline(how: dict[str, Any], drawn: Any) -> None:
    run = drawn["bowl"]
    axes, track = axes_over(run)
    path = PathArtist(axes, track, LIGHT.look_of(0, 1), LIGHT, 0, **how)
    path.show(Moment((float(run.steps),), 0.0, 1.0))
    casing, line, _ = path.path
    widths = np.asarray(line.get_linewidths())
    np.testing.assert_allclose(widths, how["width"] * np.linspace(HAIR, 1, STRETCHES + 1))
    np.testing.assert_allclose(np.diff(np.asarray(casing.get_linewidths()) / widths), 0, atol=1e-12)
    ends = [axes.transData.transform(piece) for piece in line.get_segments()]
    lengths = [np.linalg.norm(np.diff(piece, axis=0), axis=1).sum() for piece in ends]
    assert lengths == sorted(lengths, reverse=True)
    box = axes.get_window_extent()
    assert lengths[1] == pytest.approx(min(REACH * min(box.width, box.height), lengths[0] / 2))


def test_paths_that_coincide_lie_side_by_side(drawn: Any) -> None:
    run = drawn["bowl"]
    axes, track = axes_over(run)
    paths = [
        PathArtist(axes, track, LIGHT.look_of(i, 2), LIGHT, i, lane=lane)
        for i, lane in enumerate(lanes_of(axes, [track, track]))
    ]
    for path in paths:
        path.show(Moment((float(run.steps),) * 2, 0.0, 1.0))
    one, other = (on_page(axes, path.path[1].get_segments()[0]) for path in paths)
    apart = np.linalg.norm(one - other, axis=1)
    assert apart.max() == pytest.approx(PITCH, rel=0.02)
    assert np.median(apart[: len(apart) // 3]) > 0.6 * PITCH


@pytest.mark.parametrize("how", [{}, ALONE], ids=["whole", "alone"])
def test_no_dot_is_nearer_to_another_than_one_and_a_half_of_its_diameters(how: dict[str, Any], drawn: Any) -> None:
    run = drawn["bowl"]
    axes, track = axes_over(run)
    path = PathArtist(axes, track, LIGHT.look_of(0, 1), LIGHT, 0, **how)
    path.show(Moment((float(run.steps),), 0.0, 1.0))
    dots = path.path[2]
    diameter = dots.get_markersize() + dots.get_markeredgewidth()
    places = axes.transData.transform(data(dots)) * 72 / axes.figure.dpi
    apart = np.linalg.norm(np.diff(places, axis=0), axis=1)
    assert (apart >= 1.5 * diameter - 1e-9).all()
    assert 3 < len(places) < run.steps
    np.testing.assert_allclose(data(dots)[0], run.params[0], atol=1e-12)


def test_a_path_without_its_ball_shows_what_it_has_reached(drawn: Any) -> None:
    run = drawn["bowl"]
    axes, track = axes_over(run)
    for ball in (True, False):
        path = PathArtist(axes, track, LIGHT.look_of(0, 1), LIGHT, 0, ball=ball)
        path.show(Moment((float(run.steps),), 0.0, 1.0))
        assert path.head[0].get_visible() == ball


def test_many_iterates_are_not_dotted_and_none_where_that_is_asked(drawn: Any) -> None:
    for name, how in (("valley", {}), ("valley", ALONE), ("bowl", {"dots": False})):
        run = drawn[name]
        axes, track = axes_over(run)
        path = PathArtist(axes, track, LIGHT.look_of(0, 1), LIGHT, 0, **how)
        path.show(Moment((float(run.steps),), 0.0, 1.0))
        assert len(data(path.path[2])) == 0


def test_a_run_that_left_ends_in_a_cross_within_the_axes_and_words(drawn: Any) -> None:
    run = drawn["bowl-diverged"]
    axes, track = axes_over(run)
    path, note = (make(axes, track, LIGHT.look_of(0, 1), LIGHT, 0) for make in (PathArtist, DivergedNote))
    for step, gone in ((0.0, False), (float(run.steps), True)):
        for part in (path, note):
            part.show(Moment((step,), 0.0, 0.5))
        head, cross = path.head
        assert (head.get_visible(), cross.get_visible()) == (not gone, gone)
        assert note.artists[0].get_text() == (track.fate if gone else "")
    low, high = np.array(axes.viewLim.min), np.array(axes.viewLim.max)
    assert ((data(cross) > low) & (data(cross) < high)).all()


def test_dashes_and_dots_with_the_marker_are_for_those_who_see_no_colours(drawn: Any) -> None:
    axes, track = axes_over(drawn["bowl"])
    look = LIGHT.look_of(1, 2)
    assert look.dash
    line, dots = PathArtist(axes, track, look, LIGHT, 0, dots=False).path[1:]
    (_, dash), *solid = line.get_linestyle()
    assert dash is not None
    assert all(pattern is None for _, pattern in solid), "the trail is whole"
    ((_, dash),) = PathArtist(axes, track, look, LIGHT, 0, dots=False, dashed=False).path[1].get_linestyle()
    assert dash is None
    line, dots = PathArtist(axes, track, look, LIGHT, 0).path[1:]
    ((_, dash),) = line.get_linestyle()
    assert dash is None, "between dots no dash is seen"
    assert dots.get_marker() == look.marker


def test_paths_lie_below_what_is_between_and_that_below_their_heads(drawn: Any) -> None:
    axes, track = axes_over(drawn["bowl"])
    paths = [PathArtist(axes, track, LIGHT.look_of(i, 2), LIGHT, i) for i in range(2)]
    note = DivergedNote(axes, track, LIGHT.look_of(0, 1), LIGHT, 0)
    artists = Paths(paths, [note]).artists
    layers = [artist for layer in zip(paths[0].path, paths[1].path, strict=True) for artist in layer]
    assert artists == (*layers, *note.artists, *paths[0].head, *paths[1].head)


def test_words_of_runs_that_leave_at_one_place_stand_one_below_another(drawn: Any) -> None:
    axes, track = axes_over(drawn["bowl-diverged"])
    notes = note_exits(axes, [(track, LIGHT.look_of(i, 3), LIGHT, i) for i in range(3)])
    assert not [1 for one, other in combinations(notes, 2) if one.box.overlaps(other.box)]
    assert all(axes.bbox.y0 <= note.box.y0 and note.box.y1 <= axes.bbox.y1 for note in notes)
    assert [note.artists[0].get_text() for note in notes] == [""] * 3, "they are said once the run is gone"
    line, unit = axes.transData.transform(track.points), axes.figure.dpi / 72
    clear = [np.maximum(note.box.min - line, line - note.box.max).max(axis=1).min() / unit for note in notes]
    assert min(clear) > OFF - 2, "and cover no path"
