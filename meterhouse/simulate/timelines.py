"""Which of several versions of a thing holds at an instant."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from meterhouse.simulate.days import microseconds
from meterhouse.simulate.paths import IntArray

BEGINNING, NEVER = np.iinfo(np.int64).min, np.iinfo(np.int64).max


class Timeline:
    """Versions of numbered subjects, in order of subject and beginning; a version without one is there from ever."""

    def __init__(self, versions: Sequence[tuple[int, datetime | None]], subjects: int) -> None:
        subject = np.array([number for number, _ in versions], dtype=np.int64)
        self.first = np.searchsorted(subject, np.arange(subjects))
        place = np.arange(len(subject)) - self.first[subject]
        self.begins = np.full((place.max(initial=-1) + 1, subjects), NEVER)
        self.begins[place, subject] = [BEGINNING if since is None else microseconds(since) for _, since in versions]

    def version_at(self, subject: IntArray, at: IntArray) -> IntArray:
        """The place among all versions of the one that holds of each subject at its instant; −1 for none or nobody."""
        begun = np.zeros(len(subject), dtype=np.int64)
        for begins in self.begins:
            begun += begins[subject] <= at
        return np.where((subject >= 0) & (begun > 0), self.first[subject] + begun - 1, -1)
