// How the end of a response's content is told, decided from its head (RFC 9112 "Message Body
// Length").
#pragma once

#include "http/field_section.h"
#include "http/response_reader.h"

#include <optional>
#include <string>
#include <vector>

namespace ssert::http {

struct FramingDecision {
  // unknown: HTTP/1.0 with a Transfer-Encoding that ends in chunked. The first bytes of the content
  // decide: chunked if they look like a chunk-size line, else `otherwise`.
  FramingKind kind = FramingKind::unknown;
  FramingKind otherwise = FramingKind::close_delimited;
  std::optional<std::uint64_t> content_length;  // to be used with FramingKind::content_length
  std::vector<std::string> transfer_codings;    // but chunked, in lower case
  bool keeps_connection = false;
  std::vector<violation::Violation> violations;

  bool operator==(const FramingDecision&) const = default;
};

// `places` are those of head.fields.
FramingDecision decide_framing(const ResponseHead& head, const std::vector<FieldPlace>& places,
                               bool is_response_to_head);

}  // namespace ssert::http
