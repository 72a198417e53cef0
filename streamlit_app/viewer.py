"""Who looks at the dashboard."""

from warehouse.access import Scope


def viewer() -> Scope:
    """The scope of every report on a page: the operator's, as long as nobody logs in and the page is on loopback."""
    return Scope.operator()
