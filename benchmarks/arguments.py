"""Command-line arguments of the benchmarks: each answers --help, and refuses a useless value in one sentence."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit


def described(module: str | None) -> argparse.ArgumentParser:
    """A parser whose --help is the docstring of the module."""
    return argparse.ArgumentParser(description=module, formatter_class=argparse.RawDescriptionHelpFormatter)


def there(text: str) -> Path:
    """A file or folder that exists."""
    path = Path(text)
    if not path.exists():
        raise argparse.ArgumentTypeError(f"{path} does not exist")
    return path


def inside(text: str, name: str) -> Path:
    """The file of that name in a folder, or the file itself; a benchmark's sets are given either way."""
    path = Path(text)
    return there(str(path / name if path.is_dir() else path))


def folder_of_pages(text: str) -> Path:
    """The folder of a set with a pages.jsonl, given as the folder or as that file."""
    return inside(text, "pages.jsonl").parent


def over_pages(module: str | None) -> argparse.ArgumentParser:
    """A described parser for a set of pages, and for models that have not seen their hosts."""
    parser = described(module)
    parser.add_argument("set", type=folder_of_pages, nargs="?", help="SET, as above")
    parser.add_argument("--folds", type=there, help="models by half of the hosts, in place of those that ship")
    return parser


def from_one(text: str) -> int:
    """A whole number from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


def site(text: str) -> str:
    """The address of a site."""
    if urlsplit(text).scheme not in ("http", "https") or not urlsplit(text).hostname:
        raise argparse.ArgumentTypeError(f"{text} is no address like http://127.0.0.1:8800/")
    return text
