"""The package's data: patterns, words and names as TOML files beside the code that reads them."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_data(name: str) -> dict[str, Any]:
    """What the data file of a name says, read once a process."""
    return tomllib.loads(files("pipelines").joinpath(f"{name}.toml").read_text("utf-8"))
