"""Where a run may go: over nothing that is not gdviz's, and never at the cost of the run that was there."""

import errno
import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gdviz.runs import place as places
from gdviz.runs import run as runs
from gdviz.runs.folder import Folder
from gdviz.runs.run import load
from gdviz.runs.writer import RunWriter

ABOUT = {"problem": {"name": "hand-made"}, "optimizer": {"name": "none"}}


def begin(path, loss, **options):
    """Return a recorder of a run that begins with a loss."""
    fixed = {"data.X": np.ones((3, 1)), "data.y": np.full(3, loss)}
    state = {"params": np.zeros(2), "loss": loss, "step": 0}
    return RunWriter.create(path, ABOUT, state=state, step={"gradient": np.zeros(2)}, fixed=fixed, **options)


def record(path, loss=2.0, steps=3, **options):
    """Record a whole run in which every loss is the same."""
    with begin(path, loss, **options) as made:
        for step in range(1, steps + 1):
            made.append({"params": np.zeros(2), "loss": loss, "step": step, "gradient": np.zeros(2)})
        flat = {"x": np.arange(2.0), "y": np.arange(2.0), "loss": np.full((2, 2), loss), "origin": np.zeros(2)}
        made.keep({f"surface.{name}": array for name, array in {**flat, "axes": np.eye(2)}.items()})
        made.finish("max_steps", "")


def is_whole(path, loss):
    """Return whether the run at a place is that of a loss, with all it has."""
    run = load(path)
    return (run.loss == loss).all() and (run.arrays["data.y"] == loss).all()


def snapshot(directory):
    """Return what lies in a directory, links as such, and every byte."""
    return {
        str(path.relative_to(directory)): (
            path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else path.lstat().st_mode
        )
        for path in directory.rglob("*")
    }


