#!/usr/bin/env python3
"""CSV of results with hostile text everywhere, read by a CSV reader of others.

  csv_test.py HOSTILE_REPORT     the program that writes it
"""
import csv
import io
import re
import subprocess
import sys
import unittest

PROGRAM = sys.argv.pop(1)
ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|(.))", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\"}


def written(form):
    return subprocess.run([PROGRAM, form], check=True, capture_output=True).stdout


def rows_of(form):
    text = written(form).decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def unescaped(text):
    def byte(found):
        return bytes.fromhex(found[1].decode()) if found[1] else LETTERS[found[2]]
    return ESCAPE.sub(byte, text.encode())


class Csv(unittest.TestCase):
    def test_each_line_is_a_row_with_every_column(self):
        for form, count in (("csv", 9), ("load-csv", 12)):
            text = written(form)
            self.assertEqual(text.count(b"\n"), text.count(b"\r\n"))
            rows = rows_of(form)
            self.assertEqual(len(rows), count)
            self.assertEqual(text.count(b"\r\n"), count + 1)
            for row in rows:
                self.assertNotIn(None, row)
                self.assertNotIn(None, row.values())

    def test_no_cell_is_a_formula(self):
        for form in ("csv", "load-csv"):
            for row in rows_of(form):
                for name, cell in row.items():
                    self.assertNotRegex(cell, r"^\s*[=+\-@]", name)

    def test_gives_back_every_byte(self):
        hostile = written("text")
        for row in rows_of("csv"):
            self.assertEqual(unescaped(row["target"]), hostile)
            if row["verdict"] != "pass":
                self.assertEqual(unescaped(row["message"]), hostile)

    def test_numbers_of_a_load_run_are_numbers(self):
        rows = {(row["metric"], row["streams"]): row for row in rows_of("load-csv")}
        self.assertEqual(float(rows["ttft", "completed"]["p99"]), 128.8)
        self.assertEqual(int(rows["ttft", "completed"]["count"]), 1100)
        self.assertEqual(rows["ttft", "completed"]["p999"], "")
        self.assertEqual(float(rows["errors.rate", "all"]["value"]), 0.009)


if __name__ == "__main__":
    unittest.main(verbosity=2)
