"""Checkpoints as their authors publish them: a Hugging Face folder read with NumPy. Nothing in the folder is run."""
