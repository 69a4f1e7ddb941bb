"""One gradient knows the slope of every direction: an arrow turns at a point, and its slope draws a cosine."""

from manim import FadeIn, linear

from gdviz.analysis.boxes import Share
from gdviz.analysis.directional_derivative import why_not_directional_derivative
from gdviz.props.directional_derivative.compass import Compass
from gdviz.props.directional_derivative.cosine import Cosine
from gdviz.runs.run import Run
from gdviz.stage.stage import Stage
from gdviz.style.numerals import number, tick


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
        compass = Compass(self, box=Share(0.38, 0.02, 0.99, 0.92))
        cosine = Cosine(self, Share(0.115, 0.085, 0.355, 0.375), compass)
        x, y = (tick(value, 4) for value in compass.at)
        most, first = (number(float(compass.slope(degrees))) for degrees in (compass.uphill, 0.0))

        self.beat("a point", f"At ({x}, {y}) the surface slopes. How steep it is depends on the direction.")
        self.add(self.heading("Slope every way", f"{self.run.problem['title']} at ({x}, {y})"))
        self.add(compass.relief, compass.words, cosine.curve)
        self.say("Stand on a slope. How steep is it?")
        self.wait(1.4)

        self.beat("one direction", f"u points along the first axis. The cut has the slope {first} there.")
        self.say("That depends on the direction u. Cut the surface along it.", compass.appear())
        self.wait(2.0)

        self.beat("the cosine", "As u turns once round, its slope goes as the cosine of its angle to the gradient.")
        law = self.under(self.formula(r"\mathrm{slope} = \nabla f \cdot u", 15))
        self.bring_to_back(cosine.frame)
        self.say("Turn u, and the slope draws a cosine.", FadeIn(cosine.frame), FadeIn(law), cosine.curve.appear())
        self.wait(0.6)
        self.play(compass.turn(360.0, rate=linear), cosine.trace(rate=linear), run_time=6.0)
        self.wait(1.0)

        self.beat("steepest up", f"The gradient points the steepest way up, and its length is the slope there: {most}.")
        self.play(compass.turn_to("up"), run_time=1.5)
        self.say("Steepest up: the way of the gradient.", compass.mark("up"))
        self.wait(1.4)

        self.beat("level", "Across the gradient the slope is zero: that way lies the contour line.")
        self.play(compass.turn_to("level"), run_time=1.5)
        self.say("Level: across the gradient, along the contour.", compass.mark("level"))
        self.wait(1.4)

        self.beat("steepest down", f"Against the gradient the slope is −{most}; gradient descent steps this way.")
        self.play(compass.turn_to("down"), run_time=1.5)
        self.say("Steepest down: the step of gradient descent.", compass.mark("down"))
        self.wait(1.6)
        self.say("One vector tells the slope of every direction.")
        self.wait(0.6)

        self.beat("every direction", "The arrow turns evenly for as long as you talk about it.", loops=True)
        self.play(compass.turn(360.0, rate=linear), run_time=6.0)

        self.beat("the end", f"The gradient at ({x}, {y}) has the length {most}: no direction is steeper.")
        self.conclude(f"None is steeper than the gradient's {most}.")
