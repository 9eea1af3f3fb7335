"""The schema core: pure functions over plain JSON values; input and output are in `store`."""
