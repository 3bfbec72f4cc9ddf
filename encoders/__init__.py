"""Text to vectors: the protocol, sentence-transformers, the exported graph and the files of a model."""
