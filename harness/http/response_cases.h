// For tests: responses and what is to be read out of them, as data.
#pragma once

#include "http/response_reader.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::http {

// What is to be read out of one response.
struct Reading {
  std::vector<int> interim;
  std::optional<int> status = 200;  // none: no final head
  FramingKind framing = FramingKind::content_length;
  std::string content;
  bool complete = true;
  bool keeps = true;
  bool gave_up = false;
  std::uint64_t chunks = 0;
  std::uint64_t after = 0;
  std::optional<std::string> reason;
  std::optional<FieldSection> fields;
  FieldSection trailers;
};

struct ResponseCase {
  std::string_view name;
  // The bytes, with every damaged place marked: "⟦chunk-size-malformed| ⟧". A mark around nothing
  // is damage by absence. Marks may stand in one another.
  std::string marked;
  Reading reading;
  std::string_view method = "POST";

  std::string bytes() const;                             // without the marks
  std::vector<violation::Violation> violations() const;  // of the marks, by offset, without details
};

const std::vector<ResponseCase>& response_cases();

}  // namespace ssert::http
