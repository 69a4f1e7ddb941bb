"""Every call of the Python interface answers a wrong argument in one sentence that says what is accepted."""

import inspect
import sys
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TypedDict, Unpack

import numpy as np
import pytest
from examples import BOWL, PLAIN

import gdviz
from gdviz.arguments import PAIR, PLACE, WHOLE, in_python, shown, taking
from gdviz.figures.parts import figure
from gdviz.optimizers import optimizer
from gdviz.problems import load_data, problem
from gdviz.runs.run import Run

X, Y = [[1.0], [2.0], [3.0]], [0.0, 1.0, 0.0]


def calls(run: Run, folder: Path) -> dict[str, tuple[Callable[..., Any], dict[str, Any]]]:
    """Return each public function with arguments that are right; nothing comes of them here."""
    return {
        "solve": (gdviz.solve, {"problem": "bowl", "out": folder / "run", "steps": 1}),
        "specify": (gdviz.specify, {"problem": "bowl", "steps": 1}),
        "resume": (gdviz.resume, {"directory": run.path, "steps": 40}),
        "load": (gdviz.load, {"directory": run.path}),
        "sweep": (gdviz.sweep, {"tasks": [], "executor": ThreadPoolExecutor(), "home": folder}),
        "record": (gdviz.record, {"out": folder / "mine"}),
        "draw": (gdviz.draw, {"name": "loss", "runs": [run], "out": folder / "a.png", "size": (64, 36)}),
        "shoot": (gdviz.shoot, {"name": "loss-bowl", "runs": [run.path], "out": folder / "b.png"}),
        "styled": (gdviz.styled, {}),
        "Problem": (gdviz.Problem, BOWL),
        "Optimizer": (gdviz.Optimizer, PLAIN),
        "Data": (gdviz.Data, {"X": X, "y": Y, "features": ("x",)}),
        "Data.of": (gdviz.Data.of, {"X": X, "y": Y}),
        "load_data": (load_data, {"source": "diabetes"}),
        "problem": (problem, {"name": "mine"}),
        "optimizer": (optimizer, {"name": "mine"}),
        "figure": (figure, {"name": "mine"}),
    }


class Thing:
    """What no argument may be, under the same name in every process."""

    def __repr__(self) -> str:
        return "a thing"


