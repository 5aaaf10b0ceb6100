"""Drafts by a model: what it is asked for, what that may cost, and untrusted words made harmless before it reads them."""
