"""A file as it was when its digest was taken, though somebody may be writing to it meanwhile."""

import hashlib
import io
import os
from pathlib import Path, PosixPath
from typing import Any, NamedTuple, Self

from warehouse.errors import LoadRefused

READ_AHEAD_BYTES = 2**17


class HashedFile(PosixPath):
    """The path of a file of which nobody reads more than the first `size` bytes, those that `digest` (SHA-256) is of.

    What is read must not change: `check_unchanged` says whether it did.
    """

    size: int
    digest: bytes
    _state: "_State"

    @classmethod
    def at(cls, path: Path, size: int | None = None) -> Self:
        """The file as it is now, or its first `size` bytes.

        Raises `LoadRefused`: `no_such_file`, `unreadable_file`.
        """
        file = cls(path)
        try:
            file._state = file._present_state()
            file.size = file._state.size if size is None else size
            file.digest = file._present_digest()
        except FileNotFoundError:
            raise LoadRefused("no_such_file", f"There is no file {path}.") from None
        except OSError as error:
            raise LoadRefused("unreadable_file", f"{path} cannot be read: {error.strerror}.") from None
        return file

    def open(self, *_: Any, **__: Any) -> Any:
        """The beginning that was hashed, as a binary file."""
        return io.BufferedReader(_Beginning(self, self.size), READ_AHEAD_BYTES)

    def check_unchanged(self, *, may_grow: bool) -> None:
        """Raises `LoadRefused` (`changed_meanwhile`) unless the bytes are what they were; more may follow them."""
        try:
            present = self._present_state()
            if self._state == present and (may_grow or self.size == present.size):
                return
            if may_grow and self._present_digest() == self.digest:
                return
        except OSError:  # It is not there any more: what was read may be a part of it.
            pass
        sentence = f"{self} changed while it was read; nothing of it was stored. Load it again when it is complete."
        raise LoadRefused("changed_meanwhile", sentence)

    def _present_state(self) -> "_State":
        stat = self.stat()
        return _State(stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns)

    def _present_digest(self) -> bytes:
        with self.open() as file:
            return hashlib.file_digest(file, "sha256").digest()


class _State(NamedTuple):
    """What is another when somebody has written to a file."""

    device: int
    inode: int
    size: int
    changed_ns: int


class _Beginning(io.RawIOBase):
    """The first bytes of a file, as if it ended there."""

    def __init__(self, path: Path, size: int) -> None:
        self.file, self.size = io.FileIO(os.fspath(path)), size

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self.file.readinto(memoryview(buffer)[: max(0, self.size - self.tell())])

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            return self.file.seek(offset + self.size)
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        return self.file.tell()

    def close(self) -> None:
        self.file.close()
        super().close()
