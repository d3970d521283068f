"""Runs ctest on tests that pass, fail, are skipped and cannot start: tools/test_runs.py has to tell them apart.

  test_runs_test.py TEST_RUNS CTEST
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TEST_RUNS, CTEST = sys.argv[1:3]
TESTS = {
    "good": 'add_test(good "/bin/true")',
    "better": 'add_test(better "/bin/true")',
    "shard": 'add_test(shard.one.0 "/bin/true")',
    "badshard": 'add_test(shard.one.1 "/bin/false")',
    "bad": 'add_test(bad "/bin/false")',
    "missing": 'add_test(missing "/no/such/program")',
    "skips": 'add_test(skips "/bin/echo" "SKIPPED")\n'
             'set_tests_properties(skips PROPERTIES SKIP_REGULAR_EXPRESSION "SKIPPED")',
    "off": 'add_test(off "/bin/true")\nset_tests_properties(off PROPERTIES DISABLED TRUE)',
}


class TestRuns(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return pathlib.Path(self.folder.name) / name

    def ctest(self, names, *arguments):
        text = "\n".join(TESTS[name] for name in names)
        self.path("CTestTestfile.cmake").write_text(text, encoding="utf-8")
        return subprocess.run([CTEST, "--test-dir", self.folder.name, *arguments],
                              capture_output=True, text=True, check=False).stdout

    def ask(self, *arguments):
        done = subprocess.run([sys.executable, TEST_RUNS, *arguments], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    def compare(self, expected, ran):
        self.path("list.json").write_text(self.ctest(expected, "--show-only=json-v1"), encoding="utf-8")
        self.ctest(ran, "--output-junit", str(self.path("run.xml")))
        return self.ask("same", self.path("list.json"), self.path("run.xml"))

    def count(self, *names):
        self.ctest(names, "--output-junit", str(self.path("run.xml")))
        return self.ask("count", self.path("run.xml"))

    def test_same_tests_are_the_same(self):
        self.assertEqual(self.compare(["good", "better"], ["good", "better"]), (0, "ran 2 tests of 2, none skipped\n"))

    def test_test_that_did_not_run_is_named(self):
        self.assertEqual(self.compare(["good", "better"], ["good"]), (1, "error: never ran: better\n"))

    def test_test_that_nobody_listed_is_named(self):
        self.assertEqual(self.compare(["good"], ["good", "better"]),
                         (1, "error: ran, but is not in the list: better\n"))

    def test_skipped_and_disabled_tests_are_named(self):
        self.assertEqual(self.compare(["good", "skips", "off"], ["good", "skips", "off"]),
                         (1, "error: was skipped: off\nerror: was skipped: skips\n"))

    def test_counts_a_test_that_could_not_start_as_failed(self):
        self.assertEqual(self.count("good", "better", "bad", "missing"), (1, "2 passed, 2 failed\n"))

    def test_counts_what_was_skipped_apart(self):
        self.assertEqual(self.count("good", "skips", "off"), (0, "1 passed, 0 failed, 2 skipped\n"))

    def test_counts_several_runs_together(self):
        self.ctest(["good"], "--output-junit", str(self.path("one.xml")))
        self.ctest(["better"], "--output-junit", str(self.path("two.xml")))
        self.assertEqual(self.ask("count", self.path("one.xml"), self.path("two.xml")), (0, "2 passed, 0 failed\n"))

    def test_each_allows_what_was_skipped_and_names_what_never_ran(self):
        self.path("list.json").write_text(self.ctest(["good", "off"], "--show-only=json-v1"), encoding="utf-8")
        self.ctest(["good", "off"], "--output-junit", str(self.path("run.xml")))
        self.assertEqual(self.ask("each", self.path("list.json"), self.path("run.xml")),
                         (0, "ran 2 tests of 2, 1 skipped\n"))
        self.ctest(["off"], "--output-junit", str(self.path("run.xml")))
        self.assertEqual(self.ask("each", self.path("list.json"), self.path("run.xml")),
                         (1, "error: never ran: good\n"))

    def test_cases_of_shards_are_tests_and_shards_that_passed_are_none(self):
        self.path("list.json").write_text(self.ctest(["good", "better"], "--show-only=json-v1"), encoding="utf-8")
        listed = json.loads(self.path("list.json").read_text(encoding="utf-8"))
        for name in ("Room/Suite.Passes/0", "Room/Suite.Fails/x", "Suite.Skips", "Suite.NeverRan"):
            listed["tests"].append({"name": name})
        self.path("list.json").write_text(json.dumps(listed), encoding="utf-8")
        shards = self.path("shards")
        shards.mkdir()
        (shards / "one.0.xml").write_text(
            '<testsuites><testsuite name="Room/Suite">'
            '<testcase name="Passes/0" status="run" result="completed" classname="Room/Suite"/>'
            '<testcase name="Fails/x" status="run" result="completed" classname="Room/Suite">'
            '<failure message="no"/></testcase></testsuite></testsuites>', encoding="utf-8")
        (shards / "one.1.xml").write_text(
            '<testsuites><testsuite name="Suite">'
            '<testcase name="Skips" status="run" result="skipped" classname="Suite"><skipped/></testcase>'
            '</testsuite></testsuites>', encoding="utf-8")
        self.ctest(["good", "better", "shard"], "--output-junit", str(self.path("run.xml")))
        self.assertEqual(self.ask("same", self.path("list.json"), self.path("run.xml"), shards),
                         (1, "error: never ran: Suite.NeverRan\nerror: was skipped: Suite.Skips\n"))
        self.assertEqual(self.ask("count", self.path("run.xml"), shards), (1, "3 passed, 1 failed, 1 skipped\n"))
        self.ctest(["good", "badshard"], "--output-junit", str(self.path("run.xml")))
        self.assertEqual(self.ask("count", self.path("run.xml")), (1, "1 passed, 1 failed\n"))

    def test_nothing_that_ran_is_no_success(self):
        self.path("none.xml").write_text("<testsuite/>", encoding="utf-8")
        self.assertEqual(self.ask("count", self.path("none.xml")), (1, "0 passed, 0 failed\n"))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
