"""Sentences shared by both steppers: formula, explained cell, effect of an edit, a block as text to copy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import StringIO

from tracer.address import cell
from tracer.axes import describe
from tracer.document.blocks import Block, Document, Working
from tracer.document.sentence import sentence
from tracer.document.symbols import formula, has_formula, symbol
from tracer.expression import Cell, Expression, Symbol, substitute
from tracer.language import say
from tracer.record.readers import Reading
from tracer.record.settle import settle
from tracer.record.trace import Trace
from tracer.render import wrap, write
from tracer.render.notation.chain import chain
from tracer.render.notation.text import TextWriter, text
from tracer.rounding import show
from tracer.sanitize import sanitize
from tracer.stepper.state.cursor import Cursor
from tracer.stepper.state.edits import Change, Run
from tracer.stepper.state.place import Place
from tracer.stepper.state.search import Hit
from tracer.stepper.when_read import WhenRead


def render_block(block: Block, format: str = "text", width: int = 80) -> str:
    """One block in a format, without a trailing newline."""
    stream = StringIO()
    write(Document("", [block]), format, stream, width=width, color="never")
    return stream.getvalue().strip("\n")


def place_line(cursor: Cursor) -> str:
    """`stage 7 of 19   edits: 1   hidden`: which stage this is, and what is not as the run was."""
    place = say("stepper.beside")
    if cursor.number:
        place = say("stepper.place", number=cursor.number, count=len(cursor.stages))
    edits = [say("stepper.edits", count=len(cursor.runs) - 1)] if len(cursor.runs) > 1 else []
    return "   ".join([place, *edits, *([say("stepper.hidden")] if cursor.hiding else [])])


def formula_line(cursor: Cursor) -> str:
    """`S = q kᵀ   head 2 × query 2 × key 2`."""
    step = cursor.step
    shape = describe(step.axes) if step.axes else say("document.shape_one")
    if not has_formula(step):
        return f"{sanitize(symbol(step.name))}   {sanitize(shape)}"
    return f"{sanitize(symbol(step.name))} = {text(formula(step), None)}   {sanitize(shape)}"


def explanation(cursor: Cursor, width: int) -> list[str]:
    """The cell under the cursor: its address, its working, and whether it was given, learned or edited."""
    lines = wrap.prose(sanitize(cursor.address), width)
    block = unpredicted(cursor, cursor.working)
    lines += _hidden_working(block, width) if cursor.is_hidden() else render_block(block, "text", width).splitlines()
    if block.substituted is None:
        lines += wrap.prose(_origin(cursor), width)
    if cursor.is_hidden():
        return lines
    replaced = cursor.working_replaced
    if replaced is not None:
        lines += wrap.prose(say("stepper.would_be"), width)
        lines += render_block(unpredicted(cursor, replaced), "text", width).splitlines()
    if len(cursor.runs) > 1 and cursor.before is not None and cursor.before != cursor.value:
        difference = show(cursor.value - cursor.before, cursor.decimals)
        lines += wrap.prose(say("stepper.was", before=show(cursor.before, cursor.decimals), difference=difference), width)
    return lines


def unpredicted(cursor: Cursor, block: Working) -> Working:
    """The working, with `?` for each number in it that is still to be predicted."""
    if not cursor.hiding or block.substituted is None:
        return block

    def covered(operand: Cell) -> Expression:
        hidden = operand.address and cursor.is_hidden(cursor.locate(operand.address))
        return Symbol("?") if hidden else operand

    covering = substitute(block.substituted, covered)
    return block if covering == block.substituted else block.replace(substituted=covering, note="")


def _hidden_working(block: Working, width: int) -> list[str]:
    """The working with its result left out, also where the result is all that it says: one number handed on unchanged."""
    result = show(block.value, block.places)
    label, *parts = (part for _, part in chain(block.replace(unrounded=None), TextWriter))
    return wrap.formula(" = ".join([label, *(part for part in parts if part not in (result, "?")), "?"]), width, "", "    ")


def _origin(cursor: Cursor) -> str:
    """Why a cell has no working."""
    if cursor.explained.edited:
        return say("document.edited_cell")
    if cursor.step.computed.op == "parameter":
        return say("document.parameter_cell", name=cursor.step.name)
    return say("stepper.nothing_before")


def value_of(cursor: Cursor) -> str:
    """The number under the cursor, as the table shows it."""
    return show(cursor.value, cursor.decimals)


def cell_line(cursor: Cursor, place: Place) -> str:
    """`0.881   scores[head=0, query=it, key=animal]`: the number first, so that it is never cut; `?` where it is hidden."""
    step = cursor.trace.every[place.stage]
    number = "?" if cursor.is_hidden(place) else show(float(settle(step)[place.index]), cursor.decimals_of(step))
    return f"{number:>8}   {name(cursor, place)}"


def name(cursor: Cursor, place: Place) -> str:
    """The cell's address with the shortest unambiguous name of its stage."""
    return sanitize(cell(cursor.short(place.stage), cursor.trace.every[place.stage].axes, place.index))


