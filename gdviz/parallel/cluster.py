"""A cluster that people already run: dask's workers, on any machines, as an executor; or a small one of this machine.

What orders have in common travels once to each worker, and answers come back: workers need gdviz, and no disk that
they share with this process. A worker that ends costs what it had under way, which dask gives to another.
"""

import atexit
import logging
import platform
import re
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from contextlib import ExitStack, contextmanager, suppress
from functools import cached_property, partial
from importlib.util import find_spec
from threading import Lock
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from gdviz.extensions.loading import loaded
from gdviz.parallel.capacity import MOST
from gdviz.parallel.environment import environment, environment_here, unlike
from gdviz.parallel.luggage import bundle, unbundle
from gdviz.parallel.pieces import IN_HAND

ADDRESS = re.compile(r"local:(?P<count>\d{1,4})|(?:tcp|tls|ws|wss|ucx)://(?:[^\s/:]+|\[[^\s\]]+\]):\d{1,5}")
# Seconds to wait for a scheduler.
PATIENCE = 10.0
# How many pieces of luggage are kept on the cluster, in case that they are needed again.
KEPT = 4
# A worker is one of this machine's processes: Ctrl-C is for who has started it.
DEAF = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n"


class LostSchedulerError(ChildProcessError):
    """There is nobody any more who gives orders to workers."""


