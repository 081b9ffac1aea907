"""The CPU that a server's process takes for a request, measured from outside over loopback sockets.

Linux only: it reads another process's CPU clock.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from asgi import Request

ON_LOOPBACK = 800
CONNECTIONS = 8


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as sock:
        port: int = sock.getsockname()[1]
        return port


@contextmanager
def server(command: list[str], cwd: Path, env: Mapping[str, str], port: int) -> Iterator[Callable[[Request], float]]:
    """A running server, as a function that tells the CPU us that a request takes in it."""
    child = subprocess.Popen(
        command, cwd=cwd, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    clock = (~child.pid << 3) | 2  # the process's CPU clock, clock_getcpuclockid(3)
    with ExitStack() as stack:
        stack.callback(child.wait)
        stack.callback(child.terminate)
        sockets = [stack.enter_context(connected(port, child)) for _ in range(CONNECTIONS)]

        def cpu(request: Request) -> float:
            talk(sockets, request, 5)
            begun = time.clock_gettime(clock)
            talk(sockets, request, ON_LOOPBACK // CONNECTIONS)
            return (time.clock_gettime(clock) - begun) / ON_LOOPBACK * 1e6

        yield cpu


def connected(port: int, child: subprocess.Popen[bytes]) -> socket.socket:
    """A connection to the server, once it listens."""
    for _ in range(300):
        try:
            return socket.create_connection(("127.0.0.1", port))
        except ConnectionRefusedError:
            if child.poll() is not None:
                break
            time.sleep(0.1)
    sys.exit("the server did not start")


def talk(sockets: list[socket.socket], request: Request, times: int) -> None:
    """Sends the request on all connections at once, then reads the answers; so many times."""
    data = request.wire()
    for _ in range(times):
        for sock in sockets:
            sock.sendall(data)
        for sock in sockets:
            read(sock)


def read(sock: socket.socket) -> None:
    """One response with a Content-Length, or in chunks."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += sock.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 20"), head
    length = re.search(rb"(?i)content-length: (\d+)", head)
    while not (body.endswith(b"0\r\n\r\n") if length is None else len(body) >= int(length[1])):
        body += sock.recv(65536)
