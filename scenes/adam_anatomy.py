"""Adam taken apart: the mean of the gradients, its size and their correction as numbers, step by step."""

from dataclasses import replace

import numpy as np
from manim import RIGHT, UP

from gdviz.analysis.anatomy.terms import why_not_adam
from gdviz.analysis.boxes import Box, Share
from gdviz.analysis.comparison import method_of, sentence
from gdviz.languages import prose, said
from gdviz.props.anatomy.courses import MomentCurves
from gdviz.props.anatomy.flights import NumberFlights
from gdviz.props.anatomy.moments import MomentBoard, size_over
from gdviz.props.anatomy.worksheet import GAP, Worksheet
from gdviz.runs.requirements import why_not_landscape
from gdviz.runs.run import Run
from gdviz.stage.counters import Counters, InLine, count_loss, count_steps
from gdviz.stage.painted import PenMobject, animated
from gdviz.stage.stage import Stage
from gdviz.stage.typeset import points
from gdviz.style.numerals import grouped, tick

# Steps that are taken slowly, and how many seconds each has.
SLOW, SECONDS = 4, 1.2
# Of steps that are shorter, in learning rates, it is not said how short they are.
SHORT = 0.001
# How far the count of steps reaches to the left and below the page's upper margin, and how large it is, in points.
STEP, COUNTED = (62.0, 10.0), 12.5
# On a wide page the title ends at this share of it; beside the worksheet so many points are left for pictures, and
# captions have a line below it; so much nearer to the title it begins than other pictures.
TITLED, BESIDE, LOW, RAISED = 0.6, 150.0, 0.165, 8.0
# On a page no wider than this, in points, pictures stand below the worksheet, which takes at most this share of the
# height; what it shows and how is the first of these for which its figures are not small, in points: parameters, and
# whether lines stand below one another. The landscape takes this share of the width.
NARROW, HEIGHT, SMALL, SHOWN, FIELD = 500.0, 0.66, 10.5, ((2, False), (2, True), (1, False), (1, True)), 0.6


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
        heading = self.heading(said("{method} by numbers", method=said(run.optimizer["title"])), words, footed=True)
        counters = self.counters()
        sheet, board, curves = self.lay_out()

        opening, downhill = self.opening(sheet), said("The arrow −g points straight downhill.")
        self.beat(said("the gradient"), prose([opening, downhill]))
        self.add(heading, *board.still, *board.moving, sheet, curves, NumberFlights(self, sheet, board), counters)
        self.open_on(ends=[(self.step, self.steps), *sheet.ends])
        self.say(opening, animated(board.gradient, 1.0))
        self.wait(1.0)

        share = tick(1 - options["beta1"], 3)
        self.beat(
            said("the mean"),
            said("m is a running mean of the gradients. It starts at zero; each step adds {share} g.", share=share),
        )
        self.say(said("m is the running mean of the gradients."), sheet.write("mean"))
        self.wait(0.5)
        self.play(sheet.fill("mean"))
        self.say(said("It starts at zero: after step 1 it is {share} g.", share=share), animated(board.mean, 1.0))
        self.wait(1.0)

        self.beat(said("the size"), said("How large the gradients are in each parameter, whatever their sign."))
        self.say(said(sheet.terms.size_in_words), sheet.write("size"))
        self.wait(0.5)
        self.play(sheet.fill("size"), animated(board.box, 1.0))
        self.wait(1.0)

        self.beat(
            said("the correction"),
            said("A start at zero pulls a running mean down; 1 − βᵗ is by how much, and tends to 1."),
        )
        self.say(said("Dividing by 1 − βᵗ undoes the start at zero."), sheet.write("correction"))
        self.wait(0.5)
        self.play(sheet.fill("correction"))
        self.say(said("At step 1 that gives back the gradient itself."), animated(board.corrected, 1.0), seconds=1.0)
        self.wait(1.0)

        divided = said("The mean is divided by the size, each parameter by its own.")
        self.beat(said("the step"), prose([divided, self.first(sheet)]))
        self.say(said("The step divides the mean by the size, each parameter alone."), sheet.write("step"))
        self.wait(0.5)
        self.play(sheet.fill("step", 2.0))
        self.say(self.first(sheet), animated(board.divided, 1.0), seconds=1.4)
        self.wait(1.5)
        self.play(animated(board.shrunk, 1.0), run_time=0.6)
        self.advance(1, 1.2)
        self.wait(0.5)

        if self.steps > 1:
            follows = said("The mean follows the gradient, and so does the size.")
            if options["beta2"] > options["beta1"]:
                follows = said("The mean follows the gradient; the size lags behind.")
            self.beat(said("the next steps"), prose([said("The same lines, step by step."), follows]))
            self.say(said("And so on: every step fills the same lines."), curves.appear(), *board.leave())
            board.settle()
            slow = min(SLOW, self.steps)
            self.advance(slow, SECONDS * (slow - 1), animated(board.mean, 1.0))
            self.say(follows)
            self.run_clock(6.5 if self.steps > slow else 0.5)

        self.beat(said("the end"), self.outcome(sheet))
        self.conclude(self.outcome(sheet))

    def counters(self) -> PenMobject:
        """Return what counts steps: beside the loss on a page in rows, else at the upper right."""
        if self.in_rows:
            return Counters(self, count_steps(self), count_loss(self, self.run))
        at = self.corner(UP + RIGHT)[:2] - points(1) * np.array(STEP)
        return PenMobject(InLine(self, count_steps(self), at, COUNTED, ends=grouped(self.steps)).draw)

    def lay_out(self) -> tuple[Worksheet, MomentBoard, MomentCurves]:
        """Return the worksheet with the board and the curves: beside its rows on a wide page, else below it."""
        page = self.page
        if page.is_wide and page.width > NARROW:
            box = self.picture(Share(0.039, LOW, 0.961, 0.95), bleeds=False, lines=1)
            # The first line is one of symbols, with room above its letters.
            sheet = Worksheet(self, replace(box, high=box.high + RAISED / page.height), beside=BESIDE)
            last = len(sheet.grid.rows)
            top = 1 - (page.margin + STEP[1] + 8) / page.height
            rooms = [replace(sheet.beside(0, end), high=top) for end in range(1, last + 1)]
            areas = [size_over(self.run.landscape, room.box_on(page.width, page.height)).prod() for room in rooms]
            end = int(np.argmax(areas))
            free = [*(sheet.beside(k, last) for k in range(end + 1, last)), sheet.below]
            curves = max(free, key=lambda room: (room.right - room.left) * (room.high - room.low))
            return sheet, MomentBoard(self, rooms[end], sheet), MomentCurves(self, curves, sheet)
        box = self.picture(Share(0.039, LOW, 0.961, 0.95), bleeds=False, lines=1 if page.is_wide else 2)
        box = replace(box, high=box.high + RAISED / page.height * page.is_wide)
        found: list[Worksheet] = []
        for most, split in SHOWN:
            found.append(Worksheet(self, box, most=most, split=split, height=HEIGHT, least=SMALL))
            if found[-1].size >= SMALL:
                break
        sheet = max(reversed(found), key=lambda one: one.size)
        room = replace(sheet.below, high=sheet.below.high - 8 / page.height)
        box = room.box_on(page.width, page.height)
        wide = size_over(self.run.landscape, Box(0, 0, FIELD * box.width, box.height))[0]
        left, right = page.split(room, wide, box.width - GAP - wide, gap=GAP, across=True)
        return sheet, MomentBoard(self, left, sheet), MomentCurves(self, right, sheet)

    def opening(self, sheet: Worksheet) -> str:
        """Return what the first step begins with: the gradient, or some of its entries."""
        count = self.run.params.shape[1]
        if len(sheet.chosen) == count:
            return said("Step 1 begins with the gradient g = {gradient}.", gradient=sheet.gradient)
        if len(sheet.chosen) == 1:
            return said("Step 1 begins with the gradient g (one of its {count} entries).", count=count)
        return said("Step 1 begins with the gradient g (two of its {count} entries).", count=count)

    def first(self, sheet: Worksheet) -> str:
        """Return what is true of the first step."""
        name = said(self.run.optimizer["title"])
        if sheet.first_is_eta:
            if self.run.params.shape[1] > 1:
                return said("{method}'s first step has length η in every coordinate.", method=name)
            return said("{method}'s first step has length η.", method=name)
        return said("Mean by size, times η: that is how far each coordinate goes.")

    def outcome(self, sheet: Worksheet) -> str:
        """Return what has come of it, and how long the last step is that is shown."""
        words = sentence(self.ending(self.run))
        if self.steps == 1 or not 0 < sheet.stride < 0.5:
            return words
        stride = tick(sheet.stride, 2)
        if sheet.stride < SHORT:
            stride = said("under {number}", number=tick(SHORT))
        return prose([words, said("Small m beside {root}, small steps: {stride} η.", root=sheet.root, stride=stride)])
