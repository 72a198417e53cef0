"""Corrections in plain words, the same wherever a load is shown."""


def correction(
    state: str, replaces: int | None = None, replaced_by: int | None = None, releases: int | None = None
) -> str:
    """What a load in this state corrects and what corrects it, by load ids: `replaces 12`, or nothing.

    A held load is only to replace another one, which stays what it is until then.
    """
    parts = []
    if replaces is not None:
        parts.append(f"{'to replace' if state == 'held' else 'replaces'} {replaces}")
    if replaced_by is not None:
        parts.append(f"{'replaced' if state == 'voided' else 'to be replaced'} by {replaced_by}")
    if releases is not None:
        parts.append(f"lines of {releases} released")
    return "; ".join(parts)
