"""The algorithms that cut a word into pieces of a vocabulary, as steps that can be shown."""
