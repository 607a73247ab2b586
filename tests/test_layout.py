"""The house keeps its shape: who imports whom, how long things are, where tests stand. Reads the source.

Every exception stands in this file, beside its reason.
"""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import tracer

ROOT = Path(tracer.__file__).parent
TESTS = Path(__file__).parent
FILES = sorted(path.relative_to(ROOT) for path in ROOT.rglob("*.py"))
NAMES = [str(path) for path in FILES]
LONGEST_FILE, LONGEST_FUNCTION, DEEPEST = 350, 40, 3  # a thing that is one thing is not cut in two

ANYONE = {
    "expression",
    "errors",
    "language",
    "sanitize",
    "counting",
    "progress",
    "settings",
    "frozen",
    "mutable",
    "stages",
    "confine",
    "full_width",
    "word_cut",
}  # words and plain choices; none of them imports anything but these

# part -> (what it may import from tracer, which other libraries); the same table as in the design.
EVERYTHING = {path.parts[0].removesuffix(".py") for path in FILES} | {"session"}
MAY_IMPORT = {
    "__init__": (set(), set()),
    "__main__": ({"cli"}, set()),
    "counting": (set(), set()),
    "progress": (set(), set()),
    "errors": (set(), set()),
    "language": (set(), set()),
    "sanitize": (set(), set()),
    "confine": (set(), set()),
    "rounding": (set(), set()),
    "settings": (set(), set()),
    "frozen": (set(), set()),
    "mutable": (set(), set()),
    "full_width": (set(), set()),
    "word_cut": (set(), set()),
    "expression": (set(), set()),
    "stages": (set(), set()),
    "axes": (set(), set()),
    "address": ({"axes"}, set()),
    "memory": (set(), {"numpy"}),
    "ops": ({"axes", "memory"}, {"numpy"}),
    "record": ({"ops", "axes", "address"}, {"numpy"}),
    "comparison": ({"ops", "record", "axes", "address"}, {"numpy"}),
    "files": ({"address", "axes", "memory", "ops", "record"}, {"numpy", "safetensors", "openpyxl", "gguf"}),
    "weights": ({"axes", "files", "address"}, {"numpy"}),
    "tokens": ({"files"}, {"tokenizers", "sentencepiece", "rjieba"}),
    "models": ({"record", "weights", "axes"}, set()),
    "checkpoints": ({"models", "weights", "tokens", "axes", "files", "memory"}, {"numpy", "huggingface_hub"}),
    "session": (
        {"models", "checkpoints", "weights", "tokens", "record", "comparison", "axes", "address", "memory", "files"},
        {"numpy"},
    ),  # rows given as arrays
    "document": ({"record", "comparison", "ops", "axes", "address", "rounding"}, {"numpy"}),
    "render": ({"document", "axes", "rounding"}, {"numpy", "rich", "matplotlib", "xlsxwriter", "segno"}),
    "stepper": ({"session", "record", "document", "render", "address", "axes", "rounding"}, {"textual", "rich"}),
    "experiments": ({"session", "record", "comparison", "document", "ops", "address", "axes", "rounding", "files"}, {"numpy"}),
    # the loop drives recorder and pages itself, in batches: a second front door
    "training": (
        {"session", "memory", "models", "weights", "tokens", "record", "ops", "document", "address", "axes", "files"},
        {"numpy"},
    ),
    # a trial is a model's page over a recorder of its own
    "diagnosis": ({"comparison", "session", "models", "memory", "record", "ops", "document", "address", "axes"}, {"numpy"}),
    "exercises": ({"session", "record", "comparison", "document", "address", "axes", "rounding", "files"}, {"numpy"}),
    # what a trace's methods do: a front door in Python, as `cli` is one in the shell
    "interface": (
        {"session", "record", "comparison", "diagnosis", "document", "render", "training", "files", "address", "axes"},
        {"numpy"},
    ),
    "claims": (set(), set()),
    "living": ({"rounding"}, {"markdown_it"}),
    "lessons": ({"living", "document", "render", "reference"}, {"markdown_it"}),
    # pages made from the program's own tables
    "reference": ({"session", "weights", "document", "render"}, set()),
    "cli": (EVERYTHING, {"click", "rich"}),
}

