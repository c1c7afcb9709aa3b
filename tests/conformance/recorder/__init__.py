"""Records renders of Django's template engine as cases that need no Python."""