NOT_PATHS = (None, 5, 1.5, ["a"], True, "", "a\0b", b"a")
NOT_NAMES = (None, 5, ["bowl"], True, 1.5)
NOT_WHOLE = ("5", 1.5, [5], True, float("nan"), float("inf"), -(10**30), Thing())
NOT_NUMBERS = ("0.1", [0.1], True, float("nan"), float("inf"), -1.0, 1j)
NOT_TEXT = (5, ["a"], True)
NOT_FUNCTIONS = (5, "f", [1])
NOT_LISTS = (5, "0,1", [None, 1], ["a", "b"], {"a": 1})
WRONG: dict[str, dict[str, tuple[Any, ...]]] = {
    "solve": {
        "problem": (5, ["bowl"], lambda p: p, "bowll", "x +", int, np.zeros(2)),
        "optimizer": (None, 5, ["gd"], lambda p: p, "adamm"),
        "out": NOT_PATHS[1:],
        "progress": NOT_FUNCTIONS,
        "basins": (*NOT_WHOLE, 1, 0, 10**9),
        "lr": (*NOT_NUMBERS, 0, 0.0, -3),
        "steps": (*NOT_WHOLE, -1),
        "seed": (None, *NOT_WHOLE, -1),
        "start": (*NOT_LISTS, [1.0], [[1.0, 2.0]], [np.nan, 1.0], []),
        "domain": (*NOT_LISTS, [1.0], [1, -1, 1, 2], [np.inf, 1, 2, 3]),
        "batch": (*NOT_WHOLE, 0, 10),
        "sampling": (*NOT_NAMES, "shufle"),
        "schedule": (None, 5, ["cosine"], "cosin", "cosine:a", "step:1,2,3,4"),
        "until": (None, 5, "loss<1", [5], ["los<1"], ["loss"]),
        "patience": (None, *NOT_WHOLE, -1),
        "every": (None, *NOT_WHOLE, 0),
        "fields": (5, "gradient", [5], ["gradientt"]),
        "settings": (5, "kappa=1", [1], {"kapa": 3}, {"kappa": "a"}, {5: 1}, {"kappa": -1}, {"kappa": [1]}),
        "data": (5, "moonz", X, (X,), (X, Y)),
        "gradient": (5, "2*x", lambda p: p),
        "plane": (None, 5, "x,y", [None, 1], ["x", "y"]),
        "epochs": (*NOT_WHOLE, 3),
        "function": (5, ["x"], "", lambda p: p, lambda: 1),
        "tol_gradient": (None, *NOT_NUMBERS),
        "stepps": (5,),
    },
    "resume": {"directory": (*NOT_PATHS, "nowhere"), "steps": (*NOT_WHOLE, -1), "progress": NOT_FUNCTIONS},
    "load": {"directory": (*NOT_PATHS, "nowhere")},
    "sweep": {"tasks": (None, 5, "bowl", ["bowl"], {"problem": "bowl"}), "executor": (5, 4), "home": NOT_PATHS},
    "record": {
        "out": NOT_PATHS,
        "loss": NOT_FUNCTIONS,
        "domain": (*NOT_LISTS, [1.0], [1, -1], [np.nan, 1]),
        "samples": (*NOT_WHOLE, 3, 10**6),
        "title": (None, *NOT_TEXT),
        "optimizer": (None, *NOT_TEXT),
        "lr": (*NOT_NUMBERS, 0),
        "parameters": (None, 5, "w", [5]),
        "minima": ("a", [["a"]], [Thing()]),
        "data": (5, "moons", (X,), (X, Y, Y), (["a"], [1])),
        "model": (*NOT_NAMES, "lin"),
        "every": (None, *NOT_WHOLE, 0),
        "evry": (1,),
    },
    "draw": {
        "name": (*NOT_NAMES, "los"),
        "runs": (None, 5, "runs/nowhere", [], ["runs/nowhere"], [None]),
        "out": (*NOT_PATHS[1:], "a.xyz", "a"),
        "quality": (5, ["m"], "z"),
        "size": (5, "8by4", "8x", (8,), (1.5, 2), (True, True), (0, 0), (-5, 5), (10**9, 10), (10, 10, 10)),
        "fps": (*NOT_NUMBERS, 0),
        "seconds": (None, *NOT_NUMBERS, 0),
        "pace": (*NOT_NAMES, "stepp"),
        "style": (5, "dark", {}),
        "settings": (5, "show=loss", {"sho": "loss"}, {"show": "los"}, {"show": 5}),
        "still": (5, -0.5, ["last"], "middle", "nan", "2"),
        "strip": (*NOT_WHOLE, 1, 0),
        "jobs": (None, *NOT_WHOLE, 0),
        "progress": (None, *NOT_FUNCTIONS),
        "max_byte": (5,),
        "theme": (5, "darkk"),
        "palette": (5, "viridi"),
        "font": (None, 5),
        "title": NOT_TEXT,
        "transparent": (None, "yes"),
    },
    "shoot": {
        "name": (*NOT_NAMES, "loss-bow"),
        "runs": (None, 5, "runs/nowhere", [], [None], [5], ["nowhere"]),
        "out": (*NOT_PATHS[1:], "a.xyz"),
        "quality": (5, "z"),
        "size": (5, "8by4", (8,), (0, 0)),
        "fps": (*NOT_NUMBERS, 0),
        "theme": (5, "darkk"),
        "title": NOT_TEXT,
        "style": (5, "dark"),
        "section": (1.5, [1], 99, "nosuch"),
        "jobs": (None, *NOT_WHOLE, 0),
        "progress": (None, *NOT_FUNCTIONS),
        "max_byte": (5,),
    },
    "styled": {
        "theme": (*NOT_NAMES, "darkk"),
        "palette": (5, ["a"], "viridi"),
        "font": (None, 5),
        "title": NOT_TEXT,
        "transparent": (None, "yes", 1, 5),
        "them": ("dark",),
    },
    "Problem": {
        "title": (None, 5),
        "parameters": (None, "xy", (), 5, (1, 2), ("x",)),
        "value": (None, 5, "x**2"),
        "gradient": (None, 5),
        "domain": (None, [[-1, 1]], np.zeros((3, 2)), 5),
        "start": ([1.0, 2.0], np.zeros(3), 5),
        "lr": (None, "a"),
        "steps": (None, 1.5, "3"),
        "data": (None, [1]),
    },
    "Optimizer": {
        "title": (None, 5),
        "init": (None, 5, {}),
        "update": (None, 5),
        "scale": (None, "gradien", 5),
        "gain": (None, "a"),
        "adds_up": (None, "yes"),
    },
    "Data": {
        "X": (None, 5, "a", [["a"]], [[1.0], [2.0, 3.0]], [[1j]], [[np.nan]] * 3, [[np.inf]] * 3, [], [[1.0]]),
        "y": (None, 5, "a", ["a", "b", "c"], [1.0], [1j, 2, 3], [np.nan] * 3),
        "features": (None, 5, "x", (), ("a", "b"), (5,)),
        "target": (None, 5),
        "classes": (None, 5, "ab", (5,), ("one",)),
    },
    "Data.of": {
        "X": (None, "a", [["a"]]),
        "y": (None, 5, ["a", "b", None], ["a", "a", "a"], [1.0]),
        "feature": (("x",),),
    },
    "load_data": {
        "source": (*NOT_PATHS, "moonz", "no.csv", X, (X, Y, Y)),
        "x": (5, [None], ["bmj"], lambda: 1),
        "y": (1.5, ["bmi"], "bmj", 99),
        "degree": (None, *NOT_WHOLE, 0),
        "standardize": (None, "yes", 1),
        "seed": (None, *NOT_WHOLE[:5]),
        "names": ("ab", 5, [5], ["a", "b"]),
        "clean": (None, "yes", 1),
        "drop_missing": (None, "yes"),
        "header": (True,),
    },
    "problem": {"name": (None, 5, ["a"])},
    "optimizer": {"name": (None, 5, ["a"])},
    "figure": {"name": (None, 5), "fits": (5, "all")},
}
CASES = [
    pytest.param(call, name, value, id=f"{call}-{name}-{ascii(shown(value))[1:-1]:.30}")
    for call, arguments in WRONG.items()
    for name, values in arguments.items()
    for value in values
]


