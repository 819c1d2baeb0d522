"""From settings to recipes: the only place where settings become arguments of `pipelines`."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from crawler import settings as shipped
from pipelines.clean import Clean
from pipelines.dates import Date
from pipelines.gate import Gate
from pipelines.ledger_types import Recurring
from pipelines.limits import Limits
from pipelines.outlet import Outlet
from pipelines.recipe import Recipe
from pipelines.record import Stage
from pipelines.relevance import Judge
from pipelines.topic import Topic, load_topic


def check_settings(settings: BaseSettings) -> None:
    """Raises UsageError for a value that is not of the type of its setting: a switch or a number from 0 on."""
    read = {bool: settings.getbool, int: settings.getint, float: settings.getfloat}
    for name, default in vars(shipped).items():
        if type(default) in read:
            try:
                sound = read[type(default)](name) >= 0
            except ValueError:
                sound = False
            if not sound:
                wanted = "True or False" if type(default) is bool else "a number from 0 on"
                raise UsageError(f"-s {name}={settings[name]}: give {wanted}", print_help=False)


def outlets(settings: BaseSettings) -> tuple[Outlet, ...]:
    """The outlet of every source of the project."""
    loader = get_spider_loader(settings)
    spiders = (loader.load(name) for name in sorted(loader.list()))
    return tuple(spider.outlet for spider in spiders if hasattr(spider, "outlet"))


def topic(settings: BaseSettings) -> Topic | None:
    """The topic of the TOPIC setting; None for `none`. Raises TopicError for one that cannot be used."""
    name = settings.get("TOPIC") or "none"
    return None if name == "none" else load_topic(name)


def limits(settings: BaseSettings) -> Limits:
    """The limits of one page."""
    return Limits(page_bytes=settings.getint("LIMIT_PAGE_BYTES"), memory=settings.getint("LIMIT_MEMORY"))


def collecting(settings: BaseSettings) -> Recipe:
    """The recipe of a crawl while it runs: gate and extract; the stages follow when the run is published."""
    chosen = topic(settings)
    gate = Gate(topic=chosen) if chosen is not None else None
    return Recipe(limits=limits(settings), outlets=outlets(settings), gate=gate)


def finishing(settings: BaseSettings, now: datetime, recurring: Mapping[str, Recurring]) -> Recipe:
    """The recipe of a publishing pass: clean, date, and judge by the topic if there is one."""
    chosen = topic(settings)
    return cleaning(settings, now, recurring, then=(Judge(topic=chosen),) if chosen is not None else ())


def cleaning(
    settings: BaseSettings,
    now: datetime,
    recurring: Mapping[str, Recurring] | None = None,
    then: tuple[Stage, ...] = (),
) -> Recipe:
    """A recipe without a gate: extract, clean, date, then the stages of `then`; `recurring` is what hosts repeat."""
    known = outlets(settings)
    stages: tuple[Stage, ...] = (Clean(recurring=recurring or {}), Date(outlets=known, now=now), *then)
    return Recipe(limits=limits(settings), outlets=known, stages=stages)


def ledger_path(settings: BaseSettings) -> Path:
    """Where the ledger is."""
    return Path(settings.get("LEDGER") or Path(settings.get("DATA_DIR")) / "ledger.sqlite")
