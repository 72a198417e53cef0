"""The simulated world of `meterhouse run`, in the landing zone of this home."""

import shutil
from collections.abc import Callable
from pathlib import Path

from meterhouse.simulate import simulate
from warehouse.errors import MeterhouseError
from warehouse.settings import LOCATIONS, Settings

DAYS, EVENTS, SEED = 30, 300_000, 7
TRUTH, WITHDRAWN = "truth.json", "withdrawn.json"
# What lies beside the landing zone.
BESIDE = (LOCATIONS, WITHDRAWN, "corrections")


def place_simulated_world(settings: Settings, tell: Callable[[str], None]) -> None:
    """Makes the world once; later runs find it there. Refuses to mix it with files that came from elsewhere.

    It is made whole before anything of it is moved to its place, so a run that was killed is finished by the next one.
    """
    home = settings.home_path
    if (home / TRUTH).exists():
        return
    making = home / "simulating"
    if not (making / TRUTH).exists():
        _require_room(settings)
        tell(f"{EVENTS:,} events over {DAYS} days")
        shutil.rmtree(making, ignore_errors=True)
        simulate(making, DAYS, EVENTS, SEED)
    if (making / "landing").exists():
        _require_room(settings)
        settings.landing_path.mkdir(parents=True, exist_ok=True)
        (making / "landing").rename(settings.landing_path)
    for name in (*BESIDE, TRUTH):
        if (making / name).exists():
            (making / name).rename(home / name)
    making.rmdir()


def list_of_withdrawn(settings: Settings) -> Path | None:
    """The list of log files that should not have landed, if there is a simulated world with one in this home."""
    listed = settings.home_path / WITHDRAWN
    return listed if listed.exists() else None


def _require_room(settings: Settings) -> None:
    landing = settings.landing_path
    own = [landing] if landing.exists() and any(landing.iterdir()) else []
    own += [path for path in (settings.home_path / name for name in BESIDE) if path.exists()]
    if own:
        raise MeterhouseError(
            f"{own[0]} is, or holds, something that is not the simulated world's. Load your own files with "
            "`meterhouse run --logs …`, or choose another METERHOUSE_HOME for the simulated world."
        )
