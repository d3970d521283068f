// What the file format can say, shown by dialects of testdata/valid: tracks, invariants, kinds told
// by shape, several runs in one stream.
#include "dialect/testing/stream_of_events.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ssert::dialect::format_test {
namespace {

using testing::dialect_of;
using testing::interpret;
using testing::MadeEvent;
using testing::Outcome;
using testing::read_whole_file;
using Violations = std::vector<std::string>;

Dialect valid(std::string_view name) {
  return dialect_of(read_whole_file(
      fmt::format("{}/harness/dialect/testdata/valid/{}.json", SSERT_SOURCE_DIR, name)));
}

// Events whose SSE type is their /type, as two of the dialects want it.
Outcome typed(std::string_view dialect_name, const std::vector<std::string>& data) {
  std::vector<MadeEvent> events;
  for (const auto& each : data) {
    const auto member = each.find(R"("type":")");
    MadeEvent event{.data = each};
    if (member != std::string::npos)
      event.type = each.substr(member + 8, each.find('"', member + 8) - member - 8);
    events.push_back(std::move(event));
  }
  return interpret(valid(dialect_name), events);
}

Outcome untyped(std::string_view dialect_name, const std::vector<std::string>& data) {
  std::vector<MadeEvent> events;
  for (const auto& each : data) events.push_back({.data = each});
  return interpret(valid(dialect_name), events);
}

namespace anthropic {

const std::string start =
    R"({"type":"message_start","message":{"content":[],"stop_reason":null,"usage":{"output_tokens":1}}})";
const std::string ping = R"({"type":"ping"})";
const std::string stop = R"({"type":"message_stop"})";
std::string delta(int tokens = 5, std::string_view reason = "end_turn") {
  return fmt::format(
      R"({{"type":"message_delta","delta":{{"stop_reason":"{}"}},"usage":{{"output_tokens":{}}}}})",
      reason, tokens);
}
std::string begin(int index) {
  return fmt::format(
      R"({{"type":"content_block_start","index":{},"content_block":{{"type":"text"}}}})", index);
}
std::string text(int index, std::string_view said) {
  return fmt::format(
      R"({{"type":"content_block_delta","index":{},"delta":{{"type":"text_delta","text":"{}"}}}})",
      index, said);
}
std::string json(int index, std::string_view part) {
  return fmt::format(
      R"({{"type":"content_block_delta","index":{},"delta":{{"type":"input_json_delta","partial_json":"{}"}}}})",
      index, part);
}
std::string end(int index) {
  return fmt::format(R"({{"type":"content_block_stop","index":{}}})", index);
}
Violations damage(const std::vector<std::string>& data) {
  return typed("anthropic", data).violations;
}

}  // namespace anthropic

TEST(Tracks, FollowBlocksThatInterleaveWithPings) {
  using namespace anthropic;
  const auto outcome =
      typed("anthropic", {start, ping, begin(0), text(0, "a"), ping, end(0), begin(1), json(1, ""),
                          json(1, "{}"), end(1), delta(), delta(9), stop});
  EXPECT_EQ(outcome.violations, Violations{});
  EXPECT_EQ(outcome.meanings[3].text, "a");
  EXPECT_EQ(outcome.meanings[7].event_class, EventClass::meta);
  EXPECT_EQ(outcome.meanings[8].event_class, EventClass::tool);
  EXPECT_TRUE(outcome.terminal_seen);
}

TEST(Tracks, FindADeltaBeforeItsStartOnce) {
  using namespace anthropic;
  EXPECT_EQ(
      damage({start, text(0, "a"), text(0, "b"), end(0), delta(), stop}),
      (Violations{"event-out-of-order @1: block 0: text_delta in state \"not started\", where "
                  "content_block_start may come"}));
}

TEST(Tracks, FindADeltaAfterItsStop) {
  using namespace anthropic;
  EXPECT_EQ(damage({start, begin(0), end(0), text(0, "a"), delta(), stop}),
            (Violations{"event-out-of-order @3: block 0: text_delta in state \"stopped\", where "
                        "nothing may come"}));
}

TEST(Tracks, FindWhatIsOpenWhereAllMustBeSettled) {
  using namespace anthropic;
  EXPECT_EQ(damage({start, begin(0), text(0, "a"), begin(1), delta(), stop}),
            (Violations{"event-out-of-order @4: message_delta while block 0 is in state \"open\", "
                        "and 1 more"}));
}

TEST(Tracks, AreFoundUnsettledOnce) {
  using namespace anthropic;
  EXPECT_EQ(damage({start, begin(0), delta(), delta(), stop}).size(), 1U);
}

TEST(Tracks, LookAtTheKindsThatTheyNameAndAtStepsThatAStateLists) {
  const auto dialect = dialect_of(R"({
    "dialect_format": 1, "name": "n", "title": "t", "terminal": "none", "kind_at": "/type",
    "events": [{"kind": "part", "class": "meta"}, {"kind": "other", "class": "meta"}],
    "tracks": [{
      "name": "piece", "key": "/id", "kinds": ["part"],
      "steps": [{"step": "begin", "when": {"/begin": "present"}},
                {"step": "end", "when": {"/end": "present"}},
                {"step": "free"}],
      "start": "new", "states": {"new": {"begin": "open"}, "open": {"end": "new"}}
    }]
  })");
  const auto outcome = interpret(dialect, {{.data = R"({"type":"other","id":1,"end":1})"},
                                           {.data = R"({"type":"part","id":1})"},
                                           {.data = R"({"type":"part","id":1,"begin":1})"},
                                           {.data = R"({"type":"part","id":2,"end":1})"}});
  EXPECT_EQ(outcome.violations,
            (Violations{"event-out-of-order @3: piece 2: end in state \"new\", where begin may "
                        "come"}));
}

