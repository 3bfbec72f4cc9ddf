"""Opening of the socket that a server listens on."""

from __future__ import annotations

import socket

from corpus.errors import AddressError


def listen(host: str, port: int) -> socket.socket:
    """Open a listening socket on the first address of a host; port 0 selects a free port.

    Raises:
        AddressError: the host does not exist, or the port cannot be bound.
    """
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = addresses[0]
        return socket.create_server((str(address[0]), int(address[1])), family=family)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise AddressError(
            f"Cannot listen on {host}, port {port}: {reason}.",
            "Stop the program that uses it, or choose another address with --host and --port.",
        ) from error


def free_port(host: str, port: int) -> int:
    """Return the port if it can be bound, or a free one if it is 0.

    Raises:
        AddressError: the host does not exist, or the port cannot be bound.
    """
    with listen(host, port) as probe:
        bound_port: int = probe.getsockname()[1]
        return bound_port
