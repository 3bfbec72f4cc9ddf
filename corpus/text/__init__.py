"""Text analysis: tokens, sentences, languages, numerals and tf–idf."""
