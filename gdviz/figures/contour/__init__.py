"""The path over the contours of the loss, beside the loss curve."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from gdviz.analysis.boxes import Box
from gdviz.analysis.comparison import why_not_together
from gdviz.analysis.framing import is_to_scale
from gdviz.analysis.layout import APART, Pair, curves_below_field, curves_beside_field
from gdviz.analysis.pacing import Clip
from gdviz.analysis.plain_field import is_plain
from gdviz.analysis.roster import ONE, Rows
from gdviz.analysis.strip import StripShape
from gdviz.analysis.trajectory import Trajectory, widest
from gdviz.analysis.trust import Trust
from gdviz.figures.contour.alone import draw_alone
from gdviz.figures.contour.milestones import Milestones
from gdviz.figures.figure import Painter, Part, figure
from gdviz.figures.parts.canvas import Canvas, drawing
from gdviz.figures.parts.field import lay_field, name_minimum
from gdviz.figures.parts.marks import Heading
from gdviz.figures.parts.path import ALONE, PathArtist, Paths, lanes_of, note_exits
from gdviz.figures.parts.roster import Roster
from gdviz.figures.parts.series import Curves, name_curves
from gdviz.landscapes.landscape import Landscape
from gdviz.languages import said
from gdviz.runs.requirements import has_curve, why_not_surface
from gdviz.runs.run import Run
from gdviz.settings import Setting
from gdviz.style.themes import Style

Array = NDArray[np.float64]
# In points: the edges of the page and its foot, and the least height of curves; the share of the height that a key may
# have, on a page so many times as high as wide and on others, that of the width which one beside a field has, and what
# of the picture's area and of the height of its curves is kept at least where the key stands beside it, not below.
EDGE, FOOT, CURVES = 20.0, 3.0, 50.0
KEY, TALL, SQUARE_KEY, ASIDE, LITTLE_LESS, FLAT = 0.2, 1.2, 0.13, 0.33, 0.93, 0.6
# From so many times as high as wide a page is upright.
UPRIGHT = 0.9
# Half of a number of six digits below a field, and what is free above curves, in points.
HALF, GAP = 22.0, 4.0


@figure("contour", fits=why_not_surface, together=why_not_together, strip=StripShape(on_plane=True))
def contour(
    runs: Sequence[Run],
    style: Style,
    clip: Clip,
    *,
    every: Annotated[
        int | None, Setting("dot the path and the curve at every so many steps; auto dots the path of few", "[1, inf)")
    ] = None,
    ball: Annotated[
        bool, Setting("whether a ball runs at the end of the path, which hides what it has reached")
    ] = True,
) -> Painter:
    """Follow the path over log-spaced filled contours, beside the loss curve.

    The lowest loss of the sampled box is taken as 0, and the distance from it is banded over as many decades as bring
    out a valley at the foot of steep walls. Minima that are known are ringed, and a single one is named. Several runs
    race step for step. With `every` the path is dotted as often: where its dots crowd, the descent is slow.
    """
    looks = [style.look_of(i, len(runs)) for i in range(len(runs))]
    scape = widest(runs)
    tracks = [Trajectory.of(run, scape) for run in runs]
    with drawing(style):
        canvas = Canvas(clip, style)
        note = said("a dot every {count}", count=every) if every is not None and every > 1 else ""
        trust = Trust.of(runs, scape)
        heading = Heading(canvas, runs, looks, note=note, trust=trust)
        if not canvas.has_picture:
            costs = [
                Curves(canvas.axes_in(box), runs, [run.loss for run in runs], looks, style, said("Loss"))
                for box in canvas.panel_boxes(int(any(map(has_curve, runs))))
            ]
            return canvas.painter([heading, *costs])
        roster = Roster(canvas, runs, looks)
        if not any(map(has_curve, runs)) and not is_plain(scape) and canvas.excerpt is None:
            return canvas.painter([heading, *draw_alone(canvas, runs, scape, tracks, looks, ball=ball)])
        laid = field_and_curves(canvas, scape, roster, len(runs))
        place, rows = laid.pair, laid.rows
        anchor = "" if canvas.excerpt is not None else laid.anchor(len(runs))
        field = lay_field(canvas, canvas.frame(place.field), runs, scape, anchor)
        seen = [(track, look, style, index) for index, (track, look) in enumerate(zip(tracks, looks, strict=True))]
        paths = Paths(
            [
                PathArtist(field, *one, dots=every is None, ball=ball, lane=lane, stretches=hollow, **ALONE)
                for one, lane, hollow in zip(seen, lanes_of(field, tracks), trust.stretches, strict=True)
            ]
        )
        if not canvas.has_panels:
            return canvas.painter([heading, paths, *note_exits(field, seen, may_be_brief=True)])
        name_minimum(canvas, field, runs[0], scape, tracks)
        losses = canvas.axes_in(place.curves)
        curves = Curves(losses, runs, [run.loss for run in runs], looks, style, said("Loss"))
        if rows is not None:
            roster.write(rows, place.key.left, place.key.high, range(len(runs)))
        elif len(runs) > 1:
            name_curves(canvas, losses, runs, looks)
        parts: list[Part] = [paths, curves]
        for index, (run, look) in enumerate(zip(runs, looks, strict=True)):
            if every is None:
                break
            with np.errstate(all="ignore"):
                places = scape.project(np.asarray(run.params))
            curve = np.column_stack([run.step, run.loss])
            parts.append(Milestones(field, run, places, every, look, style, index))
            parts.append(Milestones(losses, run, curve, every, look, style, index, size=3.6, head=7.0))
        return canvas.painter([*parts, heading, *note_exits(field, seen)])


@dataclass(frozen=True)
class Places:
    """Where field, curves and key lie, and how the runs are listed; no rows where each is named at its curve."""

    pair: Pair
    rows: Rows | None
    is_stacked: bool

    def anchor(self, count: int) -> str:
        """Return at which side of its box the field of so many runs lies; nothing where it does not matter."""
        return ("NW" if count > 1 else "N") if self.is_stacked else ""


def field_and_curves(canvas: Canvas, scape: Landscape, roster: Roster, count: int) -> Places:
    """Return where field, curves and key lie: curves beside the field or below it, whichever makes more of the page."""
    ratio = float(np.ptp(scape.x) / np.ptp(scape.y)) if is_to_scale(scape) else None
    width, height = canvas.points
    page = Box.between(EDGE, FOOT, width - EDGE, height - canvas.head)
    ways = [
        _arranged(page, height / width, ratio, roster, count, is_stacked=is_stacked) for is_stacked in (False, True)
    ]
    return max(ways, key=lambda place: place.pair.worth(ratio))


def _arranged(page: Box, shape: float, ratio: float | None, roster: Roster, count: int, *, is_stacked: bool) -> Places:
    """Return where all lies with the curves below the field or beside it, on a page so many times as high as wide.

    Names at the ends of curves are read at once, and have room where curves are high and wide enough for them.
    """
    arrange = curves_below_field if is_stacked else curves_beside_field
    bare = arrange(page, ratio, 0.0)
    if count == 1 or roster.has_room_at_curves(bare.curves):
        return Places(bare, None, is_stacked)
    rows = roster.fit(page.width, (KEY if is_stacked and shape > TALL else SQUARE_KEY) * page.height)
    under = page.with_edges(low=page.low + roster.height(rows) + APART / 2)
    below = replace(arrange(under, ratio, 0.0), key=page.with_edges(high=page.low + roster.height(rows)))
    if is_stacked:
        # A field to scale may leave room at its side.
        wide = min(roster.wanted + 1, ASIDE * page.width)
        aside = curves_below_field(page, ratio, 1.0, beside=wide)
        listed = roster.fit(aside.key.width, aside.key.height, is_column=True)
        if roster.height(listed) > aside.key.height:
            # It goes on beside the last number below the field, half of which is beside it, down to the curves.
            aside = curves_below_field(page, ratio, 1.0, beside=wide + HALF)
            key = aside.key.with_edges(left=aside.key.left + HALF, low=aside.curves.high + GAP)
            aside, listed = replace(aside, key=key), roster.fit(key.width, key.height, is_column=True)
    else:
        high = bare.curves.height
        listed = roster.fit(bare.curves.width, max(high / 2, min(ONE[0] * count, high - CURVES)))
        aside = curves_beside_field(page, ratio, roster.height(listed))
    # On a page that is as high as wide a field to scale is small, and its box at its sides is none of the picture.
    drawn, least = (aside.worth(ratio), below.worth(ratio)) if shape > UPRIGHT else (aside.area, below.area)
    is_flat = aside.curves.height < FLAT * below.curves.height
    if is_flat or drawn < LITTLE_LESS * least or roster.height(listed) > aside.key.height + 1:
        return Places(below, rows, is_stacked)
    return Places(aside, listed, is_stacked)
