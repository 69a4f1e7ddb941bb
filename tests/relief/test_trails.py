"""The paths of runs on a relief, as they are painted."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from gdviz.pens.agg import Easel
from gdviz.relief.camera import Camera
from gdviz.relief.diorama import Diorama
from gdviz.style.colors import rgb
from gdviz.style.themes import DARK, LIGHT


class Noting(Easel):
    """An easel that keeps the colours and widths of what is stroked."""

    def stroke(self, points, codes, color, width, *, alpha=1.0):
        """Note a stroke, and draw it."""
        self.noted = [*getattr(self, "noted", []), (color, width, len(points))]
        super().stroke(points, codes, color, width, alpha=alpha)


def painted(runs, style, view, step):
    diorama = Diorama(runs, style, cells=48, camera=Camera(30.0, 60.0, 0.0))
    agg = RendererAgg(640, 480, 72)
    easel = diorama.easel(agg, (10, 10, 630, 470), 640 / 534, Noting)
    pixels = np.asarray(agg.buffer_rgba())
    diorama._trails.paint(easel, view or diorama.view(0), diorama.sight(view or diorama.view(0)), [step] * len(runs))
    return pixels[..., :3] / 255, easel.noted


@pytest.mark.parametrize("style", [LIGHT, DARK], ids=["light", "dark"])
def test_each_of_paths_that_coincide_can_be_seen(style, solved):
    # The same way, three times over.
    pixels, _ = painted([solved("bowl")] * 3, style, None, 30.0)
    seen = [int((np.abs(pixels - rgb(look.color)).max(axis=-1) < 0.08).sum()) for look in style.series[:3]]
    assert min(seen) > 0.5 * max(seen) > 50


def test_no_casing_lies_over_a_path_and_the_trail_tapers(solved):
    _, noted = painted([solved("bowl")] * 2, LIGHT, None, 30.0)
    colors = [look.color for look in LIGHT.series[:2]]
    whole = [(color, width) for color, width, _ in noted if width not in (1.2, 2.2) or color in colors]
    trails = [color for color, width in whole if color == LIGHT.casing or width > 1.2]
    first = next(i for i, color in enumerate(trails) if color != LIGHT.casing)
    assert LIGHT.casing not in trails[first:]
    own = [(width, count) for color, width, count in noted if color == colors[0] and width > 1.2]
    assert [width for width, _ in own] == sorted(width for width, _ in own)
    assert own[0][1] > own[-1][1] > 1
    assert own[-1][0] == 2 * own[0][0]