def refused(called: Callable[..., Any], /, *words: Any, **arguments: Any) -> str:
    """Check that a call ends in an error of gdviz's own, of one sentence, and return that."""
    with pytest.raises((ValueError, TypeError)) as caught:
        called(*words, **arguments)
    innermost = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert "/gdviz/" in innermost.filename.replace("\\", "/"), f"{innermost} raised {caught.value!r}"
    assert (innermost.line or "").startswith("raise "), f"{innermost} came upon {caught.value!r}"
    message = str(caught.value)
    assert "\n" not in message
    assert 15 < len(message) < 700, message
    return message


@pytest.fixture(scope="module")
def right(tmp_path_factory: Any, made: Callable[..., Run]) -> Iterator[dict[str, Any]]:
    found = calls(made("gd", "bowl", 30), tmp_path_factory.mktemp("calls"))
    yield found
    found["sweep"][1]["executor"].shutdown()


# What a message may call an argument.
CALLED = {
    "lr": "learning rate|lr",
    "steps": "step",
    "start": "start",
    "out": "out|suffix|write|format|run",
    "runs": "run",
    "directory": "directory|run",
    "jobs": "job|process",
    "size": "size|picture|pixel",
    "fps": "fps|frames per second",
    "seconds": "second",
    "data": "data|X|y",
    "problem": "problem|function|character",
    "section": "section|beat",
    "max_byte": "max_byte",
    "domain": "domain|box",
    "X": "X",
    "epochs": "epoch",
    "settings": "setting|sho|kap",
    "function": "function|expression",
    "gradient": "gradient",
    "features": "feature",
    "classes": "class|label",
    "loss": "loss",
    "y": "y|column",
    "x": "x|column",
    "source": "source|dataset|file",
    "fields": "field",
    "until": "until|condition|loss|los",
    "schedule": "schedule|gamma|floor",
    "name": "name|figure|scene",
    "theme": "theme",
    "tol_gradient": "tol",
    "scale": "scale",
    "minima": "minima",
}


