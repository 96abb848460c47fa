"""Milvus, where an index may keep its vectors and records: `address`, `collection`, `archive`."""
