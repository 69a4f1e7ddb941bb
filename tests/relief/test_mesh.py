"""What is painted of a relief: which triangles, in what order, and where they end."""

import numpy as np
import pytest
from marching import bilinear, march
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.landscapes.landscape import Landscape
from gdviz.landscapes.scale import Scale
from gdviz.pens.agg import Easel
from gdviz.relief.light import lamp_beside, shade
from gdviz.relief.mesh import UNDERSIDE, Mesh, blocks
from gdviz.relief.solid import FLOOR, HEIGHT, Relief
from gdviz.relief.view import View
from gdviz.relief.visibility import Visibility
from gdviz.style.colors import ramp
from gdviz.style.themes import LIGHT

COLORS = ramp(LIGHT.relief)
LAMP = lamp_beside(View(-60.0, 30.0))
VIEWS = [
    *(View(azimuth, elevation) for azimuth, elevation in ((3.0, -20.0), (77.0, 12.0), (150.0, 45.0), (236.0, 30.0))),
    *(View(azimuth, elevation) for azimuth, elevation in ((301.0, 89.0), (-45.0, 20.0), (200.0, 2.0), (110.0, -5.0))),
]


def relief(loss, cells=48, samples=97, high=1.0):
    x = np.linspace(-1, 1, samples)
    with np.errstate(invalid="ignore", divide="ignore"):
        table = loss(x, x[:, None]) + 0 * x + 0 * x[:, None]
    return Relief(Landscape(x, x, table, np.zeros(2), np.eye(2)), COLORS, Scale(0.0, high, 0), cells, LAMP)


def triangles(solid, view):
    return Mesh(solid).triangles(view, Visibility(solid, view))


SOLIDS = {
    "hills": relief(lambda x, y: 0.5 + 0.25 * np.sin(5 * x) + 0.2 * np.cos(4 * y + x)),
    "spikes": relief(lambda x, y: 0.4 + 0.3 * np.sin(9 * x) * np.sin(9 * y), samples=145),
    "bowl": relief(lambda x, y: 0.4 * x**2 + 0.4 * y**2),
    "shaft": relief(lambda x, y: np.where(np.hypot(x - 0.1, y) < 0.45, np.nan, 0.5 + 0.3 * np.sin(3 * x + y))),
    "half": relief(lambda x, y: np.where(x + 0.6 * y > 0.3, np.nan, 0.4 + 0.3 * np.cos(3 * y))),
    "cut": relief(lambda x, y: 0.2 / (x**2 + y**2 + 0.01) + 0.2 * x, high=2.0),
}


def nearby(image):
    """Return an image shifted by up to one pixel each way, shape (9, height, width, ...)."""
    return np.stack([np.roll(image, (i, j), axis=(0, 1)) for i in (-1, 0, 1) for j in (-1, 0, 1)])


# Every other view of each, in turn.
@pytest.mark.parametrize(
    ("name", "view"), [(name, view) for i, name in enumerate(SOLIDS) for view in VIEWS[i % 2 :: 2]]
)
def test_picture_shows_what_each_line_of_sight_meets_first(name, view):
    solid = SOLIDS[name]
    width, height, scale = 76, 66, 24.0
    agg = RendererAgg(width, height, 72)
    easel = Easel(agg, scale, (width / 2, height / 2 - 5), 1.0)
    easel.triangles(*triangles(solid, view))
    shown = np.asarray(agg.buffer_rgba()).astype(float)

    column, row = (grid.ravel() for grid in np.meshgrid(np.arange(width), np.arange(height)))
    u, v = (np.stack([column + 0.5, height - row - 0.5], axis=-1) - easel.centre).T / scale
    on_page = u[:, None] * view.basis[0] + v[:, None] * view.basis[1]
    start, end = view.eye + 0.6 * (on_page - view.eye), view.eye + 1.5 * (on_page - view.eye)
    share, kind = march(solid, start, end, steps=400)
    x, y = (start + share[:, None] * (end - start))[:, :2].T
    color = 255 * bilinear(solid, solid.lit, x, y)
    if solid.plateau is not None:
        top = bilinear(solid, solid.plateau, x, y) <= 0
        color[top] = 255 * shade(solid.stone[None], np.array([[0.0, 0.0, 1.0]]), LAMP)
    color[kind != 1] = np.nan
    color, kind = color.reshape(height, width, 3), kind.reshape(height, width)

    # But for one pixel at its edges, the relief covers what it should.
    covered = shown[..., 3] > 127
    met = nearby(kind > 0)
    assert covered[met.all(axis=0)].mean() > 0.998
    assert covered[~met.any(axis=0)].mean() < 0.003
    # So for its colours, lit or in the shade of its underside.
    off = np.abs(shown[..., :3] - np.stack([nearby(color), UNDERSIDE * nearby(color)])).max(axis=-1)
    surface = (nearby(kind) == 1).all(axis=0)
    with np.errstate(invalid="ignore"):
        right = np.nanmin(off[:, :, surface], axis=(0, 1)) < 16
    assert len(right) == 0 or right.mean() > 0.97
    # Walls are of stone, which is gray.
    walls = shown[(nearby(kind) == 2).all(axis=0)][:, :3]
    assert (np.ptp(walls, axis=1) < 30).all()


