"""Units become passages, a catalogue, a keyword index and a vector index, published as one generation."""
