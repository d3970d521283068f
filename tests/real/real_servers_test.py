#!/usr/bin/env python3
"""ssert against the real nginx and the real HAProxy, which stand in front of `ssert mock` and of the NestJS
example: what each does to a stream, what ssert says of it, and the accounts of a load run through each.

  real_servers_test.py SSERT SOURCE_FOLDER [NODE]     without NODE, the NestJS example is left out

Writes what was seen to docs/logs/real-servers.md of the source folder.
"""
import json
import pathlib
import platform
import socket
import subprocess
import sys
import unittest
import urllib.request
from dataclasses import dataclass, field

from front import Front, version
from programs import HANG_LIMIT_S, Program, get

NODE = sys.argv.pop(3) if len(sys.argv) > 3 else None
SOURCE = pathlib.Path(sys.argv.pop(2))
SSERT = sys.argv.pop(1)
EXAMPLE = SOURCE / "examples/nestjs"
AUTHORIZATION = "Authorization: Bearer test-token"
GZIP = ("-H", "Accept-Encoding: gzip")
LONG_ANSWER = ("-d", json.dumps({"content": "word " * 40}))  # NestJS says it again, a word in 5 ms
FAILING_ANSWER = ("-d", '{"content":"please fail"}')
# The mock's honest answer: 24 tokens and done, the first after 50 ms, the last after 280.
TOKENS = 24


@dataclass
class Case:
    """One service behind one server, and what ssert has to say of it."""
    what: str
    front: str
    settings: tuple = ()  # of the server, beyond its defaults
    fault: str = "honest"  # of the mock
    service: str = "mock"  # or the form of the NestJS example, or nobody
    options: tuple = ()  # of ssert check
    status: int = 0
    ending: str = "COMPLETE"
    broken: tuple = ()  # roots, notes included, in the catalogue's order
    shown: tuple = ()  # rules that must have been judged, and hold
    coded: bool = False  # where gzip was accepted: whether it was applied
    arrivals: str = "as made"  # see arrivals_of
    seen: dict = field(default_factory=dict)


UNFINISHED = {"status": 1, "ending": "INCOMPLETE_TRANSPORT", "broken": ("fail end/transport-complete",)}
# What the connection to the service is kept for, and chunks are understood on.
HTTP_1_1 = ("proxy_http_version 1.1;", 'proxy_set_header Connection "";')
NGINX_GZIP = ("gzip on;", "gzip_types text/event-stream;")
HAPROXY_GZIP = ("compression algo gzip", "compression type text/event-stream")


def refused(status):
    return {"status": 1, "ending": f"REFUSED{{{status}}}", "broken": ("fail head/status",), "arrivals": "none"}


