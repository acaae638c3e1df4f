"""The reader of files: it turns the tables that people have into inputs, or says what is wrong with them."""
