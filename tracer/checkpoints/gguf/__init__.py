"""Checkpoints in one GGUF file: configuration, names and tokenizer in the file's words."""
