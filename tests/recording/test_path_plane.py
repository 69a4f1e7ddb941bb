"""A path of very many parameters in its plane: where it is, how far off, and how much of it the plane holds."""

import numpy as np
import pytest

import gdviz
from gdviz.landscapes.planes import plane_of


def path_of(steps, size=500, seed=0, dtype=np.float32):
    """Return a path that bends, with some noise: like that of a network."""
    rng = np.random.default_rng(seed)
    t = np.linspace(0, 3, steps)[:, None]
    directions = np.linalg.qr(rng.normal(size=(size, 3)))[0].T
    places = np.hstack([np.exp(-t), 0.4 * np.exp(-t) * np.sin(3 * t), 0.1 * np.cos(2 * t)])
    return (rng.normal(size=size) + places @ directions + 1e-3 * rng.normal(size=(steps, size))).astype(dtype)


def recorded(out, path, **options):
    with gdviz.record(out, keep="plane", **options) as run:
        for t, theta in enumerate(path):
            run.step({"w": theta[:300], "b": theta[300:]}, 1 / (t + 1), lr=0.1, accuracy=t / len(path))
    return gdviz.load(out)


def test_every_point_is_where_it_is_in_the_plane_and_as_far_from_it(tmp_path):
    path = path_of(60)
    run = recorded(tmp_path / "run", path)
    origin, axes = plane_of(path.astype(np.float64), 500)
    assert run.arrays["plane.origin"] == pytest.approx(origin)
    # To a millionth of the angle, or to what a float of four bytes holds of it.
    assert np.linalg.norm(axes - run.arrays["plane.axes"], axis=1) == pytest.approx([0, 0], abs=1e-6)
    places = (path - origin) @ axes.T
    assert run.params == pytest.approx(places, abs=1e-6)
    off = np.linalg.norm(path - origin - places @ axes, axis=1)
    assert run.arrays["plane.off"] == pytest.approx(off, abs=1e-5)


def test_all_that_was_said_beside_the_parameters_is_kept(tmp_path):
    run = recorded(tmp_path / "run", path_of(20))
    assert run.loss.tolist() == [1 / (t + 1) for t in range(20)]
    assert run.step.tolist() == list(range(20))
    assert run.metrics["accuracy"].tolist() == [t / 20 for t in range(20)]
    assert run.arrays["learning_rate"].tolist() == [0.1] * 19
    assert run.stop["message"] == "the loop ended after 19 steps"


def test_the_manifest_says_how_much_of_the_path_the_plane_holds(tmp_path):
    path = path_of(60).astype(np.float64)
    run = recorded(tmp_path / "run", path)
    moves = path - path[-1]
    shares = np.linalg.svd(moves, compute_uv=False)[:2] ** 2 / (moves**2).sum()
    space = run.manifest["space"]
    assert space["variance"] == pytest.approx(shares)
    assert run.problem["parameters"] == ["PC 1", "PC 2"]
    assert (space["kept"], space["size"], space["snapshots"], space["error"]) == ("plane", 500, 60, 0)
    assert space["layers"] == [{"name": "w", "shape": [300]}, {"name": "b", "shape": [200]}]


def test_points_between_the_whole_vectors_are_placed_to_about_the_error_that_is_told(tmp_path):
    path = path_of(200, size=5000)
    run = recorded(tmp_path / "run", path, snapshots=16)
    error, axes = run.manifest["space"]["error"], run.arrays["plane.axes"]
    true = (path - run.arrays["plane.origin"]) @ axes.T
    off = np.linalg.norm(run.params - true, axis=1).max() / np.linalg.norm(np.ptp(true, axis=0))
    assert 0 < off < 3 * error < 0.1
    assert run.manifest["space"]["snapshots"] <= 17


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_a_short_path_has_a_plane_too(tmp_path, steps):
    run = recorded(tmp_path / "run", path_of(steps))
    assert run.params.shape == (steps, 2)
    assert run.params[-1].tolist() == [0, 0]
    axes = run.arrays["plane.axes"]
    assert axes @ axes.T == pytest.approx(np.eye(2), abs=1e-6)


def test_a_path_that_leaves_the_numbers_ends_before(tmp_path):
    path = path_of(6)
    path[4:] = np.nan
    run = recorded(tmp_path / "run", path)
    assert run.params.shape == (4, 2)
    assert run.stop == {"reason": "diverged", "message": "diverged at step 4: loss 0.2"}


def test_the_landscape_is_the_loss_over_the_plane(tmp_path):
    path = path_of(30).astype(np.float64)
    with gdviz.record(tmp_path / "run", keep="plane", loss=lambda p: float(p @ p), samples=17) as recording:
        for theta in path:
            recording.step(theta)
    run = gdviz.load(tmp_path / "run")
    scape, origin, axes = run.landscape, run.arrays["plane.origin"], run.arrays["plane.axes"]
    for i, j in ((0, 0), (5, 11), (16, 2)):
        whole = origin + np.array([scape.x[j], scape.y[i]]) @ axes
        assert scape.loss[i, j] == pytest.approx(whole @ whole, rel=1e-6)
    assert gdviz.draw("contour", [run], tmp_path / "x.png", size=(320, 180)).exists()


def test_a_killed_training_leaves_a_sketch_of_its_path(tmp_path):
    path = path_of(30)
    recording = gdviz.record(tmp_path / "run", keep="plane")
    with recording:
        for t, theta in enumerate(path):
            recording.step(theta, 1 / (t + 1))
        recording._recorder.flush()
        run = gdviz.load(tmp_path / "run")
        assert run.manifest["space"]["kept"] == "sketch"
        assert len(run.loss) == 30
        lengths = np.linalg.norm(np.diff(run.params[:10], axis=0), axis=1)
        assert lengths == pytest.approx(np.linalg.norm(np.diff(path[:10], axis=0), axis=1), rel=0.3)
    assert gdviz.load(tmp_path / "run").manifest["space"]["kept"] == "plane"


def test_a_path_that_never_was_among_the_numbers_has_no_plane(tmp_path):
    run = recorded(tmp_path / "run", np.full((3, 500), np.nan, np.float32))
    assert (run.stop["message"], run.manifest["space"]["kept"]) == ("diverged at step 0: loss 1", "sketch")
    assert np.isnan(run.params).any()