# (file, what it imports): why. A name ending in `*` stands for all files beginning so.
EXCEPTIONS = {
    ("cli/*", "tracer.__version__"): "the version stands in the package itself",
    ("__init__.py", "tracer.record.*"): "the package says what displays a trace and what is behind its methods,",
    ("__init__.py", "tracer.render.display"): "and loads it only when one is displayed",
    ("__init__.py", "tracer.interface"): "or asked to explain itself",
    ("render/display.py", "tracer.record.*"): "it registers itself for the classes it displays",
}
ONLY_INSIDE = {"tracer.render.display", "tracer.interface"}  # imported by a function when it runs, never with the module
# library -> the files it may be imported in: a format's own library in its one file.
HOMES = {
    "rich": r"render/terminal/.*|stepper/.*|cli/.*",
    "rich.cells": r"render/.*|stepper/.*|cli/.*",  # how wide a character is, which every table needs
    "textual": r"stepper/.*",
    "click": r"cli/.*",
    "markdown_it": r"(living|lessons)/.*",
}
ONE_FILE = {
    "safetensors",
    "matplotlib",
    "tokenizers",
    "sentencepiece",
    "huggingface_hub",
    "rjieba",
    "xlsxwriter",
    "segno",
    "openpyxl",
    "gguf",
}
INSIDE_A_FUNCTION = ONE_FILE | {"textual", "markdown_it"}
MAY_LOAD_AT_ONCE = r"stepper/.*|living/.*|lessons/.*"  # these modules are themselves loaded only by the command that needs them

LONG_FILES = {
    "stepper/state/cursor.py": "one class, one reader: every command changes the place, run and view that all others read",
    "language/*": "sentences stand side by side, both languages; there is nothing to shorten",
}
LONG_FUNCTIONS: dict[str, str] = {}
TESTS_OF_MORE_THAN_ONE_FILE = {
    "test_starts": "runs that start inside a model: pages, edits and sizes together",
    "test_start": "a plain run as a whole: what it loads",
    "test_layout": "reads the whole source",
    "test_architecture": "reads the page of the architecture",
    "test_composed_chinese": "what commands put together from all sentences; reads the whole source",
    "test_doctests": "reads the whole source",
    "test_bounded": "whole commands under limits of memory",
    "test_same_digits": "whole commands under several kernels",
    "test_hostile": "any command, trace file and document",
    "test_conftest": "what all tests share",
    "test_terms": "the words of every message and lesson",
    "test_reports": "any command",
    "test_main": "the command line as a whole, whose front is `cli/__init__.py`",
    "test_formats": "one document through every format",
    "test_pages": "one document through every page format",
    "test_digits": "one rule of digits and labels through every format",
    "test_exact": "a whole training, from the seed to the bytes of its parameters",
    "test_marked": "marked sentences and lists through every format that writes sentences",
    "test_rows": "one loop over the rows of every file of operations",
    "test_torch_more": "further models against tensors stored from PyTorch",
    "test_torch": "whole models against tensors stored from PyTorch",
    "test_minilm": "a real BERT, where its folder is",
    "test_checkpoints": "every command on real families",
    "test_published": "whole traces against published numbers",
}


def named(path, patterns):
    return any(path.startswith(name[:-1]) if name.endswith("*") else path == name for name in patterns)


def part_of(path):
    return path.parts[0].removesuffix(".py")


