"""The documentation: what its pages say is found and carried out, what fails is named, and nothing is left out."""

import importlib
import re
from pathlib import Path

import click
import pytest
from PIL import Image

import gdviz
from gdviz.cli import main
from gdviz.style.themes import THEMES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))


PAGE = """# A page

```sh
pip install .
gdviz list figures   # all of them
gdviz figure contour run \\
    -o renders/x.gif
```

Text with `gdviz demo` in it.

```console
$ gdviz info run
loss 3
...
$ ls
$ gdviz list palettes
```

1.  In a list:

    ```python
    print("indented")
    ```

```python title="train.py" linenums="1"
import gdviz
```

<!-- not run: it takes an hour -->
```sh
gdviz solve everest
```

```text
gdviz only shown
```
"""


def test_steps_are_found_in_their_order(hooks):
    steps = [(s.line, s.command or s.file, s.prints) for s in hooks.steps_of(PAGE)]
    assert steps == [
        (5, "gdviz list figures   # all of them", None),
        (6, "gdviz figure contour run     -o renders/x.gif", None),
        (13, "gdviz info run", "loss 3\n..."),
        (17, "gdviz list palettes", ""),
        (23, "python -", None),
        (27, "train.py", None),
    ]
    assert [s.text for s in hooks.steps_of(PAGE)][-2:] == ['print("indented")\n', "import gdviz\n"]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\nb", "a\nb\n", True),
        ("a", "a\nb\n", False),
        ("a\n...", "a\nb\nc\n", True),
        ("a\n...\nd", "a\nd\n", True),
        ("...\nd", "d\ne\n", False),
        ("loss (x)", "loss (x)   \n", True),
        ("loss .x.", "loss (x)\n", False),
        ("", "", True),
        ("", "surprise\n", False),
    ],
)
def test_shown_output_is_compared_with_what_was_printed(hooks, shown, printed, same):
    assert hooks.agrees(shown, printed) is same


def carry_out(hooks, folder, page):
    hooks.carry_out(hooks.steps_of(page), folder, "page.md")


def test_page_is_carried_out_in_an_empty_folder_of_its_own(hooks, tmp_path):
    folder = tmp_path / "deep" / "page"
    folder.mkdir(parents=True)
    (folder / "old.txt").write_text("of the last time")
    page = """
```csv title="data/points.csv"
x,y
1,2
```
```python title="copy.py"
from pathlib import Path
Path("renders").mkdir()
Path("renders/copy.txt").write_text(Path("data/points.csv").read_text())
```
```sh
python copy.py
```
```console
$ python -c "import gdviz; print(gdviz.__version__)"
VERSION
```
""".replace("VERSION", gdviz.__version__)
    carry_out(hooks, folder, page)
    assert (folder / "renders" / "copy.txt").read_text() == "x,y\n1,2\n"
    assert not (folder / "old.txt").exists()


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (
            "```sh\ngdviz list figures\ngdviz solve nonsense\n```",
            r"page.md, line 3: `gdviz solve nonsense` failed with exit code 2:\nError: unknown problem 'nonsense'",
        ),
        (
            "```console\n$ gdviz --version\ngdviz, version 0.0.1\n```",
            r"page.md, line 2: `gdviz --version` prints something else than the page shows:(.|\n)*"
            rf"-gdviz, version 0.0.1\n\+gdviz, version {re.escape(gdviz.__version__)}",
        ),
        ("```python\n1 / 0\n```", r"page.md, line 2: `python -` failed(.|\n)*ZeroDivisionError"),
        (
            '```text title="../escape.txt"\n```',
            r"line 2: a block is saved in the page's own folder, not as '../escape.txt'",
        ),
    ],
    ids=["command", "output", "python", "file"],
)
def test_page_that_does_not_do_what_it_says_is_named_with_its_line(hooks, tmp_path, block, message):
    with pytest.raises(hooks.PageError, match=message):
        carry_out(hooks, tmp_path / "page", block)
    assert not (tmp_path / "escape.txt").exists()


