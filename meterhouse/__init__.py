"""The command line and the simulated world, on top of the warehouse."""