TEST(Order, RecoversFromAMissingFirstEvent) {
  using namespace anthropic;
  EXPECT_EQ(damage({begin(0), text(0, "a"), end(0), delta(), stop}),
            (Violations{"event-out-of-order @0: content_block_start in state \"before\", where "
                        "message_start, error may come"}));
}

TEST(Order, FindsAnEndThatCameTooEarly) {
  using namespace anthropic;
  EXPECT_EQ(damage({start, stop}).size(), 1U);
  EXPECT_TRUE(damage({start, stop})[0].starts_with("event-out-of-order @1: message_stop"));
}

TEST(Invariants, JudgeTheFirstOfACountAndTheCount) {
  using namespace anthropic;
  EXPECT_EQ(damage({start, begin(1), end(1), delta(), stop}),
            (Violations{"invariant-broken @1: /index is 1 first; expected 0"}));
  EXPECT_EQ(damage({start, begin(0), end(0), begin(2), end(2), delta(), stop}),
            (Violations{"invariant-broken @3: /index is 2 after 0: a gap"}));
}

TEST(Invariants, FindANumberThatDecreases) {
  using namespace anthropic;
  EXPECT_EQ(damage({start, delta(5), delta(5), delta(4), stop}),
            (Violations{"invariant-broken @3: /usage/output_tokens is 4 after 5"}));
}

TEST(Invariants, CompareTwoPlacesOfAnEvent) {
  const auto outcome = interpret(valid("anthropic"), {{.data = anthropic::start, .type = "start"}});
  EXPECT_EQ(outcome.violations,
            (Violations{"invariant-broken @0: @event_type is \"start\", and /type is "
                        "\"message_start\""}));
}

TEST(Invariants, JudgeJoinedJsonAtTheEnd) {
  using namespace anthropic;
  const std::vector<std::string> cut{start, begin(0), json(0, "{"), end(0)};
  auto ended = cut;
  ended.insert(ended.end(), {delta(), stop});
  EXPECT_EQ(damage(ended),
            (Violations{"invariant-broken @5: /delta/partial_json joined of 0 is not "
                        "JSON: unexpected end of input; expected string literal"}));
  auto at_its_limit = cut;
  at_its_limit.insert(at_its_limit.end(), {delta(5, "max_tokens"), stop});
  EXPECT_EQ(damage(at_its_limit), Violations{});
  EXPECT_EQ(damage(cut), Violations{}) << "cut short: said by its ending";
}

namespace responses {

std::string event(std::string_view type, int number, std::string_view more = "") {
  return fmt::format(R"({{"type":"{}","sequence_number":{}{}}})", type, number, more);
}
std::vector<std::string> answer(std::string_view final_text) {
  const std::string_view part = R"(,"output_index":0,"content_index":0,"item_id":"i")";
  return {event("response.created", 0, R"(,"response":{"id":"r"})"),
          event("response.in_progress", 1),
          event("response.output_item.added", 2, R"(,"output_index":0,"item":{})"),
          event("response.content_part.added", 3, part),
          event("response.output_text.delta", 4, fmt::format(R"({},"delta":"Hel")", part)),
          event("response.output_text.delta", 5, fmt::format(R"({},"delta":"lo")", part)),
          event("response.output_text.done", 6, fmt::format(R"({},"text":"{}")", part, final_text)),
          event("response.content_part.done", 7, part),
          event("response.output_item.done", 8, R"(,"output_index":0,"item":{})"),
          event("response.completed", 9)};
}

}  // namespace responses

