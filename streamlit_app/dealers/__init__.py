"""The parts of the page on dealers."""
