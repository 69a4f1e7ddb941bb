"""Recipes that are films."""

import shlex

import pytest

from gdviz.cli import main
from gdviz.filming import runs_for
from gdviz.recipes import RECIPES, RUN

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
