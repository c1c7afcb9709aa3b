"""Records renders of templates that people publish, as cases that need no Python."""
