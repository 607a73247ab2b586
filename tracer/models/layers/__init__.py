"""Layers shared by all models: each reads an `Architecture` and the axes of a run and calls the recorder."""
