"""The bands of users' attributes, by the edges that the models have: var `bands` of the dbt project."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import yaml

from meterhouse.simulate.paths import IntArray
from meterhouse.simulate.responses import BoolArray

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project" / "dbt_project.yml"


@dataclass(frozen=True)
class Bands:
    """Where bands begin, beside 0; band `n` lies below edge `n`, the last has no end."""

    edges: tuple[int, ...]

    @property
    def names(self) -> list[str]:
        """`0-17`, `18-24`, …, `65+`."""
        return [*(f"{begin}-{end - 1}" for begin, end in pairwise((0, *self.edges))), f"{self.edges[-1]}+"]

    def numbers(self, values: IntArray, is_known: BoolArray, unit: int = 1) -> IntArray:
        """The band of each value, which counts in parts of an edge's unit; −1 where it is not known."""
        return np.where(is_known, np.searchsorted(np.array(self.edges) * unit, values, side="right"), -1)


def read_bands(project: Path = PROJECT) -> dict[str, Bands]:
    """Bands by attribute: `age`, `income`, `spend`."""
    given = yaml.safe_load(project.read_text(encoding="utf-8"))["vars"]["bands"]
    return {name: Bands(tuple(edges)) for name, edges in given.items()}