TEST(Invariants, CompareTheJoinedTextWithTheFinalOne) {
  EXPECT_EQ(typed("responses", responses::answer("Hello")).violations, Violations{});
  EXPECT_EQ(typed("responses", responses::answer("Help")).violations,
            (Violations{"invariant-broken @6: /delta joined of \"i\", 0 is 5 bytes, /text of "
                        "response.output_text.done is 4 bytes; they differ from byte 3"}));
}

TEST(Invariants, CompareAFinalTextWithoutAnyPart) {
  auto events = responses::answer("Hello");
  events.erase(events.begin() + 4, events.begin() + 6);
  const auto violations = typed("responses", events).violations;
  EXPECT_NE(std::find(violations.begin(), violations.end(),
                      "invariant-broken @4: /delta joined of \"i\", 0 is 0 bytes, /text of "
                      "response.output_text.done is 5 bytes; they differ from byte 0"),
            violations.end());
}

TEST(Tracks, MustBeSettledByKeyPrefix) {
  auto events = responses::answer("Hello");
  events.erase(events.begin() + 7);  // content_part.done
  const auto violations = typed("responses", events).violations;
  EXPECT_EQ(violations,
            (Violations{"event-out-of-order @7: response.output_item.done while part 0, 0 is in "
                        "state \"told\"",
                        "invariant-broken @7: /sequence_number is 8 after 6: a gap"}));
}

TEST(Tracks, OfAnotherKeyPrefixMayStayOpen) {
  auto events = responses::answer("Hello");
  // A second item begins before the first is done, and ends after it.
  const std::string_view part = R"(,"output_index":1,"content_index":0,"item_id":"j")";
  events.erase(events.begin() + 8, events.end());
  int number = 8;
  const auto add = [&](std::string_view type, std::string_view more) {
    events.push_back(responses::event(type, number++, more));
  };
  add("response.output_item.added", R"(,"output_index":1,"item":{})");
  add("response.content_part.added", part);
  add("response.output_item.done", R"(,"output_index":0,"item":{})");
  add("response.output_text.done", std::string(part) + R"(,"text":"")");
  add("response.content_part.done", part);
  add("response.output_item.done", R"(,"output_index":1,"item":{})");
  add("response.completed", "");
  EXPECT_EQ(typed("responses", events).violations, Violations{});
}

TEST(Position, AllowsWhatMayFollowATerminalOrAnError) {
  using responses::event;
  auto events = responses::answer("Hello");
  events.emplace_back("[DONE]");
  EXPECT_EQ(typed("responses", events).violations, Violations{});
  const auto created = event("response.created", 0, R"(,"response":{"id":"r"})");
  const auto outcome = typed(
      "responses", {created, event("error", 1), event("response.failed", 2), event("error", 3)});
  EXPECT_EQ(outcome.violations, (Violations{"event-after-error @3: error after error"}));
  EXPECT_TRUE(outcome.error_seen);
  EXPECT_TRUE(outcome.terminal_seen);
  EXPECT_FALSE(outcome.meanings[1].terminal);
  EXPECT_TRUE(outcome.meanings[2].terminal);
}

TEST(Invariants, BalanceStartsAndEndsPerId) {
  const std::vector<std::string> good{
      R"({"type":"start"})",
      R"({"type":"text-start","id":"1"})",
      R"({"type":"text-start","id":"2"})",
      R"({"type":"text-delta","id":"1","delta":"a"})",
      R"({"type":"text-end","id":"2"})",
      R"({"type":"text-end","id":"1"})",
      R"({"type":"data-weather"})",
      R"({"type":"finish-step"})",
      R"({"type":"text-start","id":"1"})",
      R"({"type":"text-end","id":"1"})",
      R"({"type":"finish"})",
      "[DONE]",
  };
  EXPECT_EQ(untyped("ui-messages", good).violations, Violations{}) << "ids again after finish-step";
  auto twice = good;
  twice.erase(twice.begin() + 7);
  EXPECT_EQ(
      untyped("ui-messages", twice).violations,
      (Violations{"invariant-broken @7: text-start \"1\": text-start in state \"ended\", where "
                  "nothing may come",
                  "invariant-broken @8: text-start \"1\": text-end in state \"ended\", where "
                  "nothing may come"}));
  EXPECT_EQ(
      untyped("ui-messages", {good[0], good[1], good[10], good[11]}).violations,
      (Violations{"invariant-broken @2: finish while text-start \"1\" is in state \"open\""}));
  EXPECT_EQ(
      untyped("ui-messages", {good[0], good[3], good[5], good[10], good[11]}).violations.size(),
      1U);
}

