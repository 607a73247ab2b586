"""From a request to what a model page reads: one file a side (source, target, memory), the sizes, and the frame."""
