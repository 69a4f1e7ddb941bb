"""The map of the house: it is read from the code, and what is shown is what there is."""

import importlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "assets" / "architecture.svg"
PAGE = ROOT / "docs" / "architecture.md"


@pytest.fixture(scope="module")
def house():
    """Return docs/house.py and docs/map.py, which import one another as the script does that draws the picture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "docs")
        yield importlib.import_module("house")


@pytest.fixture(scope="module")
def whole(house):
    """Return the house as it stands."""
    return house.read()


@pytest.fixture(scope="module")
def maps(house):
    """Return docs/map.py."""
    return importlib.import_module("map")


def small(house, folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return house.read({"gdviz": folder})


HOUSE = {
    "__init__.py": "from gdviz.style import dress",
    "settings.py": '"""Settings: of everything.\n\nMore."""\n',
    "registry.py": '"""Names. And more."""\nfrom gdviz import settings\n',
    "runs/__init__.py": '"""What is\nkept."""\n',
    "runs/run.py": "def late():\n    import gdviz.settings\n    import numpy\n" + "\n" * 247,
    "style/__init__.py": '"""Looks."""\nfrom gdviz.runs.run import late\nfrom gdviz.registry import file\n',
}


def test_the_house_is_read_from_the_imports(house, tmp_path):
    found = small(house, tmp_path, HOUSE)
    assert found.floors == {"settings": 0, "runs": 1, "registry": 1, "style": 2}
    assert [found.rooms[name].charter for name in ("settings", "registry", "runs")] == [
        "Settings: of everything.",
        "Names.",
        "What is kept.",
    ]
    assert found.rooms["runs"].lines == 250
    assert found.below["style"] == {"settings", "registry", "runs"}


def test_an_arrow_that_follows_from_others_is_left_out(house, tmp_path):
    found = small(house, tmp_path, HOUSE | {"style/colors.py": "import gdviz.settings"})
    assert "settings" in found.rooms["style"].uses
    assert set(found.arrows) == {
        ("registry", "settings"),
        ("runs", "settings"),
        ("style", "registry"),
        ("style", "runs"),
    }


def test_a_package_without_a_group_is_named(house, tmp_path):
    found = small(house, tmp_path, {"cellar/__init__.py": '"""Wine."""'})
    with pytest.raises(ValueError, match=r"no group has 'cellar'; write it into GROUPS of docs/house\.py"):
        assert found.rooms["cellar"].group


def test_boxes_stand_on_their_floors_apart_from_one_another_and_inside_the_picture(whole, maps):
    found = whole
    plan = maps.place(found, maps.Letters("SemiBold"), maps.Letters("Regular"))
    boxes = list(plan.boxes.items())
    for index, (name, box) in enumerate(boxes):
        top, bottom = plan.bands[found.floors[name]]
        assert top - 1e-9 <= box.y
        assert box.y + box.height <= bottom + 1e-9
        assert box.x >= maps.MARGIN - 1e-9
        assert box.x + box.width <= maps.WIDTH - maps.MARGIN + 1e-9
        assert box.x > maps.CORNER[0] or box.y > maps.CORNER[1], name
        for other, beside in boxes[:index]:
            if found.floors[other] == found.floors[name]:
                assert min(box.x + box.width, beside.x + beside.width) < max(box.x, beside.x), (name, other)


def test_the_words_in_the_corner_stay_in_it(maps):
    bold, plain = maps.Letters("SemiBold"), maps.Letters("Regular")
    words = "".join(maps._legend(bold, plain))
    assert max(float(y) for y in re.findall(r' y="([\d.]+)"', words)) < maps.CORNER[1]
    assert bold.width(maps.TITLE, 20) < maps.CORNER[0] - maps.MARGIN
    assert max(plain.width(line, 12) for line in maps.UNDER) < maps.CORNER[0] - maps.MARGIN
    assert max(plain.width(line, 13) for line in maps.SAYS.values()) + 24 < maps.CORNER[0] - maps.MARGIN


def test_the_picture_is_of_the_code(whole, maps):
    """Lines may change by a fifth before the picture is drawn anew; its boxes, floors and arrows may not."""
    shown = PICTURE.read_text(encoding="utf-8")
    lines = {name: int(count) for name, count in re.findall(r'data-room="(\w+)" data-lines="(\d+)"', shown)}
    now = whole
    assert lines.keys() == now.rooms.keys(), "python docs/map.py"
    assert {name: now.rooms[name].lines for name in lines} == {
        name: pytest.approx(count, rel=0.2, abs=60) for name, count in lines.items()
    }, "python docs/map.py"
    again = maps.draw(now.measuring(lines))
    # Other versions of the library that cuts the font to its letters pack it otherwise.
    apart = re.compile(r"base64,[^)]*")
    assert apart.sub("", again) == apart.sub("", shown), "python docs/map.py"
    assert len(shown.encode()) < 60_000


def test_the_page_has_the_charters_of_the_packages(whole, maps):
    page = PAGE.read_text(encoding="utf-8")
    assert maps.with_charters(page, whole) == page, "python docs/map.py"
    with pytest.raises(ValueError, match="lacks the lines"):
        maps.with_charters("no marks", whole)


def test_the_page_names_only_rooms_that_there_are(whole):
    way = PAGE.read_text(encoding="utf-8").partition("## The way of one run")[2].partition("## Where what comes")[0]
    rooms = whole.rooms.keys()
    named = set(re.findall(r"`(\w+)`", way)) - {"gdviz", "Specification"}
    assert named <= rooms
    assert rooms - named <= {"version", "registry", "faces", "arguments"}
