"""The plan of docs/architecture.md: who may import whom, what importing costs, one name for one thing."""

import ast
import subprocess
import sys
from collections.abc import Callable
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
from trees import tree_of

HOME = Path(__file__).parents[2]
FOLDERS = {"gdviz": HOME / "gdviz", "gdviz.scenes": HOME / "scenes"}
FILES = {
    ".".join([package, *path.relative_to(folder).with_suffix("").parts]).removesuffix(".__init__"): path
    for package, folder in FOLDERS.items()
    for path in sorted(folder.rglob("*.py"))
}
TREES = {name: tree_of(path) for name, path in FILES.items()}
PACKAGES = {name: path for name, path in FILES.items() if path.name == "__init__.py"}

# Who may import whom: a package or top-level module, and what of gdviz it stands on.
ARROWS = {
    "version": "",
    "faces": "wording",
    "wording": "",
    "settings": "wording",
    "arguments": "wording",
    "installation": "",
    "extensions": "files installation",
    "registry": "arguments extensions settings wording",
    "languages": "files registry wording",
    "files": "wording",
    "progress": "",
    "encode": "extensions files",
    "parallel": "encode extensions files installation version",
    "landscapes": "",
    "runs": "arguments landscapes languages registry version wording",
    "problems": "arguments registry runs settings wording",
    "ledger": "languages runs",
    "optimizers": "arguments languages ledger registry settings",
    "solving": "arguments extensions landscapes optimizers parallel problems progress registry runs settings",
    "recording": "arguments installation landscapes optimizers registry runs",
    "keras": "faces installation recording",
    "lightning": "faces installation recording",
    "surveying": "arguments extensions landscapes parallel problems progress recording registry runs solving",
    "style": "files languages registry wording",
    "analysis": "files landscapes languages ledger optimizers registry runs style wording",
    "pens": "style",
    "relief": "analysis landscapes languages pens runs style",
    "figures": "analysis arguments encode faces landscapes languages ledger pens registry relief runs settings style",
    "pages": "analysis extensions landscapes languages optimizers problems registry relief runs settings style",
    "stage": "analysis faces landscapes languages pens relief runs style version",
    "props": "analysis landscapes languages ledger pens relief runs stage style",
    "scenes": "analysis extensions installation languages props registry runs stage style",
    "rendering": "analysis arguments encode figures files languages pages parallel progress registry runs scenes "
    "stage style wording",
    "slides": "arguments encode files installation languages pages progress rendering runs scenes style wording",
    "recipes": "extensions registry runs version",
    "catalogue": "analysis extensions figures optimizers pages problems recipes registry runs scenes solving style",
    "cli": "analysis catalogue encode extensions files installation parallel problems progress recipes recording "
    "registry rendering runs settings slides solving style surveying version wording",
    "__main__": "cli",
    "notebook": "cli figures files rendering runs",
    # The package itself names its public functions for type checkers alone; what importing it loads is tested below.
    "gdviz": "extensions faces keras lightning notebook optimizers parallel problems recording rendering runs slides "
    "solving surveying version",
}
# What they stand on besides: packages of others.
OTHERS = {
    "landscapes": "numpy",
    "runs": "filelock numpy pandas",
    "languages": "babel",
    "problems": "charset_normalizer numpy sklearn sympy",
    "ledger": "numpy",
    "optimizers": "numpy",
    "solving": "numpy pandas scipy",
    "recording": "jax keras numpy torch",
    "keras": "keras",
    "lightning": "lightning",
    "progress": "IPython tqdm",
    "surveying": "numpy scipy threadpoolctl torch",
    "style": "PIL matplotlib numpy",
    "analysis": "contourpy numpy scipy",
    "pens": "cairo matplotlib numpy",
    "relief": "contourpy matplotlib numpy",
    "figures": "matplotlib numpy",
    "pages": "fontTools numpy sympy",
    "stage": "cairo contourpy manim matplotlib numpy",
    "props": "manim numpy",
    "scenes": "manim numpy",
    "files": "filelock",
    "encode": "PIL av imageio numpy",
    "parallel": "cloudpickle dask distributed numpy",
    "rendering": "manim numpy tqdm",
    "slides": "PIL av manim_slides markdown_it matplotlib numpy pptx pydantic_extra_types",
    "cli": "click",
    "notebook": "IPython click",
}


