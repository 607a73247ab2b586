"""SentencePiece models: pieces, ids, ALBERT's normaliser, added tokens."""
