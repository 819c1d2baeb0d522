"""HTTP servers on 127.0.0.1 for as long as a `with` block lasts."""

from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


class Web(Serving):
    """Some addresses of the web on 127.0.0.1, told apart by Host header, path and query; bytes or a place to go."""

    def __init__(self, answers: Mapping[str, bytes | str]) -> None:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                found = answers.get(f"https://{self.headers['Host']}{self.path}")
                self.send_response(404 if found is None else 301 if isinstance(found, str) else 200)
                if isinstance(found, str):
                    self.send_header("Location", found)
                self.end_headers()
                self.wfile.write(found if isinstance(found, bytes) else b"")

            def log_message(self, *_: object) -> None:
                pass

        super().__init__(ThreadingHTTPServer(("127.0.0.1", 0), Answer))