def imports(tree: ast.AST) -> set[str]:
    """Return the names of the modules that a file imports, at its top or later."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES else node.module for name in inner}
    return found


def named(tree: ast.AST) -> set[str]:
    """Return the names of the modules that stand in quotation marks, which may be imported by them."""
    values = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return values & FILES.keys() - {"gdviz"}


def room(module: str) -> str:
    """Return the package or top-level module of gdviz in which a module lies."""
    return module.split(".")[1] if "." in module else module


def modules(*rooms: str) -> list[str]:
    return [name for name in FILES if room(name) in rooms]


def test_the_table_names_every_room_and_has_no_circle():
    assert ARROWS.keys() == {room(name) for name in FILES}
    TopologicalSorter({name: allowed.split() for name, allowed in ARROWS.items()}).prepare()


def of_every_module(check: Callable[[str], None]) -> Callable[[], None]:
    """Return a test that carries out a check of every module, and names those that fail."""

    def test() -> None:
        found = {}
        for module in FILES:
            try:
                check(module)
            except AssertionError as error:
                found[module] = str(error)
        assert found == {}

    test.check = check
    return test


def used_by(module: str) -> tuple[set[str], set[str]]:
    """Return the rooms of gdviz, and the packages of others, that a module stands on."""
    used = imports(TREES[module]) | named(TREES[module])
    used = {name for name in used if name.partition(".")[0] not in sys.stdlib_module_names}
    ours = {room(name) for name in used if name.partition(".")[0] == "gdviz"} - {room(module)}
    return ours, {name.partition(".")[0] for name in used} - {"gdviz"}


@of_every_module
def test_a_module_imports_only_what_its_room_may(module):
    ours, others = used_by(module)
    assert ours <= set(ARROWS[room(module)].split())
    assert others <= set(OTHERS.get(room(module), "").split())


def test_the_table_allows_no_more_than_is_used():
    used = {name: (set(), set()) for name in ARROWS}
    for module in FILES:
        for whole, part in zip(used[room(module)], used_by(module), strict=True):
            whole |= part
    assert {name: " ".join(sorted(ours)) for name, (ours, _) in used.items()} == ARROWS
    assert {name: " ".join(sorted(others)) for name, (_, others) in used.items() if others} == OTHERS


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("gdviz.figures.loss", "from gdviz.solving.solver import solve"),
        ("gdviz.figures.loss", "def late():\n    import gdviz.stage.board"),
        ("gdviz.figures.loss", 'import_module("gdviz.solving.solver")'),
        ("gdviz.runs.run", "import matplotlib"),
        ("gdviz.encode.gif", "from gdviz.runs.run import Run"),
    ],
)
def test_an_arrow_against_the_table_is_seen(module, text, monkeypatch):
    monkeypatch.setitem(TREES, module, ast.parse(text))
    with pytest.raises(AssertionError):
        test_a_module_imports_only_what_its_room_may.check(module)


def test_no_two_modules_import_one_another():
    TopologicalSorter({name: imports(tree) & FILES.keys() - {name} for name, tree in TREES.items()}).prepare()


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("gdviz", "numpy click sklearn matplotlib manim av imageio"),
        ("gdviz.cli", "numpy sklearn matplotlib manim av imageio"),
        ("gdviz.scenes", "numpy sklearn matplotlib manim av imageio"),
        ("gdviz.encode", "PIL sklearn matplotlib manim av imageio"),
        ("gdviz.slides.deck", "numpy manim_slides pptx matplotlib manim av imageio"),
        ("gdviz.runs.run", "click sklearn matplotlib manim av imageio"),
        ("gdviz.style.themes", "click sklearn matplotlib manim av imageio"),
        ("gdviz.solving.solver", "click sklearn matplotlib manim av imageio scipy"),
        ("gdviz.surveying.landscape", "click sklearn matplotlib manim av imageio scipy gdviz.problems gdviz.solving"),
        ("gdviz.recording.own_loop", "click sklearn matplotlib manim av imageio gdviz.problems gdviz.solving"),
        ("gdviz.figures.contour", "click sklearn manim imageio av gdviz.solving gdviz.problems gdviz.figures.race"),
        ("gdviz.rendering.scenes", "gdviz.figures numpy matplotlib manim"),
        ("gdviz.rendering.beats", "gdviz.figures"),
        ("gdviz.rendering.figures", "gdviz.stage gdviz.scenes numpy matplotlib manim"),
    ],
)
def test_import_loads_nothing_it_does_not_need(module, absent):
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert set(absent.split()) & set(loaded) == set()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "other"),
    [
        ("figure contour {run} --still last -o x.png", "gdviz.figures."),
        ("scene loss-bowl {run} --section 1 --size 64x36 --fps 1 -o x.gif --jobs 1", "gdviz.figures"),
        ("deck loss-bowl={run} -q l --fps 1 -o x.pdf", "gdviz.figures"),
    ],
)
def test_a_command_loads_no_renderer_but_its_own(words, other, solved, tmp_path):
    command = words.format(run=solved("bowl").path).split()
    code = f"import sys; from gdviz.cli import main; main({command}, standalone_mode=False); print(*sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=tmp_path)
    loaded = shown.stdout.split()
    own = ("", ".alone", ".milestones")
    beside = {"gdviz.figures.figure", *(f"gdviz.figures.contour{name}" for name in own)}
    found = {name for name in loaded if name.startswith(other) and not name.startswith("gdviz.figures.parts")}
    assert found - (beside if command[0] == "figure" else set()) == set()
    assert ("manim" in loaded) == (command[0] != "figure")


@of_every_module
def test_no_star_imports(module):
    nodes = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.ImportFrom)]
    assert not [node.module for node in nodes if any(alias.name == "*" for alias in node.names)]


@of_every_module
def test_no_global_pyplot_state(module):
    assert not [name for name in imports(TREES[module]) if "pyplot" in name or "pylab" in name]
    text = FILES[module].read_text(encoding="utf-8")
    assert "matplotlib.pyplot" not in text
    assert "import pyplot" not in text


@of_every_module
def test_randomness_comes_from_a_seeded_generator_alone(module):
    if module == "gdviz.surveying.untouched":
        # Where the generators of others are kept, and put back.
        return
    attributes = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)]
    randoms = [node for node in attributes if getattr(node.value, "attr", "") == "random"]
    used = {node.attr for node in randoms if ast.unparse(node.value) in ("np.random", "numpy.random")}
    assert used <= {"default_rng", "Generator"}
    assert not {name for name in imports(TREES[module]) if name in ("random", "numpy.random")}
    bare = [
        node
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Call) and not node.args and ast.unparse(node.func).endswith("default_rng")
    ]
    assert bare == []


@of_every_module
def test_nothing_is_evaluated_or_unpickled(module):
    names = {
        node.func.id for node in ast.walk(TREES[module]) if isinstance(node, ast.Call) and hasattr(node.func, "id")
    }
    assert not names & {"eval", "exec", "compile"}
    if module not in ("gdviz.extensions.carrying", "gdviz.surveying.hands", "gdviz.parallel.luggage"):
        # What is unpickled there, the process that gives this one its work has pickled.
        assert not {name for name in imports(TREES[module]) if name in ("pickle", "shelve", "marshal")}
    allowed = [
        node.value.value
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and isinstance(node.value, ast.Constant)
    ]
    assert True not in allowed


@of_every_module
def test_file_is_one_idea_long(module):
    assert len(FILES[module].read_text(encoding="utf-8").splitlines()) <= 330


@of_every_module
def test_file_says_what_it_is(module):
    assert ast.get_docstring(TREES[module])
