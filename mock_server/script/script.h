// A script says what the mock server sends in answer to one request, step by step. Plain values;
// docs/formats/mock-script.md is the language, script_reader.h reads it, writer/ plays it.
#pragma once

#include "base/clock.h"
#include "mock_server/script/delay.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ssert::mock_server {

// What a piece of a template stands for. Words in {{double braces}} are filled in when it is sent.
enum class Word : std::uint8_t {
  text,            // the bytes themselves
  token,           // the next token as a JSON object; the answer moves on by one token
  content,         // the next token's content as a JSON string; the answer moves on by one token
  answer,          // the whole answer as a JSON string
  index,           // the index of the next token
  method,          // of the request
  path,            // of the request, escaped as inside a JSON string
  size,            // of the chunk's data, in hexadecimal: only in a chunk's size line
  content_length,  // of the whole content: only in a head
};

struct Part {
  Word word = Word::text;
  std::string text;         // Word::text only
  std::uint32_t times = 1;  // Word::text only: so often in a row

  bool operator==(const Part&) const = default;
};
using Template = std::vector<Part>;

Template literal(std::string text);                  // without words
std::uint64_t literal_bytes(const Template& bytes);  // of the texts, repeats multiplied out
bool takes_token(const Template& bytes);             // sending it moves the answer on

// A place in the answer: so many percent of its tokens, plus an offset.
struct Position {
  std::uint32_t percent = 0;
  std::int64_t offset = 0;

  bool operator==(const Position&) const = default;
};

enum class Framing : std::uint8_t {
  automatic,  // chunked; close-delimited where the request is HTTP/1.0
  chunked,
  content_length,
  close_delimited,
  none,  // no content and no field that announces one
};

enum class LineEnd : std::uint8_t { lf, crlf, cr };
enum class ChunkCut : std::uint8_t {
  event,      // one chunk for all bytes of a step
  character,  // cut inside each character of more than one byte
  byte,       // one chunk a byte
};
enum class WriteCut : std::uint8_t { chunk, byte };  // one write a chunk, or one a byte

// How events are written from now on.
struct Style {
  LineEnd line_end = LineEnd::lf;
  bool space = true;              // after a field's colon
  Template event;                 // the event field's value; empty: no such field
  Template id;                    // the id field's value; empty: no such field
  bool index = false;             // tokens carry "index"
  std::int64_t index_shift = 0;   // added to it
  std::string members;            // further members of a token, as `"a":1,"b":2`
  std::uint32_t data_lines = 1;   // 1 or 2 lines hold an event's JSON
  std::uint32_t blank_lines = 1;  // after each event
  Template between;               // before each event, as content
  std::string chunk_extension;    // after each chunk size: `;name=value`
  ChunkCut chunks = ChunkCut::event;
  WriteCut writes = WriteCut::chunk;
  base::Duration write_gap{};  // between the pieces where `chunks` or `writes` cut

  bool operator==(const Style&) const = default;
};

struct HeadField {
  std::string name;
  Template value;

  bool operator==(const HeadField&) const = default;
};

struct HeadStep {
  std::uint32_t status = 200;
  std::optional<std::string> reason;  // none: the usual one of that status code
  std::string version = "1.1";
  std::optional<Template> status_line;  // in place of the three above, without its line end
  bool plain = false;                   // begins without the fields of an event stream
  std::vector<HeadField> set;           // replaces the field of that name, or adds it
  std::vector<HeadField> add;
  std::vector<std::string> remove;
  std::vector<Template> lines;  // verbatim, each with CRLF after it
  Framing framing = Framing::automatic;
  std::int64_t length_shift = 0;               // added to the Content-Length of the framing
  std::optional<base::Duration> halves_gap{};  // the head in two writes so far apart

  bool operator==(const HeadStep&) const = default;
};

// Carries the whole style that holds from here on: the reader puts the given members over those
// that stood before it in the text.
struct StyleStep {
  Style style;

  bool operator==(const StyleStep&) const = default;
};

