"""A text in one spelling: widths, numerals, letters and signs told aloud, each with its place in the original."""
