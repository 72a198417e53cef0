"""Which machines write the world's logs: each stream is one host's files of one source."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["combined", "request_id", "json", "csv", "parquet"]
Identity = Literal["position", "field", "content"]


@dataclass(frozen=True)
class Stream:
    """One host's log: `share` of its group's traffic, cut into `parts` files a day at `offset_minutes` local midnight.

    `suffixes` are taken in turn, file by file; `kind` says how lines are written, `identity` how the source tells
    equal records.
    """

    name: str
    source: str
    folder: str
    kind: Kind
    identity: Identity
    share: float
    parts: int
    suffixes: tuple[str, ...]
    offset_minutes: int = 0

    @property
    def is_access_log(self) -> bool:
        """Access logs carry whole seconds and neither users, dealers nor records."""
        return self.kind in {"combined", "request_id"}


STREAMS = (
    Stream("web1", "nginx_combined", "nginx", "combined", "position", 0.3, 1, (".log", ".log.gz")),
    Stream("web2", "nginx_combined", "nginx", "combined", "position", 0.25, 1, (".log.gz", ".log.zst"), 120),
    Stream(
        "edge1", "nginx_request_id", "nginx_request_id", "request_id", "field", 0.45, 2, (".log.gz", ".log", ".log.zst")
    ),
    Stream("gateway", "gateway_json", "gateway", "json", "field", 0.55, 3, (".jsonl.gz", ".jsonl.zst", ".jsonl")),
    Stream("partner", "gateway_csv", "gateway_csv", "csv", "content", 0.25, 2, (".csv", ".csv.gz")),
    Stream("archive", "gateway_parquet", "gateway_parquet", "parquet", "field", 0.2, 1, (".parquet",)),
)
ACCESS_STREAMS = tuple(i for i, stream in enumerate(STREAMS) if stream.is_access_log)
GATEWAY_STREAMS = tuple(i for i, stream in enumerate(STREAMS) if not stream.is_access_log)
