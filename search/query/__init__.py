"""What a query says: grammar, syntax tree, interpretation, filters and spelling."""
