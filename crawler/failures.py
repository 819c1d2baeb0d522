"""Failures in words: of a request as a Reject, of a file as a sentence."""

from scrapy.exceptions import DownloadTimeoutError, IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError

from crawler.limits import BrokenBody
from crawler.robots import Unreachable
from pipelines.record import Reason, Reject


def reject_of(error: BaseException | None) -> Reject:
    """The Reject that a failed request stands for."""
    if isinstance(error, HttpError):
        return Reject(Reason.HTTP_ERROR, f"the server answered {error.response.status}")
    if isinstance(error, DownloadTimeoutError):
        return Reject(Reason.TIMEOUT, "the server did not answer in time")
    if isinstance(error, BrokenBody):
        return Reject(Reason.BROKEN, str(error))
    if isinstance(error, Unreachable):
        return Reject(Reason.ROBOTS, str(error))
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error))
    return Reject(Reason.FETCH_FAILED, f"{type(error).__name__}: {error}"[:200])


def sentence_of(error: Exception) -> str:
    """What went wrong, and with which file; without the system's error number."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _ignored(message: str) -> Reject:
    """The Reject of a request that a middleware dropped, by its message."""
    if "robots.txt" in message:
        return Reject(Reason.ROBOTS, "robots.txt does not allow this address")
    if "offsite" in message:
        host = message.rpartition(" to ")[2].strip("'")
        return Reject(Reason.FOREIGN_REDIRECT, f"the address redirects to {host}, which is not the outlet's")
    if "DOWNLOAD_MAXSIZE" in message:
        return Reject(Reason.TOO_LARGE, "the answer unpacks to more than the limit")
    return Reject(Reason.FETCH_FAILED, message[:200])