@pytest.mark.parametrize(("call", "name", "value"), CASES)
def test_a_wrong_argument_is_answered_in_one_sentence(
    call: str, name: str, value: Any, right: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if call == "shoot":
        pytest.importorskip("manim")
    monkeypatch.chdir(tmp_path)
    function, arguments = right[call]
    message = refused(function, **{**arguments, name: value})
    assert any(word in message for word in CALLED.get(name, name).split("|")), message


def test_what_is_right_is_taken(right: dict[str, Any]) -> None:
    for name in ("specify", "load", "sweep", "record", "styled", "Problem", "Optimizer", "Data", "Data.of"):
        function, arguments = right[name]
        function(**arguments)


def test_numbers_and_paths_of_every_kind_are_taken(tmp_path: Path) -> None:
    spec = gdviz.specify(
        "logistic",
        np.str_("adam"),
        steps=np.int64(3),
        seed=np.uint8(2),
        batch=np.int32(4),
        lr=np.float32(0.5),
        tol_step=0,
        start=np.zeros(3),
        until=["loss<0.1"],
    )
    run = gdviz.solve(spec, out=str(tmp_path / "a"))
    assert gdviz.load(tmp_path / "a").steps == run.steps == 3
    drawn = gdviz.draw("loss", (run,), tmp_path / "a.png", size=[np.int64(64), 36], seconds=1, fps=np.float64(5))
    assert drawn.exists()


@pytest.mark.parametrize(
    ("function", "arguments", "words"),
    [
        (gdviz.solve, {"problem": "bowl", "stepps": 3}, "solve has no argument 'stepps'; did you mean 'steps'?"),
        (gdviz.load, {"directry": "a"}, "load has no argument 'directry'; did you mean 'directory'?"),
        (gdviz.load, {}, "load needs directory, a path, as text or pathlib.Path; for example directory='runs/bowl'"),
        (gdviz.styled, {"colour": 1}, "styled has no argument 'colour'; it takes theme, style, palette, font, "),
        (gdviz.solve, {"problem": "bowl", "lr": "0.1"}, "lr must be a number, not '0.1'"),
        (gdviz.solve, {"problem": "bowl", "steps": True}, "steps must be a whole number, not True"),
        (gdviz.load, {"directory": ["a"]}, "directory must be a path, as text or pathlib.Path, not ['a']; for example"),
    ],
)
def test_the_sentence_names_the_argument_and_what_is_accepted(
    function: Callable[..., Any], arguments: dict[str, Any], words: str
) -> None:
    assert refused(function, **arguments).startswith(words)


def test_a_specification_decides_all() -> None:
    spec = gdviz.specify("bowl", steps=1)
    assert "lr is decided by the specification" in refused(gdviz.solve, spec, lr=0.1)
    assert "optimizer is decided by the specification" in refused(gdviz.solve, spec, "adam")


@pytest.mark.parametrize("loss", [lambda p: p, lambda p: None, lambda p: "a", lambda p: 1j])
def test_a_recorded_loss_that_is_no_number_is_told_so(loss: Any, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="loss"), gdviz.record(tmp_path / "run", loss=loss) as run:
        run.step([1.0, 2.0])


@pytest.mark.parametrize("register", [problem, optimizer, figure])
def test_what_is_registered_is_a_function(register: Any) -> None:
    assert "must be a function, not 5" in refused(register("mine"), 5)


def test_kinds_are_checked_before_the_function_begins_and_its_name_stays() -> None:
    begun = []

    @taking(place=PLACE, count=WHOLE.or_none)
    def make(place: Any, *, count: int | None = None) -> int:
        """Make."""
        begun.append(place)
        return 1

    assert make("a", count=None) == 1
    assert (make.__name__, make.__doc__) == ("make", "Make.")
    assert "count must be a whole number, not 'a'" in refused(make, "b", count="a")
    assert "did you mean 'count'" in refused(make, "b", coun=1)
    assert begun == ["a"]
    assert PAIR.fits((1, 2))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (np.zeros((2, 3)), "an array of shape (2, 3)"),
        (len, "the function len"),
        (int, "the class int"),
        ("a\nb", "'a\\nb'"),
        ("x" * 500, "'" + "x" * 56 + "..."),
    ],
)
def test_a_wrong_value_is_shown_in_a_short_line(value: Any, words: str) -> None:
    assert shown(value) == words


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_belongs_to_a_style_is_taken_plainly(solved: Any, tmp_path: Path, theme: str) -> None:
    run, size = solved("bowl"), "96x54"
    plain = gdviz.draw("loss", run, tmp_path / "a.png", size=size, theme=theme, palette="viridis", title="A")
    style = gdviz.styled(theme, palette="viridis", title="A")
    assert (
        plain.read_bytes() == gdviz.draw("loss", run.path, tmp_path / "b.png", size=(96, 54), style=style).read_bytes()
    )


