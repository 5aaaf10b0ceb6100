"""Git: how it is called, and what a bare repository without a working tree tells."""
