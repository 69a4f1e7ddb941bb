"""What a new figure begins with: loaded when it is asked for, and enough for a figure."""

import subprocess
import sys

from gdviz.figures import parts


def test_nothing_is_loaded_until_it_is_asked_for():
    code = "import sys, gdviz.figures.parts; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert not [name for name in loaded if name.startswith("gdviz.figures.parts.")]


def test_a_name_is_that_of_the_module_where_it_is_defined():
    from gdviz.figures.parts.canvas import Canvas
    from gdviz.figures.parts.series import Curves

    assert parts.Canvas is Canvas
    assert parts.Curves is Curves