def test_options_that_are_handed_on_are_in_the_signature() -> None:
    class Paints(TypedDict, total=False):
        color: str
        coats: int

    def paint(*, color: str = "red", coats: int = 2) -> None:
        """Paint."""

    @taking(paint, wall=PLACE)
    def renew(wall: str, **paints: Unpack[Paints]) -> Any:
        """Renew."""
        return paints

    assert str(inspect.signature(renew)) == "(wall: str, *, color: str = 'red', coats: int = 2) -> Any"
    assert renew("a", coats=3) == {"coats": 3}
    assert "renew has no argument 'coat'; did you mean 'coats'?" in refused(renew, "a", coat=3)


def caught(call: Any) -> Any:
    """Return what a call raises."""
    with pytest.raises((ValueError, TypeError)) as found:
        call()
    return found.value


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be in a notebook."""
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=object))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: gdviz.draw("contour", 3), "ValueError: runs must be a run, its directory, a sweep, or a list of runs"),
        (lambda: gdviz.solve("bwol"), "ValueError: unknown problem 'bwol'; did you mean 'bowl'?"),
        (lambda: gdviz.solve("bowl", step=3), "TypeError: solve has no argument 'step'; did you mean 'steps'?"),
        (
            lambda: gdviz.solve("line", standardize=True),
            "TypeError: solve has no argument 'standardize': it is",
        ),
    ],
)
def test_what_gdviz_refuses_is_shown_as_the_line_and_the_sentence(call: Any, sentence: str, notebook: None) -> None:
    error = caught(call)
    *lines, last = error._render_traceback_()
    assert last.startswith(sentence)
    assert lines[-1].startswith("line ")
    assert not any("gdviz/arguments" in line for line in lines)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("this film lasts 20.8; --seconds takes 5.2 to 83.1", "this film lasts 20.8; seconds takes 5.2 to 83.1"),
        ("must be 16 to 8192 pixels; try --size 800x450", "must be 16 to 8192 pixels; try size='800x450'"),
        ("bowl is not fitted to data; leave out --data", "bowl is not fitted to data; leave out data"),
        ("no run; make one with `gdviz solve bowl -o x`", "no run; make one with `gdviz solve bowl -o x`"),
        ("must be positive, not -1.0; try --lr 0.31", "must be positive, not -1.0; try lr=0.31"),
    ],
)
def test_options_of_the_command_are_arguments_there(told: str, shown: str) -> None:
    assert in_python(told) == shown


def test_what_another_has_raised_keeps_its_way(notebook: None) -> None:
    @taking()
    def divide(by: Any) -> Any:
        return int("no number") / by

    assert not hasattr(caught(lambda: divide(3)), "_render_traceback_")


def test_outside_of_notebooks_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    assert not hasattr(caught(lambda: gdviz.draw("contour", 3)), "_render_traceback_")


def test_of_two_arguments_in_the_wrong_order_the_first_is_told() -> None:
    words = refused(gdviz.draw, SimpleNamespace(arrays={}))
    assert words.startswith("name must be the name of a figure, not ")
    assert refused(gdviz.solve).startswith("solve needs problem, a problem's name, a formula, a function")
    assert "draw needs runs, a run, its directory, a sweep, or a list of runs; for example" in refused(
        gdviz.draw, "loss"
    )
