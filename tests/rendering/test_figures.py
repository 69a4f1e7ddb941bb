"""Figures into files: which moments, at which size, in which dress."""

import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import imageio.v3 as iio
import numpy as np
import pytest

from gdviz.analysis.pacing import Clip
from gdviz.figures import FIGURES
from gdviz.rendering.figures import FigureFilm, draw, share_of
from gdviz.rendering.options import styled
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.defaults import matplotlib_defaults

SMALL = (160, 90)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return solve("bowl", "momentum", out=tmp_path_factory.mktemp("drawing") / "run")


def painted(run: Run, share: float, **looks: object) -> np.ndarray:
    """Return the contour figure's pixels at a share of the way."""
    clip = Clip(*SMALL, 25, 6.0)
    (moment,) = clip.at(np.array([share]), [run])
    with matplotlib_defaults():
        return FIGURES["contour"].painter([run], styled(**looks), clip)(moment)


@pytest.mark.parametrize(("still", "share"), [("first", 0.0), ("0.5", 0.5), ("last", 1.0), (None, 1.0)])
def test_a_still_is_the_moment_that_was_asked_for(still: str | None, share: float, run: Run, tmp_path: Path) -> None:
    path = draw("contour", [run], tmp_path / "a.png", size=SMALL, still=still)
    np.testing.assert_array_equal(iio.imread(path), painted(run, share))


@pytest.mark.parametrize("word", ["middle", "-0.1", "1.5", "nan", ""])
def test_other_moments_are_refused_in_words(word: str) -> None:
    with pytest.raises(ValueError, match=r"--still takes first, last or a share of the way .* try --still 0.5"):
        share_of(word)


def test_a_strip_is_twice_as_wide_as_a_picture_and_shows_its_moments(run: Run, tmp_path: Path) -> None:
    strip = iio.imread(draw("contour", [run], tmp_path / "a.png", size=(400, 225), strip=5))
    assert strip.shape[1] == 800
    assert strip.shape[0] < 800
    changed = [
        (strip != iio.imread(draw("contour", [run], tmp_path / "b.png", size=(400, 225), strip=n))).any() for n in (5,)
    ]
    assert changed == [False]


