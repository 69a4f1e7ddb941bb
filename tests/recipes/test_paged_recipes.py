"""Recipes that are pages to explore: each can be made of the runs that it names."""

from pathlib import Path

import pytest

from gdviz.cli import main
from gdviz.recipes.book import RECIPES, RUN

PAGES = [
    pytest.param(name, file, words, id=file)
    for name, recipe in RECIPES.items()
    for file, words in recipe.pictures.items()
    if words.startswith("page ")
]


def test_bowl_valley_blobs_and_himmelblau_have_a_page():
    assert {"bowl.html", "valley.html", "blobs.html", "himmelblau.html"} <= {page.id for page in PAGES}


@pytest.mark.parametrize(("name", "file", "words"), PAGES)
def test_every_page_of_a_recipe_can_be_made_in_few_bytes(name, file, words, recorded, tmp_path):
    from gdviz.rendering.pages import explore

    product = next(made for made in RECIPES[name].products(Path()) if made.path == Path(file))
    options = main.commands["page"].make_context("page", list(product.words[1:])).params
    assert (options["out"], options["panels"], options["fragment"]) == (Path(file), None, False)
    made = explore([recorded(run) for run in RUN.findall(words)], tmp_path / file)
    assert made.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert made.stat().st_size < 400_000
