"""Retriever protocols and the engines that implement them."""
