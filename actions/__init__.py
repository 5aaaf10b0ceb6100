"""What GitHub Actions run: one folder an action, with its manifest and its entry; `launch` is what the manifests start."""
