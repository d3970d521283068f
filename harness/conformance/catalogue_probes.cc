// The rules that only an active probe shows, written out.
#include "conformance/catalogue_areas.h"
#include "conformance/rules.h"

namespace ssert::conformance {
namespace {

// What breaks because another rule did, named by the cause: a report shows one root.
constexpr std::string_view after_keepalive_reuse[] = {
    "head/syntax", "head/status", "head/content-type", "end/transport-complete", "end/empty"};
constexpr std::string_view after_no_token[] = {"security/wrong-token"};

constexpr Rule probe_rules_written_out[] = {
    {.id = "head/malformed-json",
     .code = "H-19",
     .level = Level::should,
     .title = "A body that is no JSON is refused before the stream begins",
     .statement = "400 says that the request cannot be processed because of the client's fault",
     .source = "after RFC 9110, 400 Bad Request",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.1",
     .causes = "The head of the stream is sent before the body is read, or a parse error is not "
               "caught.",
     .fix = "read and check the whole body first; answer 400 with a JSON error",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::malformed_json},
    {.id = "head/missing-field",
     .code = "H-20",
     .level = Level::should,
     .title = "A body without a required member is refused before the stream begins",
     .statement = "400 and 422 say that the request cannot be processed because of its content",
     .source = "after RFC 9110, 422 Unprocessable Content",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.21",
     .causes = "The content is handed on unchecked, and the fault shows when the stream has begun.",
     .fix = "check the required members first; answer 400 or 422 with a JSON error",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::missing_field},
    {.id = "head/unknown-resource",
     .code = "H-22",
     .level = Level::should,
     .title = "An id that nobody has is refused before the stream begins",
     .statement =
         "404 says that the target resource does not exist, or is not shown to this client",
     .source = "after RFC 9110, 404 Not Found",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.5",
     .causes = "The conversation is looked up after the head was sent, or made up where there is "
               "none.",
     .fix = "look the id up first; answer 404",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::unknown_resource},
    {.id = "stream/words-in-order",
     .code = "E-17",
     .level = Level::must,
     .title = "What the answer repeats comes whole and in order",
     .statement = "events are delivered in the order in which they were produced, each once",
     .source = "after the contract of a token stream",
     .link = "",
     .causes = "Tokens are handed on by several tasks, a retry sends some again, a buffer drops "
               "some, or each is trimmed.",
     .fix = "write the tokens of one answer from one place, in order, as they are",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::words_in_order},
    {.id = "stream/own-answer",
     .code = "E-10",
     .level = Level::must,
     .title = "The answer is to the prompt that was sent",
     .statement = "a stream carries the messages of its own request and no other's",
     .source = "after the contract of a token stream",
     .link = "",
     .causes = "Answers are shared by a variable of the service, or a cache's key lacks the body.",
     .fix = "keep what belongs to a request with the request; cache no answers to POST",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::own_answer},
    {.id = "stream/prompt-answered",
     .code = "E-18",
     .level = Level::info,
     .title = "Different prompts get different answers",
     .statement = "an answer that does not depend on the prompt cannot show order or loss",
     .source = "after the contract of a token stream",
     .link = "",
     .causes = "A canned answer, or a cache in between.",
     .fix = "look whether the prompt reaches the model",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::prompt_answered},
    {.id = "resilience/keepalive-reuse",
     .code = "C-10",
     .level = Level::should,
     .title = "A kept connection takes another request after a stream",
     .statement = "a connection that stays open is ready for the next request once a response is "
                  "complete",
     .source = "after RFC 9112, Persistence",
     .link = "https://www.rfc-editor.org/rfc/rfc9112.html#section-9.3",
     .causes = "Bytes are written after the end of the message, or the connection is closed "
               "although the head promised to keep it.",
     .fix = "end the message once; say Connection: close where the connection will be closed",
     .consequences = after_keepalive_reuse,
     .since = "2026.1",
     .judge = rules::keepalive_reuse},
    {.id = "security/no-token",
     .code = "Z-01",
     .level = Level::must,
     .title = "A request without credentials is refused",
     .statement = "401 says that the request lacks valid credentials for the target",
     .source = "after RFC 9110, 401 Unauthorized",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2",
     .causes = "The guard covers other routes, or the stream's head is sent before it is asked.",
     .fix = "put the guard in front of the stream route; answer 401 before the first byte of a "
            "stream",
     .consequences = after_no_token,
     .since = "2026.1",
     .judge = rules::no_token},
    {.id = "security/wrong-token",
     .code = "Z-02",
     .level = Level::must,
     .title = "A request with wrong credentials is refused",
     .statement = "401 says that the credentials were refused",
     .source = "after RFC 9110, 401 Unauthorized",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.2",
     .causes = "The guard asks whether there is a token and not whose, or a token that cannot be "
               "read throws.",
     .fix = "check the token itself; answer 401 where it is not valid",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::wrong_token},
    {.id = "security/challenge",
     .code = "Z-13",
     .level = Level::should,
     .title = "A 401 says how to authenticate",
     .statement = "a server that answers 401 sends WWW-Authenticate; only a warning here, for "
                  "clients of such endpoints bring their token unasked",
     .source = "after RFC 9110, WWW-Authenticate",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-11.6.1",
     .causes = "The framework's exception for 401 does not add the field.",
     .fix = "send WWW-Authenticate: Bearer with every 401",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::challenge},
};

}  // namespace

std::span<const Rule> probe_rules() { return probe_rules_written_out; }

}  // namespace ssert::conformance
