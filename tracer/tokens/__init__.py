"""Text to tokens, ids and labels."""
