#!/usr/bin/env python3
"""`ssert load` against `ssert mock` for minutes, every fault mixed in: what both hold does not grow with what
they have done, and the accounts of both are the same to the last request.

  soak_test.py SSERT SOURCE_FOLDER

SSERT_SOAK_SECONDS says for how long, 180 where it is not set. Writes docs/logs/soak.md of the source folder.
"""
import itertools
import json
import os
import pathlib
import statistics
import subprocess
import sys
import unittest
from collections import Counter

from programs import HANG_LIMIT_S, Program, get, until

SOURCE = pathlib.Path(sys.argv.pop(2))
SSERT = sys.argv.pop(1)
SOAK_S = int(os.environ.get("SSERT_SOAK_SECONDS", "180"))
SOAK_LEAST_S, SOAK_MOST_S = 60, 24 * 3600
REQUESTS_A_SECOND = 100
# Whoever hangs is given up after this; nobody who is only slow is.
PATIENCE = "8s"
# What each may grow by over the second half. A run keeps the histograms of each of its seconds: 85 to 105 KiB were
# seen, and the same at 30, 60 and 120 requests a second. A leak of 300 bytes a stream would be found.
GROWTH_MOST_KIB_A_SECOND = {"load": 120, "mock": 5}
# tests/load/accounting.json has it for a run that waits 8 s for the end after the terminal event; the program
# waits for 12 s, and sees the message end after 11.
OTHERWISE = {"late-end-11s": "end/prompt-end"}


def classes():
    """What each fault comes to under load: its class of failure, None where it completes."""
    table = json.loads((SOURCE / "tests/load/accounting.json").read_text())
    found = dict.fromkeys(table["completed_and_counted_alike"])
    found.update((row["fault"], row.get("class")) for row in table["others"])
    return {**found, **OTHERWISE}


def resident_kib(program):
    status = pathlib.Path(f"/proc/{program.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS:")).split()[1])


def descriptors(program):
    return len(os.listdir(f"/proc/{program.process.pid}/fd"))


def growth_a_second(samples):
    """The median of the slopes between all pairs (Theil and Sen): what is given back soon does not bend it."""
    pairs = itertools.combinations(enumerate(samples), 2)
    return statistics.median((later - earlier) / (at_later - at_earlier)
                             for (at_earlier, earlier), (at_later, later) in pairs)


