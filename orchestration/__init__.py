"""Dagster: loads, checks, builds and sensors."""
