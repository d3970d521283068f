#include "event_stream/line_terminators.h"

#include <string>

namespace ssert::event_stream {
namespace {

std::string name_of(Terminator terminator) {
  switch (terminator) {
    case Terminator::lf:
      return "LF";
    case Terminator::cr:
      return "CR";
    case Terminator::cr_lf:
      return "CR LF";
    case Terminator::none:
      break;
  }
  return "none";
}

}  // namespace

std::optional<violation::Violation> LineTerminators::note_before(const Line& line) {
  if (line.before == Terminator::none) return std::nullopt;
  const auto offset = line.offset - length_of(line.before);
  if (++count_ == 1) {
    first_ = line.before;
    first_offset_ = offset;
  }
  if (are_mixed_ || line.before == first_) return std::nullopt;
  are_mixed_ = true;
  return violation::Violation{.code = violation::Code::mixed_line_terminators,
                              .offset = offset,
                              .length = length_of(line.before),
                              .detail = name_of(line.before) + " after " + name_of(first_)};
}

std::optional<violation::Violation> LineTerminators::finish() const {
  if (first_ != Terminator::cr || are_mixed_ || count_ < 2) return std::nullopt;
  return violation::Violation{.code = violation::Code::cr_only_terminators,
                              .offset = first_offset_,
                              .length = length_of(first_),
                              .detail = {}};
}

}  // namespace ssert::event_stream
