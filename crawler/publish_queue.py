"""Runs that end about the same time are published together, so that the first publisher of a story comes first."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from crawler.crawled import Crawled
from crawler.manifest import Manifest
from crawler.publishing import publish
from pipelines.workers import Workers

Publish = Callable[[Sequence[Crawled], Workers], list[Manifest]]
SHARE, SHORTEST, LONGEST = 0.15, 5.0, 900.0
"""How long an ended crawl waits for the others: a share of its own time, and seconds at least and at most."""


def patience(crawled: Crawled) -> float:
    """Seconds that a crawl waits for the others: an outlet that hangs must not hold up those that answered."""
    taken = (datetime.now(UTC) - crawled.run.moment).total_seconds()
    return min(LONGEST, max(SHORTEST, SHARE * taken))


class PublishQueue:
    """The child processes that some crawls share, and their publishing: in one pass when the last of them has ended.

    A slow outlet holds nothing up for long: when the first one's patience ends, all that wait are published.
    """

    def __init__(
        self,
        workers: Workers,
        crawls: int = 1,
        patience: Callable[[Crawled], float] = patience,
        publish: Publish = publish,
    ) -> None:
        self.workers = workers
        self._crawls = crawls
        """How many have not ended yet, including those that wait."""
        self._patience = patience
        self._publish = publish
        self._waiting: list[tuple[Crawled, asyncio.Future[Manifest]]] = []
        self._timers: list[asyncio.TimerHandle] = []
        self._passes: set[asyncio.Task[None]] = set()

    async def publish(self, crawled: Crawled) -> Manifest:
        """The manifest of a run, once it is published; raises what kept it from being so."""
        loop = asyncio.get_running_loop()
        published: asyncio.Future[Manifest] = loop.create_future()
        self._waiting.append((crawled, published))
        self._timers.append(loop.call_later(self._patience(crawled), self._begin))
        self._begin_if_complete()
        return await published

    def leave(self) -> None:
        """Notes that a crawl has ended, published or not, so that none waits for it."""
        self._crawls -= 1
        self._begin_if_complete()

    def _begin_if_complete(self) -> None:
        if self._waiting and len(self._waiting) >= self._crawls:
            self._begin()

    def _begin(self) -> None:
        """Starts a pass over the runs that wait."""
        for timer in self._timers:
            timer.cancel()
        waiting, self._waiting, self._timers = self._waiting, [], []
        task = asyncio.ensure_future(self._pass(waiting))
        self._passes.add(task)
        task.add_done_callback(self._passes.discard)

    async def _pass(self, waiting: Sequence[tuple[Crawled, "asyncio.Future[Manifest]"]]) -> None:
        """Publishes some runs together; if that fails, one by one."""
        try:
            manifests = await asyncio.to_thread(self._publish, [crawled for crawled, _ in waiting], self.workers)
        # Whatever went wrong, every crawl must get the error, or it would wait forever.
        except Exception as error:
            if len(waiting) == 1:
                waiting[0][1].set_exception(error)
                return
            for one in waiting:  # what is wrong with one run must not keep the others
                await self._pass([one])
        else:
            for (_, published), manifest in zip(waiting, manifests, strict=True):
                published.set_result(manifest)
