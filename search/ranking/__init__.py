"""Ranking: score fusion, late interaction, boosts and reranking."""
