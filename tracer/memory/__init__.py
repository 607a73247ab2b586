"""Memory: the pool whose buffers a loaded model uses again, and how much the machine has left."""