TEST(Kinds, MayHaveAValueThatEndsInAnything) {
  const auto outcome = untyped("ui-messages", {R"({"type":"start"})", R"({"type":"data-x"})"});
  EXPECT_EQ(outcome.meanings[1].kind, "data");
}

TEST(Position, ReopensForAnotherRun) {
  const std::vector<std::string> run{R"({"type":"RUN_STARTED"})", R"({"type":"RUN_FINISHED"})"};
  EXPECT_EQ(untyped("ag-ui", {run[0], run[1], run[0], run[1]}).violations, Violations{});
  EXPECT_FALSE(untyped("ag-ui", {run[0], run[1], run[0]}).terminal_seen);
  EXPECT_EQ(untyped("ag-ui", {run[0], run[1], R"({"type":"STATE_DELTA"})"}).violations,
            (Violations{"event-after-terminal @2: state after RUN_FINISHED"}));
  EXPECT_EQ(untyped("ag-ui", {run[0], R"({"type":"RUN_ERROR","message":"x"})", run[0]}).violations,
            (Violations{"event-after-error @2: RUN_STARTED after RUN_ERROR"}));
}

TEST(Kinds, AreToldByShape) {
  const auto outcome = untyped(
      "gemini",
      {R"({"candidates":[{"content":{"parts":[{"text":"a"},{"text":"b"}]}}],"usageMetadata":{"totalTokenCount":3}})",
       R"({"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"x":1}}}]},"finishReason":"STOP"}]})",
       R"({"candidates":[{"finishReason":"STOP"}]})"});
  EXPECT_EQ(outcome.violations, Violations{}) << "old models say STOP in every chunk";
  EXPECT_EQ(outcome.meanings[0].text, "ab");
  EXPECT_EQ(outcome.meanings[1].event_class, EventClass::tool);
  EXPECT_EQ(outcome.meanings[1].text, R"({"name":"f","args":{"x":1}})");
  EXPECT_EQ(
      untyped("gemini", {R"({"promptFeedback":{"blockReason":"SAFETY"}})"}).meanings[0].event_class,
      EventClass::refusal);
}

TEST(Kinds, MayBeRefusedWhereTheyAreUnknown) {
  EXPECT_EQ(untyped("mcp", {R"({"hello":1})"}).violations,
            (Violations{"event-out-of-order @0: an event of no kind; the dialect refuses unknown "
                        "kinds"}));
}

TEST(Kinds, MayHaveTheEmptyTextForASentinel) {
  const auto dialect = valid("mcp");
  const auto outcome = interpret(
      dialect, {{.data = "", .last_event_id = "1"},
                {.data = R"({"jsonrpc":"2.0","method":"m"})", .last_event_id = "2"},
                {.data = R"({"jsonrpc":"2.0","method":"m"})", .last_event_id = "2"},
                {.data = R"({"jsonrpc":"2.0","method":"m"})", .last_event_id = "1"},
                {.data = R"({"jsonrpc":"2.0","id":1,"result":{}})", .last_event_id = "3"}});
  EXPECT_EQ(outcome.violations, (Violations{"invariant-broken @3: @id is \"1\" again"}));
  EXPECT_EQ(outcome.meanings[0].kind, "prime");
  EXPECT_TRUE(outcome.terminal_seen);
}

TEST(Invariants, OfUniqueIdsPassOverEventsWithoutOne) {
  const auto dialect = dialect_of(R"({
    "dialect_format": 1, "name": "n", "title": "t", "terminal": "none", "payload": "text",
    "events": [{"kind": "e", "class": "meta"}],
    "invariants": [{"invariant": "unique", "place": "@id"}]
  })");
  const auto outcome = interpret(dialect, {{.data = "x"},
                                           {.data = "x", .last_event_id = "1"},
                                           {.data = "x", .last_event_id = "1"},
                                           {.data = "x"},
                                           {.data = "x", .last_event_id = "2"},
                                           {.data = "x"},
                                           {.data = "x", .last_event_id = "1"}});
  EXPECT_EQ(outcome.violations, (Violations{"invariant-broken @6: @id is \"1\" again"}));
}

