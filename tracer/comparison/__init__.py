"""Comparing a run with other numbers: another run, a stored trace, or the arrays of somebody's own implementation."""
