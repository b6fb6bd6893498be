"""The desk: where people answer. Pages under /desk, who may see them, and what is done there."""
