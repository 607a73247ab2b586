"""The layers of every model, toy or checkpoint: each reads an `Architecture` and the axes of a run, and calls the recorder."""
