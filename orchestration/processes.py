"""What child processes inherit."""

import os


def inherited() -> dict[str, str]:
    """This process's environment, save that children may keep compiled modules.

    Where that is forbidden, each dbt call and each Dagster process compiles thousands of modules anew: seven seconds
    for Great Expectations alone.
    """
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
