"""The arrows of DESIGN.md: who may import whom, what importing costs, and the rules of the house that imports show."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
FOLDERS = {"gdviz": HOME / "gdviz", "gdviz.scenes": HOME / "scenes"}
FILES = {
    ".".join([package, *path.relative_to(folder).with_suffix("").parts]): path
    for package, folder in FOLDERS.items()
    for path in sorted(folder.rglob("*.py"))
}
TREES = {name: ast.parse(path.read_text(encoding="utf-8")) for name, path in FILES.items()}
PLOTTING = {"matplotlib", "manim", "manimpango", "imageio", "av", "contourpy"}


def imports(tree):
    """Return the names of the modules that a file imports, at its top or later."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in FILES or f"{name}.__init__" in FILES else node.module for name in inner}
    return found


def modules(*patterns):
    """Return the names of the modules that are one of `patterns`, or lie in it."""
    return sorted(n for n in FILES if any(n == p or n.startswith(f"{p}.") for p in patterns))


def leads_to(name, targets):
    """Return whether an import of `name` is one of, or lies in one of, `targets`."""
    return any(name == target or name.startswith(f"{target}.") for target in targets)


FIGURES = "gdviz.figures"
SOLVING = [
    *("gdviz.solving.solver", "gdviz.solving.loop", "gdviz.solving.basins", "gdviz.solving.many_starts"),
    *("gdviz.solving.sweep", "gdviz.solving.gradient_check", "gdviz.problems", "gdviz.optimizers"),
]
DRAWING = [
    FIGURES,
    "gdviz.stage.painted",
    "gdviz.pens.cairo",
    "gdviz.stage.stage",
    "gdviz.stage.typeset",
    "gdviz.props",
    "gdviz.rendering.manim_frames",
    "gdviz.scenes",
    "gdviz.relief.diorama",
    "gdviz.relief.fog",
    "gdviz.relief.sketch",
    "gdviz.pens.agg",
    "gdviz.style.typefaces",
    "gdviz.encode",
]
# What brings all together, each knowing only those before it.
ABOVE = [
    "gdviz.parallel.frames",
    "gdviz.rendering.figures",
    "gdviz.rendering.beats",
    "gdviz.rendering.scenes",
    "gdviz.deck",
    "gdviz.cli",
]
SPECIFIED = [
    *(
        "gdviz.problems",
        "gdviz.optimizers",
        "gdviz.solving.schedules",
        "gdviz.solving.batches",
        "gdviz.solving.stopping",
    ),
    *("gdviz.registry", "gdviz.settings", "gdviz.runs.run"),
]
NUMERIC = [
    *(
        "gdviz.problems",
        "gdviz.optimizers",
        "gdviz.settings",
        "gdviz.registry",
        "gdviz.solving.solver",
        "gdviz.runs.run",
    ),
    *(
        "gdviz.runs.writer",
        "gdviz.landscapes.landscape",
        "gdviz.analysis.trajectory",
        "gdviz.analysis.pacing",
        "gdviz.analysis.boundary",
        "gdviz.style.formula",
    ),
    *(
        "gdviz.relief.solid",
        "gdviz.style.themes",
        "gdviz.solving.specification",
        "gdviz.solving.schedules",
        "gdviz.solving.batches",
        "gdviz.solving.stopping",
    ),
    *(
        "gdviz.landscapes.critical_points",
        "gdviz.analysis.critical_points",
        "gdviz.analysis.directional_derivative",
        "gdviz.relief.tangent",
        "gdviz.relief.robot",
    ),
    *(
        "gdviz.solving.loop",
        "gdviz.solving.sweep",
        "gdviz.solving.gradient_check",
        "gdviz.relief.visibility",
        "gdviz.relief.mesh",
        "gdviz.relief.rim",
        "gdviz.relief.drape",
    ),
    *(
        "gdviz.relief.camera",
        "gdviz.style.palettes",
        "gdviz.analysis.fit",
        "gdviz.analysis.noise",
        "gdviz.analysis.anatomy",
    ),
    *(
        "gdviz.analysis.series",
        "gdviz.analysis.comparison",
        "gdviz.analysis.momentum",
        "gdviz.analysis.curve",
        "gdviz.analysis.learning_rates",
        "gdviz.analysis.framing",
    ),
    "gdviz.analysis.curve",
    *("gdviz.solving.basins", "gdviz.solving.many_starts", "gdviz.recording.own_loop", "gdviz.recording.values"),
    *("gdviz.analysis.tables", "gdviz.analysis.tabular", "gdviz.analysis.predictions"),
    *("gdviz.analysis.quantities", "gdviz.analysis.parameters"),
]


