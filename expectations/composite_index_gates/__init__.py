"""The Great Expectations suites, and the Python that judges tables by them. It needs no other part of this project."""
