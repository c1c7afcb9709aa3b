"""Records what Jinja2 gives, as cases to replay."""