def test_pictures_are_shown_and_runs_are_not(hooks, tmp_path):
    for name in ("a.gif", "deep/b.mp4", "notes.log", "runs/x/preview.png", ".made/c.png", "d.txt"):
        path = tmp_path / "renders" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [path.relative_to(tmp_path / "renders").as_posix() for path in hooks.pictures_in(tmp_path)]
    assert found == ["a.gif", "d.txt", "deep/b.mp4"]


def test_page_is_carried_out_again_when_a_step_or_the_program_changes_but_not_for_words(hooks):
    def digest(page, program="1"):
        return hooks.digest_of(hooks.steps_of(page), program)

    assert digest(PAGE) == digest("More words.\n\n" + PAGE)
    assert digest(PAGE) != digest(PAGE.replace("x.gif", "y.gif"))
    assert digest(PAGE) != digest(PAGE.replace("loss 3", "loss 4"))
    assert digest(PAGE) != digest(PAGE, "2")
    assert hooks.program() == hooks.program()


def test_video_becomes_a_player_under_the_picture_of_its_name(hooks):
    page = '<p><img alt="A &quot;race&quot;" src="renders/a.mp4" /> <img alt="" src="renders/b.gif" /></p>'
    shown = hooks.film(page, {"renders/a.png"})
    assert '<video src="renders/a.mp4" poster="renders/a.png" aria-label="A &quot;race&quot;" controls' in shown
    assert '<img alt="" src="renders/b.gif" />' in shown
    assert "poster" not in hooks.film(page, set())


def test_an_explorable_page_becomes_a_frame_that_is_loaded_when_it_is_near(hooks):
    page = '<p><img alt="Explore: a &lt;bowl&gt;" src="renders/a.html#step=4" /> <img alt="" src="renders/b.gif" /></p>'
    shown = hooks.explorable(page)
    assert '<iframe src="renders/a.html#step=4" title="Explore: a &lt;bowl&gt;" loading="lazy"' in shown
    assert '<a href="renders/a.html#step=4" target="_blank">' in shown
    assert '<img alt="" src="renders/b.gif" />' in shown
    assert hooks.explorable('<img src="a.htmlx.png" alt="">') == '<img src="a.htmlx.png" alt="">'


def test_pictures_and_videos_have_their_room_before_they_are_there(hooks, tmp_path):
    Image.new("P", (80, 45)).save(tmp_path / "a.gif")
    Image.new("RGB", (64, 36)).save(tmp_path / "b.png")
    beside = {f"renders/{name}": str(tmp_path / name) for name in ("a.gif", "b.png")} | {"assets/c.svg": "c.svg"}
    page = (
        '<p><img alt="A" src="renders/a.gif" /><video src="renders/b.mp4" poster="renders/b.png" controls></video>'
        '<img alt="C" src="assets/c.svg" /><img alt="D" width="9" src="renders/b.png" /><img src="https://x.org/e.png"></p>'
    )
    assert hooks.sized(page, beside) == page.replace('<img alt="A"', '<img width="80" height="45" alt="A"').replace(
        "<video ", '<video width="64" height="36" '
    )


def test_the_lessons_can_be_explored(hooks):
    """Each lesson has a page with two panels, which is what fits beside the words without a scroll bar of its own."""
    for lesson in sorted((DOCS / "lessons").glob("*.md")):
        commands = [step.command for step in hooks.steps_of(lesson.read_text(encoding="utf-8"))]
        (made,) = [command for command in commands if command.startswith("gdviz page ")]
        assert len(re.search(r"--panels (\S+)", made)[1].split(",")) == 2
        (shown,) = re.findall(r"!\[Explore: [^]]+\]\((renders/\w+\.html)\)", lesson.read_text(encoding="utf-8"))
        assert made.endswith(f"-o {shown}")


def test_formulas_become_mathml(hooks):
    pytest.importorskip("latex2mathml")
    shown = hooks.formulas(r'by <span class="arithmatex">\(\eta &lt; 2 / L\)</span>.', "page.md")
    assert shown.startswith("by <math")
    assert "<mi>η</mi>" in shown or "<mi>&#x003B7;</mi>" in shown
    assert 'display="block"' in hooks.formulas(r'<div class="arithmatex">\[x^2\]</div>', "page.md")
    with pytest.raises(hooks.PageError, match=r"page.md: the formula .* has \\nonsense"):
        hooks.formulas(r'<span class="arithmatex">\(\nonsense\)</span>', "page.md")


