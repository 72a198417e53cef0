"""The parts of the page on rights."""
