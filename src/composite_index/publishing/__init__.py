"""Published versions: files that hold the tables of one build each, and which of them is out."""
