"""What the product does, one module a purpose: gather, decide, apply."""
