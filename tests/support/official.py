"""What GitHub's official descriptions say about a request and its answer. A list of objections; empty is good.

The descriptions are the committed slices of `tests/contracts/github` and `aidlc/emulator/data`. They come from GitHub,
not from us: neither the product nor the embedded GitHub can pass by agreeing with each other.
"""

from tests.support.official_graphql import validate_graphql
from tests.support.official_rest import validate_rest

__all__ = ["validate_graphql", "validate_rest"]
