// A dialect is the wire grammar of one family of endpoints, as data: which events there are, where
// the token text stands, what ends a stream, and what the request looks like.
// docs/formats/dialect.md is the format; scenarios/dialects/ has ours; users write their own.
#pragma once

#include "base/result.h"
#include "event_stream/decoder.h"
#include "violation/violation.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::dialect {

// What an event is for. Output-bearing: content, reasoning, tool, refusal, with a non-empty
// payload.
enum class EventClass : std::uint8_t {
  meta,
  content,
  reasoning,
  tool,
  refusal,
  usage,
  finish,
  error,
  done,
  unknown,
};
std::string_view to_string(EventClass event_class);

enum class TerminalMode : std::uint8_t { required, optional, none };
std::string_view to_string(TerminalMode mode);
std::optional<TerminalMode> terminal_mode_from(std::string_view text);

// What the dialect says of the request.
struct RequestShape {
  std::string method = "POST";
  std::string example_body;    // JSON text
  std::string prompt_pointer;  // JSON pointer to the prompt in the body; may be empty
  std::vector<std::string> required_pointers;  // members that the target must not do without
  std::vector<std::string> string_pointers;    // members that must be strings
  std::string stream_flag_pointer;             // "/stream"; empty where there is none
  std::string
      answers_pointer;       // "/n": how many answers are asked for; empty where it is one always
  std::string path_pattern;  // "/conversations/{id}/messages/stream": the end of a URL's path
  std::string resource_id;   // "{id}" of the pattern, or a JSON pointer; empty where there is none
};

// Where the stream tells what was used: places of integers, as text; empty where there is none.
struct UsagePlaces {
  std::string input;
  std::string output;
  std::string total;
  std::string asked_by;  // JSON pointer to the flag of the request's body that asks for it
};

// Where the stream tells why the answer ended, and which reasons mean that it was cut short.
struct FinishReason {
  std::string place;
  std::vector<std::string> cut_short;
};

struct Grammar;  // the compiled state machine; the interpreter's own

struct Dialect {
  std::string name;
  std::string title;
  TerminalMode terminal = TerminalMode::none;
  bool payloads_are_json = true;
  RequestShape request;
  UsagePlaces usage;
  FinishReason finish_reason;
  std::shared_ptr<const Grammar> grammar;
};

// Reads a dialect file's text, at most base::limits::input_file_bytes of it. `file_name` is for the
// Problem's `where`, with line and JSON pointer.
base::Result<Dialect> read_dialect(std::string_view text, std::string_view file_name);

// Ours, compiled into the program. `generic` judges framing and ending only: token = event.
const std::vector<Dialect>& built_in_dialects();
const Dialect* find_built_in(std::string_view name);

// Which dialects fit, and what decided it. More than one: the user must say.
struct Detection {
  std::vector<const Dialect*> candidates;
  std::string how;  // "the URL's path looks like /conversations/{id}/messages/stream"
};
// By the end of the path; a query may follow. `generic` is never a candidate.
Detection detect_by_path(std::string_view url_path);

// The first events of a stream of unknown dialect, as dispatched.
struct FirstEvent {
  std::string type;
  std::string data;
};
// A dialect fits where one event at least is a sound one of it that tells: of a kind that may carry
// output, with all the members that it must have. The others may be damaged, but none may be the
// sentinel of another dialect. A few events are enough; the stream's last one is worth giving, too.
// No candidate: `generic` is what is left. docs/formats/dialect.md, "How a dialect is chosen".
Detection detect_by_first_events(std::span<const FirstEvent> events);

// What an event turned out to be. It carries output exactly where its class is content, reasoning,
// tool or refusal and its text is not empty; tokens is 0 everywhere else.
struct Interpreted {
  EventClass event_class = EventClass::unknown;
  std::string text;  // the output text, decoded; empty where there is none
  std::uint32_t tokens =
      0;  // how many tokens the event carries as far as the dialect tells; 1 per output event
  // What the event tells of the tokens of the whole answer, where the dialect says where it stands.
  std::optional<std::uint64_t> usage_output;
  bool terminal = false;  // this event is the dialect's terminal (done or error)
  bool error = false;     // the stream says an error with it
  std::string kind;       // the dialect's name of the event: "token"
};

// Judges the events of one stream as they come, one interpreter per response. Not thread-safe.
// `dialect` and `sink` outlive it.
class Interpreter {
 public:
  Interpreter(const Dialect& dialect, violation::Sink sink);
  ~Interpreter();
  Interpreter(Interpreter&&) noexcept;
  Interpreter& operator=(Interpreter&&) = delete;

  // Order and invariants are judged up to the first terminal or error; what comes after is judged
  // by that position alone, and still interpreted.
  Interpreted on_event(const event_stream::DispatchedEvent& event);
  // The stream ended: invariants that only the end can break are judged, unless it was cut short or
  // ended with an error. Call once, last.
  void finish();

  bool terminal_seen() const;
  bool error_seen() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace ssert::dialect
