"""What templates are made of: values, filters, tags, and families of cases."""
