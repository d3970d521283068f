#!/usr/bin/env python3
"""Counts what ctest ran.

  test_runs.py same LIST.json RUN...   RUN ran every test of LIST, no other, and skipped none
  test_runs.py each LIST.json RUN...   RUN ran every test of LIST; some may have been skipped
  test_runs.py count RUN...            prints "N passed, N failed", and what was skipped

LIST is what `ctest --show-only=json-v1` prints. RUN is what `ctest --output-junit` writes, or the folder
of what the shards of test programs write (cmake/rooms.cmake); in the former, a shard that passed is no
test of its own.
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def listed(path):
    with open(path, encoding="utf-8") as file:
        return {test["name"] for test in json.load(file)["tests"]}


def outcomes(path):
    """name -> passed, failed or skipped. What ctest could not even start has failed."""
    return outcomes_of_shards(path) if pathlib.Path(path).is_dir() else outcomes_of_ctest(path)


def outcomes_of_shards(folder):
    found = {}
    for file in sorted(pathlib.Path(folder).glob("*.xml")):
        for case in ElementTree.parse(file).getroot().iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            if case.get("result") != "completed":
                found[name] = "skipped"
            else:
                found[name] = "passed" if case.find("failure") is None else "failed"
    return found


def outcomes_of_ctest(path):
    found = {}
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        skipped = case.find("skipped")
        if case.get("status") == "disabled" or (skipped is not None and skipped.get("message", "").startswith("SKIP_")):
            found[case.get("name")] = "skipped"
        else:
            found[case.get("name")] = "passed" if case.get("status") == "run" else "failed"
    return {name: what for name, what in found.items() if not (name.startswith("shard.") and what == "passed")}


def compare(list_path, run_paths, exactly):
    expected, ran = listed(list_path), {}
    for path in run_paths:
        ran.update(outcomes(path))
    skipped = [name for name, what in sorted(ran.items()) if what == "skipped"]
    problems = [f"never ran: {name}" for name in sorted(expected - set(ran))]
    if exactly:
        problems += [f"ran, but is not in the list: {name}" for name in sorted(set(ran) - expected)]
        problems += [f"was skipped: {name}" for name in skipped]
    if not expected:
        problems.append("the list names no test at all")
    for problem in problems:
        print(f"error: {problem}")
    if not problems:
        print(f"ran {len(ran)} tests of {len(expected)}, {len(skipped) or 'none'} skipped")
    return 1 if problems else 0


def count(paths):
    every = [what for path in paths for what in outcomes(path).values()]
    line = f"{every.count('passed')} passed, {every.count('failed')} failed"
    if "skipped" in every:
        line += f", {every.count('skipped')} skipped"
    print(line)
    return 0 if every and "failed" not in every else 1


def main(arguments):
    if len(arguments) >= 3 and arguments[0] in ("same", "each"):
        return compare(arguments[1], arguments[2:], exactly=arguments[0] == "same")
    if len(arguments) >= 2 and arguments[0] == "count":
        return count(arguments[1:])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
