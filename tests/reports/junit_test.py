#!/usr/bin/env python3
"""JUnit XML of a result with hostile text everywhere, read by an XML parser of others.

  junit_test.py HOSTILE_REPORT     the program that writes it
"""
import re
import subprocess
import sys
import unittest
import xml.etree.ElementTree as ElementTree

PROGRAM = sys.argv.pop(1)
ESCAPE = re.compile(rb"\\(?:x([0-9a-f]{2})|(.))", re.DOTALL)
LETTERS = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"\\": b"\\"}
# What may stand in what, and which attributes it must have and may have: the elements that Ant,
# Jenkins, GitLab and GitHub's actions read.
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase", "system-out", "system-err"},
    "properties": {"property"},
    "testcase": {"skipped", "error", "failure", "system-out", "system-err"},
}
ATTRIBUTES = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, set()),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"timestamp"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"classname", "name"}, set()),
    "skipped": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "failure": ({"message", "type"}, set()),
}


def written(form):
    return subprocess.run([PROGRAM, form], check=True, capture_output=True).stdout


def unescaped(text):
    """The bytes that a target sent, from what base::escape_bytes made of them."""
    def byte(found):
        return bytes.fromhex(found[1].decode()) if found[1] else LETTERS[found[2]]
    return ESCAPE.sub(byte, text.encode())


class Document:
    """What holds of every document."""
    form = None
    suites = None
    cases = None

    @classmethod
    def setUpClass(cls):
        cls.hostile = written("text")
        cls.root = ElementTree.fromstring(written(cls.form))

    def test_has_the_elements_that_others_read_and_no_more(self):
        for element in self.root.iter():
            for child in element:
                self.assertIn(child.tag, CHILDREN.get(element.tag, set()), f"in <{element.tag}>")
            must, may = ATTRIBUTES.get(element.tag, (set(), set()))
            names = set(element.attrib)
            self.assertTrue(must <= names <= must | may, f"<{element.tag}> has {sorted(names)}")

    def test_counts_what_it_holds(self):
        self.assertEqual(len(self.root), self.suites)
        for holder in (self.root, *self.root):
            cases = list(holder.iter("testcase"))
            self.assertEqual(int(holder.get("tests")), len(cases))
            self.assertEqual(int(holder.get("failures")), len(list(holder.iter("failure"))))
            self.assertEqual(int(holder.get("errors")), len(list(holder.iter("error"))))
        for suite in self.root:
            self.assertEqual(int(suite.get("skipped")), len(list(suite.iter("skipped"))))

    def test_no_case_is_there_twice(self):
        names = [(case.get("classname"), case.get("name")) for case in self.root.iter("testcase")]
        self.assertEqual(len(names), self.cases)
        self.assertEqual(len(set(names)), len(names))


class Junit(Document, unittest.TestCase):
    form = "junit"
    suites = 2
    cases = 9

    def test_gives_back_every_byte_in_attributes(self):
        suite = self.root[0]
        self.assertEqual(unescaped(suite.get("name")), self.hostile)
        properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
        self.assertEqual(unescaped(properties["url"]), self.hostile)
        messages = [one.get("message") for tag in ("failure", "skipped", "error") for one in suite.iter(tag)]
        self.assertEqual(len(messages), 4)
        for message in messages:
            self.assertTrue(unescaped(message).endswith(self.hostile), message)
        for case in self.root[1].iter("testcase"):
            self.assertTrue(unescaped(case.get("name")).endswith(b" at " + self.hostile), case.get("name"))

    def test_gives_back_every_byte_in_text(self):
        bodies = [one.text for tag in ("failure", "skipped", "system-out") for one in self.root.iter(tag)]
        lines = [line for body in bodies if body for line in body.split("\n")]
        for label, times in (("seen  ", 3), ("why   ", 2)):
            seen = [unescaped(line[6:]) for line in lines if line.startswith(label)]
            self.assertEqual(seen, [self.hostile] * times)


class LoadJunit(Document, unittest.TestCase):
    form = "load-junit"
    suites = 1
    cases = 6

    def test_gives_back_every_byte_in_attributes(self):
        suite = self.root[0]
        self.assertEqual(unescaped(suite.get("name")), self.hostile)
        properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
        self.assertEqual(unescaped(properties["target"]), self.hostile)
        for name in ("dialect", "terminal", "instrument"):
            self.assertIn(self.hostile, unescaped(properties[name]))
        objectives = [case for case in suite.iter("testcase")
                      if case.get("classname") == "objectives"]
        self.assertEqual(len(objectives), 4)
        for case in objectives:
            self.assertTrue(unescaped(case.get("name")).endswith(self.hostile))

    def test_gives_back_every_byte_in_text(self):
        got = [line[6:] for one in self.root.iter("system-out")
               for line in one.text.splitlines() if line.startswith("got   ")]
        self.assertEqual(len(got), 2)
        for line in got:
            self.assertIn(b"<" + self.hostile + b">", unescaped(line))


if __name__ == "__main__":
    unittest.main(verbosity=2)
