"""The item pipeline: every page goes through a child process and is staged; at the end the run is published."""

import asyncio
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured

from crawler.crawled import Crawled
from crawler.failures import sentence_of
from crawler.feeds import run_published
from crawler.fetched import Fetched
from crawler.manifest import Manifest
from crawler.publish_queue import PublishQueue
from crawler.recipes import collecting, ledger_path
from crawler.render import Renderer
from crawler.runs import Run, RunError, SourceBusy
from crawler.source import NewsSpider
from crawler.verdict import Verdict
from pipelines.archive import response_record, revisit_record
from pipelines.ledger import Ledger
from pipelines.record import Outcome, Page, Rejection
from pipelines.workers import Workers

logger = logging.getLogger(__name__)


class Collect:
    """Stages the outcome of every page, and publishes the run when the spider closes."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run: Run | None = None
        self.queue: PublishQueue | None = getattr(crawler, "publish_queue", None)
        """Shared, with its child processes, by the crawls of one command, else our own."""
        self.lent = self.queue is not None
        self.recipe = collecting(crawler.settings)
        self.renderer = Renderer(crawler, self.recipe.limits)
        self._closing: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The pipeline of a source's crawler; raises NotConfigured for other spiders, as that of `scrapy fetch`."""
        if not issubclass(crawler.spidercls, NewsSpider):
            raise NotConfigured
        pipeline = cls(crawler)
        crawler.signals.connect(pipeline.refuse_failed_start, signals.spider_opened)
        crawler.signals.connect(pipeline.note_end, signals.spider_idle)
        return pipeline

    @property
    def spider(self) -> NewsSpider:
        """The running source."""
        return self.crawler.spider  # type: ignore[return-value]

    def open_spider(self) -> None:
        """Begins the run, or resumes what a killed attempt left."""
        settings = self.crawler.settings
        try:
            Path(settings["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
            ledger = self.spider.memory.ledger = Ledger.open(ledger_path(settings))
            self.run = self._begun(ledger)
            self.queue = self.queue or PublishQueue(Workers(settings.getint("PROCESSES") or 1))
            self.spider.already_staged = {row.url for row in self.run.outlines()}
        except SourceBusy as error:
            self._fail(str(error), Verdict.BUSY)
            return
        except (RunError, OSError) as error:
            self._fail(sentence_of(error), Verdict.INTERNAL_ERROR)
            return
        if self.run.recovered:
            logger.info("%s pages of an unfinished attempt (%s) are taken over", self.run.recovered, self.run.start)

    def _begun(self, ledger: Ledger) -> Run:
        """The run; before that, one that was killed between its commit and its reveal is revealed."""
        folder, source = Path(self.crawler.settings["DATA_DIR"]), self.spider.name
        run = Run(folder, source, datetime.now(UTC))
        if any(row.start == run.moment for row in ledger.runs(run.source, last=1)):
            run.reveal()
            run.close()
            logger.info("the files of a killed attempt (%s) are revealed", run.start)
            run = Run(folder, source, datetime.now(UTC))
        return run

    def refuse_failed_start(self) -> None:
        """Closes the spider before its first request when the run could not begin."""
        if self.spider.failure is not None:
            raise CloseSpider(self.spider.failure[1])

    def note_end(self) -> None:
        """Notes that nothing is left to fetch: a crawl that ends before has been stopped."""
        self.spider.stopped = False

    async def process_item(self, item: Fetched | Rejection) -> Fetched | Rejection:
        """Stages the outcome of a page and its archive record together; the item itself travels on unchanged."""
        outcome: Outcome | None
        if isinstance(item, Rejection):
            outcome, record = item, b""
        elif item.status == 304:
            outcome, record = None, await self._record(item)
        else:
            outcome, record = await self._read(item)
        try:
            if self.spider.failure is None:
                self._stage(item, outcome, record)
        except OSError as error:
            self._give_up(error)
        return item

    async def _read(self, item: Fetched) -> tuple[Outcome, bytes]:
        """The outcome of a page, rendered if necessary, and its archive record."""
        reading = await self.renderer.read(item.page, self._collected, self.spider.javascript)
        return reading.outcome, await self._record(item, reading.rendered)

    async def _collected(self, page: Page) -> Outcome:
        assert self.queue is not None
        coming = self.queue.workers.collect(page, self.recipe)
        # A page that the gate stopped has its outcome already: awaiting it would wake the event loop through a socket.
        return coming.result() if coming.done() else await asyncio.wrap_future(coming)

    async def _record(self, item: Fetched, rendered: Page | None = None) -> bytes:
        """The archive record, compressed in a thread."""
        if not self.crawler.settings.getbool("ARCHIVE_ENABLED"):
            return b""
        if item.status == 304:
            return revisit_record(item.page, list(item.headers))
        return await asyncio.to_thread(response_record, item.page, item.status, list(item.headers), rendered)

    def _stage(self, item: Fetched | Rejection, outcome: Outcome | None, record: bytes) -> None:
        """Stages the outcome with its archive record and validators, and counts it."""
        assert self.run is not None
        fetched = item if isinstance(item, Fetched) else None
        validators = (fetched.header("ETag"), fetched.header("Last-Modified")) if fetched else ("", "")
        if outcome is None and fetched is not None:
            self.run.stage_unchanged(fetched.page.url, record, *validators)
            self.crawler.stats.inc_value("article/not_modified")
        elif outcome is not None:
            self.run.stage(outcome, record, *validators)
            reason = outcome.reason.value if isinstance(outcome, Rejection) else "extracted"
            self.crawler.stats.inc_value(f"page/{reason}")

    def _give_up(self, error: OSError) -> None:
        """Ends the crawl without publishing it; what is staged stays for the next run."""
        sentence = f"cannot write below {self.crawler.settings['DATA_DIR']}: {error.strerror}"
        self._fail(f"{sentence}; the next run goes on from here", Verdict.INTERNAL_ERROR)
        self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="disk"))

    async def close_spider(self) -> None:
        """Publishes the run and hands its articles to the feeds."""
        if self.spider.memory.ledger is not None:
            self.spider.memory.ledger.close()
            self.spider.memory.ledger = None  # a source that is stopped may still be reading listings
        try:
            if self.run is not None and self.queue is not None and self.spider.failure is None:
                crawled = Crawled(run=self.run, spider=self.spider, stats=self.crawler.stats)
                manifest = await self.queue.publish(crawled)
                await asyncio.to_thread(self.run.reveal)
                self.spider.manifest = manifest
                self._send(manifest)
        except RunError as error:
            self._fail(f"not published: {error}", Verdict.INTERNAL_ERROR)
        except OSError as error:
            self._fail(
                f"not published: {sentence_of(error)}; the next run publishes what is staged", Verdict.INTERNAL_ERROR
            )
        finally:
            self._leave()

    def _leave(self) -> None:
        """Closes the run, and the child processes unless other crawls share them."""
        if self.run is not None:
            self.run.close()
        if self.queue is not None and self.lent:
            self.queue.leave()
        elif self.queue is not None:
            self.queue.workers.close()

    def _send(self, manifest: Manifest) -> None:
        corpus = Path(self.crawler.settings["DATA_DIR"]) / "corpus" / f"{manifest.run}.jsonl"
        self.crawler.signals.send_catch_log(run_published, corpus=corpus, spider=self.spider)

    def _fail(self, sentence: str, verdict: Verdict) -> None:
        self.spider.failure = (verdict, sentence)
        logger.error("%s", sentence)
