"""The parts of the usage page."""
