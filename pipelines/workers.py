"""Child processes for work that may hang or crash: trafilatura is not thread-safe and pages are hostile."""

import gc
import pickle
import resource
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from functools import lru_cache
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import RLock
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self, TypeVar

import msgspec
from pebble import ProcessExpired, ProcessPool

from pipelines.recipe import Recipe, collect, finish, rejected_by_gate, run
from pipelines.record import Article, Outcome, Page, Reason, Reject, Rejection, rejection

Subject = TypeVar("Subject", Page, Article)


@lru_cache(maxsize=4)
def _loaded(path: str) -> Recipe:
    """The recipe that the parent left in a file: sending it with every page would cost more than the page."""
    recipe: Recipe = pickle.loads(Path(path).read_bytes())  # noqa: S301  (our own file)
    _bound_memory(recipe.limits.memory)
    return recipe


def _bound_memory(more: int) -> None:
    """Lets this process take `more` bytes than it has now, where the system reports how many these are."""
    with suppress(OSError, ValueError):
        taken = int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_DATA, (taken + more, resource.getrlimit(resource.RLIMIT_DATA)[1]))


def _apply(step: Callable[[Any, Recipe], Outcome], sent: "Page | bytes", path: str) -> "Rejection | bytes":
    answer: Rejection | bytes = _packed(step(_unpacked(sent), _loaded(path)))
    return answer


def _packed(subject: Page | Outcome) -> Any:
    """An article as JSON, for another process: pickle asks Python for every field of every block."""
    return msgspec.json.encode(subject) if isinstance(subject, Article) else subject


def _unpacked(sent: Any) -> Any:
    return msgspec.json.decode(sent, type=Article) if isinstance(sent, bytes) else sent


def collect_seldom() -> None:
    """Makes garbage collection rarer, about once a page: pages make many objects that die young."""
    gc.freeze()  # what is imported stays
    gc.set_threshold(50_000, 20, 50)


class _Processes(ForkServerContext):
    """How children start: from a server, since a fork of a process that runs a reactor and threads can deadlock."""

    def __init__(self) -> None:
        super().__init__()
        # pebble drops its locks while the last children still look for them; they would end in tracebacks.
        self._locks: list[RLock] = []
        self.set_forkserver_preload(["__main__", "pipelines.preload"])

    def RLock(self) -> RLock:  # noqa: N802  (the name that multiprocessing gave it)
        """A lock that lasts as long as this context."""
        self._locks.append(super().RLock())
        return self._locks[-1]


class Workers:
    """Runs steps of recipes in child processes; the outcome is always an Article or a Rejection."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = _Processes()
        self._width = 4 * processes
        # A fresh child after some thousand pages bounds what lxml's memory pools keep.
        self._pool = ProcessPool(processes, 2000, initializer=collect_seldom, context=self._processes)
        self._folder = TemporaryDirectory(prefix="recipes-")
        self._shipped_recipes: dict[int, tuple[Recipe, str]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
        self.close()

    def close(self) -> None:
        """Waits for what is under way and ends the child processes."""
        self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()
        self._folder.cleanup()

    def collect(self, page: Page, recipe: Recipe) -> "Future[Outcome]":
        """Future outcome of `pipelines.recipe.collect`; what the gate stops never crosses to a child."""
        refused = rejected_by_gate(page, recipe)
        return self._submit(collect, page, recipe) if refused is None else _settled(refused)

    def run(self, pages: Iterable[Page | Rejection], recipe: Recipe) -> Iterator[Outcome]:
        """Outcomes of the whole recipe, in the order of the pages; Rejections pass through."""
        return self._map(lambda page: self._submit(run, page, recipe), pages)

    def collected(self, pages: Iterable[Page | Rejection], recipe: Recipe) -> Iterator[Outcome]:
        """Outcomes of `collect`, in the order of the pages; Rejections pass through."""
        return self._map(lambda page: self.collect(page, recipe), pages)

    def finish(self, outcomes: Iterable[Outcome], recipe: Recipe) -> Iterator[Outcome]:
        """Outcomes of the recipe's stages for collected articles, in order; Rejections pass through."""
        return self._map(lambda article: self._submit(finish, article, recipe), outcomes)

    def _map(
        self, submit: Callable[[Subject], "Future[Outcome]"], subjects: Iterable[Subject | Rejection]
    ) -> Iterator[Outcome]:
        """A bounded number is under way, so inputs of any length fit in memory."""
        waiting: deque[Future[Outcome]] = deque()
        for subject in subjects:
            waiting.append(_settled(subject) if isinstance(subject, Rejection) else submit(subject))
            if len(waiting) >= self._width:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _submit(
        self, step: Callable[[Subject, Recipe], Outcome], subject: Subject, recipe: Recipe
    ) -> "Future[Outcome]":
        """A future that never fails: a hang or a crash of the child is a Rejection of the subject."""
        answer: Future[Outcome] = Future()
        seconds = recipe.limits.seconds
        task = self._pool.schedule(_apply, args=(step, _packed(subject), self._shipped(recipe)), timeout=seconds)
        task.add_done_callback(lambda done: answer.set_result(_outcome(done, subject, seconds)))
        return answer

    def _shipped(self, recipe: Recipe) -> str:
        """The file that holds the recipe for the child processes."""
        if id(recipe) not in self._shipped_recipes:
            path = Path(self._folder.name) / str(len(self._shipped_recipes))
            path.write_bytes(pickle.dumps(recipe))
            # The recipe is kept alive: the id of one that is gone could become that of another.
            self._shipped_recipes[id(recipe)] = recipe, str(path)
        return self._shipped_recipes[id(recipe)][1]


def _outcome(done: "Future[Rejection | bytes]", subject: Page | Article, seconds: float) -> Outcome:
    """A child's answer; a hang, a crash or an exception becomes a Rejection."""
    try:
        outcome: Outcome = _unpacked(done.result())
        return outcome
    except TimeoutError:
        reject = Reject(Reason.TIMEOUT, f"not finished within {seconds:g} seconds")
    except MemoryError:
        reject = Reject(Reason.TOO_LARGE, "takes more memory than one page may")
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
