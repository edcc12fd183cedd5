"""Paper: everything that is printed. The one place where a PDF is made."""
