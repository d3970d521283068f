#!/usr/bin/env python3
"""Holds the tree to tools/rooms.json: who may include whom, deny by default. And a file includes its own
header first, so that the compiler sees that header alone (cmake/headers.cmake counts on it).

  check_rooms.py [ROOT]     ROOT: the repository; default the one that this file stands in

Reads every C++ file; builds nothing; needs Python alone. Says nothing where all is well.
Exit status 0 all well, 1 something is not, 2 rooms.json itself is wrong.
"""
import json
import pathlib
import re
import sys

FOLDERS = ("harness", "mock_server", "reports", "benchmarks", "tests", "cmake")
SUFFIXES = (".cc", ".h", ".cpp", ".hpp", ".cxx", ".hh", ".inc")
# An include that starts with one of these is from the root of the repository; any other from harness/.
FROM_ROOT = ("mock_server", "reports", "benchmarks", "tests")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^">]+)[">]', re.MULTILINE)
# Comments and literals, so that a name in a sentence is not taken for its use. The apostrophe in 1'000
# starts no literal.
PROSE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'',
    re.DOTALL,
)


class BadRooms(Exception):
    """rooms.json contradicts itself."""


class Rooms:
    def __init__(self, table):
        self.grants = table["rooms"]
        self.advice = table.get("advice", {})
        self.tests_also = table.get("tests_also", {}).get("grants", {})
        self.third_party = table.get("third_party", []) + table.get("system", [])
        self.words = [{**row, "regex": re.compile(row["pattern"])} for row in table.get("words", [])]
        self.refuse_unknown_rooms()
        self.refuse_cycles()

    def refuse_unknown_rooms(self):
        for table in (self.grants, self.tests_also):
            for room, granted in table.items():
                for name in (room, *granted):
                    if name not in self.grants and name != "*":
                        raise BadRooms(f"'{name}', in the grants of '{room}', is no room of this table")

    def refuse_cycles(self):
        done, path = set(), []

        def visit(room):
            if room in path:
                raise BadRooms("the grants go round in a circle: " + " -> ".join(path[path.index(room):] + [room]))
            if room in done:
                return
            path.append(room)
            for granted in self.grants[room]:
                visit(granted)
            path.pop()
            done.add(room)

        for room in self.grants:
            visit(room)

    def room_of(self, path):
        """The deepest room that holds the path (as "harness/base/clock.cc"), or is it; or None."""
        parts = path.split("/")
        while parts:
            if "/".join(parts) in self.grants:
                return "/".join(parts)
            parts.pop()
        return None

    def advice_for(self, room):
        for name in (room, room.split("/")[0]):
            if name in self.advice:
                return self.advice[name]
        return "move the code to a room that may, or hand it the value as an argument"


def is_test(path):
    name = path.rsplit("/", 1)[-1]
    return (name.endswith(("_test.cc", "_fuzz.cc", "_fixture.h")) or name.startswith("test_") or "/testing/" in path
            or path.startswith("tests/"))


def within(path, places):
    return any(path == place or path.startswith(place + "/") for place in places)


def names_header(row, included):
    """A row's header names one file, or a folder with all that is in it."""
    header = row["header"].rstrip("/")
    return included == header or included == header + ".hpp" or included.startswith(header + "/")


def check_own_include(rooms, path, included):
    """One quoted include. Returns the complaint, or None."""
    if "/" not in included:
        return f'#include "{included}" names no room\n  write "ROOM/{included}"'
    target = included if included.split("/")[0] in FROM_ROOT else "harness/" + included
    if included.startswith("harness/") or ".." in included.split("/"):
        return f'#include "{included}" is not how a room is named\n  write "ROOM/FILE", without harness/ and without ..'
    room, wanted = rooms.room_of(path), rooms.room_of(target)
    if wanted is None:
        return f'#include "{included}": there is no room for it in tools/rooms.json'
    granted = set(rooms.grants[room])
    if is_test(path):
        granted.update(rooms.tests_also.get(room, []), rooms.tests_also.get("*", []))
    if wanted == room or wanted in granted:
        return None
    may = ", ".join(sorted(granted)) or "nobody"
    return (f'{room} may not include {wanted} (#include "{included}")\n'
            f"  {rooms.advice_for(room)}\n  {room} may include: {may}")


def check_foreign_include(rooms, path, included):
    """One include in angle brackets. Returns the complaint, or None."""
    if "/" not in included and "." not in included:
        return None  # the C++ standard library
    rows = [row for row in rooms.third_party if names_header(row, included)]
    if not rows:
        return (f"<{included}> is granted to nobody\n"
                "  use what is in tools/rooms.json already, or add a row there that says who may have it")
    row = max(rows, key=lambda each: len(each["header"]))
    if row.get("not_in_headers") and path.endswith(".h") and not is_test(path):
        return f"<{included}> in a header is paid for by whoever includes it\n  declare here, include in the .cc file"
    if within(path, row["in"]) or (row.get("tests") and is_test(path)):
        return None
    advice = row.get("advice", "only " + (", ".join(row["in"]) or "tests") + " may include it")
    return f"<{included}> may not be included here\n  {advice}"


def blank_prose(text):
    """The text with comments and literals blanked; the lines stay where they are."""
    return PROSE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def blank_comments(text):
    return PROSE.sub(
        lambda match: re.sub(r"[^\n]", " ", match.group()) if match.group().startswith("/") else match.group(), text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def check_own_header(path, includes, header_stands_beside):
    """Yields (offset, complaint)."""
    if not header_stands_beside:
        return
    header = path.removeprefix("harness/")[:-len(".cc")] + ".h"
    first = includes[0].group(2) if includes else "nothing"
    if first != header:
        yield (includes[0].start(2) if includes else 0,
               f'"{header}" has to be the first include, and is {first}\n  then the compiler sees that it needs nothing before it')


def check_file(rooms, path, text, header_stands_beside):
    """Yields (line, complaint)."""
    if not path.startswith("cmake/") and rooms.room_of(path) is None:
        yield 1, "this folder is no room\n  add it to tools/rooms.json with what it may include, or put the file into a room"
        return
    includes = list(INCLUDE.finditer(blank_comments(text)))
    for match in includes:
        check = check_own_include if match.group(1) == '"' else check_foreign_include
        complaint = check(rooms, path, match.group(2))
        if complaint:
            yield line_of(text, match.start(2)), complaint
    for offset, complaint in check_own_header(path, includes, header_stands_beside):
        yield line_of(text, offset), complaint
    code = blank_prose(text)
    if path.endswith(".h") and "#pragma once" not in code:
        yield 1, "a header needs #pragma once"
    for row in rooms.words:
        if within(path, row["only_in"]):
            continue
        for match in row["regex"].finditer(code):
            yield line_of(text, match.start()), f"{match.group()} is not for this place\n  {row['advice']}"


def sources(root):
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and "node_modules" not in path.parts:
                yield path


def main(arguments):
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parent.parent
    try:
        rooms = Rooms(json.loads((root / "tools/rooms.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, BadRooms) as problem:
        print(f"error: {root / 'tools/rooms.json'}: {problem}")
        return 2
    files = complaints = 0
    for file in sources(root):
        files += 1
        path = file.relative_to(root).as_posix()
        text = file.read_text(encoding="utf-8", errors="replace")
        header_stands_beside = file.suffix == ".cc" and file.with_suffix(".h").exists()
        for line, complaint in check_file(rooms, path, text, header_stands_beside):
            complaints += 1
            print(f"{path}:{line}: {complaint}")
    if files == 0:
        print(f"error: {root} holds no source file at all")
        return 2
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