def test_every_file_was_found():
    assert {
        "gdviz.solving.solver",
        "gdviz.problems.fitting",
        "gdviz.figures.contour",
        "gdviz.scenes.loss_bowl",
    } <= FILES.keys()


@pytest.mark.parametrize("module", modules(*NUMERIC))
def test_numeric_side_imports_no_renderer_and_nothing_above_it(module):
    wrong = [name for name in imports(TREES[module]) if leads_to(name, [*PLOTTING, *DRAWING, *ABOVE])]
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "allowed"),
    [
        ("gdviz.settings", []),
        ("gdviz.registry", ["gdviz.settings"]),
        ("gdviz.landscapes.landscape", ["numpy"]),
        ("gdviz.runs.run", ["numpy", "gdviz.landscapes.landscape"]),
        ("gdviz.runs.writer", ["numpy", "filelock", "gdviz.runs.run"]),
        ("gdviz.optimizers", ["numpy", "gdviz.registry", "gdviz.settings"]),
        ("gdviz.problems", ["numpy", "sklearn", "sympy", "gdviz.registry", "gdviz.settings"]),
        ("gdviz.analysis.pacing", ["numpy", "gdviz.registry", "gdviz.runs.run", "gdviz.analysis.trajectory"]),
        ("gdviz.analysis.boundary", ["numpy"]),
        ("gdviz.style.formula", []),
        ("gdviz.recipes.book", ["gdviz.__init__", "gdviz.registry", "gdviz.runs.run"]),
        ("gdviz.analysis.trajectory", ["numpy", "gdviz.landscapes.landscape", "gdviz.runs.run"]),
        ("gdviz.analysis.comparison", ["numpy", "gdviz.runs.run", "gdviz.style.themes", "gdviz.analysis.trajectory"]),
        ("gdviz.analysis.momentum", ["numpy", "gdviz.runs.run"]),
        ("gdviz.analysis.series", ["numpy", "gdviz.runs.run", "gdviz.analysis.trajectory"]),
        ("gdviz.analysis.quantities", ["numpy", "gdviz.analysis.series", "gdviz.runs.run"]),
        ("gdviz.analysis.parameters", ["numpy", "gdviz.runs.run", "gdviz.style.themes"]),
        ("gdviz.analysis.fit", ["numpy", "gdviz.runs.run", "gdviz.analysis.trajectory"]),
        ("gdviz.analysis.predictions", ["numpy", "gdviz.analysis.fit", "gdviz.runs.run"]),
        ("gdviz.analysis.tabular", ["gdviz.registry"]),
        (
            "gdviz.analysis.tables",
            [
                "numpy",
                "gdviz.analysis.comparison",
                "gdviz.analysis.predictions",
                "gdviz.runs.run",
                "gdviz.analysis.tabular",
            ],
        ),
        ("gdviz.analysis.noise", ["numpy", "gdviz.runs.run"]),
        (
            "gdviz.analysis.curve",
            [
                "numpy",
                "gdviz.landscapes.landscape",
                "gdviz.runs.run",
                "gdviz.style.themes",
                "gdviz.analysis.trajectory",
            ],
        ),
        ("gdviz.analysis.curve", ["numpy", "gdviz.landscapes.landscape", "gdviz.analysis.curve", "gdviz.runs.run"]),
        (
            "gdviz.analysis.learning_rates",
            [
                "numpy",
                "gdviz.analysis.comparison",
                "gdviz.landscapes.landscape",
                "gdviz.runs.run",
                "gdviz.style.themes",
                "gdviz.analysis.trajectory",
            ],
        ),
        ("gdviz.analysis.framing", ["numpy", "gdviz.landscapes.landscape", "gdviz.runs.run"]),
        ("gdviz.analysis.anatomy", ["numpy", "gdviz.runs.run", "gdviz.style.themes"]),
        ("gdviz.landscapes.critical_points", ["numpy", "gdviz.landscapes.landscape"]),
        (
            "gdviz.analysis.critical_points",
            ["numpy", "gdviz.landscapes.critical_points", "gdviz.runs.run", "gdviz.analysis.trajectory"],
        ),
        ("gdviz.analysis.directional_derivative", ["numpy", "gdviz.runs.run"]),
        ("gdviz.relief.solid", ["numpy", "gdviz.landscapes.landscape"]),
        ("gdviz.style.themes", ["numpy", "gdviz.registry"]),
        ("gdviz.encode", ["numpy", "av", "imageio", "PIL"]),
        ("gdviz.solving.batches", ["numpy"]),
        ("gdviz.solving.stopping", ["numpy"]),
        ("gdviz.solving.schedules", ["numpy", "gdviz.registry", "gdviz.settings"]),
        ("gdviz.solving.specification", ["numpy", *SPECIFIED]),
        ("gdviz.solving.loop", ["numpy", "gdviz.solving.specification", *SPECIFIED]),
        (
            "gdviz.solving.solver",
            [
                *(
                    "numpy",
                    "gdviz.landscapes.landscape",
                    "gdviz.runs.writer",
                    "gdviz.solving.specification",
                    "gdviz.solving.loop",
                    "gdviz.solving.basins",
                ),
                *SPECIFIED,
            ],
        ),
        ("gdviz.recording.values", ["numpy"]),
        (
            "gdviz.recording.own_loop",
            ["numpy", "gdviz.landscapes.landscape", "gdviz.runs.writer", "gdviz.recording.values", *SPECIFIED],
        ),
        ("gdviz.solving.many_starts", ["numpy", "gdviz.solving.specification", "gdviz.solving.loop", *SPECIFIED]),
        (
            "gdviz.solving.basins",
            [
                "numpy",
                "gdviz.solving.many_starts",
                "gdviz.landscapes.landscape",
                "gdviz.solving.specification",
                *SPECIFIED,
            ],
        ),
    ],
)
def test_module_imports_only_what_it_may(module, allowed):
    used = {name for part in modules(module) for name in imports(TREES[part])}
    foreign = {name for name in used if name.partition(".")[0] not in sys.stdlib_module_names}
    # The package itself, which loads nothing, is where the version is.
    assert {name for name in foreign - {"gdviz"} if not leads_to(name, [module, *allowed])} == set()


