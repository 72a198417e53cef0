"""The parts of the page on billing."""
