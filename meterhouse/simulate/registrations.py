"""One line of the world's registry."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple


class Record(NamedTuple):
    """What is said of a subject, by its number, from an instant on; without one from the beginning.

    Fields that are empty or left out are not known. `is_late`: it is written down days after it holds.
    """

    subject: int
    fields: Mapping[str, str]
    since: datetime | None = None
    is_deleted: bool = False
    is_late: bool = False
