"""The terminal: its screen, sentences, lists, tables and matrices as text."""
