"""The analysts' dashboard."""
