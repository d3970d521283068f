// The readers of the parts of a scenario file. Each complains and goes on; what it returns is
// meaningful where there was no complaint.
#pragma once

#include "dialect/file_node.h"
#include "http/field.h"
#include "scenario/inputs.h"
#include "scenario/load_shape.h"
#include "scenario/quantity.h"
#include "scenario/secrets.h"
#include "scenario/set_up.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

using dialect::Complaints;
using dialect::Node;
using dialect::ObjectReader;

// What all parts of one file share.
struct FileContext {
  Complaints& complaints;
  const Inputs& inputs;
  std::string folder;  // with its "/" at the end; empty: here
  SecretValues secrets;
  std::vector<std::string> captured;          // names, by the requests read so far
  std::vector<std::string> captured_secrets;  // those that are put where a secret stands

  // The path as it can be opened from here.
  std::string path_of(std::string_view name) const;
  // A problem of another reader, at the node.
  void complain(const Node& node, base::Problem problem) const;
};

// Text with a unit; `parse` is parse_duration or parse_duration_or_0.
std::chrono::nanoseconds read_duration(FileContext& context, const Node& node,
                                       decltype(&parse_duration) parse = parse_duration);

// A URL with a scheme; may have references to what was captured so far.
std::string read_url(FileContext& context, const Node& node);
std::string read_method(FileContext& context, const Node& node);

struct FileHeaders {
  http::FieldSection fields;
  std::vector<std::string> left_out;
};
FileHeaders read_file_headers(FileContext& context, const Node& node);

struct FileContent {
  std::string text;
  std::optional<Surroundings> references;
};
// Of body, body_text and body_file; none where the object has none of them.
std::optional<FileContent> read_content(FileContext& context, const ObjectReader& object);

// `before` or `after`; only requests of `before` may capture.
enum class When : std::uint8_t { before, after };
std::vector<SetUpRequest> read_set_up_requests(FileContext& context, const Node& node, When when);

// `load`. Its objectives are texts here, each with its place in the file.
LoadShape read_load(FileContext& context, const Node& node);

}  // namespace ssert::scenario
