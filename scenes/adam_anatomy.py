"""Adam taken apart: the mean of the gradients, its size and their correction as numbers, step by step."""

from dataclasses import replace

from gdviz.analysis.anatomy.terms import why_not_adam
from gdviz.analysis.boxes import Share
from gdviz.analysis.comparison import method_of, sentence
from gdviz.props.anatomy.flights import NumberFlights
from gdviz.props.anatomy.moments import MomentBoard, MomentCurves
from gdviz.props.anatomy.worksheet import GAP, HEADING, LEAST, TOP, Worksheet
from gdviz.runs.requirements import why_not_landscape
from gdviz.runs.run import Run
from gdviz.stage.counters import Counters, count_loss, count_steps
from gdviz.stage.painted import animated
from gdviz.stage.stage import Stage

# Steps that are taken slowly, and how many seconds each has.
SLOW, SECONDS = 4, 1.2
# On a wide page the title ends at this share of it, and beside the worksheet so many points are left for pictures.
TITLED, BESIDE = 0.6, 150.0
# On a page no wider than this, in points, captions have two lines.
NARROW = 500.0
# More lines than any rule has.
MANY = 9


class AdamAnatomy(Stage):
    """Fill Adam's formula with the numbers of a run: m, v, their bias correction, and the step.

    Fits a run of Adam, AdamW, AMSGrad or Adamax with any number of parameters; the numbers are those of the two whose
    first slopes are steepest. Line by line the first step comes about, in symbols, in numbers and as an arrow on the
    landscape; then the steps go on, and so do the numbers, with the course of mean and size beside.
    """

    alone = True
    example = (("bowl -O adam", "renders/runs/bowl-adam"),)

    @classmethod
    def refuse(cls, run: Run) -> str | None:
        """Refuse runs whose steps have not the terms of Adam, or that have no landscape."""
        return why_not_adam(run) or why_not_landscape(run)

    def construct(self) -> None:
        """Tell the story in some forty seconds."""
        run, options = self.run, self.run.optimizer["hyperparameters"]
        self.column_end = TITLED if self.page.is_wide else self.column_end
        # A wide page needs its height for the worksheet, which tells the learning rate.
        words = "" if self.page.is_wide else method_of(run)
        heading = self.heading(f"{run.optimizer['title']} by numbers", words, footed=True)
        # On other pages the worksheet counts the steps.
        counters = [Counters(self, count_steps(self), count_loss(self, run))] if self.in_rows else []
        sheet, board, curves = self.lay_out()

        count = run.params.shape[1]
        slope = f"the gradient g = {sheet.gradient}" if count <= 2 else f"the gradient g, two of its {count:,} entries"
        self.beat("the gradient", f"The first step begins with {slope}. The arrow −g points straight downhill.")
        self.add(heading, *board.still, *board.moving, sheet, curves, NumberFlights(self, sheet, board), *counters)
        self.open_on(ends=[(self.step, self.steps), *sheet.ends])
        self.say(f"Step 1 begins with {slope}.", animated(board.gradient, 1.0))
        self.wait(1.0)

        share = f"{1 - options['beta1']:.3g}"
        self.beat("the mean", f"m is a running mean of the gradients. It starts at zero; each step adds {share} g.")
        self.say("m is the running mean of the gradients.", *sheet.write("mean"))
        self.wait(0.5)
        self.play(sheet.fill("mean"))
        self.say(f"It starts at zero: after step 1 it is {share} g.", animated(board.mean, 1.0))
        self.wait(1.0)

        self.beat("the size", "How large the gradients are in each parameter, whatever their sign.")
        self.say(sheet.terms.size_in_words, *sheet.write("size"))
        self.wait(0.5)
        self.play(sheet.fill("size"), animated(board.box, 1.0))
        self.wait(1.0)

        self.beat("the correction", "A start at zero pulls a running mean down; 1 − βᵗ is by how much, and tends to 1.")
        self.say("Dividing by 1 − βᵗ undoes the start at zero.", *sheet.write("correction"))
        self.wait(0.5)
        self.play(sheet.fill("correction"))
        self.say("At step 1 that gives back the gradient itself.", animated(board.corrected, 1.0), seconds=1.0)
        self.wait(1.0)

        self.beat("the step", f"The mean is divided by the size, each parameter by its own. {self.first(sheet)}")
        self.say("The step divides the mean by the size, each parameter alone.", *sheet.write("step"))
        self.wait(0.5)
        self.play(sheet.fill("step", 2.0))
        self.say(self.first(sheet), animated(board.divided, 1.0), seconds=1.4)
        self.wait(1.5)
        self.play(animated(board.shrunk, 1.0), run_time=0.6)
        self.advance(1, 1.2)
        self.wait(0.5)

        if self.steps > 1:
            lags = "; the size lags behind." if options["beta2"] > options["beta1"] else ", and so does the size."
            self.beat("the next steps", f"The same lines, step by step. The mean follows the gradient{lags}")
            self.say(
                "And so on: every step fills the same lines.", *sheet.leave_last(), curves.appear(), *board.leave()
            )
            board.settle()
            slow = min(SLOW, self.steps)
            self.advance(slow, SECONDS * (slow - 1), animated(board.mean, 1.0))
            self.say(f"The mean follows the gradient{lags}")
            self.run_clock(6.5 if self.steps > slow else 0.5)

        self.beat("the end", self.outcome(sheet))
        self.conclude(self.outcome(sheet))

    def lay_out(self) -> tuple[Worksheet, MomentBoard, MomentCurves]:
        """Return the worksheet with the board and the curves: beside it where there is room, or else below it.

        Where the worksheet has not room for all its lines, they go up as they are written, and the curves come below
        the last of them.
        """
        page, low = self.page, 0.14 if self.page.width > NARROW else 0.2
        box = self.picture(Share(0.039, low, 0.961, 0.95), bleeds=False)
        top = 1 - (page.margin + 1.3 * HEADING) / page.height
        if page.is_wide:
            box = replace(box, high=box.high + 13 / page.height)
            sheet = Worksheet(self, box, beside=BESIDE)
            last = len(sheet.grid.rows)
            if sheet.size >= LEAST and sheet.seen_rows == last:
                board, curves = replace(sheet.beside(0, TOP), high=top), sheet.beside(last - 1, last)
                return sheet, MomentBoard(self, board, sheet), MomentCurves(self, curves, sheet)
            edge = box.right - BESIDE / page.width
            sheet = Worksheet(self, replace(box, right=edge), rows=MANY)
            if sheet.size >= LEAST:
                board = replace(box, left=edge + GAP / page.width, high=top)
                return sheet, MomentBoard(self, board, sheet), MomentCurves(self, sheet.below(1), sheet)
        sheet = Worksheet(self, box, rows=3 if page.shape == "tall" else 2)
        board = sheet.below(sheet.seen_rows)
        curves = replace(sheet.below(1), low=board.high + 6 / page.height)
        return sheet, MomentBoard(self, board, sheet), MomentCurves(self, curves, sheet)

    def first(self, sheet: Worksheet) -> str:
        """Return what is true of the first step."""
        name = self.run.optimizer["title"]
        if sheet.first_is_eta:
            return f"{name}'s first step has length η{' in every coordinate' if self.run.params.shape[1] > 1 else ''}."
        return "Mean by size, times η: that is how far each coordinate goes."

    def outcome(self, sheet: Worksheet) -> str:
        """Return what has come of it, and how long the last step is that is shown."""
        words = sentence(self.ending(self.run))
        if self.steps == 1 or not 0 < sheet.stride < 0.5:
            return words
        stride = "under 0.001" if sheet.stride < 0.001 else f"{sheet.stride:.2g}"
        return f"{words} Small m beside {sheet.root}, small steps: {stride} η."
