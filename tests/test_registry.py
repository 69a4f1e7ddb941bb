"""Named things: registration, look-up, what a wrong name is answered with; and every registered factory's settings."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest

from gdviz.optimizers import OPTIMIZERS
from gdviz.problems import PROBLEMS
from gdviz.registry import FactoryRegistry, PackageRegistry, Registry, summary, unknown
from gdviz.settings import Setting

FACTORIES = [factory for kind in (PROBLEMS, OPTIMIZERS) for factory in kind.values()]
EVERY_SETTING = [
    pytest.param(factory, name, id=f"{factory.name}-{name}") for factory in FACTORIES for name in factory.settings
]


@dataclass(frozen=True)
class Record:
    """What a factory makes."""

    size: float
    name: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """Return a function from files to a registry of what they file, and see to it that no module stays."""
    home = tmp_path / "shelf"
    home.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(**files):
        for stem, text in files.items():
            (home / f"{stem}.py").write_text(text)
        (home / "__init__.py").write_text("")
        registry = PackageRegistry("jar", "shelf", [str(home)], besides=["lid"], first="plum")
        monkeypatch.setattr(sys, "jars", registry, raising=False)
        return registry

    yield make
    for name in [name for name in sys.modules if name.partition(".")[0] == "shelf"]:
        del sys.modules[name]


FILES = "import sys; sys.jars.add({!r}, {!r}, module=__name__)"


def loaded():
    return [name for name in sys.modules if name.startswith("shelf.")]


def test_a_packages_names_are_those_of_its_files_and_nothing_is_imported_before_it_is_asked_for(shelf):
    jars = shelf(**{stem: FILES.format(stem.replace("_", "-"), stem.upper()) for stem in ("fig", "plum", "red_beet")})
    assert list(jars) == ["plum", "fig", "red-beet"]
    assert (len(jars), "red-beet" in jars, "lid" in jars, loaded()) == (3, True, False, [])
    assert jars["red-beet"] == "RED_BEET"
    assert loaded() == ["shelf.red_beet"]
    assert dict(jars) == {"plum": "PLUM", "fig": "FIG", "red-beet": "RED_BEET"}


def test_a_module_that_files_nothing_is_passed_over_or_told_of(shelf):
    jars = shelf(lid="raise AssertionError", fig="")
    assert list(jars) == ["fig"]
    with pytest.raises(ValueError, match=r"^shelf\.fig defines no jar 'fig'$"):
        jars["fig"]


def test_another_name_than_the_files_is_refused(shelf):
    jars = shelf(fig=FILES.format("plum-jam", 1))
    with pytest.raises(
        ValueError, match=r"^jar 'plum-jam' is defined in shelf\.fig: .* so name the file plum_jam\.py$"
    ):
        jars["fig"]


def test_what_others_file_stands_behind_and_takes_no_name(shelf):
    jars = shelf(fig=FILES.format("fig", 1))
    jars.add("apple", 2, module="__main__")
    assert (list(jars), jars["apple"]) == (["fig", "apple"], 2)
    for name in ("fig", "apple"):
        with pytest.raises(ValueError, match=f"jar '{name}' is registered twice"):
            jars.add(name, 3, module="elsewhere")


def test_a_wrong_name_is_answered_without_importing(shelf):
    jars = shelf(fig="raise AssertionError", plum="raise AssertionError")
    with pytest.raises(
        ValueError, match=r"unknown jar 'figs'; did you mean 'fig'\? \(`gdviz list jars` shows them all\)"
    ):
        jars["figs"]


@pytest.fixture
def fruits():
    registry = FactoryRegistry("fruit")

    @registry.register("apple")
    def apple(*, size: Annotated[float, Setting("how big", "(0, 9]")] = 2.0) -> Record:
        """Grow an apple.

        It is round.
        """
        return Record(size)

    return registry


def test_things_stand_in_the_order_of_registration():
    registry = Registry("thing")
    for name in ("b", "c", "a"):
        assert registry.add(name, name.upper()) == name.upper()
    assert list(registry) == ["b", "c", "a"]
    assert dict(registry) == {"b": "B", "c": "C", "a": "A"}
    assert len(registry) == 3


def test_name_is_given_once():
    registry = Registry("thing")
    registry.add("a", 1)
    with pytest.raises(ValueError, match="thing 'a' is registered twice"):
        registry.add("a", 2)
    assert registry["a"] == 1


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("aple", r"unknown fruit 'aple'; did you mean 'apple'\? \(`gdviz list fruits` shows them all\)"),
        ("APPLE", r"unknown fruit 'APPLE'; did you mean 'apple'\?"),
        ("zz", "unknown fruit 'zz'; choose from apple"),
        ("", "unknown fruit ''; choose from apple"),
    ],
)
def test_unknown_name_is_answered_with_the_nearest_or_all(fruits, name, message):
    with pytest.raises(ValueError, match=message):
        fruits[name]


def test_asking_whether_a_name_is_known_raises_nothing(fruits):
    assert "apple" in fruits
    assert "pear" not in fruits
    assert 3 not in fruits


def test_registry_that_no_command_lists_names_no_command():
    registry = Registry("theme", listed=False)
    registry.add("dark", 1)
    with pytest.raises(ValueError, match=r"^unknown theme 'lite'; choose from dark$"):
        registry["lite"]


def test_error_of_an_unknown_name_is_returned_not_raised():
    assert str(unknown("format", "gfi", ["gif", "mp4"])) == "unknown format 'gfi'; did you mean 'gif'?"


def test_record_bears_its_name_and_its_settings(fruits):
    assert fruits["apple"]() == Record(2.0, "apple", {"size": 2.0})
    assert fruits["apple"](size="3") == Record(3.0, "apple", {"size": 3.0})


@pytest.mark.parametrize("size", [0, 10, "big"])
def test_setting_out_of_range_is_refused_before_anything_is_built(fruits, size):
    with pytest.raises(ValueError, match=f"size={size} is not a number in"):
        fruits["apple"](size=size)


def test_factory_keeps_the_docstring_and_shows_its_first_line(fruits):
    assert fruits["apple"].summary == "Grow an apple"
    assert "It is round." in fruits["apple"].__doc__


def test_summary_of_something_without_a_docstring_is_empty():
    assert summary(Record) == "What a factory makes"
    assert summary(type("Bare", (), {})) == ""


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.name)
def test_every_factory_says_in_a_line_what_it_makes(factory):
    assert 10 < len(factory.summary) < 120
    assert "Source:" in factory.__doc__


@pytest.mark.parametrize(("factory", "name"), EVERY_SETTING)
def test_every_setting_refuses_nonsense_by_its_name(factory, name):
    with pytest.raises(ValueError, match=f"^{name}=nonsense is not "):
        factory(**{name: "nonsense"})


@pytest.mark.parametrize(("factory", "name"), EVERY_SETTING)
def test_every_setting_has_a_meaning_and_a_default_that_it_allows(factory, name):
    setting = factory.settings[name]
    assert setting.meaning
    assert setting.convert(name, setting.default) == setting.default
    assert setting.convert(name, str(setting.default)) == setting.default
