"""One name for one thing: files, packages, functions, classes and tests."""

import ast
import tomllib
from collections import defaultdict
from pathlib import Path

from trees import tree_of

HOME = Path(__file__).parents[2]
SOURCES = {
    path.relative_to(HOME): tree_of(path)
    for folder in ("gdviz", "scenes")
    for path in sorted((HOME / folder).rglob("*.py"))
}


def public_definitions(tree: ast.Module) -> list[str]:
    """Return the functions, classes and type aliases that a module defines for others.

    What a decorator files in a registry is called as it is filed: a command after what it does, a problem after its
    function, and a scene is a class after its story.
    """
    found = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not (node.decorator_list and is_filed(node)):
            found.append(node.name)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and is_alias(node.value):
            found.append(node.targets[0].id)
    return [name for name in found if not name.startswith("_")]


def is_filed(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Return whether a decorator with arguments files a function: @figure("loss"), @main.command()."""
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(one, ast.Call) and ast.unparse(one.func) not in ("dataclass", "lru_cache")
        for one in node.decorator_list
    )


def is_alias(value: ast.expr) -> bool:
    """Return whether a value is a type of some length, such as Callable[[Run], str]."""
    return isinstance(value, ast.Subscript) and ast.unparse(value.value) in (
        "Callable",
        "tuple",
        "Annotated",
        "Literal",
    )


def test_no_public_function_or_class_is_defined_twice():
    places: dict[str, list[str]] = defaultdict(list)
    for path, tree in SOURCES.items():
        for name in public_definitions(tree) if path.parts[0] == "gdviz" else ():
            places[name].append(path.as_posix())
    assert {name: found for name, found in places.items() if len(found) > 1} == {}


def test_few_modules_lie_at_the_top_and_every_package_has_a_charter():
    assert len([path for path in (HOME / "gdviz").glob("*.py") if not path.name.startswith("__")]) <= 8
    for path, tree in SOURCES.items():
        if path.name == "__init__.py":
            charter = ast.get_docstring(tree)
            assert charter, path
            assert charter.partition("\n")[0].endswith((".", ":")), f"{path} has no charter of one sentence"


def subjects(package: str) -> set[str]:
    """Return the names of a package's files and folders."""
    return {path.stem for path in (HOME / "gdviz" / package).iterdir() if not path.name.startswith("_")}


def test_a_subject_has_one_name_in_every_package():
    known = subjects("analysis") | subjects("solving") | subjects("relief")
    assert subjects("props") <= known, "what a story alone puts on the stage bears its subject's name"
    drawn = subjects("figures") - {"figure", "parts"}
    shared = {name for name in subjects("analysis") if name in drawn | subjects("props")}
    for package in ("figures", "props"):
        for path in SOURCES:
            inside = path.parts[:2] == ("gdviz", package) and path.parts[2] not in ("parts",)
            subject = Path(path.parts[2]).stem if inside else ""
            if subject in shared:
                # Of two subjects that are near, one may ask the other; but each asks its own.
                whole = [tree for other, tree in SOURCES.items() if other.parts[:3] == path.parts[:3]]
                words = "\n".join(ast.unparse(tree) for tree in whole)
                assert f"gdviz.analysis.{subject}" in words, f"{path} does not ask gdviz.analysis.{subject}"


def test_the_packages_that_are_installed_are_those_that_there_are():
    settings = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    data = {"gdviz.slides.reveal", "gdviz.pages.bundle", "gdviz.style.fonts"}
    there = {".".join(path.parent.parts) for path in SOURCES if path.parts[0] == "gdviz"} | {"gdviz.scenes"}
    assert set(settings["packages"]) == there | data
    assert all((HOME / name.replace(".", "/")).is_dir() for name in data)


def place_of_tests(path: Path) -> Path:
    """Return where a module's tests lie: tests/<package>/test_<module>.py, and a package's own in its folder."""
    inner = path.relative_to("gdviz") if path.parts[0] == "gdviz" else path
    if path.name == "__init__.py":
        return Path("tests", inner.parent, f"test_{path.parent.name}.py")
    return Path("tests", inner.parent, f"test_{path.name}")


def is_empty(tree: ast.Module) -> bool:
    """Return whether a module defines nothing: it only hands names on."""
    return not any(isinstance(node, ast.FunctionDef | ast.ClassDef | ast.For) for node in tree.body)


def test_every_module_has_its_tests():
    filled = [path for path, tree in SOURCES.items() if not is_empty(tree)]
    assert len(filled) > 200
    assert [str(path) for path in filled if not (HOME / place_of_tests(path)).is_file()] == []
