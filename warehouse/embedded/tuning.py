"""The embedded server's configuration: memory and WAL sized for loading on the machine at hand."""

import os

MEBIBYTE = 2**20


def configuration(port: int) -> dict[str, str]:
    """Settings of the server by name; durability is never traded (`fsync`, `synchronous_commit` stay on)."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // MEBIBYTE
    return {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        # TCP only: two homes on one machine never meet in a socket folder, and every client library speaks it.
        "unix_socket_directories": "",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "shared_buffers": f"{min(2048, max(64, memory // 8))}MB",
        "effective_cache_size": f"{max(128, memory // 2)}MB",
        # A day's facts are hash aggregates over text keys; below about 64 MB they spill at a million events a day.
        "work_mem": f"{min(128, max(8, memory // 128))}MB",
        "maintenance_work_mem": f"{min(512, max(64, memory // 32))}MB",
        # Loading writes WAL in bursts; with the default 1 GB a checkpoint would start every few million rows.
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "wal_buffers": "32MB",
        # The statements are many and each takes well under a second: compiling them costs more than it saves.
        "jit": "off",
        "random_page_cost": "1.1",
        "max_parallel_workers_per_gather": str(min(4, (os.cpu_count() or 1))),
        "max_connections": "120",
    }
