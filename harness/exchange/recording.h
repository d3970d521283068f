// Recordings: exchanges as lines of JSON in a file, written as they end and read one at a time.
// docs/formats/recording.md is the format.
//
// What is written is what was redacted (exchange/redaction.h); it comes back to the byte and to the
// nanosecond. Files are hostile: a reader holds one exchange, within RecordingLimits, and refuses
// whatever contradicts itself. Not thread-safe.
#pragma once

#include "base/clock.h"
#include "base/limits.h"
#include "base/result.h"
#include "exchange/exchange.h"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::exchange {

class JsonLines;

inline constexpr std::uint64_t recording_format = 1;

enum class RedactedPlace : std::uint8_t { url, field_value, content, response };

// Bytes that were replaced by '*'.
struct RedactedRange {
  RedactedPlace place{};
  std::uint64_t field = 0;   // with field_value: which of the request's fields
  std::uint64_t offset = 0;  // in that place
  std::uint64_t length = 0;

  bool operator==(const RedactedRange&) const = default;
};

struct RecordedExchange {
  std::string probe;  // what it was made for: "reference"
  Exchange exchange;  // redacted
  std::vector<RedactedRange> redacted;
  std::string unsearched_coding;  // a content coding that secrets could not be looked for in
  std::string why;                // for the reader of the file

  bool operator==(const RecordedExchange&) const = default;
};

struct RecordingHeader {
  std::string ssert_version;
  std::string created_at;  // base::utc_now()
  std::string why;         // for the reader of the file

  bool operator==(const RecordingHeader&) const = default;
};

struct RecordingLimits {
  std::size_t file_bytes = base::limits::recording_file_bytes;
  std::size_t exchange_bytes = base::limits::recording_exchange_bytes;  // in memory
  std::size_t read_bytes = base::limits::read_buffer_bytes;             // at once
};

// Appends to a stream, one whole line at a time, flushed.
class RecordingWriter {
 public:
  struct Target {
    std::ostream& stream;  // outlives the writer
    std::string name;      // for Problems: the file
    // Times are written as counted from here; no exchange was dispatched before it. Exchanges that
    // are written as they were read leave it at zero.
    base::TimePoint origin;
    RecordingLimits limits;
  };

  // Writes the header.
  static base::Result<RecordingWriter> begin(Target target, const RecordingHeader& header);

  // A Problem where the stream takes no more, or a limit is in the way (then nothing is written,
  // and a smaller exchange may follow). An exchange that contradicts itself is a fault of ours
  // (HARNESS_CHECK).
  base::Result<void> append(const RecordedExchange& recorded);

 private:
  explicit RecordingWriter(Target target);
  base::Result<void> write_line(std::string_view line);

  Target target_;
  std::uint64_t bytes_written_ = 0;
};

class RecordingReader {
 public:
  struct Source {
    std::istream& stream;  // outlives the reader
    std::string name;      // for Problems: the file
    RecordingLimits limits;
  };

  // Reads the header.
  static base::Result<RecordingReader> begin(Source source);
  ~RecordingReader();
  RecordingReader(RecordingReader&& other) noexcept;
  RecordingReader& operator=(RecordingReader&& other) noexcept;

  const RecordingHeader& header() const { return header_; }
  std::uint64_t line() const { return line_; }  // of the last exchange, from 1

  // The next exchange; none at the end of the file. After a Problem, the same Problem again: the
  // exchanges before it are good. Times count from the recording's origin.
  base::Result<std::optional<RecordedExchange>> next();

 private:
  explicit RecordingReader(std::unique_ptr<JsonLines> lines);

  std::unique_ptr<JsonLines> lines_;
  RecordingHeader header_;
  std::uint64_t line_ = 0;
};

// A whole recording at once.
struct Recording {
  RecordingHeader header;
  std::vector<RecordedExchange> exchanges;

  bool operator==(const Recording&) const = default;
};
base::Result<Recording> read_recording(RecordingReader::Source source);

}  // namespace ssert::exchange
