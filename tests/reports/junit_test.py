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


class Junit(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hostile = written("text")
        cls.root = ElementTree.fromstring(written("junit"))

    def test_has_the_elements_that_others_read_and_no_more(self):
        for element in self.root.iter():
            for child in element:
                self.assertIn(child.tag, CHILDREN.get(element.tag, set()), f"in <{element.tag}>")
            must, may = ATTRIBUTES.get(element.tag, (set(), set()))
            names = set(element.attrib)
            self.assertTrue(must <= names <= must | may, f"<{element.tag}> has {sorted(names)}")

    def test_counts_what_it_holds(self):
        suites = list(self.root)
        self.assertEqual(len(suites), 1)
        for holder in (self.root, suites[0]):
            cases = list(holder.iter("testcase"))
            self.assertEqual(int(holder.get("tests")), len(cases))
            self.assertEqual(int(holder.get("failures")), len(list(holder.iter("failure"))))
            self.assertEqual(int(holder.get("errors")), len(list(holder.iter("error"))))
        self.assertEqual(int(suites[0].get("skipped")), len(list(suites[0].iter("skipped"))))

    def test_no_case_is_there_twice(self):
        names = [(case.get("classname"), case.get("name")) for case in self.root.iter("testcase")]
        self.assertEqual(len(names), 7)
        self.assertEqual(len(set(names)), len(names))

    def test_gives_back_every_byte_in_attributes(self):
        suite = self.root[0]
        self.assertEqual(unescaped(suite.get("name")), self.hostile)
        properties = {one.get("name"): one.get("value") for one in suite.iter("property")}
        self.assertEqual(unescaped(properties["url"]), self.hostile)
        for tag, before in (("failure", b": "), ("skipped", b"not shown: "), ("error", b"")):
            for element in suite.iter(tag):
                message = unescaped(element.get("message"))
                self.assertTrue(message.endswith(before + self.hostile), element.get("message"))

    def test_gives_back_every_byte_in_text(self):
        bodies = [one.text for tag in ("failure", "system-out") for one in self.root.iter(tag)]
        self.assertEqual(len(bodies), 3)
        for body in bodies:
            seen = [line[6:] for line in body.splitlines() if line.startswith("seen  ")]
            self.assertEqual([unescaped(line) for line in seen], [self.hostile])


if __name__ == "__main__":
    unittest.main(verbosity=2)