CASES = [
    Case("its defaults; the service says nothing of buffering", "nginx", fault="no-accel-header",
         arrivals="in one piece"),
    Case("its defaults; the service says X-Accel-Buffering: no", "nginx"),
    Case("proxy_buffering off", "nginx", ("proxy_buffering off;",), "no-accel-header"),
    Case("HTTP/1.1 to the service, connections kept", "nginx", HTTP_1_1, shown=("resilience/keepalive-reuse",)),
    Case("gzip on for event streams: applied although the service says no-transform", "nginx", NGINX_GZIP, options=GZIP,
         coded=True),
    Case("the same, and the service says nothing of buffering", "nginx", NGINX_GZIP,
         "no-accel-header", options=GZIP, coded=True, arrivals="in one piece"),
    Case("proxy_read_timeout 1s, silence in mid-stream", "nginx", ("proxy_read_timeout 1s;",), "hang-midstream",
         **UNFINISHED),
    Case("proxy_read_timeout 1s, silence in mid-stream, buffering", "nginx",
         ("proxy_read_timeout 1s;", "proxy_ignore_headers X-Accel-Buffering;"), "hang-midstream", arrivals="none",
         **UNFINISHED),
    Case("proxy_read_timeout 1s, no answer at all", "nginx", ("proxy_read_timeout 1s;",), "no-answer", **refused(504)),
    Case("the service is down", "nginx", service="nobody", **refused(502)),
    Case("the service ends its message by closing", "nginx", fault="close-delimited"),
    Case("the same, cut in the middle: nginx makes it look whole", "nginx", fault="close-delimited-cut",
         broken=("note end/truncation-visible",)),
    Case("the same, and a terminal event is asked for", "nginx", fault="close-delimited-cut",
         options=("--terminal", "required"), status=1, ending="TRUNCATED", broken=("fail end/silent-truncation",)),
    Case("HTTP/1.0 to the service, which closes without a last chunk", "nginx", fault="no-last-chunk"),
    Case("HTTP/1.1 to the service, which closes without a last chunk", "nginx", HTTP_1_1, "no-last-chunk",
         **UNFINISHED),
    Case("the service resets the connection in mid-stream", "nginx", fault="reset-midstream", **UNFINISHED),
    Case("the service answers in HTTP/1.0", "nginx", fault="http10-close"),
    Case("its defaults", "haproxy", arrivals="late at first", shown=("resilience/keepalive-reuse",)),
    Case("option http-no-delay", "haproxy", ("option http-no-delay",)),
    Case("http-reuse always", "haproxy", ("http-reuse always",), arrivals="late at first",
         shown=("resilience/keepalive-reuse",)),
    Case("timeout server 1s, silence in mid-stream", "haproxy", ("timeout server 1s",), "hang-midstream",
         arrivals="in one piece", **UNFINISHED),
    Case("timeout server 1s, no answer at all", "haproxy", ("timeout server 1s",), "no-answer", **refused(504)),
    Case("the service is down", "haproxy", ("retries 0",), service="nobody", **refused(503)),
    Case("compression of event streams: applied", "haproxy", HAPROXY_GZIP,
         "transformable", options=GZIP, coded=True, broken=("warn head/no-transform",), arrivals="late at first"),
    Case("the same, and the service says no-transform: not applied", "haproxy", HAPROXY_GZIP,
         options=GZIP, arrivals="late at first"),
    Case("the service ends its message by closing", "haproxy", fault="close-delimited"),
    Case("the same, cut in the middle", "haproxy", fault="close-delimited-cut", broken=("warn end/close-delimited",)),
    Case("the service closes without a last chunk", "haproxy", fault="no-last-chunk", arrivals="late at first",
         **UNFINISHED),
    Case("the service resets the connection in mid-stream", "haproxy", fault="reset-midstream", arrivals="in one piece",
         **UNFINISHED),
    Case("the service answers in HTTP/1.0", "haproxy", fault="http10-close"),
]
NESTJS_CASES = [
    Case("NestJS, form careful", "nginx", service="careful", options=LONG_ANSWER),
    Case("NestJS, form after", "nginx", service="after", options=LONG_ANSWER, arrivals="in one piece",
         broken=("warn head/status", "warn head/no-transform")),
    Case("NestJS, form after, which throws in mid-stream", "nginx", service="after",
         options=FAILING_ANSWER, status=1, ending="TRUNCATED", arrivals="in one piece",
         broken=("warn head/status", "warn head/no-transform", "fail end/silent-truncation")),
    Case("NestJS, form careful", "haproxy", service="careful", options=LONG_ANSWER, arrivals="late at first"),
    Case("NestJS, form before: a GET-only route", "haproxy", service="before", status=1, ending="REFUSED{404}",
         broken=("fail head/post-accepted",), arrivals="none"),
]


def arrivals_of(exchange):
    """How a stream came that was made piece by piece."""
    head, first, last = (exchange["times"][name] for name in ("head_ms", "first_event_ms", "last_event_ms"))
    if first is None:
        return "none"
    if last - head < 10:
        return "in one piece"
    return "late at first" if first > last / 2 else "as made"


def ms(time):
    return "-" if time is None else f"{time:.0f}"


def table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def checks_table(cases):
    return table(
        ["server", "its settings and its service", "exit", "ending", "what is broken", "arrivals", "head, ms",
         "first event, ms", "last event, ms"],
        [[case.front, case.what, case.status, f"`{case.ending}`", "<br>".join(case.broken) or "nothing", case.arrivals,
          *(ms(case.seen["times"][name]) for name in ("head_ms", "first_event_ms", "last_event_ms"))]
         for case in cases])


