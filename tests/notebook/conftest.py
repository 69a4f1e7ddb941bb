"""A shell of IPython's, as a notebook has one."""

import pytest


@pytest.fixture
def shell(tmp_path, monkeypatch):
    """Return a shell with gdviz's extension, in a folder of its own."""
    pytest.importorskip("IPython")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    made = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    made.run_line_magic("load_ext", "gdviz")
    return made
