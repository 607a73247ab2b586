"""The Python interface above `trace` and `load`: what a trace's methods do, comparison with arrays, assertions for tests."""