def loads_table(loads):
    def row(front, mock_options, result, counts):
        requests = result["requests_whole_run"]
        failed = ", ".join(f"{name} {count}" for name, count in sorted(requests["failed"].items()))
        return [front, mock_options[-1] if mock_options else "honest", requests["scheduled"], requests["completed"],
                failed or 0, requests["never_sent"], counts["streams"]["started"], result["received"]["tokens"],
                result["received"]["events"], counts["sent"]["events"], counts["connections"]["accepted"]]
    return table(["server", "answers", "scheduled", "completed", "failed", "never sent", "started by the service",
                  "tokens", "events", "sent by the service", "connections to the service"],
                 [row(*load) for load in sorted(loads, key=lambda load: load[:2])])


def write_log(cases, loads):
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    (SOURCE / "docs/logs").mkdir(exist_ok=True)
    (SOURCE / "docs/logs/real-servers.md").write_text(f"""# ssert against real servers

Written by `./test --real`, of one run: {system}, nginx {version("nginx")}, HAProxy {version("haproxy")}. Every
verdict here is asserted by `tests/real/real_servers_test.py`; the times are as they were.

## Checks

The mock server makes 24 tokens and `done`, the first after 50 ms, the last after 280 ms. *In one piece*: all that
came, came within 10 ms. *Late at first*: most of the time had passed when the first event came. A rule for the two
of them is still missing: a stream that is held back passes.

{checks_table(cases)}
## Loads

50 readers, 500 requests; what ssert counted beside what the mock server counted.

{loads_table(loads)}""")


