"""The map of the house: docs/assets/architecture.svg and the charters on docs/architecture.md, from the code's imports.

``python docs/map.py`` draws both anew, ``python docs/map.py FILE`` the picture alone, into a file. A box is a package,
its area the lines in it; its floor is the longest way down; an arrow is an import that follows from no others.
"""

import base64
import html
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from house import ROOT, House, Room, read

from gdviz.style.colors import mix
from gdviz.style.themes import DARK, FONT_FILES, LIGHT

PICTURE, PAGE = ROOT / "docs" / "assets" / "architecture.svg", ROOT / "docs" / "architecture.md"
CHARTERS = ("<!-- charters -->\n", "<!-- end of charters -->\n")

SAYS = {
    "solves": "Solves and records",
    "seam": "The run on disk: all meet here",
    "reckons": "Reckons, and says it in numbers",
    "draws": "Draws: figures, films, slides",
    "serves": "Serves all: names, settings, commands",
}
LEFT, MIDDLE, RIGHT = "left", "middle", "right"
COLUMNS = {"solves": LEFT, "seam": MIDDLE, "reckons": MIDDLE, "draws": RIGHT, "serves": LEFT}
# Rooms that stand in another column than their group.
ELSEWHERE = {
    **dict.fromkeys(("recipes", "catalogue", "notebook", "cli", "pages"), MIDDLE),
    "files": RIGHT,
    "progress": RIGHT,
    "wording": RIGHT,
}
COLORS = {
    "solves": (LIGHT.series[5].color, DARK.series[1].color),
    "seam": (LIGHT.accent, DARK.accent),
    "reckons": (LIGHT.series[4].color, DARK.series[2].color),
    "draws": (LIGHT.series[2].color, DARK.series[3].color),
    "serves": (LIGHT.muted, DARK.muted),
}

# Units of the picture, which is WIDTH wide: margins, the least box, what lies between boxes and between floors.
WIDTH, MARGIN = 800.0, 16.0
SMALLEST, APART, FLOOR_GAP, LANE = 26.0, 9.0, 27.0, 8.0
# Right and lower edge of what the words in the upper left corner take.
CORNER = (288.0, 200.0)
# A box is as wide and as high as these times the root of its lines, and says their number from so many on.
WIDE, HIGH, COUNTED = 1.9, 0.95, 1000
# Of letters: names, numbers; and how high a box is that has both one above the other.
NAME, SIZE, STACKED = 14.0, 11.0, 40.0


@dataclass(frozen=True)
class Box:
    """Where a room stands: left, top, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Half way across."""
        return self.x + self.width / 2


class Letters:
    """The shipped font: how wide words are, and the letters that a picture needs, to stand inside it."""

    def __init__(self, weight: str) -> None:
        self._font = TTFont(FONT_FILES[weight], recalcTimestamp=False)
        self._glyphs, self._advances = self._font.getBestCmap(), self._font["hmtx"]
        self.used: set[str] = set()

    def width(self, words: str, size: float) -> float:
        """Return the width of words at a size, and keep in mind that they are needed."""
        self.used |= set(words)
        return sum(self._advances[self._glyphs[ord(c)]][0] for c in words) * size / self._font["head"].unitsPerEm

    def embedded(self) -> str:
        """Return the letters in use as a font, in a URL."""
        options = Options(flavor="woff", layout_features=[], hinting=False, notdef_outline=False, name_IDs=[1, 2])
        subsetter = Subsetter(options)
        subsetter.populate(text="".join(sorted(self.used)))
        subsetter.subset(self._font)
        self._font.flavor = "woff"
        written = io.BytesIO()
        self._font.save(written)
        return "data:font/woff;base64," + base64.b64encode(written.getvalue()).decode()


@dataclass(frozen=True)
class Plan:
    """Where everything stands.

    Attributes
    ----------
    boxes
        Of each room.
    bands
        Top and bottom of each floor, lowest first.
    height
        Of the picture.
    """

    boxes: Mapping[str, Box]
    bands: Sequence[tuple[float, float]]
    height: float


def place(house: House, bold: Letters, plain: Letters) -> Plan:
    """Return where each room stands: a row for each floor, and a column for each kind of group."""
    sizes = {}
    for name, room in house.rooms.items():
        area = WIDE * HIGH * room.lines
        # A name that asks for more width takes it from the height.
        words = bold.width(name, NAME) + (7 + plain.width(f"{room.lines:,}", SIZE) if room.lines >= COUNTED else 0)
        width = max(WIDE * room.lines**0.5, words + 18)
        sizes[name] = width, max(SMALLEST, area / width)
    heights = [
        max(sizes[name][1] for name, on in house.floors.items() if on == floor)
        for floor in range(max(house.floors.values()) + 1)
    ]
    feet = [MARGIN + sum(heights[floor:]) + FLOOR_GAP * (len(heights) - 1 - floor) for floor in range(len(heights))]
    columns: dict[str, dict[int, list[str]]] = {LEFT: {}, MIDDLE: {}, RIGHT: {}}
    for name, floor in house.floors.items():
        column = ELSEWHERE.get(name, COLUMNS[house.rooms[name].group])
        columns[column].setdefault(floor, []).append(name)

    def length(row: Sequence[str]) -> float:
        return sum(sizes[name][0] for name in row) + APART * (len(row) - 1)

    spans = {column: max(map(length, rows.values())) for column, rows in columns.items()}
    gutter = (WIDTH - 2 * MARGIN - sum(spans.values())) / 2
    boxes, left = {}, MARGIN
    for column, rows in columns.items():
        for floor, row in rows.items():
            x = left + (spans[column] - length(row)) / 2
            for name in row:
                width, height = sizes[name]
                boxes[name] = Box(x, feet[floor] - (heights[floor] + height) / 2, width, height)
                x += width + APART
        left += spans[column] + gutter
    bands = [(foot - height, foot) for foot, height in zip(feet, heights, strict=True)]
    return Plan(boxes, bands, feet[0] + MARGIN)


