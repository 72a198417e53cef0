"""Outcomes must be told apart by people who see fewer colours, on light and on dark ground."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from streamlit_app.palette import OUTCOME_COLORS, REST, colors
from streamlit_app.words import OTHERS, OUTCOMES

Array = NDArray[np.float64]
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
SEEN_BY = {
    "everyone": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(color: str) -> Array:
    values = np.array([int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(rgb: Array) -> Array:
    xyz = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", SEEN_BY)
def test_outcomes_differ_to_every_kind_of_sight(sight: str) -> None:
    # A difference of 20 in CIE Lab is seen at a glance; 2.3 is the least that is seen at all.
    for one, other in itertools.combinations(OUTCOME_COLORS.values(), 2):
        seen = [lab(SEEN_BY[sight] @ linear(color)) for color in (one, other)]
        assert np.linalg.norm(seen[0] - seen[1]) > 20, (one, other)


@pytest.mark.parametrize("ground", ["#ffffff", "#12161d"])
def test_outcomes_stand_out_from_both_grounds(ground: str) -> None:
    for color in OUTCOME_COLORS.values():
        assert np.linalg.norm(lab(linear(color)) - lab(linear(ground))) > 40


def test_an_outcome_has_its_colour_wherever_it_stands() -> None:
    assert colors(["All", OUTCOMES["server_error"]])[1] == OUTCOME_COLORS["server_error"]
    assert colors(["acme", OTHERS])[1] == REST
