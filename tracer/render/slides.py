"""A document as slides: one for each stage, its sentences as the speaker's notes, its working line after line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from tracer.document.blocks import (
    Call,
    Cell,
    Code,
    Document,
    Expression,
    Figure,
    Formula,
    Heading,
    Matrix,
    Note,
    Points,
    Prose,
    Table,
    Working,
)
from tracer.document.working import adds_up
from tracer.expression import evaluate
from tracer.render import table_model as grids
from tracer.render.notation.chain import Writer, chain
from tracer.render.page_order import Piece as Piece
from tracer.render.page_order import figure_tables, pieces

_LINES = 22  # of a slide that stays readable when it is made smaller
_LEAVES = 7  # workings of a tree on a slide
_ROOM = 96  # characters across that a table has on paper
_CHARACTERS = 80  # of a line of text


@dataclass(slots=True)
class Slide:
    """title: of the stage. part: the part of the model it belongs to, or "". notes: what a speaker says. pieces: what is seen.

    opening: whether it is the deck's title slide.
    """

    title: str
    part: str = ""
    opening: bool = False
    notes: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def add(self, piece: Piece) -> None:
        """Put a piece on the slide. A stage's sentence, which stands before its formula, is spoken and not shown."""
        if isinstance(piece, Formula) and self.pieces and isinstance(self.pieces[-1], Prose):
            self.pieces.pop()
        if isinstance(piece, Figure) and piece.title == self.title:
            piece = piece.replace(title="")
        if isinstance(piece, (Prose, Note)):
            self.notes.append(piece.text)
        self.pieces.append(piece)


def slides(document: Document) -> Iterator[Slide]:
    """The title slide, then one for each heading; a heading with nothing below it names the part of those that follow.

    What is too much for one slide goes on in another under the same title.
    """
    slide = Slide(document.title, opening=True)
    for piece in _parted(pieces(document)):
        if isinstance(piece, Heading):
            if piece.level == 1 and slide.opening:
                slide.title = piece.text
                continue
            if slide.opening or slide.pieces:
                yield slide
            names_part = not slide.opening and not slide.pieces
            slide = Slide(piece.text, "" if piece.level < 3 else slide.title if names_part else slide.part)
        elif slide.opening and not isinstance(piece, Prose):
            yield slide
            slide = Slide(slide.title)
            slide.add(piece)
        elif slide.pieces and sum(map(lines, slide.pieces)) + lines(piece) > _LINES:
            yield slide
            slide = Slide(slide.title, slide.part)
            slide.add(piece)
        else:
            slide.add(piece)
    if slide.opening or slide.pieces:
        yield slide


def _parted(page: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces of a page, a large tree of workings in parts."""
    for piece in page:
        if isinstance(piece, tuple):
            yield from (piece[start : start + _LEAVES] for start in range(0, len(piece), _LEAVES))
        else:
            yield piece


def lines(piece: Piece) -> int:
    """About how many lines of a slide a piece takes."""
    if isinstance(piece, tuple):
        return 8 if len(piece) == 1 else 3 * len(piece)
    if isinstance(piece, Matrix):  # two stand side by side
        grid = grids.of(piece)
        parts = len(list(grids.parts(grid, _ROOM)))
        narrow = len(list(grids.parts(grid, _ROOM // 2))) == 1
        return parts * (len(grid.rows) + 4) // (2 if narrow else 1)
    if isinstance(piece, (Prose, Note)):
        return 1 + len(piece.text) // _CHARACTERS
    if isinstance(piece, Figure):
        return sum(map(lines, figure_tables(piece)))
    if isinstance(piece, Table):
        return 3 + len(piece.rows)
    if isinstance(piece, Code):
        return 1 + piece.text.count("\n")
    return len(piece.points) if isinstance(piece, Points) else 3


def build_up(working: Working, notation: Callable[[int | None], Writer]) -> list[tuple[int, str, str]]:
    """A working as (step, relation, text) lines: operands, their products, the products' sum, the result, a step each.

    The line of the sum is there where several products of numbers are added. The first line, the label, comes with the operands.
    """
    shown = chain(working, notation)
    summed = _multiplied(working.substituted) if working.substituted is not None and working.unrounded is None else None
    if summed is not None and len(shown) > 2:
        *shown, (_, value) = shown
        of_sum = "=" if _products_add_up(working.substituted, working.places) else "≈"
        sums = notation(working.places).lines(summed)
        shown += [(of_sum if place == 0 else "", line) for place, line in enumerate(sums)]
        shown.append(("=" if adds_up(summed, working.value, working.places) else "≈", value))
    step, steps = 1, []
    for place, (relation, text) in enumerate(shown):
        step += bool(relation) and place > 1
        steps.append((step, relation, text))
    return steps


def _products(expression: Expression | None) -> Iterator[Call]:
    """The products of numbers alone that a sum in an expression adds."""
    if isinstance(expression, Call):
        for argument in expression.arguments:
            if expression.function == "add" and _is_product(argument):
                assert isinstance(argument, Call)
                yield argument
            else:
                yield from _products(argument)


def _is_product(expression: Expression) -> bool:
    return (
        isinstance(expression, Call)
        and expression.function == "multiply"
        and all(isinstance(factor, Cell) for factor in expression.arguments)
    )


def _multiplied(expression: Expression) -> Expression | None:
    """An expression with its summed products multiplied out; None where there are fewer than two."""
    return _replaced(expression) if len(list(_products(expression))) > 1 else None


def _replaced(expression: Expression) -> Expression:
    if not isinstance(expression, Call):
        return expression
    adds = expression.function == "add"
    inside = [Cell("", "", evaluate(part)) if adds and _is_product(part) else _replaced(part) for part in expression.arguments]
    return Call(expression.function, tuple(inside))


def _products_add_up(expression: Expression | None, places: int) -> bool:
    return all(adds_up(product, evaluate(product), places) for product in _products(expression))
