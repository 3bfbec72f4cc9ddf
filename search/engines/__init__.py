"""The retriever protocols and the engines that fill them."""
