"""What a user has set matplotlib to changes no picture of gdviz, and stays as it was."""

import os
import subprocess
import sys

import pytest
from matplotlib import rc_context, rcParams

from gdviz.rendering.figures import draw
from gdviz.style.defaults import DEFAULTS, matplotlib_defaults

GDVIZ = (sys.executable, "-c", "from gdviz.cli import main; main()")
# In the words of a matplotlibrc.
HOSTILE = """
agg.path.chunksize: 100
axes.autolimit_mode: round_numbers
axes.formatter.limits: -1, 1
axes.formatter.use_locale: True
axes.grid: True
axes.spines.left: False
axes.xmargin: 0.4
contour.linewidth: 7
figure.constrained_layout.use: True
figure.dpi: 50
font.family: serif
font.size: 30
hatch.linewidth: 5
image.cmap: jet
image.interpolation: nearest
lines.antialiased: False
lines.linewidth: 9
lines.solid_capstyle: butt
markers.fillstyle: none
mathtext.fontset: dejavusans
patch.antialiased: False
patch.linewidth: 9
path.simplify_threshold: 1.0
path.sketch: 5, 10, 2
path.snap: False
pdf.compression: 0
pdf.fonttype: 3
savefig.bbox: tight
savefig.dpi: 33
savefig.facecolor: red
savefig.transparent: True
scatter.marker: x
svg.fonttype: none
svg.id: hello
text.antialiased: False
text.hinting: none
text.parse_math: False
text.usetex: True
xtick.direction: in
xtick.minor.visible: True
xtick.top: True
"""
SET = dict(line.split(": ") for line in HOSTILE.strip().splitlines())


def test_within_all_is_as_shipped_and_afterwards_as_before():
    with rc_context(SET):
        kept = dict(dict.items(rcParams))
        with matplotlib_defaults():
            assert {name: rcParams[name] for name in DEFAULTS} == DEFAULTS
            rcParams["lines.linewidth"] = 77.0
        assert dict(dict.items(rcParams)) == kept
        with pytest.raises(ZeroDivisionError), matplotlib_defaults():
            raise ZeroDivisionError
        assert dict(dict.items(rcParams)) == kept


@pytest.mark.parametrize("order", [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
def test_blocks_of_several_threads_may_end_in_any_order(order):
    # As where a scene's thread ends while a caption is painted in another: the caption is as it is at any other time.
    with rc_context(SET):
        kept = dict(dict.items(rcParams))
        blocks = [matplotlib_defaults(), matplotlib_defaults({"font.size": 7.0}), matplotlib_defaults()]
        for block in blocks:
            block.__enter__()
        open_ = [0, 1, 2]
        for number in order:
            now = dict(dict.items(rcParams))
            blocks[number].__exit__(None, None, None)
            is_last = number == open_[-1]
            open_.remove(number)
            inner = {"font.size": 7.0} if open_ and open_[-1] == 1 else {}
            within = {**kept, **DEFAULTS, **inner} if open_ else kept
            assert dict(dict.items(rcParams)) == (within if is_last else now)


@pytest.mark.parametrize(
    ("name", "file"),
    [("contour", "x.png"), ("surface", "x.png"), ("loss", "x.svg"), ("surface", "x.pdf"), ("parameters", "x.gif")],
)
def test_a_figure_is_the_same_whatever_the_program_around_has_set(name, file, solved, tmp_path):
    def made(folder):
        (tmp_path / folder).mkdir()
        path = draw(name, [solved("bowl")], tmp_path / folder / file, size=(240, 135), fps=5, seconds=0.6)
        return path.read_bytes()

    plain = made("plain")
    with rc_context(SET):
        assert made("hostile") == plain


@pytest.mark.parametrize("where", ["folder", "MATPLOTLIBRC", "MPLCONFIGDIR"])
def test_a_figure_is_the_same_whatever_matplotlibrc_lies_around(where, solved, tmp_path):
    run = solved("bowl")
    plain = draw("contour", [run], tmp_path / "plain.png", size=(240, 135))
    (tmp_path / "matplotlibrc").write_text(HOSTILE + "no.such.key: 3\n")
    (tmp_path / "empty").mkdir()
    env = {**os.environ, "MPLBACKEND": "qtagg"} | ({} if where == "folder" else {where: str(tmp_path)})
    command = [*GDVIZ, "figure", "contour", str(run.path), "--size", "240x135"]
    cwd = tmp_path if where == "folder" else tmp_path / "empty"
    subprocess.run([*command, "-o", str(tmp_path / "x.png")], cwd=cwd, env=env, check=True, capture_output=True)
    assert (tmp_path / "x.png").read_bytes() == plain.read_bytes()


def test_a_matplotlibrc_that_is_no_text_is_named(solved, tmp_path):
    (tmp_path / "matplotlibrc").write_bytes(b"\xff\xfe\x00")
    command = [*GDVIZ, "figure", "contour", str(solved("bowl").path), "-o", "x.png"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert "matplotlibrc, which is no UTF-8 text; mend or move that file" in done.stderr
    assert "Traceback" not in done.stderr