@pytest.mark.parametrize("module", modules("gdviz.encode"))
def test_encoder_knows_nothing_of_gdviz(module):
    ours = [name for name in imports(TREES[module]) if leads_to(name, ["gdviz"])]
    assert [name for name in ours if not leads_to(name, ["gdviz.encode"])] == []


@pytest.mark.parametrize("module", modules(FIGURES))
def test_figures_never_solve_and_know_no_manim(module):
    wrong = [*SOLVING, *ABOVE, "gdviz.stage.stage", "gdviz.props", "gdviz.scenes", "gdviz.encode", "manim"]
    assert [name for name in imports(TREES[module]) if leads_to(name, wrong)] == []


@pytest.mark.parametrize(
    "module",
    modules(
        "gdviz.stage.stage",
        "gdviz.stage.painted",
        "gdviz.pens.cairo",
        "gdviz.stage.typeset",
        "gdviz.props",
        "gdviz.rendering.manim_frames",
    ),
)
def test_stage_never_solves_and_knows_no_figures(module):
    wrong = [*SOLVING, *ABOVE, FIGURES, "gdviz.scenes", "gdviz.encode"]
    assert [name for name in imports(TREES[module]) if leads_to(name, wrong)] == []


@pytest.mark.parametrize(
    "module",
    modules(
        "gdviz.relief.diorama",
        "gdviz.relief.floor",
        "gdviz.relief.fog",
        "gdviz.pens.agg",
        "gdviz.relief.sketch",
        "gdviz.style.typefaces",
    ),
)
def test_painters_shared_by_both_renderers_know_neither(module):
    wrong = [*SOLVING, *ABOVE, FIGURES, "gdviz.scenes", "gdviz.encode", "gdviz.stage.stage", "gdviz.props", "manim"]
    assert [name for name in imports(TREES[module]) if leads_to(name, wrong)] == []


