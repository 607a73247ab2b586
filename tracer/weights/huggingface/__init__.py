"""A Hugging Face folder read with NumPy: configuration, names, tensors. Nothing in the folder is run."""
