"""Recipes that are films, and films of what is no recipe: a loop of one's own."""

import shlex

import imageio.v3 as imageio
import numpy as np
import pytest

from gdviz import record
from gdviz.cli import main
from gdviz.recipes.book import RECIPES, RUN
from gdviz.rendering.scenes import runs_for, shoot
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK

FILMS = [
    pytest.param(words, id=file)
    for recipe in RECIPES.values()
    for file, words in recipe.pictures.items()
    if words.startswith("scene ")
]


@pytest.mark.parametrize("words", FILMS)
def test_every_scene_of_a_recipe_can_show_its_runs(words, recorded):
    main.commands["scene"].make_context("scene", shlex.split(words)[1:])
    assert runs_for(shlex.split(words)[1], [recorded(run).path for run in RUN.findall(words)])


@pytest.mark.parametrize("about", [{}, {"optimizer": "Gradient descent", "lr": 0.1}], ids=["bare", "told"])
def test_a_loop_of_ones_own_can_be_filmed_though_it_has_no_formula(about, tmp_path):
    with record(tmp_path / "own", loss=lambda p: p[0] ** 2 + 4 * p[1] ** 2, **about) as run:
        p = np.array([2.0, 1.0])
        for _ in range(12):
            gradient = np.array([2 * p[0], 8 * p[1]])
            run.step(p, gradient=gradient)
            p = p - 0.1 * gradient
    still = imageio.imread(shoot("loss-bowl", [tmp_path / "own"], tmp_path / "end.png", size=(640, 360)))
    # Words stay in their column: what is the run's colour right of it is the path and the ball.
    accent = np.abs(still[..., :3].astype(int) - 255 * rgb(DARK.accent)).max(axis=-1) < 40
    column = accent[:, :240]
    assert column.sum() > 40, "the last words"
