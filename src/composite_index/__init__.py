"""The command `composite-index`: it reads files, builds indices, and has the gates judge them on any engine."""
