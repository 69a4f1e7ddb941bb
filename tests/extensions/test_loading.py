"""Files of parts of one's own: what they add, and what is said of those that are faulty."""

import re
import sys
import warnings
from importlib.metadata import EntryPoint

import pytest
from extensions import FIGURE, FORMAT, OPTIMIZER, PROBLEM, RECIPES, SCENE

import gdviz
from gdviz.encode import FORMATS
from gdviz.encode.formats import format_of
from gdviz.extensions import loading
from gdviz.extensions.loading import complete, extend, loaded, read_modules, read_recipes
from gdviz.figures import FIGURES
from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.recipes.book import RECIPES as BOOK
from gdviz.runs.run import load


def test_what_a_file_registers_is_known_by_name(put):
    gdviz.extend(put("mine.py", PROBLEM, OPTIMIZER, FIGURE, FORMAT), put("mine.toml", RECIPES))
    assert {"tilted"} <= PROBLEMS.keys()
    assert OPTIMIZERS["own-sign"].summary == "Step by the sign of the gradient"
    assert FIGURES["own-steps"].summary == "Draw the length of every step"
    assert format_of("a.rgb").place == 90
    assert BOOK["own-loss"].runs == {"own-run": "solve tilted -O own-sign --steps 3"}


def test_a_run_of_own_parts_is_drawn_and_taken_further_only_with_them(put, tmp_path):
    path = put("mine.py", PROBLEM, OPTIMIZER)
    extend(path)
    made = gdviz.solve("tilted", "own-sign", steps=5, out=tmp_path / "run").path
    loading.forget(loaded()[-1])
    run = load(made)
    assert run.problem["title"] == "Tilted bowl"
    for name in ("contour", "loss", "surface"):
        assert FIGURES[name].fits(run) is None
    assert gdviz.draw("contour", [run], tmp_path / "a.png", size=(160, 90)).name == "a.png"
    with pytest.raises(ValueError, match=r"unknown problem 'tilted'.*name its file: --with mine\.py"):
        gdviz.resume(made, steps=9)
    extend(path)
    assert gdviz.resume(made, steps=9).steps == 9


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.py", "import numpy\nx = 1 / 0", "a.py, line 2: ZeroDivisionError: division by zero"),
        ("a.py", "def (:", "a.py, line 1: invalid syntax"),
        ("a.py", "x = 1", "a.py: nothing is registered there; it needs @problem, @optimizer, @figure"),
        ("a.py", PROBLEM.replace('"tilted"', '"bowl"'), "a.py, line 6: problem 'bowl' is registered twice; give one"),
        ("a.py", FIGURE.replace('"own-steps"', '"loss"'), "figure 'loss' is registered twice"),
        ("a.py", FORMAT.replace('".rgb"', '".gif"'), "the format .gif is added twice"),
        ("a.py", "import nothing_of_that_name", "a.py, line 1: ModuleNotFoundError"),
        ("a.toml", "[recipes", "a.toml: Expected"),
        ("a.toml", "x = 1", "a.toml: nothing is registered there"),
        ("a.toml", RECIPES.replace("own-loss]", "bowl]"), "a.toml: recipe 'bowl' is registered twice"),
        (
            "a.toml",
            RECIPES.replace('see = "It falls."', ""),
            "a.toml: recipe 'own-loss' needs 'see', which is not told",
        ),
        ("a.toml", RECIPES.replace("own-run", "bowl"), "a.toml: run 'bowl' of these recipes is another than gdviz's"),
        ("a.toml", RECIPES.replace("own-loss.png", "bowl-contour.gif"), "makes bowl-contour.gif, which another recipe"),
        ("a.txt", PROBLEM, "--with takes a Python file such as mine.py, or recipes in a .toml, not '"),
    ],
)
def test_a_faulty_file_is_told_in_a_sentence(put, name, text, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        extend(put(name, text))


@pytest.mark.parametrize(
    "faulty",
    ["1 / 0", FIGURE.replace("own-steps", "loss"), FORMAT.replace(".rgb", ".gif")],
    ids=["error", "figure", "format"],
)
def test_of_a_faulty_file_nothing_stays(put, faulty):
    before = [list(registry) for registry in (PROBLEMS, OPTIMIZERS, FIGURES, FORMATS)]
    with pytest.raises(ValueError, match=r"mine\.py"):
        extend(put("mine.py", PROBLEM, OPTIMIZER, FIGURE, FORMAT, faulty))
    assert [list(registry) for registry in (PROBLEMS, OPTIMIZERS, FIGURES, FORMATS)] == before
    recipes = list(BOOK)
    with pytest.raises(ValueError, match="twice"):
        extend(
            put(
                "mine.toml",
                RECIPES,
                RECIPES.partition("[recipes")[2].replace(".own-loss", "[recipes.bowl").replace("own-loss.png", "b.png"),
            )
        )
    assert list(BOOK) == recipes


def test_a_file_that_is_not_there_or_no_text_is_told(put, tmp_path):
    with pytest.raises(ValueError, match=r"there is no file .*none\.py"):
        extend(tmp_path / "none.py")
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match=r"bytes\.py is no UTF-8 text"):
        extend(tmp_path / "bytes.py")


