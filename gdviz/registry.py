"""Named things: how a name becomes a function, and what a wrong name is answered with."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial, update_wrapper
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypeVar

from gdviz.arguments import FUNCTION, NAME, taking
from gdviz.extensions.loading import complete, registered, registrant
from gdviz.settings import Setting, configure, settings_of
from gdviz.wording import did_you_mean

T = TypeVar("T")
# More names than this are left to the command that lists them.
MANY = 32


def unknown(kind: str, name: str, known: Iterable[str], *, see: str = "", show_all: bool = False) -> ValueError:
    """Return the error for an unknown name: the nearest match or all names, and the command that lists them."""
    known = list(known)
    near = did_you_mean(name, known)
    if see and not near and not show_all and len(known) > MANY:
        return ValueError(f"unknown {kind} {name!r}; `{see}` shows them all")
    hint = near or f"choose from {', '.join(known)}"
    hint += f" There are {', '.join(known)}" if near and show_all else ""
    return ValueError(f"unknown {kind} {name!r}; {hint}{f' (`{see}` shows them all)' if see else ''}")


def summary(documented: object) -> str:
    """Return the first line of the docstring, which is what lists show."""
    return (documented.__doc__ or "").strip().partition("\n")[0].rstrip(".")


class Registry(Mapping[str, T]):
    """A mapping of names to things of one kind, in the order of registration.

    Looking up an unknown name raises ValueError with the nearest match, with all names if `show_all`, and with the
    command that shows them if they are `listed`.
    """

    def __init__(self, kind: str, *, listed: bool = True, show_all: bool = False) -> None:
        self.kind = kind
        self._show_all = show_all
        self._see = f"gdviz list {kind}s" if listed else ""
        self._items: dict[str, T] = {}
        self._by: dict[str, str] = {}

    def add(self, name: str, item: T, *, module: str = "") -> T:
        """File `item` under `name`, once; a cell of a notebook that is carried out again files it anew.

        `module` is the one that files it, unless it is the one whose lines are being carried out.
        """
        by = module or registrant()
        if name in self._items and not by == self._by[name] == "__main__":
            raise self._taken(name)
        self._items[name], self._by[name] = item, by
        registered(by, partial(self._items.pop, name))
        return item

    def _taken(self, name: str) -> ValueError:
        """Return the error for a name that another bears."""
        return ValueError(f"{self.kind} {name!r} is registered twice; give one of the two another name")

    def __getitem__(self, name: str) -> T:
        if name not in self:
            raise unknown(self.kind, name, self, see=self._see, show_all=self._show_all)
        return self._items[name]

    def __contains__(self, name: object) -> bool:
        if not self._has(name):
            complete()
        return self._has(name)

    def _has(self, name: object) -> bool:
        """Return whether a name is known by now."""
        return name in self._items

    def __iter__(self) -> Iterator[str]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)


class PackageRegistry(Registry[T]):
    """A registry of what the modules of a package file in it, one each, under the module's name with dashes.

    The names are known from the files; a module is imported when what it files is asked for. What others file is there
    as well, behind the package's own.

    Parameters
    ----------
    package
        The package's name.
    path
        Its directories.
    besides
        Its modules that file nothing.
    first
        The name that stands before the others, which follow in the order of the alphabet.
    """

    def __init__(
        self, kind: str, package: str, path: Iterable[str], *, besides: Iterable[str] = (), first: str = ""
    ) -> None:
        super().__init__(kind)
        self._package = package
        found = {module.name for module in iter_modules(path)} - set(besides)
        named = {stem.replace("_", "-"): f"{package}.{stem}" for stem in sorted(found)}
        self._modules = dict(sorted(named.items(), key=lambda entry: entry[0] != first))

    def add(self, name: str, item: T, *, module: str = "") -> T:
        """File `item` under `name`, once, as defined in `module`.

        Raises
        ------
        ValueError
            If the name is taken, or another than that of the file in the package.
        """
        inside = module.startswith(f"{self._package}.")
        home = self._modules.get(name)
        if inside and not (home and f"{module}.".startswith(f"{home}.")):
            raise ValueError(
                f"{self.kind} {name!r} is defined in {module}: a {self.kind} bears the name of its file, "
                f"so name the file {name.replace('-', '_')}.py"
            )
        if home and not inside:
            raise self._taken(name)
        return super().add(name, item, module=module)

    def __getitem__(self, name: str) -> T:
        if name in self._modules and name not in self._items:
            import_module(self._modules[name])
            if name not in self._items:
                raise ValueError(f"{self._modules[name]} defines no {self.kind} {name!r}")
        return super().__getitem__(name)

    def _has(self, name: object) -> bool:
        return name in self._modules or super()._has(name)

    def __iter__(self) -> Iterator[str]:
        return iter((*self._modules, *(name for name in self._items if name not in self._modules)))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass
class Factory(Generic[T]):
    """A function that makes a frozen record from checked settings, and stamps name and settings on it."""

    name: str
    kind: str
    build: Callable[..., T]

    @property
    def summary(self) -> str:
        """The first line of the docstring."""
        return summary(self.build)

    @property
    def settings(self) -> dict[str, Setting]:
        """What can be set, by name."""
        return settings_of(self.build)

    @property
    def takes_data(self) -> bool:
        """Whether what it makes is fitted to data, which it takes as its first argument."""
        return "data" in inspect.signature(self.build).parameters

    def __call__(self, *data: Any, **options: Any) -> T:
        """Make the record from `options`; unknown or out-of-range ones raise ValueError."""
        values = configure(self.settings, options, owner=f"{self.kind} {self.name!r}")
        return replace(self.build(*data, **values), name=self.name, options=values)  # type: ignore[type-var]


class FactoryRegistry(Registry[Factory[T]]):
    """A registry whose entries are functions with settings; see gdviz.settings."""

    @taking(name=NAME)
    def register(self, name: str) -> Callable[[Callable[..., T]], Factory[T]]:
        """Return a decorator that files a factory function under `name`."""

        def file(build: Callable[..., T]) -> Factory[T]:
            FUNCTION.check(f"what is registered as {name!r}", build)
            made = self.add(name, Factory(name, self.kind, build))
            update_wrapper(made, build)
            return made

        return file
