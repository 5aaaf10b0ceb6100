"""An embedded GitHub on loopback, over a real git repository. It imports nothing else of ours."""
