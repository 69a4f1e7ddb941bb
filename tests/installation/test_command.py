"""The command that installs an extra, as it works from where gdviz was installed."""

import json
import shlex
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from gdviz.installation import command
from gdviz.installation.command import install_command

PIP = f"{shlex.quote(sys.executable)} -m pip"


@pytest.fixture
def installed(monkeypatch):
    """Return a function that lets gdviz be installed from somewhere, by what the installer noted."""

    class Noted:
        told = None

        def read_text(self, name):
            assert name == "direct_url.json"
            return self.told

    noted = Noted()
    monkeypatch.setattr("importlib.metadata.distribution", lambda name: noted)
    monkeypatch.setattr(command, "which", lambda name: None)
    monkeypatch.setattr(command, "find_spec", lambda name: object())

    def note(told):
        noted.told = told if told is None else json.dumps(told)

    return note


@pytest.mark.parametrize("editable", [False, True])
def test_from_a_clone_it_names_the_clone(installed, tmp_path, monkeypatch, editable):
    clone = tmp_path / "a clone"
    clone.mkdir()
    installed({"url": clone.as_uri(), "dir_info": {"editable": True} if editable else {}})
    option = "-e " if editable else ""
    assert install_command("manim") == f"{PIP} install {option}{shlex.quote(f'{clone}[manim]')}"
    monkeypatch.chdir(clone)
    assert install_command("manim", "slides") == f"{PIP} install {option}'.[manim,slides]'"


@pytest.mark.parametrize(
    ("told", "what"),
    [
        (None, "gdviz[manim]"),
        ({"url": "file:///gone/away", "dir_info": {}}, "gdviz[manim]"),
        (
            {"url": "https://host.example/gdviz.git", "vcs_info": {"vcs": "git", "requested_revision": "v1"}},
            "gdviz[manim] @ git+https://host.example/gdviz.git@v1",
        ),
        (
            {"url": "https://host.example/gdviz.whl", "archive_info": {}},
            "gdviz[manim] @ https://host.example/gdviz.whl",
        ),
    ],
    ids=["index", "gone", "git", "archive"],
)
def test_from_elsewhere_it_names_that(installed, told, what):
    installed(told)
    assert install_command("manim") == f"{PIP} install '{what}'"


def test_a_wheel_on_disk_is_named(installed, tmp_path):
    wheel = tmp_path / "gdviz-1-py3-none-any.whl"
    wheel.touch()
    installed({"url": wheel.as_uri(), "archive_info": {}})
    assert install_command("manim") == f"{PIP} install 'gdviz[manim] @ {wheel.as_uri()}'"


def test_the_installer_is_that_of_the_python_that_runs(installed, monkeypatch):
    installed(None)
    monkeypatch.setattr(command, "which", {"pip": str(Path(sys.executable).parent / "pip"), "uv": "/bin/uv"}.get)
    assert install_command("manim") == "pip install 'gdviz[manim]'"
    monkeypatch.setattr(command, "which", {"pip": "/elsewhere/pip", "uv": "/bin/uv"}.get)
    assert install_command("manim") == f"{PIP} install 'gdviz[manim]'"
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    assert install_command("manim") == f"uv pip install --python {shlex.quote(sys.executable)} 'gdviz[manim]'"


def test_windows_quotes_twice(installed, monkeypatch):
    installed(None)
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\Python\python.exe")
    assert install_command("manim") == r'"C:\Program Files\Python\python.exe" -m pip install "gdviz[manim]"'


def test_where_gdviz_is_not_installed_it_is_named_alone(monkeypatch):
    def missing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.distribution", missing)
    assert install_command("manim").endswith(" install 'gdviz[manim]'")
