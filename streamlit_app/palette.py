"""Colours that say the same thing everywhere, told apart by people who see colours differently, in light and dark.

The categories are Paul Tol's bright scheme (Colour Schemes, SRON technical note 09-002, 3.2), outcomes its
high-contrast trio, lightened so that it stands on dark ground too.
"""

from collections.abc import Sequence

from streamlit_app.words import OTHERS, OUTCOMES

OUTCOME_COLORS = {"success": "#3f86d8", "client_error": "#e0a526", "server_error": "#c8385a"}
CATEGORIES = ("#4477aa", "#ee6677", "#228833", "#ccbb44", "#66ccee", "#aa3377")
REST = "#9aa3af"


def colors(labels: Sequence[str]) -> list[str]:
    """A colour for each label: outcomes have their own, what is left over is grey."""
    fixed = {OUTCOMES[outcome]: color for outcome, color in OUTCOME_COLORS.items()} | {OTHERS: REST}
    return [fixed.get(label, CATEGORIES[place % len(CATEGORIES)]) for place, label in enumerate(labels)]
