// What an observer of a stream is told, one line of text each: what tests compare, what the
// *.observations files hold, and what a failing test prints. The format is described in
// testdata/README.md.
#pragma once

#include "base/limits.h"
#include "event_stream/decoder.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::event_stream::testing {

using Observations = std::vector<std::string>;

// Writes down whatever it is told, in order.
class Recorder final : public Observer {
 public:
  struct End {
    std::string_view last_event_id;
    LineFacts lines;
  };

  void on_event(const DispatchedEvent& event) override;
  void on_block_without_data(std::string_view type, Range range) override;
  void on_comment(std::string_view text, Range range) override;
  void on_retry(std::uint64_t milliseconds, Range range) override;
  void on_violation(const violation::Violation& violation) override;
  void on_field_without_colon(std::string_view name, Range line) override;
  void on_block_of_comments(Range range) override;
  void on_extra_blank_line(Range line) override;
  void on_end(const End& end);

  const Observations& observations() const { return observations_; }

 private:
  Observations observations_;
};

// What the decoder observes of a stream that comes in `pieces`, its end included.
Observations decode(const std::vector<std::string_view>& pieces,
                    const base::SizeLimits& limits = {});

// The same observations with the violations behind the rest, sorted: for whoever finds damage in
// another order.
Observations damage_last(Observations observations);

// One a line, for humans and for files.
std::string to_text(const Observations& observations);

}  // namespace ssert::event_stream::testing