@pytest.mark.parametrize("module", [name for name in modules("gdviz.scenes") if FILES[name].name != "__init__.py"])
def test_scenes_know_the_stage_its_props_the_run_and_the_style(module):
    ours = [name for name in imports(TREES[module]) if leads_to(name, ["gdviz"])]
    assert "gdviz.stage.stage" in ours
    assert set(ours) <= {
        "gdviz.stage.stage",
        "gdviz.stage.painted",
        "gdviz.props",
        "gdviz.runs.run",
        "gdviz.style.themes",
        "gdviz.analysis.comparison",
    }


def test_list_of_scenes_needs_no_manim():
    assert not [name for name in imports(TREES["gdviz.scenes.__init__"]) if leads_to(name, ["manim"])]


# The package itself names what is above for type checkers alone; what importing it loads is another test's matter.
@pytest.mark.parametrize("module", [name for name in FILES if not leads_to(name, [*ABOVE, "gdviz.__init__"])])
def test_nothing_below_imports_what_brings_all_together(module):
    assert [name for name in imports(TREES[module]) if leads_to(name, ABOVE)] == []


@pytest.mark.parametrize("module", modules(*ABOVE))
def test_what_brings_all_together_stands_in_order(module):
    (place,) = [i for i, name in enumerate(ABOVE) if leads_to(module, [name])]
    assert [name for name in imports(TREES[module]) if leads_to(name, ABOVE[place + 1 :])] == []


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("gdviz", {"numpy", "click", "sklearn", *PLOTTING}),
        ("gdviz.cli", {"numpy", "sklearn", *PLOTTING}),
        ("gdviz.scenes", {"numpy", "sklearn", *PLOTTING}),
        ("gdviz.encode", {"PIL", "sklearn", *PLOTTING}),
        ("gdviz.deck", {"numpy", "manim_slides", "pptx", *PLOTTING}),
        ("gdviz.runs.run", {"click", "sklearn", *PLOTTING}),
        ("gdviz.solving.solver", {"click", "sklearn", *PLOTTING}),
        ("gdviz.figures", {"click", "sklearn", "manim", "imageio", "av", "gdviz.solving.solver", "gdviz.problems"}),
    ],
)
def test_import_loads_nothing_it_does_not_need(module, absent):
    code = f"import sys, {module}; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert absent & set(loaded) == set()


@pytest.mark.parametrize("module", FILES)
def test_no_star_imports(module):
    nodes = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.ImportFrom)]
    assert not [node.module for node in nodes if any(alias.name == "*" for alias in node.names)]


@pytest.mark.parametrize("module", FILES)
def test_no_global_pyplot_state(module):
    assert not [name for name in imports(TREES[module]) if "pyplot" in name or "pylab" in name]
    text = FILES[module].read_text(encoding="utf-8")
    assert "matplotlib.pyplot" not in text
    assert "import pyplot" not in text


@pytest.mark.parametrize("module", FILES)
def test_randomness_comes_from_a_seeded_generator_alone(module):
    attributes = [node for node in ast.walk(TREES[module]) if isinstance(node, ast.Attribute)]
    used = {node.attr for node in attributes if ast.unparse(node.value) in ("np.random", "numpy.random")}
    assert used <= {"default_rng", "Generator"}
    assert not {name for name in imports(TREES[module]) if leads_to(name, ["random", "numpy.random"])}
    bare = [
        node
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("default_rng") and not node.args
    ]
    assert bare == []


@pytest.mark.parametrize("module", FILES)
def test_nothing_is_evaluated_or_unpickled(module):
    names = {
        node.func.id for node in ast.walk(TREES[module]) if isinstance(node, ast.Call) and hasattr(node.func, "id")
    }
    assert not names & {"eval", "exec", "compile"}
    assert not {name for name in imports(TREES[module]) if leads_to(name, ["pickle", "shelve", "marshal"])}
    allowed = [
        node.value.value
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle" and isinstance(node.value, ast.Constant)
    ]
    assert True not in allowed


@pytest.mark.parametrize("module", FILES)
def test_file_is_one_idea_long(module):
    assert len(FILES[module].read_text(encoding="utf-8").splitlines()) <= 330


@pytest.mark.parametrize("module", FILES)
def test_file_says_what_it_is(module):
    assert ast.get_docstring(TREES[module])