TEST(Kinds, MayHaveDataThatIsNotReadAsJson) {
  const auto outcome = interpret(
      valid("graphql-sse"),
      {{.data = R"({"data":{"a":1}})", .type = "next"}, {.data = "", .type = "complete"}});
  EXPECT_EQ(outcome.violations, Violations{});
  EXPECT_EQ(outcome.meanings[0].text, R"({"data":{"a":1}})");
  EXPECT_TRUE(outcome.terminal_seen);
  EXPECT_EQ(interpret(valid("graphql-sse"), {{.data = "", .type = "next"}}).violations,
            (Violations{"data-not-json @0: is empty"}));
}

TEST(Kinds, AreToldByEventType) {
  const auto outcome = interpret(valid("langgraph"),
                                 {{.data = R"({"run_id":"r"})", .type = "metadata"},
                                  {.data = R"([{"content":"a"},{}])", .type = "messages/partial"},
                                  {.data = "{}", .type = "message"}});
  EXPECT_EQ(outcome.violations, (Violations{"event-unknown @2: message"}));
  EXPECT_EQ(outcome.meanings[1].text, "a");
}

TEST(Tokens, AreAsManyAsTheDialectTells) {
  const auto outcome =
      untyped("counted-tokens", {R"({"t":"a","n":3})", R"({"t":"a"})", R"({"t":"a","n":-1})",
                                 R"({"t":"a","n":99999999999})", R"({"t":"","n":3})"});
  std::vector<std::uint32_t> tokens;
  for (const auto& meaning : outcome.meanings) tokens.push_back(meaning.tokens);
  EXPECT_EQ(tokens, (std::vector<std::uint32_t>{3, 1, 0, 4294967295U, 0}));
}

TEST(Tracks, FollowEventsWhoseDataIsNotJson) {
  const auto dialect = dialect_of(R"({
    "dialect_format": 1, "name": "n", "title": "t", "terminal": "none", "payload": "text",
    "kind_at": "@event_type",
    "events": [{"kind": "open", "class": "meta"}, {"kind": "close", "class": "meta"}],
    "tracks": [{"name": "id", "key": "@id", "start": "new",
                "states": {"new": {"open": "opened"}, "opened": {"close": "new"}}}]
  })");
  const auto outcome = interpret(dialect, {{.data = "x", .type = "open", .last_event_id = "1"},
                                           {.data = "x", .type = "close", .last_event_id = "2"},
                                           {.data = "x", .type = "close", .last_event_id = "1"}});
  EXPECT_EQ(outcome.violations,
            (Violations{"event-out-of-order @1: id \"2\": close in state \"new\", where open may "
                        "come"}));
}

TEST(A2a, EndsAtATerminalState) {
  const auto outcome = untyped(
      "a2a", {R"({"id":1,"result":{"task":{}}})",
              R"({"id":1,"result":{"artifactUpdate":{"artifact":{"parts":[{"text":"x"}]}}}})",
              R"({"id":1,"result":{"statusUpdate":{"status":{"state":"TASK_STATE_WORKING"}}}})",
              R"({"id":1,"result":{"statusUpdate":{"status":{"state":"TASK_STATE_COMPLETED"}}}})"});
  EXPECT_EQ(outcome.violations, Violations{});
  EXPECT_TRUE(outcome.meanings[3].terminal);
  EXPECT_FALSE(outcome.meanings[2].terminal);
}

TEST(ToldByWhen, AKindIsFoundWhateverStandsAtKindAt) {
  const auto dialect = dialect_of(R"({
    "dialect_format": 1, "name": "n", "title": "t", "terminal": "none", "kind_at": "/type",
    "events": [
      {"kind": "failed", "class": "meta", "told_by": "when", "when": {"/failed": "present"}},
      {"kind": "note", "class": "meta", "told_by": "when", "when": {"@event_type": {"equals": "note"}}, "payload": "text"},
      {"kind": "part", "class": "meta"}
    ]
  })");
  const auto outcome = interpret(dialect, {{.data = R"({"type":"part"})"},
                                           {.data = R"({"type":"part","failed":1})"},
                                           {.data = R"({"failed":1})"},
                                           {.data = "no JSON", .type = "note"},
                                           {.data = R"({"type":"failed"})"},
                                           {.data = R"({"type":"note"})"},
                                           {.data = "{}"}});
  const std::vector<std::string> kinds{"part", "failed", "failed", "note", "", "", ""};
  ASSERT_EQ(outcome.meanings.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(outcome.meanings[i].kind, kinds[i]) << i;
  EXPECT_EQ(outcome.violations,
            (Violations{"event-unknown @4: failed", "event-unknown @5: note",
                        "discriminator-missing @6: /type is absent; it has no members"}));
}

}  // namespace
}  // namespace ssert::dialect::format_test
