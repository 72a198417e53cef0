"""The default PostgreSQL: a server from a Python wheel, on loopback TCP, its files under the home folder."""

from warehouse.embedded.server import Server, ensure_server, stop_server

__all__ = ["Server", "ensure_server", "stop_server"]
