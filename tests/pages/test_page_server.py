"""The server of a page's folder."""

from __future__ import annotations

import socket
import struct
import threading

from pytest_icplicense.pages.server import FolderServer


def test_a_browser_that_hangs_up_is_no_error(capfd):
    with socket.socket() as client:

        def read(path):
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.close()  # at once, with a reset
            return b"x" * (8 << 20)

        with FolderServer(read, "") as server:
            client.connect(("127.0.0.1", server.port))
            client.sendall(b"GET /large.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            while server.digests.keys() != {"large.js"}:
                threading.Event().wait(0.01)
            for thread in threading.enumerate():
                if "process_request" in thread.name:
                    thread.join()
    assert capfd.readouterr() == ("", "")
