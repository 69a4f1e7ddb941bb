"""A race tells where every run is, and names it without names in each other's way."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread
from slices import path_of_three, recorded_path

from gdviz.analysis.comparison import fates_of
from gdviz.analysis.names import names_alone
from gdviz.analysis.pacing import Clip, Moment
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.trust import MARK
from gdviz.figures import FIGURES
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.lettering import Lettering
from gdviz.figures.parts.path import PathArtist, Paths
from gdviz.figures.race import StandingsPanel, StandingsPlace
from gdviz.figures.race.names import HEIGHT
from gdviz.runs.run import Run
from gdviz.solving.solver import solve
from gdviz.style.colors import rgb
from gdviz.style.numerals import number
from gdviz.style.themes import DARK, LIGHT

CLIP = Clip(480, 270, 10, 4.0)
Filmed = tuple[Callable, Canvas]


@pytest.fixture(scope="module")
def racers(tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    home = tmp_path_factory.mktemp("racers")
    steps = {"gd": 60, "momentum": 60, "nesterov": 50, "adam": 40, "rmsprop": 30, "newton": 20}
    return [solve("rosenbrock", name, steps=count, out=home / name) for name, count in steps.items()]


@pytest.fixture
def film() -> Callable[..., Filmed]:
    def build(runs: list[Run], clip: Clip = CLIP, style=LIGHT, **settings: str) -> Filmed:
        page: Any = FIGURES["race"].painter(runs, style, clip, **settings)
        return page, page

    return build


def show(page: Canvas, moment: Moment) -> None:
    """Bring all parts of a page to a moment, without the pixels."""
    for part in page._parts:
        part.show(moment)


def words_on(page: Canvas) -> list[str]:
    return [lettering.words for lettering in page.figure.findobj(Lettering)]


def names_on(page: Canvas, runs: list[Run]) -> dict[str, Lettering]:
    titles = names_alone(runs)
    found = page.figure.findobj(Lettering)
    return {name: words for name in titles for words in found if words.words.split(",")[0] == name}


def boxes(names: dict[str, Lettering]) -> list[np.ndarray]:
    """The box (2, 2) of each name that can be seen."""
    found = []
    for words in names.values():
        if words.get_alpha() > 0:
            half = np.array([words.width(words.words), HEIGHT - 2]) / 2
            found.append(np.stack([words.at - half, words.at + half]))
    return found


@pytest.mark.parametrize("pace", ["step", "arc", "log"])
@pytest.mark.parametrize("form", ["contour", "relief"])
def test_the_standings_tell_each_runs_own_step_and_loss(form: str, pace: str, racers: list[Run], film) -> None:
    clip = Clip(800, 450, 10, 4.0, pace)
    paint, page = film(racers, clip, form=form)
    (moment,) = clip.at(np.array([0.4]), racers)
    paint(moment)
    for run, step in zip(racers, moment.steps, strict=True):
        done = min(int(step + 1e-9), run.steps)
        at = f"done at step {done}" if done == run.steps else f"step {done} of {run.steps}"
        assert at in words_on(page)
        assert number(float(run.loss[done])) in words_on(page)


def test_the_standings_are_in_the_order_of_the_last_losses_and_stay(
    racers: list[Run], drawn: dict[str, Run], film
) -> None:
    runs = [*[drawn[name] for name in ("bowl-diverged", "bowl-adam", "bowl")]]
    paint, page = film(runs)
    orders = []
    for moment in CLIP.at(np.array([0.0, 0.5, 1.0]), runs):
        paint(moment)
        rows = {
            number(float(run.loss[min(int(step), run.steps)])): run
            for run, step in zip(runs, moment.steps, strict=True)
        }
        losses = [words for words in page.figure.findobj(Lettering) if words.words in rows]
        orders.append([round(words.at[1], 6) for words in losses])
        if moment.turn == 1:
            ranked = [rows[words.words] for words in sorted(losses, key=lambda words: -words.at[1])]
            assert [float(run.loss[-1]) for run in ranked] == sorted(float(run.loss[-1]) for run in runs)
            assert ranked[-1].diverged
    assert orders[1] == orders[2]


def test_a_run_whose_loss_is_no_number_any_more_stands_last(drawn: dict[str, Run]) -> None:
    bowl = drawn["bowl"]
    ended = {**bowl.manifest, "stop": {"reason": "diverged", "message": ""}}
    lost = replace(bowl, manifest=ended, arrays={**bowl.arrays, "loss": np.r_[bowl.loss[:-1], np.nan]})
    runs = [lost, drawn["bowl-diverged"], drawn["bowl-adam"]]
    tracks = [Trajectory.of(run, run.landscape) for run in runs]
    with drawing(LIGHT):
        looks = [LIGHT.look_of(i, 3) for i in range(3)]
        assert StandingsPanel(Canvas(CLIP, LIGHT), runs, tracks, looks, StandingsPlace(100.0, 0.0, [], 1.0)).order == [
            2,
            1,
            0,
        ]


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("max_steps", "done at step 30"),
        ("converged", "converged at step 30"),
        ("target", "target met at step 30"),
        ("plateau", "no progress at step 30"),
        ("interrupted", "interrupted at step 30"),
    ],
)
def test_how_a_run_ended_is_said_in_words(reason: str, words: str, drawn: dict[str, Run]) -> None:
    run = replace(drawn["bowl"], manifest={**drawn["bowl"].manifest, "stop": {"reason": reason, "message": ""}})
    track = Trajectory.of(run, run.landscape)
    assert run.steps == 30
    assert fates_of(run, track, longest=40) == [(30, words)]
    assert (fates_of(run, track, longest=30) == []) == (reason == "max_steps")


def test_a_run_that_diverges_is_told_where_it_left_and_in_the_standings(drawn: dict[str, Run], film) -> None:
    run = drawn["bowl-diverged"]
    runs = [drawn["bowl"], run]
    left = Trajectory.of(run, widest(runs)).left
    paint, page = film(runs)
    assert left < run.steps
    for step, on_map, listed in ((left - 1, 0, 0), (left, 1, 0), (run.steps, 1, 1)):
        moment = replace(CLIP.at(np.zeros(1), runs)[0], steps=(float(step),) * 2)
        paint(moment)
        assert sum(words.endswith(f"left the frame at step {left}") for words in words_on(page)) == on_map
        whole = f"left the frame at step {left}, diverged at step {run.steps}"
        assert sum(words in (whole, "diverged") for words in words_on(page)) == listed


def test_a_run_that_is_no_number_any_more_without_having_left_diverged(drawn: dict[str, Run]) -> None:
    run = replace(drawn["bowl"], manifest={**drawn["bowl"].manifest, "stop": {"reason": "diverged", "message": ""}})
    assert fates_of(run, Trajectory.of(run, run.landscape), longest=30) == [(30, "diverged at step 30")]


@pytest.mark.parametrize("share", [0.0, 0.35, 1.0])
def test_every_head_is_painted_at_its_runs_params(share: float, racers: list[Run], film) -> None:
    clip = Clip(800, 450, 10, 4.0)
    paint, page = film(racers, clip, DARK)
    (moment,) = clip.at(np.array([share]), racers)
    frame = paint(moment)
    steps = [min(step, run.steps) for run, step in zip(racers, moment.steps, strict=True)]
    params = [
        [np.interp(step, np.arange(run.steps + 1), column) for column in run.params.T]
        for run, step in zip(racers, steps, strict=True)
    ]
    places = page.figure.axes[0].transData.transform(params)
    for i, (x, y) in enumerate(places):
        # A head may lie under those drawn after it.
        if all(np.linalg.norm(later - (x, y)) > 14 for later in places[i + 1 :]):
            pixel = frame[450 - round(y), round(x)]
            assert np.abs(pixel - 255 * rgb(DARK.look_of(i, len(racers)).color)).max() < 14


def test_heads_lie_above_the_paths_of_all_runs(drawn: dict[str, Run]) -> None:
    runs = [drawn["bowl"], drawn["bowl-adam"]]
    with drawing(LIGHT):
        axes = Canvas(CLIP, LIGHT).axes(0.1, 0.1, 0.9, 0.8)
        paths = [
            PathArtist(axes, Trajectory.of(run, run.landscape), LIGHT.look_of(i, 2), LIGHT, i)
            for i, run in enumerate(runs)
        ]
    artists = Paths(paths).artists
    heads = [artists.index(artist) for path in paths for artist in path.head]
    assert min(heads) > max(artists.index(artist) for path in paths for artist in path.path)


@pytest.mark.parametrize("count", [2, 4, 6])
@pytest.mark.parametrize(("size", "pace"), [((480, 270), "step"), ((400, 600), "arc")])
def test_names_never_overlap_and_stay_in_the_field(count: int, size, pace: str, racers: list[Run], film) -> None:
    runs, clip = racers[:count], Clip(*size, 10, 4.0, pace)
    _, page = film(runs, clip)
    field = page.figure.axes[0].get_window_extent()
    low, high = (np.array(corner) * 72 / page.figure.dpi for corner in (field.min, field.max))
    for moment in clip.at(np.linspace(0, 1, 97), runs):
        show(page, moment)
        seen = boxes(names_on(page, runs))
        assert len(seen) >= min(count, 2)
        for one, other in combinations(seen, 2):
            assert (np.minimum(one[1], other[1]) - np.maximum(one[0], other[0])).min() <= 0
        assert all((box[0] >= low).all() and (box[1] <= high).all() for box in seen)


def test_names_are_beside_their_heads_and_move_as_smoothly(racers: list[Run], film) -> None:
    _, page = film(racers[:4])
    axes, unit = page.figure.axes[0], 72 / page.figure.dpi
    tracks = [Trajectory.of(run, run.landscape) for run in racers[:4]]
    places, heads = [], []
    for moment in CLIP.at(np.linspace(0, 1, 301), racers[:4]):
        show(page, moment)
        names = names_on(page, racers[:4])
        places.append([names[run.optimizer["title"]].at for run in racers[:4]])
        points = [track.at(step) for track, step in zip(tracks, moment.steps, strict=True)]
        heads.append(axes.transData.transform(points) * unit)
    assert np.linalg.norm(np.array(places) - heads, axis=-1).max() < 130
    own = np.linalg.norm(np.diff(np.array(places) - heads, axis=0), axis=-1)
    moved = np.linalg.norm(np.diff(heads, axis=0), axis=-1)
    assert (own <= moved + 10).all(), "a name goes slowly from one place about its head to another"
    assert np.median(own) < 1.0, "and seldom"


def test_at_rest_a_name_is_there_or_not(racers: list[Run], film) -> None:
    _, page = film(racers)
    for moment in CLIP.at(np.array([0.0, 1.0]), racers):
        show(page, moment)
        assert {words.get_alpha() for words in names_on(page, racers).values()} <= {0.0, 1.0}
    for moment in CLIP.at(np.linspace(0, 1, 41), racers):
        show(page, replace(moment, still=True))
        assert {words.get_alpha() for words in names_on(page, racers).values()} <= {0.0, 1.0}


def test_a_printed_page_has_the_names_too(racers: list[Run], film, tmp_path: Path) -> None:
    runs = racers[1::2]
    paint, page = film(runs)
    (moment,) = CLIP.at(np.ones(1), runs)
    paint(moment)
    paint.print(moment, tmp_path / "page.png")
    names = names_on(page, runs)
    printed = imread(tmp_path / "page.png")[..., :3] * 255
    scale = printed.shape[0] / page.points[1]
    for i, run in enumerate(runs):
        x, y = names[run.optimizer["title"]].at
        half = names[run.optimizer["title"]].width(run.optimizer["title"]) / 2
        around = printed[-round(scale * (y + 4)) : -round(scale * (y - 4)), round(scale * (x - half)) :][
            :, : round(2 * scale * half)
        ]
        near = np.abs(around - 255 * rgb(LIGHT.lettering(LIGHT.look_of(i, 3).color))).max(axis=-1) < 20
        assert near.mean() > 0.1


def test_a_lone_run_has_its_place_in_the_standings_and_no_name_beside_it(drawn: dict[str, Run], film) -> None:
    paint, page = film([drawn["bowl"]])
    paint(CLIP.at(np.ones(1), [drawn["bowl"]])[0])
    assert words_on(page) == [number(float(drawn["bowl"].loss[-1]))], "the counter says at which step all are"


def test_an_unknown_form_is_refused(drawn: dict[str, Run]) -> None:
    with pytest.raises(ValueError, match="form=3d is not contour or relief"):
        FIGURES["race"].painter([drawn["bowl"]], LIGHT, CLIP, form="3d")


def test_uneven_paces_are_named(racers: list[Run], film) -> None:
    for pace in ("arc", "log"):
        _, page = film(racers, replace(CLIP, pace=pace))
        assert any("paced by" in text.get_text() for text in page.figure.texts)


def test_runs_in_planes_of_their_own_are_no_race(tmp_path: Path) -> None:
    one = recorded_path(tmp_path / "one", path_of_three())
    other = recorded_path(tmp_path / "other", path_of_three(turned=50))
    for name in ("race", "contour", "surface"):
        with pytest.raises(ValueError, match=r"lie along different planes.*gdviz.landscape\(\["):
            FIGURES[name].painter([one, other], LIGHT, CLIP)


@pytest.mark.parametrize("form", ["contour", "relief"])
def test_a_path_that_strays_from_its_plane_is_hollow(tmp_path: Path, form: str) -> None:
    one = recorded_path(tmp_path / "one", path_of_three(bump=0.0))
    other = recorded_path(tmp_path / "other", path_of_three()).having(one.landscape.fields())
    painter = FIGURES["race"].painter([one, other], LIGHT, Clip(320, 180, 10, 1.0), form=form)
    true = FIGURES["race"].painter([one, one], LIGHT, Clip(320, 180, 10, 1.0), form=form)
    painter(Moment((3.0, 3.0), 0.0))
    said = [artist.words for part in painter._parts for artist in part.artists if isinstance(artist, Lettering)]
    assert MARK in said
    true(Moment((3.0, 3.0), 0.0))
    assert MARK not in [a.words for part in true._parts for a in part.artists if isinstance(a, Lettering)]
