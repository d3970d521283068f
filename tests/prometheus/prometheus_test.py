#!/usr/bin/env python3
"""`ssert load` beside the real Prometheus, Pushgateway and promtool: what they have of a run is what its
JSON result says, to the last unit.

  prometheus_test.py SSERT HOSTILE_FAMILIES     the two programs
"""
import http.server
import json
import math
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.parse

from programs import HANG_LIMIT_S, Program, get, until

HOSTILE_FAMILIES = sys.argv.pop(2)
SSERT = sys.argv.pop(1)
DURATIONS = {
    "ttft": "ssert_time_to_first_token_seconds",
    "ttft_sent": "ssert_time_to_first_token_since_sent_seconds",
    "ttft_service": "ssert_time_to_first_token_of_service_seconds",
    "gap": "ssert_inter_event_gap_seconds",
    "tpot": "ssert_time_per_output_token_seconds",
    "max_gap": "ssert_longest_gap_seconds",
    "e2e": "ssert_end_to_end_latency_seconds",
    "tail": "ssert_terminal_tail_seconds",
    "ttfb": "ssert_time_to_first_byte_seconds",
    "ttfe": "ssert_time_to_first_event_seconds",
    "connect": "ssert_connect_seconds",
    "queue_wait": "ssert_queue_wait_seconds",
    "schedule_lag": "ssert_schedule_lag_seconds",
}
SAMPLE = re.compile(r'^([a-z_]+)(?:\{(.*)\})? (\S+)$')
LABEL = re.compile(r'([a-z_]+)="((?:[^"\\]|\\.)*)"')


def samples_of(text):
    """{(name, frozenset of labels): value} of the text format."""
    samples = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, labels, value = SAMPLE.match(line).groups()
            key = (name, frozenset(LABEL.findall(labels or "")))
            assert key not in samples, line
            samples[key] = float(value)
    return samples


def at_or_below(histogram, limit_ns):
    """How many values of a histogram of the JSON result are reported as at most `limit_ns`."""
    if histogram["count"] == 0 or limit_ns < histogram["min_ns"]:
        return 0
    if limit_ns >= histogram["max_ns"]:
        return histogram["count"]
    size = 1 << histogram["precision"]
    seen = 0
    for index, count in histogram["buckets"]:
        octave, within = divmod(index, size)
        lowest = within if octave == 0 else (size + within) << (octave - 1)
        width = 1 if octave == 0 else 1 << (octave - 1)
        middle = lowest + (width - 1) // 2
        if min(max(middle, histogram["min_ns"]), histogram["max_ns"]) <= limit_ns:
            seen += count
    return min(max(seen, 1), histogram["count"] - 1)


def expected_requests(name, counts):
    expected = {(name, frozenset({("outcome", "completed")})): counts["completed"],
                (name, frozenset({("outcome", "never_sent")})): counts["never_sent"]}
    for failure, count in counts["failed"].items():
        expected[(name, frozenset({("outcome", "failed"), ("class", failure)}))] = count
    return expected


def expected_counts(result):
    """Every counter that Prometheus must have, by what the JSON result says."""
    whole, window, received = result["requests_whole_run"], result["requests"], result["received"]
    plain = {
        "ssert_requests_scheduled_total": whole["scheduled"],
        "ssert_requests_sent_total": whole["sent"],
        "ssert_window_requests_scheduled_total": window["scheduled"],
        "ssert_window_requests_good_total": window["good"],
        "ssert_events_total": received["events"],
        "ssert_output_events_total": received["output_events"],
        "ssert_tokens_total": received["tokens"],
        "ssert_response_bytes_total": received["bytes"],
        "ssert_errors_total": window["errors"],
        "ssert_stalls_total": result["stalls"]["count"],
        "ssert_findings_total": len(result["findings"]),
        "ssert_run_over": 1,
        "ssert_run_exit_status": result["exit_code"],
        "ssert_requests_in_flight": 0,
    }
    expected = {(name, frozenset()): value for name, value in plain.items()}
    expected.update(expected_requests("ssert_requests_total", whole))
    expected.update(expected_requests("ssert_window_requests_total", window))
    for finding in result["findings"]:
        labels = frozenset({("rule", finding["rule"]), ("verdict", finding["verdict"])})
        expected[("ssert_finding_streams_total", labels)] = finding["streams"]
        expected[("ssert_finding_times_total", labels)] = finding["times"]
    return expected


