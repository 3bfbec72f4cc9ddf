"""The order of hits: fusion, late interaction, boosts and reranking."""