@pytest.mark.parametrize("count", [-1, 0, 1, 25])
def test_a_strip_has_two_to_twenty_four_moments(count: int, run: Run, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--strip takes 2 to 24 moments, not"):
        draw("contour", [run], tmp_path / "a.png", size=SMALL, strip=count)


def test_a_still_is_no_strip(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="leave out one"):
        draw("contour", [run], tmp_path / "a.png", still="last", strip=3)


def test_stills_and_strips_are_png_unless_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert draw("contour", [run], size=SMALL, still="0.2") == Path("renders/contour-run.png")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_transparent_page_is_the_opaque_one_where_it_is_laid_over_its_colour(theme: str, run: Run) -> None:
    clear, page = painted(run, 0.7, theme=theme, transparent=True), painted(run, 0.7, theme=theme)
    assert clear.shape == (90, 160, 4)
    assert clear[0, 0, 3] == 0
    alpha = clear[..., 3:] / 255
    laid = clear[..., :3] * alpha + page[0, 0] * (1 - alpha)
    assert np.abs(laid - page).max() <= 3


def test_a_page_of_vectors_has_shapes_words_and_its_fonts(
    run: Run, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    svg = draw("contour", [run], tmp_path / "a.svg", size=SMALL, still="0.5").read_text()
    assert svg.count("<path") > 50
    assert "<image" not in svg
    page = draw("contour", [run], tmp_path / "a.pdf", size=SMALL)
    pdf = page.read_bytes()
    assert pdf.startswith(b"%PDF")
    assert b"/FontFile2" in pdf
    assert re.search(rb"/BaseFont /\S*IBMPlexSans", pdf)
    assert b"/Title (Quadratic bowl)" in pdf
    assert f"/Subject ({page.alt})".encode() in pdf
    assert caplog.messages == [], "of fonts"


def test_the_same_page_is_written_to_the_same_bytes(run: Run, tmp_path: Path) -> None:
    for suffix in (".svg", ".pdf"):
        made = [draw("contour", [run], tmp_path / f"{i}{suffix}", size=SMALL).read_bytes() for i in range(2)]
        assert made[0] == made[1]


def test_a_strip_of_vectors_is_one_page_for_a_column_of_print(run: Run, tmp_path: Path) -> None:
    svg = draw("contour", [run], tmp_path / "a.svg", size=SMALL, strip=3).read_text()
    assert svg.count("<svg ") == 1
    assert re.search(r'width="360pt"', svg)
    clips = re.findall(r'<clipPath id="(\w+)"', svg)
    assert len(clips) == len(set(clips)) >= 3
    pdf = draw("contour", [run], tmp_path / "a.pdf", size=SMALL, strip=3).read_bytes()
    assert re.search(rb"/MediaBox \[ 0 0 360 ", pdf)
    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 1


def test_a_figure_that_has_all_steps_in_one_picture_makes_no_strip(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"figure 'loss' makes no strip: .*leave out --strip, or draw .*contour"):
        draw("loss", [run], tmp_path / "a.png", size=SMALL, strip=3)


def test_without_a_title_the_picture_takes_its_place(run: Run) -> None:
    with_title, without = painted(run, 0.5), painted(run, 0.5, title="")
    inked = [(frame != frame[0, 0]).any(axis=-1) for frame in (with_title, without)]
    assert inked[0][:20, :80].any()
    assert not inked[1][:6, :60].any()
    # The axis of the loss is the longest upright line in the right half.
    assert inked[1][:, 80:].sum(axis=0).max() > inked[0][:, 80:].sum(axis=0).max()


def test_a_title_of_ones_own_replaces_the_problems(run: Run) -> None:
    changed = (painted(run, 0.5, title="Ball") != painted(run, 0.5)).any(axis=-1)
    assert changed[:16, :80].any()
    assert not changed[20:].any()


def test_a_still_has_no_budget(run: Run, tmp_path: Path) -> None:
    for suffix in (".png", ".svg"):
        with pytest.raises(ValueError, match="is for animations, not for"):
            draw("contour", [run], tmp_path / f"a{suffix}", size=SMALL, max_bytes=1000)


def test_settings_reach_the_figure(run: Run, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="figure 'noise' has no setting 'colour'; it takes no settings"):
        draw("noise", [run], tmp_path / "a.png", settings={"colour": "red"})


@pytest.mark.parametrize(
    ("name", "suffix"), [("contour", ".gif"), ("race", ".webp"), ("race", ".apng"), ("surface", ".gif")]
)
def test_a_transparent_animation_is_little_larger_than_an_opaque_one(
    name: str, suffix: str, run: Run, tmp_path: Path
) -> None:
    sizes = [
        draw(
            *(name, [run], tmp_path / f"{clear}{suffix}"),
            style=styled(transparent=clear),
            size=(256, 144),
            fps=12,
            seconds=2.0,
        )
        .stat()
        .st_size
        for clear in (False, True)
    ]
    assert sizes[1] <= 1.5 * sizes[0]


def test_a_field_on_a_transparent_page_has_no_gaps(run: Run) -> None:
    alpha = painted(run, 0.0, transparent=True)[..., 3]
    assert (alpha[32:66, 24:86] == 255).all()


def test_whoever_paints_a_figure_speaks_the_language_of_its_style(run: Run) -> None:
    clip = Clip(*SMALL, 25, 1.0)
    orders = [FigureFilm("loss", (run,), styled(lang=lang), clip, {}) for lang in ("en", "de")]
    # In a thread of its own nothing is known of what is spoken here.
    with ThreadPoolExecutor(1) as other:
        english, german = (other.submit(first_frame, pickle.dumps(order.travelling())).result() for order in orders)
    assert (english != german).any()
    np.testing.assert_array_equal(german, first_frame(pickle.dumps(orders[1].travelling())))


def first_frame(order: bytes) -> np.ndarray:
    film = pickle.loads(order)  # noqa: S301
    return next(film.open().frames(range(1)))[0].copy()


def test_letters_that_no_font_has_are_told_with_the_package_that_has_them(run: Run, tmp_path: Path) -> None:
    told: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gdviz.style.fallback._installed", lambda letter, bold, language: None)
        draw("loss", [run], tmp_path / "a.png", size=SMALL, style=styled(lang="zh"), report=told.append)
    assert len(told) == 1
    assert "fonts-noto-cjk" in told[0]
