"""Encoders from text to vectors (sentence-transformers or an exported ONNX graph), rerankers, model files."""
