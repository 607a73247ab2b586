"""Comparing somebody's arrays with a run."""
