"""Reading recipes: how the files of an index are read, as one file that people read and change."""
