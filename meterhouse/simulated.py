"""The simulated world of `meterhouse run`, in the landing zone of this home."""

import shutil
from collections.abc import Callable

from meterhouse.simulate import simulate
from warehouse.errors import MeterhouseError
from warehouse.settings import Settings

DAYS, EVENTS, SEED = 30, 300_000, 7


def place_simulated_world(settings: Settings, tell: Callable[[str], None]) -> None:
    """Makes the world once; later runs find it there. Refuses to mix it with files that came from elsewhere."""
    truth, landing = settings.home_path / "truth.json", settings.landing_path
    if truth.exists():
        return
    if landing.exists() and any(landing.iterdir()):
        raise MeterhouseError(
            f"{landing} holds files that are not the simulated world's. Load them with `meterhouse run --logs …`, "
            "or choose another METERHOUSE_HOME for the simulated world."
        )
    tell(f"{EVENTS:,} events over {DAYS} days")
    making = settings.home_path / "simulating"
    shutil.rmtree(making, ignore_errors=True)
    simulate(making, DAYS, EVENTS, SEED)
    landing.parent.mkdir(parents=True, exist_ok=True)
    landing.unlink(missing_ok=True) if landing.is_symlink() else shutil.rmtree(landing, ignore_errors=True)
    (making / "landing").rename(landing)
    (making / "truth.json").rename(truth)
    making.rmdir()
