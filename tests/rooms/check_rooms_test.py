"""Plants violations in small trees: tools/check_rooms.py has to find each, and nothing else.

  check_rooms_test.py CHECKER ROOMS_JSON
"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECKER = pathlib.Path(sys.argv[1])
ROOMS_JSON = pathlib.Path(sys.argv[2])


def check(files, table=None):
    """Runs the checker on a tree with these files. Returns its exit status and what it said."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        rooms = json.dumps(table) if table is not None else ROOMS_JSON.read_text(encoding="utf-8")
        for name, text in {**files, "tools/rooms.json": rooms}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        done = subprocess.run([sys.executable, CHECKER, root], capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


class FindsPlantedViolations(unittest.TestCase):
    def finds(self, name, text, place, words, beside=None):
        status, said = check({name: text, **(beside or {})})
        self.assertEqual(status, 1, said)
        self.assertIn(place, said)
        self.assertIn(words, said)
        self.assertEqual(sum(1 for line in said.splitlines() if not line.startswith(" ")), 1, said)

    def test_room_that_is_not_granted(self):
        self.finds("harness/base/text.cc", '#include "base/text.h"\n#include "http/field.h"\n',
                   "harness/base/text.cc:2:", "harness/base may not include harness/http")

    def test_mock_server_that_shares_the_decoder(self):
        self.finds("mock_server/writer/writer.cc", '#include "event_stream/decoder.h"\n',
                   "mock_server/writer/writer.cc:1:", "mock server shares nothing with the harness")

    def test_mock_server_that_shares_the_codes_of_damage(self):
        self.finds("mock_server/script/library.cc", '#include "violation/violation.h"\n',
                   "mock_server/script/library.cc:1:", "mock_server/script may not include harness/violation")

    def test_mock_server_test_that_shares_the_decoder(self):
        self.finds("mock_server/writer/writer_test.cc", '#include "event_stream/decoder.h"\n',
                   "mock_server/writer/writer_test.cc:1:", "may not include harness/event_stream")

    def test_pure_writer_that_reaches_for_sockets_of_its_own_program(self):
        self.finds("mock_server/writer/writer.cc", '#include "mock_server/net/connection.h"\n',
                   "writer.cc:1:", "mock_server/writer may not include mock_server/net")

    def test_harness_that_knows_the_mock_server(self):
        self.finds("harness/conformance/judge.cc", '#include "mock_server/server.h"\n',
                   "judge.cc:1:", "harness/conformance may not include mock_server")

    def test_asio_outside_transport(self):
        self.finds("harness/conformance/probe.cc", "#include <boost/asio/steady_timer.hpp>\n",
                   "probe.cc:1:", "sockets and timers live in")

    def test_asio_by_its_one_header(self):
        self.finds("harness/reading/reading.cc", "#include <boost/asio.hpp>\n", "reading.cc:1:", "boost/asio.hpp")

    def test_beast_in_the_http_reader(self):
        self.finds("harness/http/response_reader.cc", "#include <boost/beast/http/parser.hpp>\n",
                   "response_reader.cc:1:", "the harness reads HTTP with harness/http")

    def test_json_where_events_are_judged(self):
        self.finds("harness/conformance/rules_stream.cc", "#include <nlohmann/json.hpp>\n",
                   "rules_stream.cc:1:", "JSON is read and written at the rim")

    def test_json_in_a_header_of_a_room_that_may_have_it(self):
        self.finds("harness/scenario/reader.h", "#pragma once\n#include <nlohmann/json.hpp>\n", "reader.h:2:", "in a header")

    def test_sockets_in_a_room_without(self):
        self.finds("harness/base/text.cc", "#include <sys/socket.h>\n", "text.cc:1:", "sys/socket.h")

    def test_library_that_nobody_granted(self):
        self.finds("harness/http/field.cc", "#include <curl/curl.h>\n", "field.cc:1:", "granted to nobody")

    def test_test_framework_in_the_program(self):
        self.finds("harness/http/field.cc", "#include <gtest/gtest.h>\n", "field.cc:1:", "tests stand in")

    def test_clock_outside_its_file(self):
        self.finds("harness/transport/client.cc", "\nauto at = std::chrono::steady_clock::now();\n",
                   "client.cc:2:", "base/clock.cc")

    def test_clock_outside_its_file_in_odd_spacing(self):
        self.finds("harness/transport/client.cc", "auto at = system_clock :: now();\n", "client.cc:1:", "base/clock.cc")

    def test_sleep(self):
        self.finds("harness/cli/check_test.cc", "std::this_thread::sleep_for(1s);\n", "check_test.cc:1:", "wait for a fact")

    def test_name_between_apostrophes_that_only_part_digits(self):
        self.finds("harness/http/field.cc", "f(1'000, steady_clock::now(), 1'000); // it's\n", "field.cc:1:", "clock.cc")

    def test_helpers_for_tests_in_the_program(self):
        self.finds("harness/exchange/recording.cc", '#include "tests/support/golden.h"\n',
                   "recording.cc:1:", "may not include tests/support")

    def test_folder_that_is_no_room(self):
        self.finds("harness/helpers/misc.cc", "int x;\n", "harness/helpers/misc.cc:1:", "this folder is no room")

    def test_include_of_a_folder_that_is_no_room(self):
        self.finds("harness/cli/main.cc", '#include "helpers/misc.h"\n', "main.cc:1:", "there is no room for it")

    def test_include_that_names_no_room(self):
        self.finds("harness/http/field.cc", '#include "syntax.h"\n', "field.cc:1:", "names no room")

    def test_include_that_climbs_out_of_its_room(self):
        self.finds("harness/base/text.cc", '#include "base/../http/field.h"\n', "text.cc:1:", "without ..")

    def test_include_by_the_long_way(self):
        self.finds("harness/base/text.cc", '#include "harness/http/field.h"\n', "text.cc:1:", "without harness/")

    def test_odd_spacing(self):
        self.finds("harness/base/text.cc", '  #  include   "http/field.h"\n', "text.cc:1:", "may not include")

    def test_file_that_does_not_begin_with_its_own_header(self):
        beside = {"harness/base/text.h": "#pragma once\n"}
        self.finds("harness/base/text.cc", '#include <vector>\n#include "base/text.h"\n',
                   "harness/base/text.cc:1:", '"base/text.h" has to be the first include, and is vector', beside)
        self.finds("harness/base/text.cc", "int x;\n", "harness/base/text.cc:1:", "and is nothing", beside)
        self.finds("mock_server/net/port.cc", "#include <string>\n", "port.cc:1:", '"mock_server/net/port.h"',
                   {"mock_server/net/port.h": "#pragma once\n"})

    def test_header_that_may_be_read_twice(self):
        self.finds("harness/base/text.h", "// #pragma once\n", "harness/base/text.h:1:", "needs #pragma once")

    def test_other_suffix(self):
        self.finds("harness/base/text.cpp", '#include "http/field.h"\n', "text.cpp:1:", "may not include")


class AgreesWithWhatIsGranted(unittest.TestCase):
    def agrees(self, name, text):
        self.assertEqual(check({name: text}), (0, ""))

    def test_file_that_begins_with_its_own_header_or_has_none(self):
        status, said = check({"harness/base/text.h": "#pragma once\n", "harness/base/text_test.cc": "#include <vector>\n",
                              "harness/base/text.cc": '// Text.\n\n#include "base/text.h"\n'})
        self.assertEqual((status, said), (0, ""))

    def test_own_room_and_granted_rooms_and_the_standard_library(self):
        self.agrees("harness/exchange/exchange.cc",
                    '#include "exchange/exchange.h"\n#include "http/field.h"\n#include <vector>\n#include <fmt/format.h>\n')

    def test_asio_in_transport(self):
        self.agrees("harness/transport/loop.cc", "#include <boost/asio/io_context.hpp>\n")

    def test_clock_in_its_file(self):
        self.agrees("harness/base/clock.cc", "return std::chrono::steady_clock::now();\n")

    def test_json_forward_declarations_in_a_header(self):
        self.agrees("harness/scenario/reader.h", "#pragma once\n#include <nlohmann/json_fwd.hpp>\n")

    def test_test_framework_in_tests_and_their_helpers(self):
        for name in ("harness/http/field_test.cc", "harness/transport/testing/fixture.h",
                     "mock_server/test_client.h", "tests/map/map_test.cc"):
            self.agrees(name, "#pragma once\n#include <gtest/gtest.h>\n")

    def test_helpers_for_tests_in_any_test(self):
        self.agrees("harness/exchange/recording_test.cc", '#include "tests/support/golden.h"\n')

    def test_names_in_comments_and_literals(self):
        self.agrees("harness/http/field.cc",
                    '// steady_clock::now is for base\n/* #include "cli/main.h"\n   sleep_for */\n'
                    'auto a = "steady_clock::now()";\nauto b = R"(sleep_for "(1s))";\nchar c = \'"\'; // sleep_for\n')

    def test_generated_and_installed_files_are_not_looked_at(self):
        self.agrees("harness/http/field.cc", "int x;\n")
        status, said = check({"build/dev/x.cc": '#include "x.h"\n', "harness/http/field.cc": "\n",
                              "tests/nestjs/node_modules/p/x.cc": '#include "x.h"\n'})
        self.assertEqual((status, said), (0, ""))


class RefusesATableThatContradictsItself(unittest.TestCase):
    def test_circle(self):
        status, said = check({"harness/a/x.cc": ""}, {"rooms": {"harness/a": ["harness/b"], "harness/b": ["harness/a"]}})
        self.assertEqual(status, 2)
        self.assertIn("harness/a -> harness/b -> harness/a", said)

    def test_unknown_room(self):
        status, said = check({"harness/a/x.cc": ""}, {"rooms": {"harness/a": ["harness/gone"]}})
        self.assertEqual(status, 2)
        self.assertIn("'harness/gone'", said)

    def test_tree_without_sources(self):
        status, said = check({}, {"rooms": {}})
        self.assertEqual(status, 2)
        self.assertIn("no source file", said)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