class RealServers(unittest.TestCase):
    loads = []
    ran = []

    @classmethod
    def tearDownClass(cls):
        if len(cls.loads) == 4 and len(cls.ran) == len(CASES + NESTJS_CASES):
            write_log(cls.ran, cls.loads)

    def start(self, *words, **settings):
        program = Program(*words, **settings)
        self.addCleanup(program.stop)
        return program

    def mock(self, *options):
        return self.start(SSERT, "mock", *options).said("stdout", r"listening http://(\S+)")

    def nestjs(self, form):
        service = self.start(NODE, "dist/main.js", cwd=EXAMPLE,
                             env={"FORM": form, "PORT": "0", "TOKEN": "test-token", "CORS": ""})
        return service.said("stdout", r"listening http://(\S+)")

    def nobody(self):
        port = socket.socket()
        self.addCleanup(port.close)
        port.bind(("127.0.0.1", 0))  # and not listened on
        return "127.0.0.1:%d" % port.getsockname()[1]

    def front(self, kind, service, settings):
        front = Front(kind, service, settings)
        self.addCleanup(front.stop)
        return f"http://{front.address}/conversations"

    def url_of_case(self, case):
        if case.service == "mock":
            return self.front(case.front, self.mock("--fault", case.fault), case.settings) + "/demo/messages/stream"
        if case.service == "nobody":
            return self.front(case.front, self.nobody(), case.settings) + "/demo/messages/stream"
        service = self.nestjs(case.service)
        request = urllib.request.Request(f"http://{service}/conversations", method="POST",
                                         headers=dict([AUTHORIZATION.split(": ")]))
        with urllib.request.urlopen(request, timeout=HANG_LIMIT_S) as answer:
            conversation = json.load(answer)["id"]
        return self.front(case.front, service, case.settings) + f"/{conversation}/messages/stream"

    def check(self, case):
        url = self.url_of_case(case)
        if case.options == GZIP:
            self.assertEqual(self.coding(url), "gzip" if case.coded else None)
        checked = subprocess.run(
            [SSERT, "check", url, "-q", "-H", AUTHORIZATION, "--json", "-", *case.options],
            capture_output=True, text=True, timeout=HANG_LIMIT_S, check=False)
        target = json.loads(checked.stdout)["targets"][0]
        roots = tuple(f"{finding['verdict']} {finding['rule']}" for finding in target["findings"]
                      if finding["explained_by"] is None)
        reference = target["exchanges"][0]
        case.seen = {"times": reference["times"], "arrivals": arrivals_of(reference)}
        self.assertEqual((checked.returncode, target["ending"], roots, case.seen["arrivals"]),
                         (case.status, case.ending, case.broken, case.arrivals), case.seen)
        self.assertLessEqual(set(case.shown), set(target["passed"]), target["not_shown"])
        self.ran.append(case)

    def coding(self, url):
        """What an HTTP client that is not ours is told."""
        request = urllib.request.Request(url, method="POST", data=b'{"content":"Hello"}', headers=dict(
            [AUTHORIZATION.split(": "), GZIP[1].split(": "), ("Content-Type", "application/json")]))
        with urllib.request.urlopen(request, timeout=HANG_LIMIT_S) as answer:
            return answer.headers["Content-Encoding"]

    def test_checks(self):
        for case in CASES + (NESTJS_CASES if NODE else []):
            with self.subTest(f"{case.front}: {case.what}"):
                self.check(case)
            self.doCleanups()

    def load(self, front, settings, mock_options):
        """50 readers and 500 requests, and the mock's own counts once they are over."""
        service = self.mock("--time-to-first", "20ms", "--gap", "2ms", *mock_options)
        url = self.front(front, service, settings) + "/demo/messages/stream"
        # An objective on errors alone: the status says nothing of how busy the machine is.
        loaded = subprocess.run(
            [SSERT, "load", url, "-q", "-H", AUTHORIZATION, "--dialect", "conversation", "--terminal", "required",
             "--readers", "50", "--requests", "500", "--duration", "2m", "--objective", "errors.count < 500",
             "--json", "-"],
            capture_output=True, text=True, timeout=HANG_LIMIT_S, check=False)
        self.assertEqual(loaded.returncode, 0, loaded.stdout[-2000:] + loaded.stderr)
        result, counts = json.loads(loaded.stdout), json.loads(get(f"http://{service}/__mock/statistics"))
        requests = result["requests_whole_run"]
        self.assertEqual(requests["scheduled"], requests["sent"] + requests["never_sent"])
        self.assertEqual(requests["sent"], requests["completed"] + sum(requests["failed"].values()))
        self.assertEqual((requests["scheduled"], result["rates"]["in_flight_max"]), (500, 50))
        self.assertEqual(counts["streams"]["started"], requests["sent"])
        self.loads.append((front, mock_options, result, counts))
        return requests, result, counts

    def expect_exact_tokens(self, front, settings):
        requests, result, counts = self.load(front, settings, ())
        self.assertEqual((requests["completed"], counts["streams"]["completed"]), (500, 500))
        self.assertEqual(result["received"]["tokens"], 500 * TOKENS)
        self.assertEqual(result["received"]["output_events"], 500 * TOKENS)
        self.assertEqual(result["received"]["events"], counts["sent"]["events"])
        self.assertGreaterEqual(result["instrument"]["connection_reuse_fraction"], 0.9)
        self.assertLess(counts["connections"]["accepted"], 500, "the server in between keeps its connections, too")

    def expect_exact_failures(self, front, settings):
        mix = ("--fault-mix", "honest,cut-clean,no-last-chunk,reset-midstream")
        requests, _, counts = self.load(front, settings, mix)
        played = counts["requests"]["by_script"]
        self.assertEqual(requests["completed"], played["honest"])
        self.assertEqual(requests["failed"], {
            "INCOMPLETE_TRANSPORT": played["no-last-chunk"] + played["reset-midstream"],
            "TRUNCATED": played["cut-clean"]})

    def test_load_through_nginx(self):
        self.expect_exact_tokens("nginx", HTTP_1_1)

    def test_load_through_nginx_of_streams_that_break_off(self):
        self.expect_exact_failures("nginx", HTTP_1_1)

    def test_load_through_haproxy(self):
        self.expect_exact_tokens("haproxy", ("http-reuse always",))

    def test_load_through_haproxy_of_streams_that_break_off(self):
        self.expect_exact_failures("haproxy", ("http-reuse always",))


if __name__ == "__main__":
    unittest.main(verbosity=2)
