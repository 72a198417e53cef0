"""Whole lines cut from a stream of bytes, without ever holding more than about two pieces of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from warehouse.parsing.faults import IntArray
from warehouse.parsing.named_values import Lines

# So much of a line that cannot be counted is kept to look at.
KEPT_BYTES = 4096
BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Block:
    """Consecutive lines; `offset` is where the first begins in the decompressed stream.

    `is_open`: the last line lacks its newline. `long_line_bytes` > 0: the block is the beginning of one line of that
    many bytes.
    """

    buffer: bytes
    offset: int
    first_line_no: int
    is_open: bool = False
    long_line_bytes: int = 0

    @cached_property
    def edges(self) -> IntArray:
        """Where each line begins in the buffer, and at last where the buffer ends."""
        if self.long_line_bytes:
            return np.array([0, len(self.buffer)], np.int64)
        newlines = np.flatnonzero(np.frombuffer(self.buffer, np.uint8) == 0x0A)
        inner = newlines + 1
        edges = np.concatenate([[0], inner, [len(self.buffer)] if self.is_open else []]).astype(np.int64)
        if self.first_line_no == 1 and self.buffer.startswith(BOM):
            edges[0] = len(BOM)
        return edges

    @property
    def height(self) -> int:
        """Number of lines."""
        return len(self.edges) - 1

    @property
    def offsets(self) -> IntArray:
        """Byte offset of each line in the stream."""
        return self.edges[:-1] + self.offset

    @property
    def size(self) -> int:
        """Bytes of the stream that the block stands for."""
        return self.long_line_bytes or len(self.buffer)

    @cached_property
    def as_lines(self) -> Lines:
        """The lines with their newlines, sharing the buffer."""
        buffers = [None, pa.py_buffer(self.edges), pa.py_buffer(self.buffer)]
        return Lines(
            pa.LargeBinaryArray.from_buffers(pa.large_binary(), self.height, buffers), self.is_open, self.buffer
        )


def read_blocks(pieces: Iterable[bytes], max_line_bytes: int) -> Iterator[Block]:
    """Every line of the stream, in order, in blocks of whole lines."""
    rest, head, offset, line_no, skipped = b"", b"", 0, 1, 0
    for piece in pieces:
        if skipped:
            end = piece.find(b"\n") + 1
            skipped += end or len(piece)
            if not end:
                continue
            yield Block(head, offset, line_no, long_line_bytes=skipped)
            offset, line_no, piece, skipped = offset + skipped, line_no + 1, piece[end:], 0
        end = piece.rfind(b"\n") + 1
        if end:
            block = Block(b"".join((rest, memoryview(piece)[:end])), offset, line_no)
            yield block
            offset, line_no, rest = offset + block.size, line_no + block.height, piece[end:]
        else:
            rest += piece
        if len(rest) > max_line_bytes:
            head, skipped, rest = rest[:KEPT_BYTES], len(rest), b""
    if skipped:
        yield Block(head, offset, line_no, is_open=True, long_line_bytes=skipped)
    elif rest:
        yield Block(rest, offset, line_no, is_open=True)