struct TokensStep {
  std::optional<Position> from;  // none: where the answer stands
  Position to{.percent = 100};   // up to, not including

  bool operator==(const TokensStep&) const = default;
};

struct DoneStep {
  std::string members;  // further members, as `"a":1`

  bool operator==(const DoneStep&) const = default;
};

struct ErrorStep {
  std::string code = "upstream_failed";
  std::string message = "The model stopped answering.";

  bool operator==(const ErrorStep&) const = default;
};

// Bytes of the content: message framing is put around them.
struct ContentStep {
  Template content;

  bool operator==(const ContentStep&) const = default;
};

struct ChunkStep {
  Template content;
  Template size_line;
  Template after;

  bool operator==(const ChunkStep&) const = default;
};

struct LastChunkStep {
  std::vector<HeadField> trailers;
  Template then;  // bytes after the message, in the same write

  bool operator==(const LastChunkStep&) const = default;
};

// Bytes of the connection: nothing is put around them.
struct RawStep {
  Template bytes;

  bool operator==(const RawStep&) const = default;
};

struct WaitStep {
  Delay delay;

  bool operator==(const WaitStep&) const = default;
};

struct Step;

struct RepeatStep {
  std::uint32_t times = 0;
  std::vector<Step> steps;

  bool operator==(const RepeatStep& other) const;  // out of line: Step is not complete yet
};

enum class EndKind : std::uint8_t {
  clean,          // completes the message; the connection stays where both sides want that
  close,          // completes the message and closes the connection
  no_last_chunk,  // closes the connection and leaves the message as it is
  reset,          // resets the connection (RST)
  hang,           // says nothing more and keeps the connection
  keep,           // leaves the message as it is and takes the next request
};

struct EndStep {
  EndKind kind = EndKind::clean;

  bool operator==(const EndStep&) const = default;
};

struct Step {
  std::variant<HeadStep, StyleStep, TokensStep, DoneStep, ErrorStep, ContentStep, ChunkStep,
               LastChunkStep, RawStep, WaitStep, RepeatStep, EndStep>
      action;

  bool operator==(const Step&) const = default;
};
using Steps = std::vector<Step>;

// What a liar's script goes against.
struct BrokenSentence {
  std::string text;
  bool quoted = false;  // word for word; else a paraphrase
  std::string source;

  bool operator==(const BrokenSentence&) const = default;
};

// Which of the requests to the stream route a script answers.
enum class Replaces : std::uint8_t {
  answer,   // those that the honest server would answer with a stream
  route,    // all of them: no token, conversation or content is checked
  refusal,  // those that the honest server would refuse for one of `Script::refusals`
};

// Why the honest server refuses a request to the stream route.
enum class Refusal : std::uint8_t {
  no_token,
  wrong_token,
  unknown_conversation,
  malformed_content,  // no JSON object
  missing_field,      // `content` is missing, or no string
  other,              // the media types; no script can replace it
};

// Whose prompt an answer says again.
enum class Prompt : std::uint8_t { own, previous };

struct Script {
  std::string name;
  std::string title;
  std::string why;
  std::optional<BrokenSentence> broken;  // none: honest
  Replaces replaces = Replaces::answer;
  std::vector<Refusal> refusals;  // with Replaces::refusal
  std::uint32_t every = 1;        // plays for each so-many-th request that it could play for
  std::uint32_t every_of_connection = 1;  // and is each so-many-th of its connection
  Prompt prompt = Prompt::own;
  Steps steps;                           // in answer to POST; always ends with an EndStep
  std::map<std::string, Steps> methods;  // in answer to others, by name; "*" is any other

  bool operator==(const Script&) const = default;
};

// What requests get: one for all, or several of which each draws one. They may be borrowed from the
// library.
using Scripts = std::vector<std::shared_ptr<const Script>>;

// A script for the requests of one method and path.
struct Route {
  std::string method;
  std::string path;  // without a query
  std::shared_ptr<const Script> script;
};

// The steps for that method, or null where the honest server answers.
const Steps* steps_for(const Script& script, const std::string& method);

}  // namespace ssert::mock_server
