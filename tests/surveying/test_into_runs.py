"""The run that a landscape goes into: a path is seen in the plane that was taken."""

import numpy as np
import pytest

import gdviz

CURVES = np.linspace(0.1, 3, 12)


def bowl(theta):
    return 0.5 * (CURVES * np.asarray(theta) ** 2).sum(axis=-1)


@pytest.fixture
def path(tmp_path):
    theta = np.random.default_rng(0).normal(size=12)
    with gdviz.record(tmp_path / "run", keep="all") as run:
        for _ in range(20):
            run.step(theta, bowl(theta))
            theta = theta - 0.3 * CURVES * theta
    return tmp_path / "run"


def test_the_path_of_a_run_is_seen_in_another_plane(path, tmp_path):
    run = gdviz.landscape(path, bowl, directions=(np.eye(12)[0], np.eye(12)[5]), out=tmp_path / "own", progress=False)
    whole = gdviz.load(path)
    np.testing.assert_allclose(run.params, (whole.params - whole.params[-1])[:, [0, 5]], atol=1e-12)
    assert (run.loss == whole.loss).all()
    assert run.arrays["plane.off"][0] > 0


def test_the_plane_of_its_path_in_a_run_of_its_own_leaves_the_run_as_it_is(path, tmp_path):
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    new = gdviz.landscape(path, bowl, plane="path", out=tmp_path / "new", samples=5, progress=False)
    assert {file.name: file.read_bytes() for file in path.iterdir()} == before
    own = gdviz.landscape(path, bowl, samples=5, progress=False)
    np.testing.assert_allclose(new.landscape.loss, own.landscape.loss, rtol=1e-9)
    assert new.problem["parameters"][0].startswith("PC 1 (")
