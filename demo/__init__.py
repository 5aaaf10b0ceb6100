"""`make demo`: the main job end to end, as a story that checks itself. Not part of the wheel."""