def test_site_has_the_colours_of_the_pictures(hooks):
    css = hooks.colors()
    for scheme, theme in (("default", "light"), ("slate", "dark")):
        (rules,) = re.findall(rf'\[data-md-color-scheme="{scheme}"\] {{(.*?)}}', css, re.DOTALL)
        assert f"--gdviz-background: {THEMES[theme].background};" in rules
        assert f"--gdviz-accent: {THEMES[theme].accent};" in rules
    named = set(re.findall(r"var\((--gdviz-\w+)\)", (DOCS / "assets" / "gdviz.css").read_text()))
    assert named <= set(re.findall(r"(--gdviz-\w+):", css))


def test_every_page_is_in_the_navigation_and_every_entry_is_a_page():
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2].partition("\n\n")[0]
    entries = re.findall(r"^ *- .*?([\w/-]+\.md)$", re.sub(r"^ *#.*$", "", nav, flags=re.MULTILINE), re.MULTILINE)
    assert sorted(entries) == PAGES


def test_command_reference_is_of_the_whole_program():
    page = (DOCS / "reference" / "cli.md").read_text(encoding="utf-8")
    assert ":module: gdviz.cli\n    :command: main\n" in page
    for command in main.commands.values():
        assert not command.hidden
        assert command.help
        assert all(p.help for p in command.params if isinstance(p, click.Option)), command.name


def test_command_reference_has_every_command_and_option(monkeypatch):
    generator = pytest.importorskip("mkdocs_click._docs")
    lines = "\n".join(generator.make_command_docs("gdviz", main, depth=1, style="plain"))
    for name, command in main.commands.items():
        assert f"## {name}" in lines
        assert all(option in lines for p in command.params if isinstance(p, click.Option) for option in p.opts)


@pytest.mark.filterwarnings("ignore:'audioop' is deprecated:DeprecationWarning")
def test_python_reference_has_everything_that_the_package_offers():
    page = (DOCS / "reference" / "python.md").read_text(encoding="utf-8")
    named = set(re.findall(r"heading: gdviz\.(\w+),", page))
    assert named == set(gdviz.__all__) - {"__version__"}
    for path in re.findall(r"^::: ([\w.]+)$", page, re.MULTILINE):
        module, _, name = path.rpartition(".")
        found = getattr(importlib.import_module(module), name)
        assert found is getattr(gdviz, name, found)


@pytest.mark.parametrize("page", PAGES)
def test_pages_name_what_they_do_not_run_and_load_nothing_from_the_network(page):
    text = (DOCS / page).read_text(encoding="utf-8")
    assert not re.search(r"<(script|link|img|video)\b[^>]*https?://", text)
    assert not re.search(r"!\[[^]]*\]\(https?://", text)
    assert all(why.strip() for why in re.findall(r"<!-- not run:(.*?)-->", text))


def test_every_picture_on_a_page_is_made_by_its_own_commands(hooks):
    for page in PAGES:
        text = (DOCS / page).read_text(encoding="utf-8")
        said = "\n".join(f"{step.command}\n{step.text}" for step in hooks.steps_of(text))
        for picture in re.findall(r"!\[[^]]*\]\((renders/[^)#]+)", text):
            assert picture in said or "gdviz make" in said, (page, picture)


def test_a_quick_build_shows_the_gallery_in_place_of_pictures(hooks, tmp_path):
    page = "![a](renders/valley.gif) ![b](renders/none-of-that-name.png) ![c](renders/x.html#step=1) [d](other.md)"
    hooks.stand_in(page, tmp_path)
    gallery = ROOT / "renders" / "gallery"
    assert (tmp_path / "renders" / "valley.gif").read_bytes() == (gallery / "valley.gif").read_bytes()
    with Image.open(tmp_path / "renders" / "none-of-that-name.png") as opened:
        assert opened.format == "PNG"
    assert "quick" in (tmp_path / "renders" / "x.html").read_text()
    assert len(list((tmp_path / "renders").iterdir())) == 3
