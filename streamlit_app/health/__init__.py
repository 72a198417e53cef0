"""The parts of the data health page."""
