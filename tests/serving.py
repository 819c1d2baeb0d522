"""An HTTP server on 127.0.0.1 for as long as a `with` block lasts: the base of the tests' servers."""

from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Self


class Serving:
    """A local server that answers in a thread of its own from `with` on, and is gone afterwards."""

    def __init__(self, server: ThreadingHTTPServer) -> None:
        self._server = server
        self._thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        """The port that the server listens on."""
        return self._server.server_port

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