def test_a_file_that_has_changed_takes_the_place_of_what_it_was(put):
    path = put("mine.py", PROBLEM)
    extend(path)
    extend(path)
    assert PROBLEMS["tilted"]().steps == 12
    put("mine.py", PROBLEM.replace("steps=12", "steps=7").replace('@problem("tilted")', '@problem("leaning")'))
    extend(path)
    assert PROBLEMS["leaning"]().steps == 7
    assert "tilted" not in PROBLEMS
    assert [one.path for one in loaded()].count(str(path)) == 1


def test_a_file_may_import_what_lies_beside_it(put):
    put("beside_mine.py", PROBLEM)
    extend(put("mine.py", "import beside_mine"))
    assert "tilted" in PROBLEMS
    sys.modules.pop("beside_mine")


@pytest.mark.parametrize("separator", ["", "missing"])
def test_the_environment_names_files_that_are_loaded_when_a_name_is_missed(put, monkeypatch, separator):
    import os

    monkeypatch.setattr(loading, "_complete", False)
    monkeypatch.setattr(loading, "entry_points", lambda group: [])
    files = [put("mine.py", PROBLEM), put("more.py", OPTIMIZER)]
    monkeypatch.setenv("GDVIZ_WITH", os.pathsep.join([*map(str, files), separator]))
    if separator:
        with pytest.raises(ValueError, match=r"'missing' \(GDVIZ_WITH names it\)"):
            PROBLEMS["tilted"]
    else:
        assert PROBLEMS["tilted"]().title == "Tilted bowl"
        assert "own-sign" in OPTIMIZERS


def test_installed_packages_add_parts_and_a_faulty_one_is_a_warning(put, monkeypatch):
    monkeypatch.setattr(loading, "_complete", False)
    monkeypatch.delenv("GDVIZ_WITH", raising=False)
    put("own_package.py", PROBLEM)
    monkeypatch.syspath_prepend(str(put("own_faulty.py", "1 / 0").parent))
    entries = [EntryPoint(name, name, "gdviz") for name in ("own_faulty", "own_package")]
    monkeypatch.setattr(loading, "entry_points", lambda group: entries if group == "gdviz" else [])
    monkeypatch.setattr(loading, "_packages", [])
    with pytest.warns(
        UserWarning, match="what the package own_faulty adds to gdviz cannot be loaded: division by zero"
    ):
        complete()
    assert "tilted" in PROBLEMS
    PROBLEMS._items.pop("tilted")
    sys.modules.pop("own_package")


def test_known_names_load_nothing(monkeypatch):
    monkeypatch.setattr(loading, "_complete", False)
    monkeypatch.setattr(loading, "entry_points", lambda group: pytest.fail("looked for packages"))
    assert "bowl" in PROBLEMS
    assert PROBLEMS["bowl"].summary
    assert FIGURES["loss"].name == "loss"


def test_readers_are_given_what_was_loaded_before_and_after_them(put, monkeypatch):
    monkeypatch.setattr(loading, "_module_readers", [])
    monkeypatch.setattr(loading, "_recipe_readers", [])
    extend(put("before.py", PROBLEM))
    found = []
    read_modules(lambda module: found.append(module.__name__) or 0)
    read_recipes(lambda extension: found.append(extension.path) or 0)
    extend(put("after.py", OPTIMIZER), put("after.toml", RECIPES))
    assert [name.partition("@")[0].rpartition("/")[2] for name in found] == ["before", "after", "after.toml"]


def test_a_scene_counts_before_anybody_asks_for_scenes(put, monkeypatch):
    pytest.importorskip("manim")
    monkeypatch.setattr(loading, "_module_readers", [])
    extend(put("story.py", SCENE))
    assert loaded()[-1].path.endswith("story.py")


def test_a_file_whose_scenes_lack_manim_says_how_to_install_it(put, monkeypatch):
    monkeypatch.setitem(sys.modules, "manim", None)
    with pytest.raises(ValueError, match=r"story\.py, line 1: .*manim.*scenes need Manim: .*install .*manim\]"):
        extend(put("story.py", "from manim import Scene"))


def test_an_extension_is_loaded_where_it_arrives_and_a_faulty_one_is_told(put):
    import pickle

    extend(put("mine.py", PROBLEM))
    sent = pickle.dumps(loaded()[-1])
    loading.forget(loaded()[-1])
    assert "tilted" not in PROBLEMS
    assert pickle.loads(sent).path.endswith("mine.py")  # noqa: S301 (it is ours)
    assert "tilted" in PROBLEMS
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        loading.arrive("/nowhere/faulty.py", "1 / 0")
    assert "faulty.py, line 1: ZeroDivisionError" in str(told[0].message)
