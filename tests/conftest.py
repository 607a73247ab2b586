"""For all tests: no example fails for being slow, since a busy machine is no mistake."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
