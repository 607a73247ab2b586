"""Documents with commands in them: found, run again, and held against what stands there."""
