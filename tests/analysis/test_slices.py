"""How far a plane can be trusted: against all singular vectors, closed forms, and the losses themselves."""

from pathlib import Path

import numpy as np
import pytest
from slices import bowl_of_three, path_of_three, recorded_path

import gdviz
from gdviz.analysis.slices import (
    names_of_axes,
    recorded_slice,
    slice_entry,
    slice_of,
    slices_of,
    why_not_one_plane,
    without_share,
)
from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale


def test_variance_and_distance_are_those_of_all_singular_vectors(tmp_path: Path) -> None:
    path = path_of_three()
    run = recorded_path(tmp_path / "run", path)
    found = recorded_slice(run)
    assert found is not None
    moves = path - path[-1]
    rest = np.linalg.svd(moves)[2][2]
    sizes = np.linalg.svd(moves, compute_uv=False)
    assert found.shares == pytest.approx(sizes[:2] ** 2 / (sizes**2).sum())
    assert found.off == pytest.approx(np.abs(moves @ rest), abs=1e-12)
    places = run.landscape.project(path)
    assert found.relative == pytest.approx(found.off / np.linalg.norm(np.ptp(places, axis=0)))
    assert found.spread == pytest.approx(np.linalg.norm(moves))


def test_the_slice_has_the_loss_of_the_point_below(tmp_path: Path) -> None:
    run = recorded_path(tmp_path / "run", path_of_three(), samples=257)
    found = recorded_slice(run)
    assert found is not None
    scape = run.landscape
    below = scape.origin + scape.project(run.params) @ scape.axes
    assert found.shown == pytest.approx(bowl_of_three(below), abs=5e-3)
    gaps = found.gaps(Scale.for_contours(scape.loss), 18)
    assert np.flatnonzero(np.abs(gaps) > 1).tolist() == [3]
    assert gaps[3] > 3


def test_beyond_what_was_sampled_there_is_no_loss(tmp_path: Path) -> None:
    run = recorded_path(tmp_path / "run", path_of_three())
    half = run.landscape.x < 1
    scape = run.landscape
    part = Landscape(scape.x[half], scape.y, scape.loss[:, half], scape.origin, scape.axes)
    found = slice_of(run, part)
    assert found is not None
    outside = scape.project(run.params)[:, 0] > part.x[-1]
    assert outside.any()
    assert np.isnan(found.shown).tolist() == outside.tolist()
    assert found.loss_in_words(int(np.argmax(outside))) == "–"


def test_of_one_or_two_parameters_and_a_path_that_rests_nothing_is_said(tmp_path: Path, solved) -> None:
    assert recorded_slice(solved("bowl")) is None
    assert slices_of([solved("bowl")], solved("bowl").landscape) == []
    assert slice_entry(solved("bowl")) == {}
    still = recorded_path(tmp_path / "still", np.ones((3, 3)))
    assert recorded_slice(still) is None


def test_a_run_that_keeps_its_plane_is_told_of_as_one_that_keeps_all(tmp_path: Path) -> None:
    path = path_of_three()
    whole = recorded_slice(recorded_path(tmp_path / "whole", path))
    plane = recorded_slice(recorded_path(tmp_path / "plane", path, keep="plane"))
    assert whole is not None
    assert plane is not None
    assert plane.off == pytest.approx(whole.off, abs=1e-6)
    assert plane.shares == pytest.approx(whole.shares, abs=1e-6)
    assert plane.reach == pytest.approx(whole.reach)
    assert plane.shown == pytest.approx(whole.shown, rel=0.01, abs=0.01)


def test_without_a_landscape_the_plane_of_the_path_is_known(tmp_path: Path) -> None:
    with gdviz.record(tmp_path / "run", keep="plane") as run:
        for theta in path_of_three():
            run.step(theta, 1.0)
    entry = slice_entry(gdviz.load(tmp_path / "run"))
    assert entry["off_plane_most_at_step"] == 3
    assert entry["slice_loss_first"] is None
    assert (entry["snapshots"], entry["error"]) == (12, 0.0)


def test_what_info_tells_are_the_numbers_of_the_slice(tmp_path: Path) -> None:
    run = recorded_path(tmp_path / "run", path_of_three())
    found, entry = recorded_slice(run), slice_entry(run)
    assert found is not None
    assert entry["variance"] == pytest.approx(found.shares.sum())
    assert entry["off_plane_most"] == found.relative.max() == found.relative[3]
    assert (entry["loss_first"], entry["loss_last"]) == (run.loss[0], run.loss[-1])
    assert entry["slice_loss_last"] == found.shown[-1]
    assert "error" not in entry


def test_axes_are_parameters_or_directions_with_their_shares(tmp_path: Path, solved) -> None:
    bowl = solved("bowl")
    assert names_of_axes([bowl], bowl.landscape) == list(bowl.problem["parameters"])
    for name, keep in (("whole", "all"), ("plane", "plane")):
        run = recorded_path(tmp_path / name, path_of_three(), keep=keep)
        first, second = names_of_axes([run], run.landscape)
        shares = np.linalg.svd(path_of_three(), compute_uv=False) ** 2
        shares /= shares.sum()
        assert first == f"PC 1 ({100 * shares[0]:.0f} %)"
        assert second == f"PC 2 ({100 * shares[1]:.0f} %)"
        assert without_share(first) == "PC 1"


def test_runs_in_planes_of_their_own_are_refused_with_what_to_type(tmp_path: Path) -> None:
    one = recorded_path(tmp_path / "one", path_of_three())
    other = recorded_path(tmp_path / "other", path_of_three(turned=50))
    reason = why_not_one_plane([one, other])
    assert reason is not None
    assert "lie along different planes" in reason
    assert f"gdviz.landscape(['{one.path}', '{other.path}'], loss)" in reason
    assert why_not_one_plane([one]) is None
    kept = [
        recorded_path(tmp_path / f"kept{angle}", path_of_three(turned=angle), keep="plane") for angle in (0.0, 50.0)
    ]
    assert "lie along different planes" in str(why_not_one_plane(kept))


def test_runs_on_one_plane_and_near_it_are_drawn_together(tmp_path: Path) -> None:
    one = recorded_path(tmp_path / "one", path_of_three())
    same = recorded_path(tmp_path / "same", path_of_three())
    assert why_not_one_plane([one, same]) is None
    # Within a contour of what the first one's plane shows.
    near = recorded_path(tmp_path / "near", path_of_three(bump=0.0, turned=0.5))
    flat = recorded_path(tmp_path / "flat", path_of_three(bump=0.0))
    assert why_not_one_plane([near, flat]) is None
    # On a plane that both hold, however far off it they are.
    other = recorded_path(tmp_path / "other", path_of_three(turned=50))
    joint = other.having(one.landscape.fields())
    assert why_not_one_plane([one, joint]) is None


def test_runs_of_two_parameters_share_their_space(solved) -> None:
    assert why_not_one_plane([solved("bowl"), solved("diverged")]) is None
