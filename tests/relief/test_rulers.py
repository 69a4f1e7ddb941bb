"""Numbers and a name stand along an edge of the floor, clear of one another and on the page."""

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.pens.agg import Easel
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama
from gdviz.relief.rulers import NAME, NUMBER, Ruler
from gdviz.style.themes import LIGHT

LONG = "the size of a garden in square metres, as a surveyor has it"


@pytest.fixture(scope="module")
def diorama(solved_once: Any) -> Diorama:
    return Diorama([solved_once("bowl")], LIGHT, cells=48, camera=Camera(200.0, 30.0, 0.0))


def test_numbers_are_round_and_keep_off_the_corners(diorama: Diorama) -> None:
    ruler = Ruler(diorama.relief, 0, np.array([-4.0, 4.0]), "x", LIGHT)
    words = ruler.words(diorama.easel(RendererAgg(640, 480, 72), (20, 20, 620, 460), 1.1), diorama.view(0.0))
    assert [(word.words, word.size, word.bold) for word in words] == [
        *((number, NUMBER, False) for number in ("−2", "0", "2")),
        ("x", NAME, True),
    ]


def test_a_side_may_have_its_name_alone(diorama: Diorama) -> None:
    ruler = Ruler(diorama.relief, 1, np.array([-4.0, 4.0]), "y", LIGHT, numbers=0)
    words = ruler.words(diorama.easel(RendererAgg(640, 480, 72), (20, 20, 620, 460), 1.1), diorama.view(0.0))
    assert [word.words for word in words] == ["y"]


def test_a_name_is_no_longer_than_it_may_be(diorama: Diorama) -> None:
    easel = diorama.easel(RendererAgg(640, 480, 72), (20, 20, 620, 460), 1.1)
    for longest in (30.0, 60.0):
        ruler = Ruler(diorama.relief, 0, np.array([-4.0, 4.0]), LONG, LIGHT, longest=longest)
        name = ruler.words(easel, diorama.view(0.0))[-1]
        assert name.words.startswith("the")
        assert longest - 14 < float(np.ptp(name.box(easel)[:, 0])) * easel.scale / easel.unit <= longest


@pytest.mark.parametrize("axis", [0, 1])
def test_a_long_name_is_cut_and_stands_clear_of_numbers_on_the_page(diorama: Diorama, axis: int) -> None:
    ruler = Ruler(diorama.relief, axis, np.array([100_000.0, 600_000.0]), LONG, LIGHT)
    easel = diorama.easel(RendererAgg(640, 480, 72), (60, 60, 580, 420), 1.1)
    words = ruler.words(easel, diorama.view(0.0))
    assert words[-1].words.endswith("…")
    boxes = [easel.pixels(word.box(easel)) for word in words]
    for one, other in combinations(boxes, 2):
        assert (one.max(axis=0) < other.min(axis=0)).any() or (other.max(axis=0) < one.min(axis=0)).any()
    assert all((box >= 0).all() and (box <= [640, 480]).all() for box in boxes)


@pytest.mark.parametrize("turn", [0.0, 0.5, 1.0])
def test_names_of_the_two_axes_keep_off_one_another_and_their_numbers(turn: float, solved_once: Any) -> None:
    run = solved_once("bowl")
    told = {**run.manifest, "problem": {**run.problem, "parameters": [LONG, LONG[::-1]]}}
    diorama = Diorama([replace(run, manifest=told)], LIGHT, cells=48, camera=Camera(225.0, 12.0, 60.0))
    easel, view = diorama.easel(RendererAgg(480, 270, 72), (150, 20, 320, 250), 1.0, Easel), diorama.view(turn)
    boxes = [[word.box(easel) for word in diorama.words(easel, view, axis)] for axis in (0, 1)]
    name, gap = boxes[1][-1], 0.5 / easel.scale
    for box in boxes[0]:
        apart = (name.min(axis=0) > box.max(axis=0) - gap) | (box.min(axis=0) > name.max(axis=0) - gap)
        assert apart.any()
