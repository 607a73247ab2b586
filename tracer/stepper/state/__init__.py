"""A reader in a trace, without a screen: where he is, what he searched, marked, changed and hid."""
