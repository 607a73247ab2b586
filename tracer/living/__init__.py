"""Living documents: find the commands inside a document, run them again, compare with the printed output."""
