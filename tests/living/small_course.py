"""A course of two lessons, the second in English only, to be written and linked."""

LESSON = """<!-- lesson
title: {title}
summary: About it.
-->

# {title}

See [the other]({other}.md) and [nothing](missing.md).

```console
$ ttrace "a b" --stage scores
old
```
"""


def write_course(folder):
    """The lessons as files in a folder."""
    folder.mkdir()
    for name, title, other in [
        ("01-one.en", "One", "02-two.en"),
        ("02-two.en", "Two <b>", "01-one.en"),
        ("01-one.zh", "一", "02-two.en"),
    ]:
        (folder / f"{name}.md").write_text(LESSON.format(title=title, other=other), encoding="utf-8")
