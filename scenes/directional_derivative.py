"""One gradient knows the slope of every direction: an arrow turns at a point, and its slope draws a cosine."""

from dataclasses import replace

import numpy as np
from manim import LEFT, UP, FadeIn, VGroup, config, linear

from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.comparison import subject_of
from gdviz.analysis.directional_derivative import Directions, why_not_directional_derivative
from gdviz.languages import said, said_as, to_say
from gdviz.props.directional_derivative.compass import Compass
from gdviz.props.directional_derivative.cosine import Cosine
from gdviz.runs.run import Run
from gdviz.stage.column import shrunk_to
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import LEADING, points, wrapped
from gdviz.style.numerals import number, tick

# What is said while the cosine stands in the column, which is no lower than so many points.
CAPTIONS = (
    to_say("Turn u, and the slope draws a cosine."),
    to_say("Steepest up: the way of the gradient."),
    to_say("Level: across the gradient, along the contour."),
    to_say("Steepest down: the step of gradient descent."),
    to_say("One vector tells the slope of every direction."),
)
LOWEST = 96.0
# The relief's and the cosine's shares of a page in rows; how high they are beside each other at most, in widths.
PARTS, TALLEST, HIGHEST = (0.6, 0.4), 1.2, 1.7


class DirectionalDerivative(Stage):
    """Turn an arrow on a slope, and draw the slope of every direction: a cosine.

    Fits a run of two parameters with its gradients; what is shown is the slope at its start. A slice through the
    surface turns with the arrow, its tangent rises and falls; the steepest way up is the gradient, level is across it,
    and the steepest way down is the step of gradient descent.
    """

    alone = True
    example = (("bowl --start=-2,1 --steps 20", "renders/runs/bowl-side"),)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs whose start has no slope that can be shown."""
        return why_not_directional_derivative(run)

    def construct(self) -> None:
        """Tell the story in some thirty-five seconds."""
        at = Directions.of(self.run).at
        x, y = (tick(value, 4) for value in at)
        place = said("({x}, {y})", x=x, y=y)
        # In a column beside the relief the cosine would be a slit on all but wide pages.
        self.page = self.page.squared()
        is_square = self.page.shape == "square"
        heading = self.heading(
            said("Slope every way"), subject_of(self.run, said("seen at {place}", place=place)), footed=is_square
        )
        steepness = said_as("formula", "slope")
        law = self.formula(rf"\mathrm{{{steepness}}} = \nabla f \cdot u", 15)
        left = Share(self.column_end + 0.02, 0.02, 0.99, 0.95)
        if self.in_rows:
            # On a square page the law stands above the cosine, beside the relief.
            box = self.picture(left, under=[] if is_square else [law], bleeds=False)
            left, right = self.page.split(box, *PARTS)
            if is_square:
                right = self.under_law(law, right)
                spare = max(
                    left.high - left.low - TALLEST * (left.right - left.left) * self.page.width / self.page.height, 0
                )
                left = replace(left, low=left.low + spare / 2, high=left.high - spare / 2)
        else:
            left, right = self.picture(left), self.lower_left(heading, law)
        compass = Compass(self, left)
        cosine = Cosine(self, right, compass)
        most, first = (number(float(compass.slope(degrees))) for degrees in (compass.uphill, 0.0))

        self.beat(
            said("a point"),
            said("At {place} the surface slopes. How steep it is depends on the direction.", place=place),
        )
        self.add(heading, compass.relief, compass.words, cosine.curve)
        self.say(said("Stand on a slope. How steep is it?"))
        self.wait(1.4)

        self.beat(
            said("one direction"),
            said("u points along the first axis. The cut has the slope {slope} there.", slope=first),
        )
        self.say(said("That depends on the direction u. Cut the surface along it."), compass.appear())
        self.wait(2.0)

        self.beat(
            said("the cosine"),
            said("As u turns once round, its slope goes as the cosine of its angle to the gradient."),
        )
        self.bring_to_back(cosine.frame)
        self.say(
            said(CAPTIONS[0]),
            FadeIn(cosine.frame),
            FadeIn(law if is_square else self.under(law)),
            cosine.curve.appear(),
        )
        self.wait(0.6)
        self.play(compass.turn(360.0, rate=linear), cosine.trace(rate=linear), run_time=6.0)
        self.wait(1.0)

        self.beat(
            said("steepest up"),
            said("The gradient points the steepest way up, and its length is the slope there: {slope}.", slope=most),
        )
        self.play(compass.turn_to("up"), run_time=1.5)
        self.say(said(CAPTIONS[1]), compass.mark("up"), seconds=1.2)
        self.wait(1.4)

        self.beat(said("level"), said("Across the gradient the slope is zero: that way lies the contour line."))
        self.play(compass.turn_to("level"), run_time=1.5)
        self.say(said(CAPTIONS[2]), compass.mark("level"), seconds=1.2)
        self.wait(1.4)

        self.beat(
            said("steepest down"),
            said("Against the gradient the slope is −{slope}; gradient descent steps this way.", slope=most),
        )
        self.play(compass.turn_to("down"), run_time=1.5)
        self.say(said(CAPTIONS[3]), compass.mark("down"), seconds=1.2)
        self.wait(1.6)
        self.say(said(CAPTIONS[4]))
        self.wait(0.6)

        self.beat(said("every direction"), said("The arrow turns evenly for as long as you talk about it."), loops=True)
        self.play(compass.turn(360.0, rate=linear), run_time=6.0)

        self.beat(
            said("the end"),
            said("The gradient at {place} has the length {length}: no direction is steeper.", place=place, length=most),
        )
        self.conclude(said("None is steeper than the gradient's {length}.", length=most))

    def under_law(self, law: VGroup, box: Share) -> Share:
        """Put the law at the top of a box, and return what is left of it below, not higher than it is wide."""
        page, frame = self.page, np.array([config.frame_width, config.frame_height])
        shrunk_to(law, (box.right - box.left) * float(frame[0]))
        law.move_to(np.append(((box.left, box.high) - np.array([0.5, 0.5])) * frame, 0), aligned_edge=UP + LEFT)
        room = box.box_on(page.width, page.height)
        high = room.high - float(law.height) / points(1) - page.gap
        return room.with_edges(low=max(room.low, high - HIGHEST * room.width), high=high).share_of(
            page.width, page.height
        )

    def lower_left(self, heading: VGroup, law: VGroup) -> Share:
        """Return the room in the column below heading, law and captions."""
        page, unit = self.page, points(1)
        most = max(len(wrapped(self.style, said(words), page.caption, self.column)) for words in CAPTIONS)
        above = (float(heading.height) + float(law.height)) / unit + 45 + most * LEADING * page.caption
        high = max(page.height - page.margin - above - 6, LOWEST)
        return Box.between(page.margin, 10, page.margin + self.column / unit, high).share_of(page.width, page.height)
