"""Formulas in a notation: one walk over the tree, one dialect each for LaTeX, MathML, Typst and text."""
