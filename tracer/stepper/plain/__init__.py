"""Stepping line by line: commands by word, answers as lines."""
