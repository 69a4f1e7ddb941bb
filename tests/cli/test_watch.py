"""The command that watches: what it says, and with which exit code it ends."""

from pathlib import Path

import imageio.v3 as iio
import pytest
from commands import gdviz
from growing import Growing

from gdviz.cli.signals import Terminated


def test_a_run_that_has_ended_is_drawn_once_and_the_file_printed(home: Path) -> None:
    Growing("run", size=3).end()
    result = gdviz("watch", "run", "--size", "320x180", "--theme", "dark", "--set", "ball=no")
    assert (result.exit_code, result.stdout.strip()) == (0, str(Path("renders/contour-run.png"))), result.output
    assert "drawing renders/contour-run.png as run grows; Ctrl-C ends it" in result.stderr.replace("\\", "/")
    assert "its path is drawn on a plain field" in result.stderr
    picture = iio.imread("renders/contour-run.png")
    assert picture.shape == (180, 320, 3)
    assert picture[0, 0].max() < 60


@pytest.mark.parametrize(("ending", "code"), [(KeyboardInterrupt, 0), (Terminated, 1)])
def test_ctrl_c_ends_it_well_and_leaves_the_picture(
    home: Path, monkeypatch: pytest.MonkeyPatch, ending: type[BaseException], code: int
) -> None:
    training = Growing("run")
    training.run._recorder.flush()

    def interrupt(seconds: float) -> None:
        raise ending

    monkeypatch.setattr("gdviz.rendering.watching.time.sleep", interrupt)
    result = gdviz("watch", "run", "--figure", "loss", "-o", "x.png", "--size", "320x180")
    assert result.exit_code == code
    assert iio.imread("x.png").shape == (180, 320, 3)
    training.end()


def test_ctrl_c_before_there_is_a_picture_is_no_success(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gdviz.rendering.watching.time.sleep", interrupt)
    result = gdviz("watch", "nowhere", "-o", "x.png")
    assert result.exit_code == 1
    assert "waiting for a run in nowhere" in result.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("run -o x.gif", 2, "a picture that is renewed stands still, and x.gif moves; give -o with .png"),
        ("run --figure surfac", 2, "did you mean 'surface'?"),
        ("run --every 0", 2, "--every is a number of seconds above 0, not 0; try --every 2"),
        ("run " * 11, 2, "figure 'contour' shows 10 runs at most, not 11; watch fewer"),
        ("damaged --every 0.01 -o x.png", 1, "loss.npy"),
        ("run -o run/x/y.png", 1, ""),
    ],
)
def test_a_mistake_is_answered_in_a_line(home: Path, words: str, code: int, said: str) -> None:
    for name in ("run", "damaged"):
        Growing(name).end()
    Path("damaged/loss.npy").write_bytes(b"\x93NUMPY")
    Path("run/x").write_text("")
    result = gdviz("watch", *words.split())
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
