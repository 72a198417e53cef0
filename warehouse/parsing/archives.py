"""The bytes of a file, decompressed if need be; the first bytes tell how it is packed, never its name."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import zstandard

from warehouse.errors import LoadRefused

GZIP, ZSTD, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"
NOT_READ = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\xff\xfe": "UTF-16 text",
    b"\xfe\xff": "UTF-16 text",
    PARQUET: "a Parquet file",
}
# Below this a high ratio says nothing: a few thousand equal lines compress a thousandfold and harm nobody.
JUDGED_FROM_BYTES = 8 * 2**20
# One zstd block of 4 bytes may become 128 KiB: this much input at once can become 64 MiB before it is judged.
ZSTD_INPUT_BYTES = 2048


def read_pieces(path: Path, piece_bytes: int, max_expansion: int) -> Iterator[bytes]:
    """The decompressed content in pieces of about `piece_bytes`.

    Raises `LoadRefused`: `unreadable_file`, `wrong_format`, `truncated_gzip`, `truncated_zstd`, `corrupt_gzip`,
    `corrupt_zstd`, or `expansion_ratio` as soon as the content grows beyond `max_expansion` times the file.
    """
    with _opened(path) as file:
        produced = 0
        for piece in _unpacked(path, file, piece_bytes):
            produced += len(piece)
            check_expansion(path, produced, file.tell(), max_expansion)
            yield piece


def check_expansion(path: Path, produced: int, packed: int, max_expansion: int) -> None:
    """Raises `LoadRefused` (`expansion_ratio`) if so many packed bytes gave too many."""
    if produced > JUDGED_FROM_BYTES and produced > max_expansion * packed:
        sentence = f"{path.name} grows to more than {max_expansion} times its size when unpacked, which no log does."
        raise LoadRefused("expansion_ratio", sentence)


def has_magic(path: Path, magic: bytes) -> bool:
    """Whether the file begins with these bytes."""
    with _opened(path) as file:
        return file.read(len(magic)) == magic


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise LoadRefused("unreadable_file", f"{path} cannot be read: {error.strerror}.") from None


def _unpacked(path: Path, file: BinaryIO, piece_bytes: int) -> Iterator[bytes]:
    magic = file.read(8)
    file.seek(0)
    if magic.startswith(GZIP):
        return _gunzipped(path, file, piece_bytes)
    if magic.startswith(ZSTD):
        return _unzstd(path, file, piece_bytes)
    for known, name in NOT_READ.items():
        if magic.startswith(known):
            raise LoadRefused("wrong_format", f"{path.name} is {name}; UTF-8 text, plain, gzip or zstd, is expected.")
    return iter(lambda: file.read(piece_bytes), b"")


def _gunzipped(path: Path, file: BinaryIO, piece_bytes: int) -> Iterator[bytes]:
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            while piece := unpacked.read(piece_bytes):
                yield piece
    except EOFError:
        raise LoadRefused("truncated_gzip", f"{path.name} is a gzip file that ends too early.") from None
    except (zlib.error, gzip.BadGzipFile) as error:
        raise LoadRefused("corrupt_gzip", f"{path.name} is a damaged gzip file: {error}.") from None


def _unzstd(path: Path, file: BinaryIO, piece_bytes: int) -> Iterator[bytes]:
    try:
        piece = bytearray()
        for part in _zstd_parts(path, file):
            piece += part
            if len(piece) >= piece_bytes:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece)
    except zstandard.ZstdError as error:
        raise LoadRefused("corrupt_zstd", f"{path.name} is a damaged zstd file: {error}.") from None


def _zstd_parts(path: Path, file: BinaryIO) -> Iterator[bytes]:
    """What each bit of input gives, over any number of frames; a frame must end."""
    frame, is_open = zstandard.ZstdDecompressor().decompressobj(), False
    while packed := file.read(ZSTD_INPUT_BYTES):
        while packed:
            is_open = True
            yield frame.decompress(packed)
            if not frame.eof:
                break
            packed, is_open = frame.unused_data, False
            frame = zstandard.ZstdDecompressor().decompressobj()
    if is_open:
        raise LoadRefused("truncated_zstd", f"{path.name} is a zstd file that ends too early.")