def hit_line(cursor: Cursor, hit: Hit) -> str:
    """One search result: a stage with its sentence, or a cell."""
    if not hit.whole:
        return cell_line(cursor, hit.place)
    return f"{sanitize(hit.place.stage)}   {sentence(cursor.trace.every[hit.place.stage])}"


def source_lines(cursor: Cursor) -> Sequence[str]:
    """The cells the current one came from, each with its value."""
    every = cursor.trace.every

    def line(source: tuple[str, float]) -> str:
        address, value = source
        if cursor.hiding:
            return cell_line(cursor, cursor.locate(address))
        stage, bracket, inside = address.partition("[")
        number = show(value, cursor.decimals_of(every[stage]))
        return f"{number:>8}   {sanitize(cursor.short(stage) + bracket + inside)}"

    return WhenRead(cursor.sources, line)


def readers_line(cursor: Cursor) -> str:
    """How many numbers of which stages are computed from the current one."""
    counts = Counter(reading.stage for reading in cursor.readers)
    parts = [say("stepper.readers_of", count=count, stage=sanitize(cursor.short(stage))) for stage, count in counts.items()]
    return say("stepper.readers", cell=name(cursor, cursor.place), stages=list(parts))


def reader_lines(cursor: Cursor) -> Sequence[str]:
    """The cells that are computed from the current one, each with its value and how much of it hangs on this number."""
    every = cursor.trace.every

    def line(reading: Reading) -> str:
        place = Place(reading.stage, reading.index)
        untold = cursor.is_hidden(place) or cursor.is_hidden()  # the difference would tell the number
        effect = "" if untold else f"   Δ {show(reading.effect, cursor.decimals_of(every[reading.stage]))}"
        return cell_line(cursor, place) + effect

    return WhenRead(cursor.readers, line)


def edited_line(cursor: Cursor) -> str:
    """That the current cell was put in by an edit, and what its sources are then; "" where none did."""
    if cursor.replaced is None or not cursor.sources:
        return ""
    return say("stepper.edited_sources", cell=name(cursor, cursor.place))


def already_line(cursor: Cursor) -> str:
    """That an edit would change nothing."""
    return say("stepper.already", cell=name(cursor, cursor.place), value=value_of(cursor))


def text_read(trace: Trace) -> str:
    """The text the run is about, as it was given or as its tokens."""
    given = trace.request.data.text if trace.request is not None else None
    if isinstance(given, str):
        return sanitize(given)
    words = trace.tokens
    return " ".join(map(sanitize, words)) if words and all(isinstance(word, str) for word in words) else ""


def change_line(cursor: Cursor, change: Change) -> str:
    """A sentence on one stage that the edits changed."""
    places = cursor.decimals_of(cursor.trace.every[change.stage])
    most = show(change.most, places)
    return say("stepper.change_line", stage=change.stage, count=change.count, total=change.total, most=most)


def edit_line(cursor: Cursor, run: Run) -> str:
    """A sentence on the effect of an edit, with the trace's overflow warning if any."""
    assert run.place is not None
    step = cursor.trace.every[run.place.stage]
    old, new = (show(value, cursor.decimals_of(step)) for value in (run.old, run.new))
    summary = say("stepper.edited", cell=name(cursor, run.place), old=old, new=new, count=max(run.changed - 1, 0))
    return " ".join([summary, *run.notes])


def undo_line(cursor: Cursor, run: Run) -> str:
    """A sentence on the effect of undoing an edit."""
    assert run.place is not None
    step = cursor.trace.every[run.place.stage]
    return say("stepper.undone", cell=name(cursor, run.place), old=show(run.old, cursor.decimals_of(step)))


def guess_line(cursor: Cursor, guess: float) -> str:
    """Compare a prediction with the cell's value, which it reveals."""
    right = cursor.guess(guess)
    value = show(cursor.value, cursor.decimals)
    if right:
        return say("stepper.guess_right", value=value)
    difference = show(abs(guess - cursor.value), cursor.decimals)
    return say("stepper.guess_wrong", value=value, guess=show(guess, cursor.decimals), difference=difference)
