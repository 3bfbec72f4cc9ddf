"""Builds generations: editions → passages → catalogue, keyword index and vector index, published as one."""