@cache
def tree(path):
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def is_import_module(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "import_module"


def by_name(path, argument):
    """What `import_module` loads: the folder, where only a registry's line says which of its files."""
    if isinstance(argument, ast.JoinedStr):
        return argument.values[0].value.rstrip(".")
    if isinstance(argument, ast.Constant):
        return argument.value
    assert path.name == "__init__.py", f"{path}: only a package's own list names modules to load"
    return ".".join(("tracer", *path.parts[:-1]))


@cache
def imports(path):
    """(module, whether the import runs with the file's own) of every import; those for type checkers only left out."""

    def walk(node, outside):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
                continue
            if isinstance(child, ast.Import):
                yield from ((alias.name, outside) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{path}: relative import"
                names = [f"tracer.{alias.name}" for alias in child.names] if child.module == "tracer" else [child.module]
                yield from ((name, outside) for name in names)
            elif is_import_module(child):
                yield by_name(path, child.args[0]), outside
            yield from walk(child, outside and not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef)))

    return list(walk(tree(path), True))


@pytest.mark.parametrize("part", sorted({part_of(path) for path in FILES}))
def test_a_part_imports_only_what_the_table_allows(part):
    for path in FILES:
        if part_of(path) == part:
            check_imports(path, part)


def check_imports(path, part):
    assert part in MAY_IMPORT, f"{path}: a new part needs its row in the table"
    ours, libraries = MAY_IMPORT[part]
    for module, outside in imports(path):
        top, _, rest = module.partition(".")
        if top == "tracer":
            other = part_of(Path(rest.split(".")[0])) if rest else "__init__"
            excused = any(named(str(path), [file]) and named(module, [what]) for file, what in EXCEPTIONS)
            assert other in ours | ANYONE | {part, "__init__"} or excused, f"{path} imports {module}"
            assert not (outside and module in ONLY_INSIDE), f"{path} loads {module} with the module"
        elif top not in sys.stdlib_module_names:
            assert top in libraries, f"{path} imports {module}"
            home = HOMES.get(module, HOMES.get(top, ".*"))
            assert re.fullmatch(home, str(path)), f"{path} is not the place for {module}"
            late = top not in INSIDE_A_FUNCTION or re.fullmatch(MAY_LOAD_AT_ONCE, str(path))
            assert late or not outside, f"{path} loads {module} before it is needed"


MODULES = {".".join(("tracer", *path.with_suffix("").parts)).removesuffix(".__init__"): path for path in FILES}


@cache
def loads(path):
    """The files that `path` names: its imports at every level, those for types too, and modules that a registry's strings name.

    A string names a module in full, or by its last part where `import_module` is given the folder (all of that folder where
    none is named so).
    """
    nodes = list(ast.walk(tree(path)))
    strings = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    found = strings - {"tracer"}
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inside & MODULES.keys()) | ({node.module} if inside - MODULES.keys() else set())
        elif is_import_module(node) and isinstance(node.args[0], ast.JoinedStr):
            inside = {name for name in MODULES if name.rpartition(".")[0] == by_name(path, node.args[0])}
            found |= {name for name in inside if name.rpartition(".")[2] in strings} or inside
    return sorted({MODULES[name] for name in found & MODULES.keys()} - {path})


def circles(arrows):
    """The strongly connected components of more than one file: what reaches itself again (Tarjan's algorithm)."""
    order, low, stack, result = {}, {}, [], []

    def visit(file):
        order[file] = low[file] = len(order)
        stack.append(file)
        for other in arrows[file]:
            if other not in order:
                visit(other)
                low[file] = min(low[file], low[other])
            elif other in stack:
                low[file] = min(low[file], order[other])
        if low[file] == order[file]:
            component = set(stack[stack.index(file) :])
            del stack[stack.index(file) :]
            if len(component) > 1:
                result.append({str(one) for one in component})

    for file in arrows:
        if file not in order:
            visit(file)
    return result


def test_the_search_for_circles_finds_them():
    arrows = {"a": ["b"], "b": ["c"], "c": ["b", "d"], "d": [], "e": ["f"], "f": ["g", "a"], "g": ["e"], "h": ["h", "a"]}
    assert sorted(map(sorted, circles(arrows))) == [["b", "c"], ["e", "f", "g"]]


def test_registries_and_imports_inside_functions_are_arrows():
    assert Path("experiments/logit_lens.py") in loads(Path("experiments/__init__.py"))  # named in full
    assert Path("render/html.py") in loads(Path("render/__init__.py"))  # named by its last part
    assert Path("session/run.py") in loads(Path("session/__init__.py"))
    assert Path("render/display.py") in loads(Path("__init__.py"))  # inside a function


