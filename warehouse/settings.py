"""Every setting of Meterhouse, read from `METERHOUSE_*` variables and an optional `.env` file."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from warehouse.errors import SettingsError

Role = Literal["owner", "loader", "collector", "reader", "billing"]
ROLES: tuple[Role, ...] = get_args(Role)
# A database of locations that lies in the home serves it without being set.
LOCATIONS = "locations.mmdb"


class Settings(BaseSettings):
    """All that can be set; `.env.example` lists each variable with its meaning."""

    model_config = SettingsConfigDict(env_prefix="METERHOUSE_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Path(".meterhouse")
    database_url: SecretStr | None = None
    owner_password: SecretStr | None = None
    loader_password: SecretStr | None = None
    collector_password: SecretStr | None = None
    reader_password: SecretStr | None = None
    billing_password: SecretStr | None = None
    pseudonym_key: SecretStr | None = None
    postgres_bin: Path | None = None
    landing: Path | None = None
    sources: Path | None = None
    geoip_database: Path | None = None
    # Decompressed bytes parsed at once. 32 MiB is no faster than 8 and takes nearly twice the memory; below a megabyte
    # each chunk's fixed cost shows.
    chunk_bytes: int = Field(default=8 * 2**20, ge=64)
    max_line_bytes: int = Field(default=64 * 2**10, ge=256)
    # Decompressed over compressed. Access logs compress 10 to 40 times; a bomb a thousand times and more.
    max_expansion: int = Field(default=200, ge=2)
    # Reports by users' attributes merge or leave out groups of fewer users. 1 tells of everybody.
    smallest_group: int = Field(default=5, ge=1)
    # From the end of a month until Dagster closes it, if it is told to.
    closing_grace_days: int = Field(default=5, ge=0)
    dbt_threads: int = Field(default=2, ge=1)
    dashboard_port: int = Field(default=8501, ge=1, le=65535)
    dagster_port: int = Field(default=3000, ge=1, le=65535)
    # Where Dagster's calendar of days begins; unset, a month before the oldest usage when it is started.
    first_day: date | None = None

    @property
    def project_root(self) -> Path:
        """The checkout: the folder that holds `dbt_project` and `sources`."""
        return Path(__file__).resolve().parent.parent

    @property
    def home_path(self) -> Path:
        """`home`, absolute."""
        return self.home.expanduser().resolve()

    @property
    def landing_path(self) -> Path:
        """Where log files arrive, absolute; by default `landing` under the home."""
        return (self.landing or self.home_path / "landing").expanduser().resolve()

    @property
    def sources_path(self) -> Path:
        """The folder of source definitions, absolute: by default `sources` under the home, else the shipped one."""
        own = self.home_path / "sources"
        return (self.sources or (own if own.is_dir() else self.project_root / "sources")).expanduser().resolve()

    @property
    def geoip_path(self) -> Path | None:
        """The MaxMind database by which addresses are located, absolute: by default the one in the home, if any."""
        if self.geoip_database:
            return self.geoip_database.expanduser().resolve()
        own = self.home_path / LOCATIONS
        return own if own.is_file() else None


@cache
def settings() -> Settings:
    """The settings of this process, read once; raises `SettingsError` naming each wrong variable."""
    try:
        return Settings()
    except ValidationError as error:
        rows = [f"METERHOUSE_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors()]
        raise SettingsError("Wrong settings: " + "; ".join(rows) + ". See .env.example.") from None
