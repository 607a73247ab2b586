"""State of a stepping session without a screen: position, history, searches, marks, edits, hidden results."""