FOREIGN = {
    "a file": lambda home: (home / "thesis.tex").write_text("years of work"),
    "a hidden file": lambda home: (home / ".env").touch(),
    "an array of one's own": lambda home: np.save(home / "mine.npy", np.ones(3)),
    "a folder": lambda home: (home / "notes").mkdir(),
    "a link to a file": lambda home: (home / "linked").symlink_to("../outside"),
    "a link to a folder": lambda home: (home / "linked").symlink_to(".."),
    "a link that leads nowhere": lambda home: (home / "linked").symlink_to("nowhere"),
    "a link instead of a field": lambda home: (
        (home / "loss.npy").unlink() or (home / "loss.npy").symlink_to("../outside")
    ),
    "a link instead of the manifest": lambda home: (
        (home / "run.json").rename(home.parent / "elsewhere") and (home / "run.json").symlink_to("../elsewhere")
    ),
    "a link instead of the lock": lambda home: (home / ".lock").unlink() or (home / ".lock").symlink_to("../outside"),
    "a link on its way": lambda home: (home / ".run.json.0123456789abcdef.new").symlink_to("../outside"),
    "a FIFO": lambda home: os.mkfifo(home / "pipe"),
    "a hard link of another file": lambda home: os.link(home.parent / "outside", home / "second"),
    "another manifest": lambda home: (home / "run.json").write_text('{"mine": 1}'),
    "no manifest": lambda home: (home / "run.json").unlink(),
    "a manifest that is no JSON": lambda home: (home / "run.json").write_text("{"),
    "another format": lambda home: (home / "run.json").write_text('{"format": "gdviz-run", "format_version": 2}'),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_gdvizs_is_refused_by_name_and_untouched(tmp_path, kind):
    record(tmp_path / "run", 1.0)
    (tmp_path / "outside").write_text("outside")
    FOREIGN[kind](tmp_path / "run")
    before = snapshot(tmp_path)
    with pytest.raises(ValueError, match=r"run (holds .* not gdviz's|is a run of format version 2.*); choose another"):
        record(tmp_path / "run")
    assert snapshot(tmp_path) == before


def test_the_first_names_of_many_are_told(tmp_path):
    for number in range(9):
        (tmp_path / f"{number}.txt").touch()
    with pytest.raises(ValueError, match=r"holds 0\.txt, 1\.txt, 2\.txt, 3\.txt and 5 more, which are not gdviz's"):
        record(tmp_path)


DAMAGE = {
    "truncated": lambda home: os.truncate(home / "loss.npy", 10),
    "without its arrays": lambda home: [path.unlink() for path in home.glob("*.npy")],
    "a broken stop": lambda home: (home / "run.json").write_text(
        json.dumps({**json.loads((home / "run.json").read_text()), "stop": 7})
    ),
    "half of the basins": lambda home: np.save(home / "basins.x.npy", np.ones(2)),
    "on its way": lambda home: (home / ".loss.npy.0123456789abcdef.new").touch(),
    "without its lock": lambda home: (home / ".lock").unlink(),
    "with a second name": lambda home: os.link(home / "loss.npy", home.parent / "second"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_run_of_gdvizs_own_is_replaced_whatever_happened_to_it(tmp_path, kind):
    record(tmp_path / "run", 1.0)
    DAMAGE[kind](tmp_path / "run")
    record(tmp_path / "run")
    assert is_whole(tmp_path / "run", 2.0)
    assert {path.name for path in tmp_path.iterdir()} <= {"run", "second"}


@pytest.mark.parametrize(
    ("out", "why"),
    [
        (".", "is where you are, or above it; give the run a directory of its own, such as -o run"),
        ("..", "is where you are"),
        ("run/..", "is where you are"),
        ("../..", "is where you are"),
        ("/", "is where you are"),
        ("here", r"here is a link; give a directory itself, such as -o \S*/work/run"),
        ("nowhere", "nowhere is a link"),
        ("loop", "loop is a link"),
        ("~/run", "~/run begins with ~, which the shell has left as it is; write -o /"),
        ("file", "file exists and is not a run"),
        ("pipe", "pipe exists and is not a run"),
        ("disk", "disk is a disk's own directory; give the run one in it, such as -o disk/run"),
    ],
)
def test_a_place_that_cannot_be_a_runs_is_refused(tmp_path, monkeypatch, out, why):
    work = tmp_path / "work"
    (work / "disk").mkdir(parents=True)
    monkeypatch.chdir(work)
    record("run", 1.0)
    Path("here").symlink_to("run")
    Path("nowhere").symlink_to("gone")
    Path("loop").symlink_to("loop")
    Path("file").touch()
    os.mkfifo("pipe")
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "disk")
    before = snapshot(tmp_path)
    with pytest.raises(ValueError, match=why):
        record(out)
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("out", ["run", "other/../run", "linked/run", "fresh/../deep/run", "empty"])
def test_a_place_may_be_reached_by_any_way(tmp_path, monkeypatch, out):
    monkeypatch.chdir(tmp_path)
    for name in ("other", "real", "fresh", "empty"):
        Path(name).mkdir()
    Path("linked").symlink_to("real")
    for loss in (1.0, 2.0):
        record(out, loss)
        assert is_whole(out, loss)
    assert sum(1 for _ in tmp_path.rglob("run.json")) == 1


def test_a_run_goes_on_where_it_began_though_its_loop_goes_elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    record("run", 1.0)
    Path("away").mkdir()
    with begin("run", 2.0) as made:
        os.chdir("away")
        made.finish("max_steps", "")
    assert is_whole(tmp_path / "run", 2.0)
    assert {path.name for path in tmp_path.iterdir()} == {"run", "away"}


def test_what_was_private_stays_private(tmp_path):
    record(tmp_path / "run", 1.0)
    (tmp_path / "run").chmod(0o700)
    record(tmp_path / "run")
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == 0o700


def test_the_old_run_is_there_until_rows_of_the_new_one_are(tmp_path):
    record(tmp_path / "run", 1.0)
    with begin(tmp_path / "run", 2.0) as made:
        assert is_whole(tmp_path / "run", 1.0)
        made.append({"params": np.zeros(2), "loss": 2.0, "step": 1, "gradient": np.zeros(2)})
        made.flush()
        assert is_whole(tmp_path / "run", 2.0)
        assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_whole_run_appears_when_it_has_finished(tmp_path):
    with begin(tmp_path / "run", 2.0, whole=True) as made:
        made.flush()
        assert not (tmp_path / "run").exists()
        made.finish("max_steps", "")
        assert is_whole(tmp_path / "run", 2.0)
    with begin(tmp_path / "other", 2.0, whole=True):
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_an_error_before_that_leaves_the_old_run(tmp_path):
    record(tmp_path / "run", 1.0)
    with pytest.raises(RuntimeError), begin(tmp_path / "run", 2.0):
        raise RuntimeError("a bad formula")
    assert is_whole(tmp_path / "run", 1.0)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_what_comes_into_the_place_meanwhile_is_not_replaced(tmp_path):
    made = begin(tmp_path / "run", 2.0, whole=True)
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.tex").write_text("years of work")
    with pytest.raises(ValueError, match=r"holds thesis\.tex"), made:
        made.finish("max_steps", "")
    assert snapshot(tmp_path) == {"run": (tmp_path / "run").lstat().st_mode, "run/thesis.tex": b"years of work"}


def test_a_run_whose_place_another_has_just_taken_is_neither_replaced_nor_gone_on_with(tmp_path, monkeypatch):
    record(tmp_path / "run", 1.0)
    take = places.DirectoryLock.take

    def meanwhile(folder, *args, **options):
        monkeypatch.undo()
        record(tmp_path / "run", 2.0)
        return take(folder, *args, **options)

    for act in (places.Place.beside, places.Place.of):
        monkeypatch.setattr(places.DirectoryLock, "take", meanwhile)
        with pytest.raises(ValueError, match="another process is recording in"):
            act(tmp_path / "run")
        assert is_whole(tmp_path / "run", 2.0)
        assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_reader_whose_run_is_replaced_under_its_hands_reads_the_new_one(tmp_path, monkeypatch):
    record(tmp_path / "run", 1.0)

    def meanwhile(folder, *args):
        monkeypatch.undo()
        record(tmp_path / "run", 2.0)
        return runs.read_header(folder, *args)

    monkeypatch.setattr(runs, "read_header", meanwhile)
    assert is_whole(tmp_path / "run", 2.0)


def test_of_two_that_come_first_one_takes_the_place_and_the_other_is_told(tmp_path, monkeypatch):
    late = begin(tmp_path / "run", 2.0, whole=True)
    rename = Path.rename

    def meanwhile(self, to):
        monkeypatch.undo()
        first = begin(to, 1.0)
        try:
            return rename(self, to)
        finally:
            kept.append(first)

    kept = []
    monkeypatch.setattr(Path, "rename", meanwhile)
    with pytest.raises(ValueError, match="another process is recording in"), late:
        late.finish("max_steps", "")
    kept[0].finish("max_steps", "")
    kept[0].close()
    assert is_whole(tmp_path / "run", 1.0)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("way", ["in one step", "by a third name", "with nothing open"])
def test_every_way_of_changing_places_leads_there(tmp_path, monkeypatch, way):
    if way != "in one step":
        monkeypatch.setattr(places, "exchanged", lambda *_: False)
    if way == "with nothing open":
        for module in ("place", "leftovers", "ownership", "writer"):
            monkeypatch.setattr(f"gdviz.runs.{module}.MOVES_OPEN", False)
    for loss in (1.0, 2.0, 3.0):
        record(tmp_path / "run", loss)
        assert is_whole(tmp_path / "run", loss)
        assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_a_system_that_refuses_to_move_leaves_the_old_run(tmp_path, monkeypatch):
    record(tmp_path / "run", 1.0)
    monkeypatch.setattr(places, "exchanged", lambda *_: False)
    rename = Path.rename

    def refuse(self, to):
        if self.name.endswith(".new"):
            raise OSError(errno.EBUSY, os.strerror(errno.EBUSY))
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="busy"):
        record(tmp_path / "run")
    assert is_whole(tmp_path / "run", 1.0)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


class Filling:
    """A disk that takes so many writes, and no more."""

    def __init__(self, writes):
        self.left = writes

    def opened(self, file):
        """Return a file on it."""
        disk = self

        class Guarded(io.BufferedRandom):
            def write(self, data):
                disk.left -= 1
                if disk.left < 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                return super().write(data)

        return Guarded(file.detach())


def test_a_disk_that_is_full_at_any_write_leaves_the_old_run_or_the_new_one(tmp_path, monkeypatch):
    create = Folder.create
    disk = Filling(1000)
    monkeypatch.setattr(Folder, "create", lambda self, name: disk.opened(create(self, name)))
    record(tmp_path / "run", 1.0)
    needed = 1000 - disk.left
    assert needed > 20
    outcomes = []
    for writes in range(needed):
        disk.left = 1000
        record(tmp_path / "run", 1.0)
        disk.left = writes
        with pytest.raises(OSError, match="No space left on device") as caught:
            record(tmp_path / "run")
        assert Path(caught.value.filename).parent == tmp_path / "run"
        outcomes.append(1.0 if is_whole(tmp_path / "run", 1.0) else 2.0)
        assert is_whole(tmp_path / "run", outcomes[-1])
        assert [path.name for path in tmp_path.iterdir()] == ["run"]
    # When the rows are there, the end in the manifest is all that is left to write.
    assert outcomes == [1.0] * (needed - 1) + [2.0]


KILLED = """
import os, sys
from pathlib import Path
import numpy as np
import test_place
from gdviz.runs import place
from gdviz.runs.leftovers import clear_leftovers
way, *events = sys.argv[1:]
test_place.record("run", 1.0)
if way == "by a third name":
    place.exchanged = lambda *_: False
seen = []
for step in range(1, 1000):
    child = os.fork()
    if not child:
        left = step
        def strike(event, _):
            global left
            if event in events:
                left -= 1
                if not left:
                    os._exit(9)
        sys.addaudithook(strike)
        test_place.record("run", 2.0)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    missing = not Path("run").exists()
    assert way != "in one step" or not missing
    clear_leftovers(Path("."))
    assert os.listdir() == ["run"], os.listdir()
    new = (np.load("run/loss.npy") == 2.0).all()
    assert test_place.is_whole("run", 2.0 if new else 1.0)
    seen.append("missing" if missing else "new" if new else "old")
    if not code:
        break
    assert code == 9
    if new:
        test_place.record("run", 1.0)
print(step, *dict.fromkeys(seen))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(
    ("way", "events", "passes"),
    [
        ("in one step", "open os.rename os.remove os.mkdir os.rmdir os.chmod os.scandir fcntl.flock", "old new"),
        ("by a third name", "os.rename os.mkdir os.rmdir", "old missing new"),
    ],
    ids=["swap", "third name"],
)
def test_a_kill_at_any_step_leaves_the_old_run_or_the_new_one_and_the_next_clears_away(tmp_path, way, events, passes):
    paths = (str(Path(__file__).parent), os.environ.get("PYTHONPATH", ""))
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    shown = subprocess.run(
        [sys.executable, "-c", KILLED, way, *events.split()],
        cwd=tmp_path,
        env=where,
        capture_output=True,
        text=True,
        check=False,
    )
    assert shown.stderr == ""
    steps, *seen = shown.stdout.split()
    assert int(steps) > 10
    assert " ".join(seen) == passes
