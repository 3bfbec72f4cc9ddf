"""Query processing: grammar, syntax tree, interpretation, filters and spelling correction."""
