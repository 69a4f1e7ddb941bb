"""The option that gives work to a cluster, for all commands that have some."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from gdviz.cli.saying import note

if TYPE_CHECKING:
    from concurrent.futures import Executor

CLUSTER = click.option(
    "--cluster",
    metavar="ADDRESS",
    envvar="GDVIZ_CLUSTER",
    show_envvar=True,
    help="Workers of dask that do it instead: tcp://host:8786, or local:4 for four processes of this machine.",
)


@contextmanager
def workers_of(address: str | None) -> "Iterator[Executor | None]":
    """Give the workers at an address, or those that a command has which carries out this one; None for no others.

    Raises
    ------
    ValueError
        If a number of processes is given as well.
    """
    context = click.get_current_context()
    if context.obj is not None:
        yield context.obj
        return
    typed = {name for name in ("jobs", "cluster") if context.get_parameter_source(name) is ParameterSource.COMMANDLINE}
    if len(typed) == 2:
        raise ValueError("--jobs are processes of this machine, and --cluster gives the work to others; leave out one")
    if not address or "jobs" in typed:
        yield None
        return
    from gdviz.parallel.cluster import Cluster

    with Cluster(address, report=note) as workers:
        yield workers