class Load(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="ssert-prometheus-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        config = {"global": {"scrape_interval": "1s", "scrape_timeout": "1s"},
                  "scrape_configs": [
                      {"job_name": "live", "file_sd_configs": [
                          {"files": [str(cls.folder / "live.json")], "refresh_interval": "1s"}]},
                      {"job_name": "pushed", "honor_labels": True, "file_sd_configs": [
                          {"files": [str(cls.folder / "pushed.json")], "refresh_interval": "1s"}]}]}
        (cls.folder / "prometheus.yml").write_text(json.dumps(config))
        cls.prometheus = cls.program(
            "prometheus", f"--config.file={cls.folder}/prometheus.yml", "--web.listen-address=127.0.0.1:0",
            f"--storage.tsdb.path={cls.folder}/data")
        cls.api = "http://" + cls.prometheus.said("stderr", r"Listening on.*address=(\S+)")
        cls.prometheus.said("stderr", "(Server is ready to receive web requests)")
        cls.pushgateway = cls.program("prometheus-pushgateway", "--web.listen-address=127.0.0.1:0",
                                      f"--persistence.file={cls.folder}/pushed")
        cls.gateway = "http://" + cls.pushgateway.said("stderr", r"Listening on.*address=(\S+)")

    @classmethod
    def program(cls, *words):
        program = Program(*words)
        cls.addClassCleanup(program.stop)
        return program

    def mock(self, *options):
        mock = Program(SSERT, "mock", *options)
        self.addCleanup(mock.stop)
        return mock.said("stdout", r"listening (\S+)") + "/conversations/demo/messages/stream"

    def load(self, url, *options):
        # An objective on errors alone: the status says nothing of how busy the machine is.
        load = Program(SSERT, "load", url, "-H", "Authorization: Bearer test-token", "--json", "-",
                       "--objective", "errors.count == 0", *options)
        self.addCleanup(load.stop)
        return load

    def result(self, load, status):
        self.assertEqual(load.wait(), status, load.texts)
        return json.loads(load.texts["stdout"])

    def scrape_from(self, job, address):
        target = self.folder / f"{job}.json"
        unfinished = self.folder / f"{job}.unfinished"
        unfinished.write_text(json.dumps([{"targets": [address]}]))
        unfinished.rename(target)

    def query(self, promql):
        answer = json.loads(get(f"{self.api}/api/v1/query?" + urllib.parse.urlencode({"query": promql})))
        self.assertEqual(answer["status"], "success", answer)
        return answer["data"]["result"]

    def samples_in_prometheus(self, which):
        """The last value of each series of ours, stale or not."""
        samples = {}
        for row in self.query(f'last_over_time({{__name__=~"ssert_.*",{which}}}[1h])'):
            labels = {name: value for name, value in row["metric"].items()
                      if name not in ("__name__", "job", "instance")}
            key = (row["metric"]["__name__"], frozenset(labels.items()))
            self.assertNotIn(key, samples)
            samples[key] = float(row["value"][1])
        return samples

    def wait_for_the_end_in_prometheus(self, which):
        def has_ended():
            values = [row["value"][1] for row in self.query(f"last_over_time(ssert_run_over{{{which}}}[1h])")]
            return True if values == ["1"] else None
        until(has_ended, f"a scrape of the last numbers of {which}")

    def assert_counts(self, samples, result):
        for key, value in expected_counts(result).items():
            self.assertEqual(samples.get(key), value, f"{key}")
        requests = {key for key in samples if key[0] in ("ssert_requests_total", "ssert_window_requests_total")}
        self.assertLessEqual(requests, set(expected_counts(result)), "outcomes that the result has not")

    def assert_durations(self, samples, result):
        for metric, name in DURATIONS.items():
            self.assert_histogram(samples, name, result["metrics"][metric]["histogram"])
            if metric in result["failed_metrics"]:
                failed = name.replace("ssert_", "ssert_failed_", 1)
                self.assert_histogram(samples, failed, result["failed_metrics"][metric]["histogram"])

    def assert_histogram(self, samples, name, histogram):
        self.assertEqual(samples[(name + "_count", frozenset())], histogram["count"], name)
        expected_sum = histogram["sum_s"] + histogram["sum_ns"] / 1e9
        self.assertTrue(math.isclose(samples[(name + "_sum", frozenset())], expected_sum, rel_tol=1e-12), name)
        bounds = [dict(labels)["le"] for found, labels in samples if found == name + "_bucket"]
        self.assertEqual(len(bounds), 26, name)
        for bound in bounds:
            limit_ns = math.inf if bound == "+Inf" else round(float(bound) * 1e9)
            self.assertEqual(samples[(name + "_bucket", frozenset({("le", bound)}))],
                             at_or_below(histogram, limit_ns), f"{name} le={bound}")

    def assert_promtool_passes(self, text):
        checked = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True, text=True,
                                 timeout=HANG_LIMIT_S, check=False)
        self.assertEqual((checked.returncode, checked.stdout + checked.stderr), (0, ""), text)

    def test_prometheus_has_what_the_result_says_and_had_it_while_the_run_went_on(self):
        # Six streams of a second each by two readers: the run goes on for three seconds at least.
        load = self.load(self.mock("--time-to-first", "1s", "--gap", "1ms"), "--readers", "2", "--requests", "6",
                         "--prometheus", "127.0.0.1:0", "--prometheus-linger", "1h")
        url = load.said("stderr", r"metrics at (\S+)")

        def live():
            text = get(url)
            samples = samples_of(text)
            self.assertNotEqual(samples.get(("ssert_run_over", frozenset())), 1, "over before it was seen live")
            return text if samples.get(("ssert_requests_sent_total", frozenset()), 0) > 0 else None
        text = until(live, "a live /metrics with requests")
        self.assert_promtool_passes(text)
        self.assertNotIn("ssert_run_exit_status", text)
        self.scrape_from("live", urllib.parse.urlsplit(url).netloc)
        result = self.result(load, 0)  # it ends because Prometheus has scraped: it would linger for an hour
        self.wait_for_the_end_in_prometheus('job="live"')
        samples = self.samples_in_prometheus('job="live"')
        self.assertEqual(result["requests_whole_run"]["completed"], 6)
        self.assert_counts(samples, result)
        self.assert_durations(samples, result)

    def test_the_pushgateway_has_what_the_result_says_and_so_has_the_text_file(self):
        file = self.folder / "ssert.prom"
        load = self.load(self.mock("--fault", "no-final-blank", "--time-to-first", "2ms", "--gap", "1ms"),
                         "--terminal", "required", "--readers", "4", "--requests", "12", "--pushgateway", self.gateway,
                         "--pushgateway-instance", "ci-7", "--prometheus-textfile", str(file))
        result = self.result(load, 1)
        self.assertEqual(result["requests_whole_run"]["failed"], {"TRUNCATED": 12})
        self.assertIn("framing/final-blank-line", [finding["rule"] for finding in result["findings"]])
        text = file.read_text()
        self.assert_promtool_passes(text)
        self.assert_counts(samples_of(text), result)
        self.assert_durations(samples_of(text), result)
        self.scrape_from("pushed", urllib.parse.urlsplit(self.gateway).netloc)
        pushed = 'job="ssert",instance="ci-7"'
        self.wait_for_the_end_in_prometheus(pushed)
        samples = self.samples_in_prometheus(pushed)
        self.assert_counts(samples, result)
        self.assert_durations(samples, result)

    def test_a_push_replaces_what_an_earlier_run_has_left(self):
        quick = ("--time-to-first", "2ms", "--gap", "1ms")
        push = ("--terminal", "required", "--readers", "2", "--requests", "4", "--pushgateway", self.gateway, "--pushgateway-instance", "twice")
        self.result(self.load(self.mock("--fault", "no-final-blank", *quick), *push), 1)
        self.assertIn('class="TRUNCATED",instance="twice"', get(self.gateway + "/metrics"))
        self.result(self.load(self.mock(*quick), *push), 0)
        pushed = [line for line in get(self.gateway + "/metrics").splitlines() if 'instance="twice"' in line]
        self.assertEqual([line for line in pushed if "TRUNCATED" in line], [])
        self.assertTrue([line for line in pushed if line.startswith("ssert_run_over")], pushed)

    def test_a_gateway_that_refuses_is_told_and_its_words_stay_off_stdout(self):
        class Refusing(http.server.BaseHTTPRequestHandler):
            def do_PUT(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                words = b"no \x1b[31mmetrics\n here"
                self.send_response(400)
                self.send_header("Content-Length", str(len(words)))
                self.end_headers()
                self.wfile.write(words)

            def log_message(self, *words):
                pass
        server = http.server.HTTPServer(("127.0.0.1", 0), Refusing)
        self.addCleanup(server.server_close)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        self.addCleanup(thread.join)
        self.addCleanup(server.shutdown)
        load = self.pushing_load(f"http://me:hunter22@127.0.0.1:{server.server_port}")
        result = self.result(load, 3)
        self.assertEqual(result["exit_code"], 0)
        self.assertIn(r"was answered with status 400: no \x1b[31mmetrics\n here", load.texts["stderr"])
        self.assertNotIn("hunter22", load.texts["stderr"] + load.texts["stdout"])

    def test_a_gateway_that_is_not_there_is_told(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # and not listened on
            load = self.pushing_load(f"http://127.0.0.1:{taken.getsockname()[1]}")
            self.result(load, 3)
            self.assertIn("Connection refused", load.texts["stderr"])

    def test_a_gateway_that_never_answers_is_not_waited_for_long(self):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            load = self.pushing_load(f"http://127.0.0.1:{silent.getsockname()[1]}")
            self.result(load, 3)
            self.assertIn("error: --pushgateway the push to", load.texts["stderr"])

    def pushing_load(self, gateway):
        return self.load(self.mock("--time-to-first", "2ms", "--gap", "1ms"), "--readers", "1", "--requests", "2",
                         "--pushgateway", gateway)

    def test_a_port_that_is_taken_is_told_before_anything_is_sent(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            load = self.load("http://127.0.0.1:9/x", "--readers", "1", "--requests", "1",
                             "--prometheus", f"127.0.0.1:{taken.getsockname()[1]}")
            self.assertEqual(load.wait(), 2, load.texts)
            self.assertIn("Address already in use", load.texts["stderr"])
            self.assertIn("nothing was sent", load.texts["stderr"])

    def test_nobody_scrapes_and_the_linger_ends(self):
        load = self.load(self.mock("--time-to-first", "2ms", "--gap", "1ms"), "--readers", "1", "--requests", "2",
                         "--prometheus", "0", "--prometheus-linger", "100ms")
        self.result(load, 0)

    def test_an_interrupt_ends_the_linger(self):
        load = self.load(self.mock("--time-to-first", "2ms", "--gap", "1ms"), "--readers", "1", "--requests", "2",
                         "--prometheus", "0", "--prometheus-linger", "1h")
        load.said("stderr", "(stay at)")
        load.process.terminate()
        self.result(load, 0)

    def test_hostile_text_breaks_out_of_no_label(self):
        text = subprocess.run([HOSTILE_FAMILIES], capture_output=True, check=True, timeout=HANG_LIMIT_S).stdout
        self.assert_promtool_passes(text.decode())
        names = {name for name, _ in samples_of(text.decode())}
        self.assertNotIn("ssert_planted", names)
        self.assertEqual([name for name in names if not name.startswith("ssert_")], [])
        self.assertNotRegex(text.decode(), r"[\x00-\x09\x0b-\x1f\x7f]")

    def test_a_check_has_a_text_file_too(self):
        file = self.folder / "check.prom"
        checked = subprocess.run(
            [SSERT, "check", self.mock("--fault", "no-final-blank"), "-H", "Authorization: Bearer test-token",
             "--prometheus-textfile", str(file)], capture_output=True, text=True, timeout=HANG_LIMIT_S, check=False)
        self.assertEqual(checked.returncode, 1, checked)
        self.assert_promtool_passes(file.read_text())
        self.assertEqual(samples_of(file.read_text())[("ssert_check_exit_status", frozenset())], 1)
        self.assertIn('rule="framing/final-blank-line",verdict="fail"', file.read_text())


if __name__ == "__main__":
    unittest.main(verbosity=2)
