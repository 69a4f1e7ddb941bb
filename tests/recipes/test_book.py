"""The book of recipes: how its data are read, what they make, and what they claim."""

from dataclasses import replace
from pathlib import Path

import pytest
from books import OPENING

from gdviz.recipes import book
from gdviz.recipes.book import RECIPES, Claim, Product, chosen_recipes, numbers_of, read

SMALL = (
    OPENING
    + """
pictures."quick.gif" = "figure loss {steps} --set 'a b'"
pictures."both.csv" = "table {others} {steps}"
prints = [{ run = "steps", at = 1, absolute = 1e-12, x = -1.62 }]

[recipes.other]
line = "Be other"
see = "The same run."
shown = 2
pictures."other.csv" = "table {steps}"
"""
)


def test_a_recipe_has_the_runs_that_its_pictures_name_in_their_order():
    articles, recipes = read(SMALL)
    assert articles == {"A": "An article"}
    assert list(recipes) == ["quick", "other"]
    quick = recipes["quick"]
    assert (quick.article, quick.line, quick.see, quick.shown) == ("A1", "Be quick", "Three steps.", 1)
    assert quick.runs == {"steps": "solve half-square --steps 3", "others": "solve bowl"}
    assert list(quick.runs) == ["steps", "others"]
    assert quick.claims == (Claim("steps", 1, {"x": -1.62}, 0.0, 1e-12),)
    assert (recipes["other"].article, recipes["other"].shown, recipes["other"].claims) == ("", 2, ())


def test_a_recipe_makes_its_runs_and_then_its_pictures_of_them():
    quick = read(SMALL)[1]["quick"]
    home = Path("some where")
    products = quick.products(home)
    assert [product.path for product in products] == [
        home / "runs" / "steps",
        home / "runs" / "others",
        home / "quick.gif",
        home / "both.csv",
    ]
    assert products[0].command == "gdviz solve half-square --steps 3 -o 'some where/runs/steps'"
    assert products[2].words == (
        *("figure", "loss", "some where/runs/steps", "--set", "a b"),
        *("-o", "some where/quick.gif"),
    )
    assert [product.sources for product in products] == [
        (),
        (),
        ("solve half-square --steps 3",),
        ("solve bowl", "solve half-square --steps 3"),
    ]


@pytest.mark.parametrize("words", [("scene", "basins", "run"), ("figure", "loss", "run")])
def test_only_scenes_depend_on_the_version_of_manim(words, monkeypatch):
    product = Product(Path("a.gif"), words)
    before = product.digest
    monkeypatch.setattr(book, "versions", lambda: {**VERSIONS, "manim": "next"})
    assert (product.digest != before) is (words[0] == "scene")


VERSIONS = book.versions()


def test_a_claim_is_told_in_words_and_missed_by_more_than_it_allows(solved):
    run = solved("bowl")
    loss = float(run.loss[30])
    claim = Claim("bowl", 30, {"loss": 1.01 * loss, "x": float(run.params[30, 0])}, 0.0, 0.02 * loss)
    assert str(claim) == f"bowl, step 30: loss {1.01 * loss!r}, x {float(run.params[30, 0])!r}"
    assert claim.misses(run) == []
    assert replace(claim, absolute=0.005 * loss).misses(run) == [
        f"bowl, 30: loss is {loss!r}, and {1.01 * loss!r} is printed"
    ]
    assert replace(claim, absolute=0.0, relative=0.02).misses(run) == []
    assert str(replace(claim, at="last", prints={"steps": 30})) == "bowl, last: steps 30"
    assert replace(claim, prints={"y": 0.0, "z": 1.0}).misses(run) == ["bowl has no z at 30; it has loss, x, y, steps"]


@pytest.mark.parametrize(
    ("old", "new", "answer"),
    [
        ('line = "Be quick"', "", "recipe 'quick' needs 'line'"),
        ("loss {steps}", "loss {step}", "recipe 'quick' needs 'step'"),
        ('article = "A1"', 'article = "B1"', "recipe 'quick' needs 'articles.B'"),
        ('run = "steps"', 'run = "stops"', "recipe 'quick' needs 'stops'"),
        ('pictures."', 'pictures."../', r"recipe 'quick' makes '\.\./quick.\w+', which is no plain name; try 'quick"),
    ],
)
def test_a_recipe_that_lacks_something_is_refused(old, new, answer):
    with pytest.raises(ValueError, match=answer):
        read(SMALL.replace(old, new, 1))


def test_recipes_are_chosen_by_name_system_and_article():
    assert [recipe.name for recipe in chosen_recipes(["race", "a3", "race"])] == ["race", "turning-boundary"]
    assert [recipe.article for recipe in chosen_recipes(["C"])] == ["C1", "C2", "C3", "C4", "C5"]
    with pytest.raises(ValueError, match="article D has no system 'D11'; it has D1 to D10"):
        chosen_recipes(["D11"])


def test_numbers_of_a_run(solved):
    run = solved("line")
    assert numbers_of(run, "minimum") == dict(zip(("intercept", "slope"), run.problem["minima"][0], strict=True))
    last = numbers_of(run, "last")
    assert last["slope"] == run.params[-1, 1]
    assert (last["loss"], last["steps"]) == (run.loss[-1], run.steps)
    assert numbers_of(run, 10**6) == {}
    assert Claim("line", 10**6, {"loss": 0.0}, 0.0, 1.0).misses(run) == ["line has no loss at 1000000; it has "]


def test_files_are_made_by_one_recipe_each():
    files = [file for recipe in RECIPES.values() for file in recipe.pictures]
    assert len(files) == len(set(files))
    # The portrait of a page that a gallery shows has the page's name.
    shown = [file for recipe in RECIPES.values() for file in list(recipe.pictures)[: recipe.shown]]
    assert not {file.replace(".html", ".png") for file in shown if file.endswith(".html")} & set(files)


@pytest.mark.parametrize("name", RECIPES)
def test_what_a_gallery_shows_can_stand_on_a_page(name):
    shown = list(RECIPES[name].pictures)[: RECIPES[name].shown]
    assert shown
    assert {Path(file).suffix for file in shown} <= {".gif", ".png", ".txt", ".html"}


def test_the_digest_is_of_command_runs_and_versions(monkeypatch):
    product = Product(Path("a.gif"), ("figure", "loss", "run"), ("solve bowl",))
    same = replace(product, path=Path("b.gif"))
    assert product.digest == same.digest
    assert product.digest != replace(product, words=("figure", "contour", "run")).digest
    assert product.digest != replace(product, sources=("solve bowl --lr 0.1",)).digest
    before = product.digest
    monkeypatch.setattr(book, "versions", lambda: {"gdviz": "next"})
    assert product.digest != before
