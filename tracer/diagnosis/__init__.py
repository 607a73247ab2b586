"""Why somebody's numbers differ: each known cause tried on the run, and those that make the numbers agree."""
