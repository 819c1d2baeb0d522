"""Child processes for work that may hang or crash: trafilatura is not thread-safe and pages are hostile."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from types import TracebackType
from typing import Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from pipelines.recipe import Recipe, collect, finish, run
from pipelines.record import Article, Outcome, Page, Reason, Reject, Rejection, rejection

Subject = TypeVar("Subject", Page, Article)

_recipe: Recipe | None = None
"""Set once in every child by `_receive`: sending the recipe with every page would cost more than the page."""


def _receive(recipe: Recipe) -> None:
    global _recipe  # noqa: PLW0603
    _recipe = recipe


def _apply(step: Callable[[Subject, Recipe], Outcome], subject: Subject) -> Outcome:
    assert _recipe is not None
    return step(subject, _recipe)


class Workers:
    """Runs steps of a recipe in child processes; every subject comes back as an Article or a Rejection."""

    def __init__(self, recipe: Recipe, processes: int = 1) -> None:
        # forkserver: a fork of a process that runs a reactor and threads can deadlock.
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["__main__", "pipelines.recipe", "trafilatura"])
        self._seconds = recipe.limits.seconds
        self._width = 4 * processes
        # A fresh child after some thousand pages bounds what lxml's memory pools keep.
        self._pool = ProcessPool(processes, 2000, initializer=_receive, initargs=(recipe,), context=context)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()

    def collect(self, page: Page) -> "Future[Outcome]":
        """Future outcome of `pipelines.recipe.collect`: gate and extract."""
        return self._submit(collect, page)

    def run(self, pages: Iterable[Page | Rejection]) -> Iterator[Outcome]:
        """Outcomes of the whole recipe, in the order of the pages; Rejections pass through."""
        return self._map(run, pages)

    def collected(self, pages: Iterable[Page | Rejection]) -> Iterator[Outcome]:
        """Outcomes of `collect`, in the order of the pages; Rejections pass through."""
        return self._map(collect, pages)

    def finish(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        """Outcomes of the recipe's stages for collected articles, in order; Rejections pass through."""
        return self._map(finish, outcomes)

    def _map(
        self, step: Callable[[Subject, Recipe], Outcome], subjects: Iterable[Subject | Rejection]
    ) -> Iterator[Outcome]:
        """A bounded number is under way, so inputs of any length fit in memory."""
        waiting: deque[Future[Outcome]] = deque()
        for subject in subjects:
            waiting.append(_settled(subject) if isinstance(subject, Rejection) else self._submit(step, subject))
            if len(waiting) >= self._width:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _submit(self, step: Callable[[Subject, Recipe], Outcome], subject: Subject) -> "Future[Outcome]":
        """A future that never fails: a hang or a crash of the child is a Rejection of the subject."""
        answer: Future[Outcome] = Future()
        task = self._pool.schedule(_apply, args=(step, subject), timeout=self._seconds)
        task.add_done_callback(lambda done: answer.set_result(self._outcome(done, subject)))
        return answer

    def _outcome(self, done: "Future[Outcome]", subject: Page | Article) -> Outcome:
        try:
            return done.result()
        except TimeoutError:
            reject = Reject(Reason.TIMEOUT, f"not finished within {self._seconds:g} seconds")
        except ProcessExpired as error:
            reject = Reject(Reason.BROKEN, f"the extracting process died (exit status {error.exitcode})")
        # Whatever one page provokes must not end the run.
        except Exception as error:
            reject = Reject(Reason.BROKEN, f"{type(error).__name__}: {error}"[:200])
        return rejection(subject, reject)


def _settled(outcome: Outcome) -> "Future[Outcome]":
    done: Future[Outcome] = Future()
    done.set_result(outcome)
    return done
