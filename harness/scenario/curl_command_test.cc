#include "scenario/curl_command.h"

#include "scenario/curl_options.h"
#include "scenario/table_inputs.h"

#include <gtest/gtest.h>

#include <ostream>
#include <set>

namespace ssert::scenario::curl_command_test {
namespace {

using Words = std::vector<std::string>;

const Tables tables{
    .variables = {{"TOKEN", "from-the-environment"}},
    .files = {{"body.json", "{\"a\":\r\n1}\n"}, {"headers.txt", "X-A: 1\nX-B: 2\n"}},
    .standard_input = "typed in\n"};

// "POST http://h/\nName: value\n\ncontent"
std::string shown(const RequestPlan& plan) {
  std::string text = plan.method;
  for (const auto& url : plan.urls) text += " " + url;
  for (const auto& field : plan.fields) text += "\n" + field.name + ": " + field.value;
  return text + "\n\n" + plan.content.value_or("<the dialect's>");
}

base::Result<RequestPlan> planned(Words words) {
  words.insert(words.begin(), "curl");
  return plan_curl_request(words, table_inputs(tables));
}

struct Pasted {
  std::string_view name;
  Words words;
  std::string_view request;
};

std::ostream& operator<<(std::ostream& out, const Pasted& pasted) { return out << pasted.name; }

class CurlCommand : public testing::TestWithParam<Pasted> {};

TEST_P(CurlCommand, GivesTheRequestThatCurlWouldSend) {
  const auto plan = planned(GetParam().words);
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(shown(*plan), GetParam().request);
}

// What curl 7.88 sent to a listening socket, less Host, User-Agent and Content-Length.
const std::vector<Pasted> pasted{
    {"the_command_this_program_began_with",
     {"-X", "POST", "http://localhost:3001/conversations/7/messages/stream", "-H",
      "Authorization: Bearer tok-1", "-H", "Content-Type: application/json", "-d",
      "{\"content\":\"Hello\"}"},
     "POST http://localhost:3001/conversations/7/messages/stream\n"
     "Authorization: Bearer tok-1\nContent-Type: application/json\nAccept: */*\n\n"
     "{\"content\":\"Hello\"}"},
    {"openai_documentation",
     {"http://127.0.0.1:8080/v1/chat/completions", "-H", "Content-Type: application/json", "-H",
      "Authorization: Bearer sk-abc", "-d", "{\n  \"model\": \"m\",\n  \"stream\": true\n}"},
     "POST http://127.0.0.1:8080/v1/chat/completions\n"
     "Content-Type: application/json\nAuthorization: Bearer sk-abc\nAccept: */*\n\n"
     "{\n  \"model\": \"m\",\n  \"stream\": true\n}"},
    {"anthropic_documentation",
     {"http://127.0.0.1/v1/messages", "--header", "x-api-key: key-1", "--header",
      "anthropic-version: 2023-06-01", "--header", "content-type: application/json", "--data",
      "{\"stream\":true}"},
     "POST http://127.0.0.1/v1/messages\nx-api-key: key-1\nanthropic-version: 2023-06-01\n"
     "content-type: application/json\nAccept: */*\n\n{\"stream\":true}"},
    {"copied_from_a_browser",
     {"http://localhost:3000/api", "-H", "Accept: text/event-stream", "-H", "Accept-Language: en",
      "-b", "sid=0123456789; lang=en", "-H", "Origin: http://localhost:5173", "--data-raw",
      "{\"q\":\"@home\"}", "--compressed"},
     "POST http://localhost:3000/api\nAccept: text/event-stream\nAccept-Language: en\n"
     "Origin: http://localhost:5173\nCookie: sid=0123456789; lang=en\n"
     "Accept-Encoding: deflate, gzip\nContent-Type: application/x-www-form-urlencoded\n\n"
     "{\"q\":\"@home\"}"},
    {"generated_by_postman",
     {"--location", "--request", "POST", "http://localhost/x", "--header", "Accept: */*",
      "--data-raw", "{}"},
     "POST http://localhost/x\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\n{}"},
    {"short_flags_in_one_word",
     {"-sNXPOST", "-Hfoo:bar", "-d@body.json", "http://h/"},
     "POST http://h/\nfoo: bar\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\n"
     "{\"a\":1}"},
    {"value_in_the_word_after_a_cluster",
     {"-sSd", "a=1", "http://h/"},
     "POST http://h/\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\na=1"},
    {"several_data_are_joined",
     {"-d", "a", "--data-ascii", "b", "http://h/1"},
     "POST http://h/1\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\na&b"},
    {"binary_data_keeps_line_ends",
     {"--data-binary", "@body.json", "http://h/"},
     "POST http://h/\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\n"
     "{\"a\":\r\n1}\n"},
    {"data_from_standard_input",
     {"-d", "@-", "http://h/"},
     "POST http://h/\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\ntyped in"},
    {"raw_data_is_no_file",
     {"--data-raw", "@body.json", "http://h/"},
     "POST http://h/\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\n@body.json"},
    {"json",
     {"--json", "{\"a\":1}", "--json", "{\"b\":2}", "http://h/"},
     "POST http://h/\nContent-Type: application/json\nAccept: application/json\n\n"
     "{\"a\":1}{\"b\":2}"},
    {"json_between_data",
     {"-d", "a", "--json", "b", "-d", "c", "http://h/"},
     "POST http://h/\nContent-Type: application/json\nAccept: application/json\n\nab&c"},
    {"json_with_another_type",
     {"--json", "{}", "-H", "Content-Type: text/plain", "http://h/"},
     "POST http://h/\nContent-Type: text/plain\nAccept: application/json\n\n{}"},
    {"empty_data_is_a_post",
     {"-d", "", "http://h/"},
     "POST http://h/\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\n"},
    {"no_data_is_a_get", {"http://h/"}, "GET http://h/\nAccept: */*\n\n"},
    {"method_without_data", {"-X", "POST", "http://h/"}, "POST http://h/\nAccept: */*\n\n"},
    {"method_over_data",
     {"-XGET", "-d", "x", "http://h/"},
     "GET http://h/\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\nx"},
    {"get_puts_data_into_the_url",
     {"-G", "-d", "a=1", "-d", "b=2", "http://h/?z=1#part"},
     "GET http://h/?z=1&a=1&b=2\nAccept: */*\n\n"},
    {"get_starts_a_query", {"-Gd", "a=1", "http://h/p"}, "GET http://h/p?a=1\nAccept: */*\n\n"},
    {"get_without_data", {"-Gd", "", "http://h/p"}, "GET http://h/p\nAccept: */*\n\n"},
    {"url_encoded_data",
     {"--data-urlencode", "q=a b&c", "--data-urlencode", "=x y", "--data-urlencode", "p q",
      "--data-urlencode", "f@body.json", "--data-urlencode", "@body.json", "http://h/"},
     "POST http://h/\nAccept: */*\nContent-Type: application/x-www-form-urlencoded\n\n"
     "q=a+b%26c&x+y&p+q&f=%7B%22a%22%3A%0D%0A1%7D%0A&%7B%22a%22%3A%0D%0A1%7D%0A"},
    {"user",
     {"-u", "us@er:pa:ss", "http://h/"},
     "GET http://h/\nAccept: */*\nAuthorization: Basic dXNAZXI6cGE6c3M=\n\n"},
    {"user_in_the_url",
     {"http://us%40er:pa%3Ass@h/15"},
     "GET http://h/15\nAccept: */*\nAuthorization: Basic dXNAZXI6cGE6c3M=\n\n"},
    {"header_over_user",
     {"-u", "u:p", "-H", "Authorization: Bearer z", "http://h/"},
     "GET http://h/\nAuthorization: Bearer z\nAccept: */*\n\n"},
    {"bearer",
     {"--oauth2-bearer", "tok", "http://h/"},
     "GET http://h/\nAuthorization: Bearer tok\nAccept: */*\n\n"},
    {"agent_and_referer",
     {"-A", "agent/1", "-e", "http://r/;auto", "http://h/"},
     "GET http://h/\nUser-Agent: agent/1\nReferer: http://r/\nAccept: */*\n\n"},
    {"cookies_are_joined",
     {"-b", "a=1", "-b", "b=2", "http://h/"},
     "GET http://h/\nCookie: a=1;b=2\nAccept: */*\n\n"},
    {"header_over_cookies",
     {"-b", "a=1", "-H", "Cookie: x=y", "http://h/"},
     "GET http://h/\nCookie: x=y\nAccept: */*\n\n"},
    {"headers_left_out_and_empty",
     {"-H", "Accept:", "-H", "X-Empty;", "http://h/"},
     "GET http://h/\nX-Empty: \n\n"},
    {"content_type_left_out",
     {"-H", "Content-Type:", "-d", "x", "http://h/"},
     "POST http://h/\nAccept: */*\n\nx"},
    {"headers_of_a_file",
     {"-H", "@headers.txt", "http://h/"},
     "GET http://h/\nX-A: 1\nX-B: 2\nAccept: */*\n\n"},
    {"headers_twice",
     {"-H", "A: 1", "-H", "A: 2", "http://h/"},
     "GET http://h/\nA: 1\nA: 2\nAccept: */*\n\n"},
    {"url_option_and_end_of_options",
     {"--url", "http://h/1", "--", "http://h/2"},
     "GET http://h/1 http://h/2\nAccept: */*\n\n"},
    {"output_options_have_no_effect",
     {"-sSNivf", "-o", "out.txt", "-w", "%{http_code}", "--no-progress-meter", "--http1.1",
      "--no-silent", "-D", "-", "--max-redirs", "3", "http://h/"},
     "GET http://h/\nAccept: */*\n\n"},
    {"how_tls_is_spoken_has_no_effect",
     {"-skN", "--tlsv1.2", "--cacert", "ca.pem", "http://h/"},
     "GET http://h/\nAccept: */*\n\n"},
    {"switched_off_again",
     {"--compressed", "--no-compressed", "--no-insecure", "http://h/"},
     "GET http://h/\nAccept: */*\n\n"},
    {"a_dollar_sign_is_meant",
     {"-H", "X-Price: $TOKEN", "http://h/?$top=1"},
     "GET http://h/?$top=1\nX-Price: $TOKEN\nAccept: */*\n\n"},
};

INSTANTIATE_TEST_SUITE_P(Pasted, CurlCommand, testing::ValuesIn(pasted),
                         [](const auto& test) { return std::string(test.param.name); });

struct Refused {
  std::string_view name;
  Words words;
  std::string_view problem;
};

std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.name; }

class RefusedCurlCommand : public testing::TestWithParam<Refused> {};

TEST_P(RefusedCurlCommand, SaysWhereWhatAndTheWayOut) {
  const auto plan = planned(GetParam().words);
  ASSERT_FALSE(plan) << shown(*plan);
  EXPECT_EQ(to_string(plan.error()), GetParam().problem);
}

const std::vector<Refused> refused{
    {"client_certificate",
     {"-E", "client.pem", "http://h/"},
     "curl -E asks for what this version of ssert cannot do\n"
     "  expected: an http URL and the command without it: this version has no TLS"},
    {"http2",
     {"--http2", "http://h/"},
     "curl --http2 asks for what this version of ssert cannot do\n"
     "  expected: --http1.1, or the command without it: this version speaks HTTP/1.1, in which "
     "curl, too, goes on where the target does not take the upgrade to HTTP/2"},
    {"resolve",
     {"--resolve", "h:80:127.0.0.1", "http://h/"},
     "curl --resolve asks for what this version of ssert cannot do\n"
     "  expected: the target's address in the URL, and -H 'Host: NAME'"},
    {"form",
     {"-F", "a=b", "http://h/"},
     "curl -F asks for what this version of ssert cannot do\n"
     "  expected: the content with --data-binary @FILE, and its Content-Type with -H"},
    {"next",
     {"http://h/", "-:", "http://h/2"},
     "curl -: asks for what this version of ssert cannot do\n"
     "  expected: one curl command with its options"},
    {"mistyped",
     {"--heeder", "A: b", "http://h/"},
     "curl option --heeder is not one that ssert knows\n  expected: --header"},
    {"unknown_letter",
     {"-s@", "http://h/"},
     "curl option -@ is not one that ssert knows\n  expected: the command without it"},
    {"value_with_an_equals_sign",
     {"--request=POST", "http://h/"},
     "curl option --request is followed by \"=\", which curl does not take\n  expected: --request "
     "and its value as two words"},
    {"value_missing",
     {"http://h/", "-H"},
     "curl -H stands at the end without its value\n  expected: its value after it"},
    {"no_url", {"-d", "x"}, "the curl command has no URL\n  expected: curl [OPTION]... URL"},
    {"cookie_file",
     {"-b", "cookies.txt", "http://h/"},
     "curl -b names a cookie file, which ssert does not read\n"
     "  expected: the cookies themselves: -b 'name=value; name=value'"},
    {"no_password",
     {"-u", "name", "http://h/"},
     "curl -u gives no password\n  expected: NAME:PASSWORD; \"NAME:\" where it is empty"},
    {"time_with_a_unit",
     {"-m", "5s", "http://h/"},
     "curl -m is \"5s\"\n  expected: seconds, a number above 0 without a unit: 2.5"},
    {"header_without_colon",
     {"-H", "Authorization Bearer secret", "http://h/"},
     "curl -H \"Authorization …\" has no colon\n"
     "  expected: \"Name: value\", as in 'Accept: text/event-stream'"},
    {"own_length",
     {"-H", "content-length: 5", "-d", "x", "http://h/"},
     "curl -H \"content-length\" follows from the request's content\n"
     "  expected: the request without it: ssert sends the right one"},
    {"body_file_missing",
     {"-d", "@gone.json", "http://h/"},
     "curl -d names gone.json, which is not there\n  expected: a file"},
    {"dots_in_the_path",
     {"http://h/a/../b"},
     "URL has a path with /./ or /../ in it, which curl would shorten\n"
     "  expected: the shortened path, or --path-as-is"},
    {"bad_method",
     {"-X", "PO ST", "http://h/"},
     "curl -X is \"PO ST\"\n  expected: a request method: POST, GET, PUT ..."},
};

INSTANTIATE_TEST_SUITE_P(Refused, RefusedCurlCommand, testing::ValuesIn(refused),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(CurlCommandWord, MayBeAPathAndMustBeCurl) {
  const auto inputs = table_inputs();
  EXPECT_TRUE(plan_curl_request(Words{"/usr/bin/curl", "http://h/"}, inputs));
  EXPECT_EQ(to_string(plan_curl_request(Words{"wget", "http://h/"}, inputs).error()),
            "-- is not followed by a curl command\n"
            "  expected: ssert check -- curl [OPTION]... URL");
  EXPECT_EQ(to_string(plan_curl_request(Words{"curl -d x http://h/"}, inputs).error()),
            "the curl command is one quoted word\n"
            "  expected: the command without quotes around it: ssert check -- curl ...");
}

TEST(CurlCommandLimits, AreSecondsAndBecomeWaits) {
  const auto plan = planned({"--connect-timeout", "2.5", "-m30", "http://h/"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->connect_limit, std::chrono::milliseconds(2'500));
  EXPECT_EQ(plan->total_limit, std::chrono::seconds(30));
}

TEST(CurlCommandNotes, SayWhatIsNotDoneOnceEach) {
  const auto plan = planned({"-L", "--location-trusted", "--retry", "3", "-d", "x", "http://h/"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->notes,
            (Words{"curl -L has no effect: ssert follows no redirect: an answer 3xx is judged as "
                   "it is",
                   "curl --retry has no effect: ssert sends no request twice"}));
}

TEST(CurlCommandNotes, SayThatThereIsNoTlsToBeInsecureWith) {
  const auto plan = planned({"-k", "--tlsv1.2", "-d", "x", "http://h/"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->notes,
            (Words{"curl -k has no effect: the target of an http URL is reached without TLS"}));
}

TEST(CurlCommandNotes, SayWhyThereIsNoContent) {
  const auto notes_of = [](const Words& words) {
    const auto plan = planned(words);
    return plan ? plan->notes : Words{to_string(plan.error())};
  };
  EXPECT_EQ(notes_of({"http://h/"}),
            Words{"the command has neither -d nor -X: a GET is sent, as curl does"});
  EXPECT_EQ(notes_of({"-X", "POST", "http://h/"}),
            Words{"the command has no -d: the POST is sent without content, as curl does"});
  EXPECT_EQ(notes_of({"-d", "", "http://h/"}),
            Words{"the command's data is empty: the POST is sent without content, as curl does"});
  EXPECT_EQ(notes_of({"-G", "-d", "a=b", "http://h/"}),
            Words{"the command has -G, which puts the data into the URL: a GET is sent, as curl "
                  "does"});
  EXPECT_EQ(notes_of({"-G", "-X", "POST", "-d", "a=b", "http://h/"}),
            Words{"the command has -G, which puts the data into the URL: the POST is sent without "
                  "content, as curl does"});
  EXPECT_EQ(notes_of({"-X", "GET", "http://h/"}), Words{});
}

TEST(CurlCommandNotes, WarnOfJsonThatIsSentAsAForm) {
  const auto plan = planned({"-d", "{\"content\":\"Hello\"}", "http://h/"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  ASSERT_EQ(plan->notes.size(), 1U);
  EXPECT_NE(plan->notes[0].find("application/x-www-form-urlencoded"), std::string::npos);
}

TEST(CurlCommandNotes, AreSilentWhereNothingIsOdd) {
  const auto plan = planned({"-sN", "--json", "{}", "http://h/"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->notes, Words{});
}

TEST(CurlCommandFields, LeaveOutWhatCurlWouldNotSend) {
  const auto plan = planned({"-H", "Accept:", "-d", "x", "http://h/"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->fields_left_out, (Words{"Accept", "Accept-Encoding"}));
}

TEST(CurlOptions, HaveEachNameAndLetterOnceAndARemarkWhereOneIsNeeded) {
  std::set<std::string_view> names;
  std::set<char> letters;
  for (const auto& option : curl_options()) {
    EXPECT_TRUE(names.insert(option.name).second) << option.name;
    if (option.letter != '\0') {
      EXPECT_TRUE(letters.insert(option.letter).second) << option.letter;
    }
    const bool explains = option.action >= CurlAction::noted;
    EXPECT_EQ(explains, !option.remark.empty()) << option.name;
  }
}

}  // namespace
}  // namespace ssert::scenario::curl_command_test
