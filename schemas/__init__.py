"""The record formats of AI-DLC: pydantic models, and the JSON Schemas generated from them."""
