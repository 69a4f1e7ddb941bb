"""Manim's own settings, whatever a manim.cfg in the folder or in the user's home has made of them."""

import logging
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from pathlib import Path

import manim
from manim import config


@contextmanager
def manim_defaults() -> Iterator[None]:
    """Let Manim work by its defaults for as long as the block lasts: the same run gives the same film."""
    shipped = ConfigParser()
    with (Path(manim.__file__).parent / "_config" / "default.cfg").open(encoding="utf-8") as file:
        shipped.read_file(file)
    log = logging.getLogger("manim")
    kept, level = config.copy(), log.level
    config.update(type(config)().digest_parser(shipped))
    try:
        yield
    finally:
        config.update(kept)
        log.setLevel(level)
