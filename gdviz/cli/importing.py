"""The command that makes a run of checkpoints: import."""

from collections.abc import Sequence
from pathlib import Path

import click

from gdviz.cli.app import main
from gdviz.cli.saying import note, tell_place
from gdviz.progress import bar

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=FILE, metavar="FILE...")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), help="The run's directory.")
@click.option("--title", default="Checkpoints", show_default=True, help="The name of the problem in pictures.")
@click.option(
    "--loss-from",
    type=FILE,
    metavar="CSV",
    help="A table with columns step (or epoch) and loss; the losses in the files unless given.",
)
@click.option(
    "--keep",
    type=click.Choice(["all", "plane"]),
    help="What of the parameters; the plane of their path where there are more than 10,000.",
)
def import_run(files: Sequence[Path], out: Path, title: str, loss_from: Path | None, keep: str | None) -> None:
    """Make a run of saved checkpoints.

    FILES are of torch (.pt, .pth, .ckpt, .bin: only tensors are read, and no code in them is run), .safetensors or
    .npz; of a checkpoint with more in it, the part model_state_dict, state_dict or model. They are put in the order in
    which people count, and a number in their names is that of the step. Prints the run's directory.

    \b
        gdviz import checkpoints/*.safetensors -o renders/runs/mine
        gdviz import epoch*.pt --loss-from losses.csv -o renders/runs/mine
    """
    from gdviz.recording.importing import import_checkpoints

    with bar("reading") as show:
        run, left_out = import_checkpoints(files, out, losses=loss_from, title=title, keep=keep, progress=show)
    space = run.manifest["space"]
    if left_out:
        more = f" and {len(left_out) - 3} more" if len(left_out) > 3 else ""
        note(f"left out, as they are no parameters: {', '.join(left_out[:3])}{more}")
    note(f"{len(run.step)} checkpoints of {space['size']:,} parameters, steps {run.step[0]} to {run.step[-1]}")
    tell_place(run.path)