class Soak(unittest.TestCase):
    def start(self, *words):
        program = Program(*words)
        self.addCleanup(program.stop)
        return program

    def sample(self, programs, load):
        """What each program holds, once a second until the load run is over."""
        resident = {name: [] for name in programs}
        open_most = dict.fromkeys(programs, 0)
        for _ in range(SOAK_S + HANG_LIMIT_S):
            if "stay at" in load.texts["stderr"]:
                return {name: samples[:SOAK_S] for name, samples in resident.items()}, open_most
            for name, program in programs.items():
                resident[name].append(resident_kib(program))
                open_most[name] = max(open_most[name], descriptors(program))
            try:
                load.process.wait(timeout=1)
                raise AssertionError(f"the load run ended by itself: {load.texts}")
            except subprocess.TimeoutExpired:
                pass
        raise AssertionError(f"not over {HANG_LIMIT_S} s after its time: {load.texts}")

    def test_nothing_grows_and_the_accounts_are_exact(self):
        self.assertTrue(SOAK_LEAST_S <= SOAK_S <= SOAK_MOST_S, f"SSERT_SOAK_SECONDS={SOAK_S}")
        mock = self.start(SSERT, "mock", "--time-to-first", "5ms", "--gap", "2ms", "--fault-mix", ",".join(classes()))
        service = mock.said("stdout", r"listening (\S+)")
        before = {"mock": descriptors(mock)}
        load = self.start(
            SSERT, "load", service + "/conversations/demo/messages/stream", "-H", "Authorization: Bearer test-token",
            "--dialect", "conversation", "--terminal", "required", "--no-reuse", "--arrivals", "poisson",
            "--rate", f"{REQUESTS_A_SECOND}/s", "--duration", f"{SOAK_S}s", "--seed", "1", "--max-response", "4MiB",
            "--head-timeout", PATIENCE, "--first-token-timeout", PATIENCE, "--gap-timeout", PATIENCE,
            # An objective on errors alone: the status says nothing of how busy the machine is.
            "--objective", "errors.count < 1000000", "--json", "-", "--prometheus", "127.0.0.1:0",
            "--prometheus-linger", "1h")  # it stays when all is over, to be looked at, until it is scraped
        programs = {"load": load, "mock": mock}
        metrics = load.said("stderr", r"metrics at (\S+)")
        before["load"] = descriptors(load)  # its first streams are under way
        resident, open_most = self.sample(programs, load)
        after = until(lambda: self.descriptors_if_back(programs, before), "descriptors where they were")
        get(metrics)
        self.assertEqual(load.wait(), 0, load.texts["stderr"])
        result = json.loads(load.texts["stdout"])
        counts = json.loads(get(service + "/__mock/statistics"))
        growth = {name: self.growth(samples) for name, samples in resident.items()}
        self.write_log(growth, resident, (before, open_most, after), result, counts)
        self.assert_accounts(result, counts)
        for name, (_, second_half) in growth.items():
            self.assertLessEqual(second_half, GROWTH_MOST_KIB_A_SECOND[name],
                                 f"{name}, KiB second by second: {resident[name]}")

    def descriptors_if_back(self, programs, before):
        now = {name: descriptors(program) for name, program in programs.items()}
        return now if all(now[name] <= before[name] for name in programs) else None

    def growth(self, samples):
        half = len(samples) // 2
        return growth_a_second(samples[:half]), growth_a_second(samples[half:])

    def assert_accounts(self, result, counts):
        requests, streams = result["requests_whole_run"], counts["streams"]
        self.assertEqual(requests["scheduled"], requests["sent"] + requests["never_sent"])
        self.assertEqual(requests["sent"], requests["completed"] + sum(requests["failed"].values()))
        self.assertEqual(requests["sent"], streams["started"])
        self.assertEqual(requests["sent"], counts["requests"]["total"] - 1, "the last asked for the counts")
        self.assertEqual(streams["started"], streams["completed"] + streams["aborted_by_client"] + streams["cut"])
        expected = Counter()
        for fault, count in counts["requests"]["by_script"].items():
            expected[classes()[fault]] += count
        self.assertEqual(requests["completed"], expected.pop(None))
        self.assertEqual(requests["failed"], dict(expected))
        self.assertEqual(sum(second["sent"] for second in result["seconds"]), requests["sent"])

    def write_log(self, growth, resident, opened, result, counts):
        requests = result["requests_whole_run"]
        before, most, after = opened
        rows = "".join(
            f"| {name} | {samples[0]:,} | {samples[len(samples) // 2]:,} | {samples[-1]:,} | {max(samples):,} "
            f"| {growth[name][0]:.1f} | {growth[name][1]:.1f} | {GROWTH_MOST_KIB_A_SECOND[name]} "
            f"| {before[name]} | {most[name]} | {after[name]} |\n" for name, samples in resident.items())
        failures = "".join(f"| `{name}` | {count:,} |\n" for name, count in requests["failed"].items())
        (SOURCE / "docs/logs").mkdir(exist_ok=True)
        (SOURCE / "docs/logs/soak.md").write_text(f"""# A load run of every fault at once

Written by `./test --soak`: {SOAK_S} s, {REQUESTS_A_SECOND} requests a second at random, answered by {len(classes())} different
faults and honest answers. Nothing may grow with the streams that were. A run keeps the histograms of each of its
seconds, and may grow by as much; the mock server keeps nothing. KiB of resident memory, and open descriptors:

| program | at first | in the middle | at last | most | a second, first half | second half | allowed \
| descriptors at first | most | at last |
|{" --- |" * 11}
{rows}
Of {requests["scheduled"]:,} requests that were due, {requests["sent"]:,} were sent and {requests["never_sent"]:,} never sent; the mock
server began {counts["streams"]["started"]:,} answers. {requests["completed"]:,} completed and {sum(requests["failed"].values()):,} failed, each as its fault
says; {result["received"]["events"]:,} events and {result["received"]["bytes"]:,} bytes came.

| failed | |
| --- | --- |
{failures}""")


if __name__ == "__main__":
    unittest.main(verbosity=2)
