"""Loads the package's data: TOML files of patterns, words and names, and the arrays of the models."""

import tomllib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


@cache
def load_data(name: str) -> dict[str, Any]:
    """The contents of the data file of this name, read once a process."""
    return tomllib.loads(files("pipelines").joinpath(f"{name}.toml").read_text("utf-8"))


def load_arrays(name: str, folder: Path | None = None) -> dict[str, NDArray[Any]]:
    """The arrays of a model by name: the one that ships, or the one in a folder."""
    shelf = folder or files("pipelines").joinpath("models")
    with shelf.joinpath(f"{name}.npz").open("rb") as stream, np.load(stream) as arrays:
        return dict(arrays)
