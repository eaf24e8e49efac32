"""One format a module: what each takes out of a file's bytes, and when it refuses."""
