"""The socket a server listens on."""

from __future__ import annotations

import socket

from corpus.errors import AddressError


def listen(host: str, port: int) -> socket.socket:
    """Open a socket that listens on the first address of a host; port 0 takes a free one.

    Raises:
        AddressError: there is no such host, or the port cannot be had.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server((str(address[0]), int(address[1])), family=family)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AddressError(
            f"Cannot listen on {host}, port {port}: {reason}.",
            "Stop the program that uses it, or choose another address with --host and --port.",
        ) from error


def free_port(host: str, port: int) -> int:
    """The port given, which can be listened on, or a free one where that is 0.

    Raises:
        AddressError: there is no such host, or the port cannot be had.
    """
    with listen(host, port) as probe:
        found: int = probe.getsockname()[1]
        return found
