"""Make the gallery: what each recipe shows of itself, and README.md, the page of it all.

    python renders/gallery/generate.py [--force] [--portraits] [--trainings]

Pictures that are up to date are taken as they are in renders/, unless told to make them again.

An explorable page is some hundred kilobytes, most of them a script that changes with gdviz, so the gallery has its
portrait instead, a .png of its name. No two browsers draw the same letters and shades: a portrait is made once, and
kept until --portraits asks for it anew. That needs Chromium, and playwright.

So are pictures of trainings in the documentation, which `make docs` carries out: they need torch, and their last digits
hang on its version. --trainings takes them from build/site.
"""

import io
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from PIL import Image

from gdviz.cli.make import make_recipe
from gdviz.recipes.book import ARTICLES, RECIPES, Recipe

HOME = Path(__file__).parent
# How wide the page of a portrait is, and how high at least, in pixels.
PORTRAIT = (1000, 700)
# Where the documentation leaves pictures of trainings: the page that tells of them, and what is seen.
SITE = HOME.parents[1] / "build" / "site" / "record" / "renders"
TRAININGS = {
    "residual.png": (
        "pytorch",
        "A residual net with BatchNorm, the valley it came down, and where that slice misleads",
    ),
    "lightning.gif": ("lightning", "A network for handwritten digits goes down its loss, batch by batch"),
}
PAGE = HOME / "README.md"
HEAD = """# Gallery

Every recipe of gdviz: its picture, the command that makes it, and what to see. `gdviz make NAME --show` prints the
commands behind it. This page is made by `make gallery`.

Some recipes make a page to explore, one .html file for any browser, in which readers play, zoom, turn, read exact
numbers and start descents of their own; below stand portraits of two.
"""


def shown(recipe: Recipe) -> list[str]:
    """Return the files that the page shows of a recipe."""
    return list(islice(recipe.pictures, recipe.shown))


def kept(file: str) -> str:
    """Return the file of the gallery that stands for one that a recipe makes."""
    return str(Path(file).with_suffix(".png")) if file.endswith(".html") else file


def cut(recipe: Recipe) -> Recipe:
    """Return the recipe without the files that the page does not show."""
    return replace(recipe, pictures={file: recipe.pictures[file] for file in shown(recipe)})


def page() -> str:
    """Return the page."""
    chapters = [line for letter in [*ARTICLES, ""] for line in chapter(letter)]
    return "\n".join([HEAD, *explorable(), *chapters, *trainings()])


def explorable() -> Iterator[str]:
    """Yield the lines about pages to explore: where each is told of, and what makes it."""
    for recipe in RECIPES.values():
        pages = [file for file in recipe.pictures if file.endswith(".html")]
        if pages:
            yield f"- [{recipe.name}](#{anchor(recipe)}) makes {' and '.join(pages)}: `gdviz make {recipe.name}`"
    yield ""


def heading(recipe: Recipe) -> str:
    """Return what stands above a recipe."""
    return f"{recipe.name} ({recipe.article})" if recipe.article else recipe.name


def anchor(recipe: Recipe) -> str:
    """Return what a link to a recipe has after the #, as GitHub makes it of its heading."""
    return heading(recipe).lower().replace(" ", "-").translate({ord(sign): None for sign in "()"})


def chapter(letter: str) -> Iterator[str]:
    """Yield the lines about the recipes of one article, or about gdviz's own."""
    yield f"## {letter}. {ARTICLES[letter]}\n" if letter else "## gdviz's own\n"
    for recipe in RECIPES.values():
        if recipe.article[:1] == letter:
            yield from entry(recipe)


def entry(recipe: Recipe) -> Iterator[str]:
    """Yield the lines about one recipe."""
    yield f"### {heading(recipe)}\n"
    yield f"{recipe.line}.\n"
    for file in shown(recipe):
        if file.endswith(".txt"):
            yield f"```text\n{(HOME / file).read_text(encoding='utf-8').rstrip()}\n```\n"
        else:
            yield f"![{'A page to explore: ' if file.endswith('.html') else ''}{recipe.line}]({kept(file)})\n"
    yield f"```sh\ngdviz make {recipe.name}\n```\n"
    others = [file for file in recipe.pictures if file not in shown(recipe)]
    yield recipe.see + (f" Also makes {', '.join(map(told, others))}." if others else "") + "\n"


def trainings() -> Iterator[str]:
    """Yield the lines about trainings that the documentation carries out."""
    yield "## Trainings of your own\n"
    yield "Recorded by `gdviz.record` and callbacks, beside which the documentation has the code.\n"
    for file, (name, seen) in TRAININGS.items():
        yield f"![{seen}]({file})\n"
        yield f"{seen}: [docs/record/{name}.md](../../docs/record/{name}.md).\n"


def told(file: str) -> str:
    """Return the name of a file that the page does not show."""
    return f"{file} (a page to explore)" if file.endswith(".html") else file


def portrait(page: Path, picture: Path) -> None:
    """Take the portrait of an explorable page, of its usual state."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        width, least = PORTRAIT
        window = browser.new_page(viewport={"width": width, "height": least}, color_scheme="light")
        window.goto(page.resolve().as_uri())
        window.wait_for_function("() => document.documentElement.dataset.ready === ''")
        needed = window.evaluate("document.documentElement.scrollHeight")
        window.set_viewport_size({"width": width, "height": needed})
        window.evaluate("new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))")
        taken = Image.open(io.BytesIO(window.screenshot())).convert("RGB")
        browser.close()
    save_small(taken, picture)


def save_small(taken: Image.Image, picture: Path) -> None:
    """Save a picture in so few colours that it has a third of the bytes; those of small things, a path, are left."""
    quantized = taken.quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    quantized.save(picture, optimize=True)


def take_trainings() -> None:
    """Take the pictures of trainings from the documentation that was built."""
    for file in TRAININGS:
        if file.endswith(".png"):
            save_small(Image.open(SITE / file).convert("RGB"), HOME / file)
        else:
            shutil.copy(SITE / file, HOME)
        print(f"{file:30} {(HOME / file).stat().st_size:>9,} bytes", flush=True)


def generate(*, force: bool, portraits: bool = False) -> None:
    """Make what the gallery shows, take away what it does not, and write the page."""
    for recipe in RECIPES.values():
        for made in make_recipe(cut(recipe), force=force):
            if made.path.suffix == ".html":
                picture = HOME / kept(made.path.name)
                if portraits or not picture.exists():
                    portrait(made.path, picture)
                    print(f"{picture.name:30} {picture.stat().st_size:>9,} bytes", flush=True)
            elif made.path.is_file():
                shutil.copy(made.path, HOME)
                print(f"{made.path.name:30} {made.path.stat().st_size:>9,} bytes", flush=True)
    names = {
        Path(__file__).name,
        PAGE.name,
        *TRAININGS,
        *(kept(file) for recipe in RECIPES.values() for file in shown(recipe)),
    }
    for file in HOME.iterdir():
        if file.is_file() and file.name not in names:
            file.unlink()
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{'in all':30} {sum(file.stat().st_size for file in HOME.iterdir()):>9,} bytes")


if __name__ == "__main__":
    if "--trainings" in sys.argv[1:]:
        take_trainings()
    generate(force="--force" in sys.argv[1:], portraits="--portraits" in sys.argv[1:])