def route(house: House, plan: Plan) -> Iterator[str]:
    """Yield each arrow as a path of SVG; where it passes floors, through gaps between their boxes."""
    lanes = _lanes(house, plan)
    ports: dict[tuple[str, str, bool], float] = {}
    for room, box in plan.boxes.items():
        for top in (False, True):
            mine = [arrow for arrow in house.arrows if arrow[top] == room]
            mine.sort(key=lambda arrow: lanes.get(arrow, plan.boxes[arrow[not top]].middle))
            for index, arrow in enumerate(mine, 1):
                ports[(*arrow, top)] = box.x + box.width * index / (len(mine) + 1)
    for name, used in house.arrows:
        upper, lower = plan.boxes[name], plan.boxes[used]
        start, end = ports[name, used, False], ports[name, used, True]
        points = [(start, upper.y + upper.height), (start, plan.bands[house.floors[name]][1])]
        if (name, used) in lanes:
            lane = lanes[name, used]
            points += [(lane, plan.bands[house.floors[name] - 1][0]), (lane, plan.bands[house.floors[used] + 1][1])]
        points += [(end, plan.bands[house.floors[used]][0] - 6), (end, lower.y - 4)]
        path = f"M{start:.1f} {points[0][1]:.1f}"
        for (x0, y0), (x1, y1) in pairwise(points):
            half = (y0 + y1) / 2
            bend = f"C{x0:.1f} {half:.1f} {x1:.1f} {half:.1f}" if abs(x1 - x0) > 0.05 else "L"
            path += f"{bend} {x1:.1f} {y1:.1f}"
        yield path


def _lanes(house: House, plan: Plan) -> dict[tuple[str, str], float]:
    """Return where each arrow that passes floors does so, nearest to half way between its ends; short ones first."""
    taken: dict[int, list[tuple[float, float]]] = {floor: [] for floor in range(len(plan.bands))}
    for name, box in plan.boxes.items():
        taken[house.floors[name]].append((box.x - 6, box.x + box.width + 6))
    for floor, (top, _) in enumerate(plan.bands):
        taken[floor] += [(0, CORNER[0])] if top < CORNER[1] else []
    lanes: dict[tuple[str, str], float] = {}
    used_up: dict[int, list[tuple[float, float]]] = {floor: [] for floor in taken}
    for name, used in sorted(house.arrows, key=lambda arrow: house.floors[arrow[0]] - house.floors[arrow[1]]):
        passed = range(house.floors[used] + 1, house.floors[name])
        if passed:
            wanted = (plan.boxes[name].middle + plan.boxes[used].middle) / 2
            boxed = [span for floor in passed for span in taken[floor]]
            spans = boxed + [span for floor in passed for span in used_up[floor]]
            ways = [x for x in (wanted, *(edge for span in spans for edge in span)) if 6 <= x <= WIDTH - 6]
            free, crowded = ([x for x in ways if not any(a < x < b for a, b in some)] for some in (spans, boxed))
            # Where no gap has room for one more, two arrows run near each other.
            lanes[name, used] = lane = min(free or crowded, key=lambda x: abs(x - wanted))
            for floor in passed:
                used_up[floor].append((lane - LANE, lane + LANE))
    return lanes


def draw(house: House) -> str:
    """Return the picture, as SVG."""
    bold, plain = Letters("SemiBold"), Letters("Regular")
    plan = place(house, bold, plain)
    size = f'width="{WIDTH:g}" height="{plan.height:.0f}"'
    parts = [f'<rect class="page" {size} rx="6"/>']
    for top, bottom in plan.bands[::2]:
        y, height = top - FLOOR_GAP / 2, bottom - top + FLOOR_GAP
        parts.append(f'<rect class="floor" y="{y:.1f}" width="{WIDTH:g}" height="{height:.1f}"/>')
    parts += [f'<path class="arrow" d="{path}" marker-end="url(#head)"/>' for path in route(house, plan)]
    for name, box in plan.boxes.items():
        parts += _room(house.rooms[name], box, bold, plain)
    parts += _legend(bold, plain)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {plan.height:.0f}" {size} role="img" '
        'aria-label="The packages of gdviz, floor by floor">'
    )
    return "\n".join([head, f"<style>{_rules(bold, plain)}</style>", HEAD, *parts, "</svg>", ""])