def test_no_file_comes_back_to_itself():
    found = circles({path: loads(path) for path in FILES})
    assert found == []


@pytest.mark.parametrize("library", sorted(ONE_FILE))
def test_a_formats_library_has_one_home(library):
    homes = {str(path) for path in FILES for module, _ in imports(path) if module.partition(".")[0] == library}
    assert len(homes) <= 1


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] == "models"], ids=str)
def test_models_only_call_the_recorder(path):
    modules = {module.partition(".")[0] for module, _ in imports(path)}
    assert not modules & {"numpy", "math", "cmath", "random", "statistics"}


@pytest.mark.parametrize("path", [path for path in FILES if path.parts[0] == "models"], ids=str)
def test_models_write_nothing_into_their_frame(path):
    written = [
        ast.unparse(node)
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store)
    ]
    assert not [target for target in written if re.match(r"(f|frame|a|architecture)\.", target)]


def test_files_and_functions_stay_short():
    long = []
    for path in FILES:
        lines = (ROOT / path).read_text(encoding="utf-8").count("\n")
        if lines > LONGEST_FILE and not named(str(path), LONG_FILES):
            long.append(f"{path}: {lines} lines")
        for node in ast.walk(tree(path)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length, place = node.end_lineno - node.lineno + 1, f"{path}:{node.name}"
                if length > LONGEST_FUNCTION and place not in LONG_FUNCTIONS:
                    long.append(f"{place}: {length} lines")
    assert long == []


def test_folders_are_two_deep_and_named_for_what_they_hold():
    assert [name for name, path in zip(NAMES, FILES, strict=True) if len(path.parts) > DEEPEST] == []
    assert [name for name in NAMES if re.search(r"util|helper|common|misc", name)] == []


def test_nothing_is_left_to_be_done():
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b")
    assert [path for path in FILES if unfinished.search((ROOT / path).read_text(encoding="utf-8"))] == []


def test_every_file_says_what_it_is():
    assert [path for path in FILES if not ast.get_docstring(tree(path)) and tree(path).body] == []


def test_tests_stand_where_the_code_stands():
    for path in TESTS.rglob("test_*.py"):
        place = path.relative_to(TESTS)
        if place.parts[0] == "bench" or path.stem in TESTS_OF_MORE_THAN_ONE_FILE:
            continue
        code = ROOT / place.parent / path.stem.removeprefix("test_")
        package = place.parent.name == path.stem.removeprefix("test_")
        written = any(code.with_suffix(ending).exists() for ending in (".py", ".js"))
        assert written or code.is_dir() or package, f"{place} mirrors no file"


def test_exceptions_are_still_needed():
    used = {(str(path), module) for path in FILES for module, _ in imports(path)}
    for file, what in EXCEPTIONS:
        assert any(named(path, [file]) and named(module, [what]) for path, module in used), (file, what)
    for place in LONG_FUNCTIONS:
        assert place.partition(":")[0] in NAMES


def loaded(code):
    """The modules in memory after `code` has run in a process of its own."""
    report = "\nimport sys\nsys.stderr.write('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, timeout=60, check=True)
    return set(done.stderr.split())


LIGHT = "import tracer, tracer.address, tracer.errors, tracer.settings, tracer.tokens.words, tracer.files.text, tracer.rounding"


def test_the_package_and_its_plain_parts_load_no_numpy():
    assert not loaded(LIGHT) & {"numpy", "rich", "textual", "click"}


@pytest.mark.skipif(not (ROOT / "cli" / "__init__.py").exists(), reason="there is no command yet")
def test_help_loads_neither_numpy_nor_tables_nor_textual():
    code = (
        "import sys\nsys.argv = ['ttrace', '--help']\nfrom tracer.cli import main\ntry:\n    main()\nexcept SystemExit:\n    pass"
    )
    assert not loaded(code) & {"numpy", "rich.table", "textual"}