def test_mesh_of_a_plane_is_as_few_blocks_as_there_can_be():
    plane = relief(lambda x, y: 0.3 + 0.2 * x)
    tint = Relief(
        Landscape(plane.x, plane.y, plane.depth, np.zeros(2), np.eye(2)), 0 * COLORS + 0.5, Scale(0, 1, 0), 48, LAMP
    )
    assert len(triangles(tint, View(30.0, 45.0))[0]) == 2 * 6 * 6


def test_blocks_cover_every_free_cell_once():
    rng = np.random.default_rng(2)
    values = np.cumsum(rng.uniform(0, 0.4, (45, 53, 1)), axis=1)
    values[:20] = 0
    free = rng.uniform(size=(44, 52)) > 0.03
    covered = np.zeros(free.shape, int)
    sizes = set()
    for column, row, size in blocks(values, free):
        covered[row : row + size, column : column + size] += 1
        sizes.add(int(size))
    np.testing.assert_array_equal(covered, free)
    assert sizes == {1, 2, 4, 8}


def test_block_gives_the_values_within_it():
    x = np.linspace(-1, 1, 41)
    values = 40 * np.exp(-3 * (x**2 + x[:, None] ** 2))[..., None]
    for column, row, size in blocks(values, np.ones((40, 40), bool)):
        part = values[row : row + size + 1, column : column + size + 1, 0]
        v, u = np.mgrid[0 : size + 1, 0 : size + 1] / size
        a, b, c, d = part[0, 0], part[0, -1], part[-1, -1], part[-1, 0]
        made = np.where(u >= v, a + u * (b - a) + v * (c - b), a + v * (d - a) + u * (c - d))
        assert np.abs(made - part).max() <= 1 + 1e-9


def test_hidden_side_of_a_hill_is_not_painted():
    hill = relief(lambda x, y: np.exp(-4 * (x**2 + y**2)))
    low, high = (len(triangles(hill, View(20.0, elevation))[0]) for elevation in (8.0, 60.0))
    assert low < 0.8 * high


def test_colours_are_shares_and_opaque():
    for solid in SOLIDS.values():
        _, colors = triangles(solid, VIEWS[1])
        assert ((colors >= 0) & (colors <= 1)).all()
        assert (colors[..., 3] == 1).all()


def test_hole_has_walls_down_to_the_floor_and_nothing_inside():
    hole = relief(lambda x, y: np.where(np.hypot(x, y) < 0.5, np.nan, 0.5))
    view = View(0.0, 89.999)
    corners, _ = triangles(hole, view)
    # Seen from above, a point of the surface is magnified by its height, and the floor is made smaller.
    flat = np.linalg.norm(corners, axis=-1)
    top, foot = (0.5 * float(view.magnify(np.array(z))) for z in (0.5 * HEIGHT, FLOOR))
    assert flat.min() == pytest.approx(foot, abs=0.02)
    surface = flat[(flat > top - 0.02).all(axis=1)]
    assert len(surface) > 100
    assert ((flat > foot - 0.02) & (flat < 3)).all()


def test_plateau_is_flat_gray_and_begins_at_one_height():
    cut = SOLIDS["cut"]
    view = View(0.0, 89.999)
    corners, colors = triangles(cut, view)
    gray = np.ptp(colors[..., :3], axis=-1).max(axis=1) < 0.08
    reach = np.linalg.norm(corners[gray].mean(axis=1), axis=-1)
    # 0.2 / (r^2 + 0.01) passes 2 where r^2 is 0.09, and the top is nearer to the camera by HEIGHT.
    assert reach.max() == pytest.approx(0.3 * float(view.magnify(np.array(HEIGHT))), abs=0.04)
