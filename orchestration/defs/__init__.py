"""Assets, jobs, sensors and schedules: each wires plain functions."""
