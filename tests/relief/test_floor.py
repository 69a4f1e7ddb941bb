"""The words around the floor, from wherever it is filmed."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.pens.agg import Easel
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama
from gdviz.relief.view import View
from gdviz.style.themes import LIGHT

SIZE = 640, 480


@pytest.fixture(scope="module")
def diorama(solved):
    return Diorama([solved("bowl")], LIGHT, cells=48, camera=Camera(30.0, 35.0, 0.0))


@pytest.mark.parametrize("elevation", [-20.0, 5.0, 35.0, 85.0, 90.0])
def test_words_keep_off_the_relief_and_one_another_and_stand_below_the_floor(diorama, elevation):
    for azimuth in np.arange(10.0, 360.0, 50.0):
        view = View(azimuth, elevation)
        there = Diorama(diorama._runs, LIGHT, cells=48, camera=Camera(azimuth, elevation, 0.0))
        easel = there.easel(RendererAgg(*SIZE, 72), (10, 10, 630, 470), 640 / 534, Easel)
        boxes = [word.box(easel) for axis in (0, 1) for word in there._floor.words(easel, view, axis)]
        places = easel.pixels(np.concatenate(boxes))
        assert (places >= 0).all()
        assert (places <= SIZE).all()
        for one, other in combinations(boxes, 2):
            assert ((one.min(axis=0) >= other.max(axis=0)) | (other.min(axis=0) >= one.max(axis=0))).any()
        solid = view.project(there.relief.silhouette)
        for box in boxes:
            low, high = box.min(axis=0), box.max(axis=0)
            assert not ((solid > low) & (solid < high)).all(axis=1).any()
        # The edge that has the words is lower in the picture than the one across.
        for axis in (0, 1):
            *_, name = there._floor.words(easel, view, axis)
            across = np.zeros(3)
            across[1 - axis] = there.relief.half[1 - axis]
            ends = view.project(there.relief.lay(np.stack([across, -across])[:, :2]))
            nearest = ends[np.linalg.norm(ends - name.at, axis=1).argmin()]
            assert nearest[1] == pytest.approx(ends[:, 1].min(), abs=1e-9)
