"""What is not SQL: the reader of files and its command, and the runner of the Great Expectations suites."""
