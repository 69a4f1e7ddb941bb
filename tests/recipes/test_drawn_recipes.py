"""Recipes that are figures: each can be drawn of the runs that it names."""

from pathlib import Path

import pytest

from gdviz.cli import main
from gdviz.recipes.book import RECIPES, RUN

FIGURES = [
    pytest.param(name, file, words, id=file)
    for name, recipe in RECIPES.items()
    for file, words in recipe.pictures.items()
    if words.startswith("figure ")
]


@pytest.mark.parametrize(("name", "file", "words"), FIGURES)
def test_every_figure_of_a_recipe_can_be_drawn(name, file, words, recorded, tmp_path):
    from gdviz.cli.options import pairs
    from gdviz.rendering.figures import draw
    from gdviz.rendering.options import styled

    product = next(made for made in RECIPES[name].products(Path()) if made.path == Path(file))
    options = main.commands["figure"].make_context("figure", list(product.words[1:])).params
    runs = [recorded(run).path for run in RUN.findall(words)]
    style, settings = styled(options["theme"]), pairs(options["settings"])
    assert draw(options["name"], runs, tmp_path / "x.png", size=(320, 180), style=style, settings=settings).exists()
