"""Serves an application over real HTTP on loopback, and opens and closes without a wait."""

import socket
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_PATIENCE = 30


class Front:
    """One application behind one port, with a thread for each connection.

    It waits in `accept`, which closing ends at once; Werkzeug's own loop looks twenty times a second whether to end.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._accept, name="front", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more; a second time it does nothing."""
        with suppress(OSError):
            self._server.socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(_PATIENCE)
        self._server.server_close()

    def _accept(self) -> None:
        while True:
            try:
                connection, address = self._server.get_request()
            except OSError:
                return
            self._server.process_request(connection, address)


class _Quiet(WSGIRequestHandler):
    """Logs nothing."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""
