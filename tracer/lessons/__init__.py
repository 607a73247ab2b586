"""The lessons that come along: played on a screen, adapted to another sentence, exported."""
