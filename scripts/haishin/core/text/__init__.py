"""Japanese text as such: spellings with the place of each character, numerals, dates, sentences, columns."""
