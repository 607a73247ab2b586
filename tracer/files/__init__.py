"""Files: text as UTF-8 and nothing else."""