def _room(room: Room, box: Box, bold: Letters, plain: Letters) -> Iterator[str]:
    yield f'<g class="{room.group}" data-room="{room.name}" data-lines="{room.lines}">'
    yield f"<title>{room.name}: {html.escape(room.charter)}</title>"
    yield f'<rect x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width:.1f}" height="{box.height:.1f}" rx="5"/>'
    lines = f"{room.lines:,}" if room.lines >= COUNTED else ""
    x, y = box.middle, box.y + box.height / 2 + 0.35 * NAME
    if lines and box.height >= STACKED:
        yield f'<text class="size" x="{x:.1f}" y="{y + 8:.1f}" text-anchor="middle">{lines}</text>'
        y -= 7
    elif lines:
        gone = 7 + plain.width(lines, SIZE)
        x -= gone / 2
        yield f'<text class="size" x="{x + bold.width(room.name, NAME) / 2 + 7:.1f}" y="{y:.1f}">{lines}</text>'
    yield f'<text class="name" x="{x:.1f}" y="{y:.1f}" text-anchor="middle">{room.name}</text>'
    yield "</g>"


HEAD = (
    '<marker id="head" viewBox="0 0 6 6" refX="3" refY="3" markerWidth="6" markerHeight="6" orient="auto">'
    '<path class="head" d="M0 0.4L5.6 3L0 5.6z"/></marker>'
)
TITLE = "gdviz, floor by floor"
UNDER = ("A box is a package, its area the lines of code.", "An arrow is an import, and all of them lead down.")


def _legend(bold: Letters, plain: Letters) -> Iterator[str]:
    """Yield the title and the groups, in the corner that a house which grows from the ground leaves free."""
    x, y = MARGIN, MARGIN + 20
    bold.width(TITLE, 1)
    yield f'<text class="title" x="{x:g}" y="{y:g}">{TITLE}</text>'
    y += 4
    for line in UNDER:
        y += 18
        plain.width(line, 1)
        yield f'<text class="under" x="{x:g}" y="{y:g}">{line}</text>'
    y += 12
    for group, words in SAYS.items():
        y += 21
        plain.width(words, 1)
        yield f'<g class="{group}"><rect x="{x + 0.6:g}" y="{y - 10.5:g}" width="15" height="12" rx="3"/></g>'
        yield f'<text x="{x + 24:g}" y="{y:g}">{words}</text>'


def _rules(bold: Letters, plain: Letters) -> str:
    """Return the letters and the colours, for pages in either scheme."""
    rules = [
        f'@font-face{{font-family:"Plex";font-weight:{weight};src:url({letters.embedded()})}}'
        for weight, letters in ((400, plain), (600, bold))
    ]
    rules += [
        'text{font:13px "Plex","IBM Plex Sans",sans-serif}',
        f"text.name{{font-size:{NAME:g}px;font-weight:600}}text.title{{font-size:20px;font-weight:600}}",
        f"text.size{{font-size:{SIZE:g}px}}text.under{{font-size:12px}}",
        "rect,.arrow{stroke-width:1.2}.arrow{fill:none}",
    ]
    for theme, query in ((LIGHT, ""), (DARK, "@media (prefers-color-scheme:dark)")):
        line, floor = mix(theme.background, theme.muted, 0.8), mix(theme.background, theme.grid, 0.22)
        colors = f".page{{fill:{theme.background}}}.floor{{fill:{floor}}}.arrow{{stroke:{line}}}.head{{fill:{line}}}"
        colors += f"text{{fill:{theme.ink}}}.size,.under{{fill:{theme.muted}}}"
        for group, color in COLORS.items():
            own = color[theme is DARK]
            fill = own if group == "seam" else mix(theme.background, own, 0.16)
            colors += f".{group} rect{{fill:{fill};stroke:{own}}}"
        colors += f".seam text{{fill:{theme.background}}}"
        rules.append(f"{query}{{{colors}}}" if query else colors)
    return "".join(rules)


def charters(house: House) -> str:
    """Return what each package is for, as a table of Markdown, from the top floor down."""
    rows = [f"| `{name}` | {house.rooms[name].charter} |" for name in reversed(house.floors)]
    return "\n".join(["| package | what it is |", "| --- | --- |", *rows, ""])


def with_charters(page: str, house: House) -> str:
    """Return a page with the table of today between its two marks."""
    before, _, rest = page.partition(CHARTERS[0])
    _, mark, after = rest.partition(CHARTERS[1])
    if not mark:
        raise ValueError(f"the page lacks the lines {CHARTERS[0]!r} and {CHARTERS[1]!r}, between which the table goes")
    return f"{before}{CHARTERS[0]}\n{charters(house)}\n{CHARTERS[1]}{after}"


if __name__ == "__main__":
    today = read()
    if len(sys.argv) > 1:
        Path(sys.argv[1]).write_text(draw(today), encoding="utf-8")
    else:
        PICTURE.write_text(draw(today), encoding="utf-8")
        PAGE.write_text(with_charters(PAGE.read_text(encoding="utf-8"), today), encoding="utf-8")