class Cluster(Executor):
    """Workers of dask as an executor of concurrent.futures; use it as a context. Nothing is begun before it is needed.

    Parameters
    ----------
    address
        Of a scheduler, "tcp://host:8786"; or "local:4" for four processes of this machine, which end with the context.
    report
        Called with a sentence where there is nobody yet who does what is asked for.

    Raises
    ------
    ValueError
        For an address that is none, or where dask is missing.
    ChildProcessError
        If there is no scheduler, it is lost, or workers have other versions than this process.

    Examples
    --------
    >>> run = gdviz.solve("bowl", steps=20, out="runs/bowl")
    >>> with gdviz.Cluster("local:2") as cluster:  # doctest: +SKIP
    ...     gdviz.draw("contour", [run], "bowl.mp4", executor=cluster)
    """

    # Who carries out orders sees no file of this process; and dask has what failed done again, once.
    is_elsewhere = True

    def __init__(self, address: str, report: Callable[[str], None] = lambda words: None) -> None:
        self.address, self._report = address, report
        self._count = _count_in(address)
        self._stack, self._lock = ExitStack(), Lock()
        self._luggage: OrderedDict[int, tuple[Any, Any]] = OrderedDict()
        self._under_way: set[Future[Any]] = set()
        self._alike: set[tuple[str, ...]] = set()

    @cached_property
    def _client(self) -> Any:
        self._stack.enter_context(quiet())
        return self._local(self._count) if self._count else self._connected()

    def _local(self, count: int) -> Any:
        """Start processes of this machine, and return the line to them."""
        import dask
        from distributed import Client, LocalCluster
        from distributed.deploy.spec import close_clusters

        from gdviz.files.scratch import scratch

        # As an order of a crew: done again once. Nobody is given more than it does at a time, and who starts slowly
        # once more is not given up. Dask would also have workers give back what they have freed at once: each array
        # of a frame is then asked of the system anew, a fifth of a film's time.
        how = {
            "scheduler.allowed-failures": 1,
            "scheduler.worker-saturation": 1.0,
            "deploy.lost-worker-timeout": "1d",
            "nanny.pre-spawn-environ": dict.fromkeys(("MKL_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), 1),
        }
        self._stack.enter_context(dask.config.set({f"distributed.{name}": value for name, value in how.items()}))
        home = self._stack.enter_context(scratch())
        try:
            made = LocalCluster(
                n_workers=count,
                threads_per_worker=1,
                dashboard_address=None,
                memory_limit=0,
                local_directory=str(home),
                preload=[DEAF],
                silence_logs=logging.CRITICAL,
            )
        except BaseException:
            # What has begun ends with this process, and dask cannot end it before.
            atexit.unregister(close_clusters)
            raise
        self._stack.callback(made.close)
        client = Client(made, set_as_default=False)
        self._stack.callback(client.close)
        return client

    def _connected(self) -> Any:
        """Return a line to the scheduler."""
        from distributed import Client

        try:
            client = Client(self.address, timeout=PATIENCE, set_as_default=False, name="gdviz")
        except (OSError, TimeoutError) as error:
            raise ChildProcessError(
                f"no scheduler of dask answers at {self.address}; start one with `dask scheduler`, and workers with "
                f"`dask worker {self.address} --nthreads 1`, or try --cluster local:2"
            ) from error
        self._stack.callback(client.close)
        self._stack.callback(self._let_go)
        if not client.nthreads():
            self._report(f"the cluster at {self.address} has no worker yet: start some, dask worker {self.address}")
        return client

    @property
    def _max_workers(self) -> int:
        """How many orders are carried out at once, at the moment."""
        return max(1, self._count or sum(self._client.nthreads().values()))

    def submit(self, function: Callable[..., Any], /, *given: Any, **named: Any) -> "Future[Any]":
        """Let a worker call a function, and return what will have its answer.

        Raises
        ------
        ValueError
            If it cannot travel.
        ChildProcessError
            If there is no scheduler, it is lost, or workers have other versions than this process.
        """
        with self._lock:
            needed = environment_here()
            self._check_alike(needed)
            luggage: dict[str, Any] = {}
            bundled = bundle((function, given, named), partial(self._check_in, luggage))
            known = None if self._count else needed
            theirs = self._sent(fulfil, known, bundled, [*luggage], [*luggage.values()])
        future: Future[Any] = Future()
        self._under_way.add(future)
        future.add_done_callback(partial(self._forget, theirs))
        theirs.add_done_callback(partial(self._settle, future))
        return future

    def _sent(self, function: Callable[..., Any], *given: Any) -> Any:
        """Let a worker call a function of this module, and return dask's own future."""
        if self._client.status != "running":
            raise self._lost()
        with warnings.catch_warnings():
            # It is sent at once, and once.
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            return self._client.submit(there(function), *given, key=f"gdviz-{uuid4().hex}", retries=1)

    def _check_in(self, needed: dict[str, Any], luggage: Any) -> str:
        """Send luggage unless it is there, note what stands for it among what is needed, and return its name."""
        if id(luggage) not in self._luggage:
            # Who hands it on, too, hands on first the extensions that have to be there before it.
            self._luggage[id(luggage)] = luggage, self._sent(unbundle, bundle((loaded(), luggage.travelling())))
        self._luggage.move_to_end(id(luggage))
        theirs = self._luggage[id(luggage)][1]
        while len(self._luggage) > KEPT:
            self._luggage.popitem(last=False)
        needed[theirs.key] = theirs
        return str(theirs.key)

    def _check_alike(self, needed: Mapping[str, str]) -> None:
        """Raise ValueError where workers have other versions than this process of what decides the bytes."""
        if self._count or tuple(needed) in self._alike:
            return
        found = self._client.run(_asking(tuple(needed)), on_error="ignore")
        for worker, has in found.items():
            if reason := unlike(needed, has):
                raise ChildProcessError(f"the worker {worker} {reason}")
        self._alike.add(tuple(needed))

    def _settle(self, future: "Future[Any]", theirs: Any) -> None:
        """Hand on what has come of an order."""
        from distributed.scheduler import KilledWorker

        if not future.set_running_or_notify_cancel():
            return
        try:
            answer = theirs.result()
        except CancelledError:
            future.set_exception(self._lost())
        except KilledWorker:
            future.set_exception(ChildProcessError(f"workers of {self.address} ended before their work"))
        except ModuleNotFoundError as error:
            lacks = f"a worker of {self.address} lacks the module {error.name}; install it there"
            future.set_exception(ChildProcessError(lacks))
        except BaseException as error:
            future.set_exception(error)
        else:
            future.set_result(answer)

    def _forget(self, theirs: Any, future: "Future[Any]") -> None:
        """Let dask forget an order that is done, or that nobody waits for any more."""
        self._under_way.discard(future)
        theirs.release()

    def _lost(self) -> ChildProcessError:
        return LostSchedulerError(f"the scheduler at {self.address} was lost; start it again, and the same command")

    def _let_go(self) -> None:
        """Let workers forget what they keep open; those that are at work do so with their next order."""
        with suppress(Exception):
            if self._client.status == "running":
                self._client.run(there(let_go), on_error="ignore")

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the line to the cluster, and the processes that were started for it; what is queued is cancelled."""
        for future in list(self._under_way):
            future.cancel()
        self._luggage.clear()
        self._stack.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()


def _count_in(address: str) -> int:
    """Return how many processes of this machine an address asks for; 0 for that of a scheduler.

    Raises
    ------
    ValueError
        If it is neither, or dask is missing.
    """
    found = ADDRESS.fullmatch(address)
    count = int(found["count"] or 0) if found else 0
    if found is None or (found["count"] and not 1 <= count <= MOST):
        raise ValueError(
            f"a cluster is the address of a scheduler, such as tcp://host:8786, or local:N for 1 to {MOST} processes "
            f"of this machine, such as local:4, not {address!r}"
        )
    if find_spec("distributed") is None:
        from gdviz.installation.command import install_command

        raise ValueError(f"a cluster needs dask.distributed, which is missing; run {install_command('cluster')}")
    return count


@contextmanager
def quiet() -> Iterator[None]:
    """Keep from the terminal what dask notes of its work: what matters is said in an error."""
    import distributed

    ours = distributed.__name__
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.partition(".")[0] == ours]
    before = [(logger, logger.level) for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for logger, level in before:
            logger.setLevel(level)


def fulfil(needed: Mapping[str, str] | None, bundled: bytes, names: Sequence[str], luggage: Sequence[Any]) -> Any:
    """Call what was bundled, on a worker whose versions are those that are needed."""
    if needed is not None and (reason := unlike(needed, environment(tuple(needed)))):
        raise ChildProcessError(f"the worker {platform.node()} {reason}")
    function, given, named = unbundle(bundled, {name: one for name, (_, one) in zip(names, luggage, strict=True)})
    return function(*given, **named)


def let_go() -> None:
    """Close the film that a worker has in hand, unless it is at work."""
    if IN_HAND.lock.acquire(blocking=False):
        try:
            IN_HAND.close()
        finally:
            IN_HAND.lock.release()


def there(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that travels by value, and calls one of this module where it arrives.

    So a scheduler, which looks at what it hands on, needs no gdviz.
    """
    module, name = function.__module__, function.__name__

    def call(*given: Any) -> Any:
        from importlib import import_module

        return getattr(import_module(module), name)(*given)

    return call


def _asking(names: tuple[str, ...]) -> Callable[[], dict[str, str]]:
    """Return a function that travels by value and returns the versions of packages, or none where there is no gdviz."""

    def ask() -> dict[str, str]:
        try:
            from gdviz.parallel.environment import environment
        except ImportError:
            return {}
        return environment(names)

    return ask
