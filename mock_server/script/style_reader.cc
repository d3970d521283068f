#include "mock_server/script/style_reader.h"

#include "mock_server/script/template.h"

#include <array>

namespace ssert::mock_server {
namespace {

constexpr std::int64_t shift_max = 1'000'000'000;

constexpr std::array line_ends{
    Choice<LineEnd>{"lf", LineEnd::lf},
    Choice<LineEnd>{"crlf", LineEnd::crlf},
    Choice<LineEnd>{"cr", LineEnd::cr},
};

constexpr std::array chunk_cuts{
    Choice<ChunkCut>{"event", ChunkCut::event},
    Choice<ChunkCut>{"character", ChunkCut::character},
    Choice<ChunkCut>{"byte", ChunkCut::byte},
};

constexpr std::array write_cuts{
    Choice<WriteCut>{"chunk", WriteCut::chunk},
    Choice<WriteCut>{"byte", WriteCut::byte},
};

void read_token_members(const JsonNode& node, Style& style) {
  if (const auto index = node.member("index")) style.index = index->boolean();
  if (const auto shift = node.member("index_shift")) {
    style.index_shift = shift->integer({.least = -shift_max, .greatest = shift_max});
  }
  if (const auto members = node.member("members")) style.members = members->members_text();
}

void read_lines(const JsonNode& node, Style& style) {
  if (const auto line_end = node.member("line_end"))
    style.line_end = read_choice(*line_end, line_ends);
  if (const auto space = node.member("space")) style.space = space->boolean();
  if (const auto event = node.member("event")) style.event = read_template(*event);
  if (const auto id = node.member("id")) style.id = read_template(*id);
  if (const auto between = node.member("between")) style.between = read_template(*between);
  if (const auto lines = node.member("data_lines")) {
    style.data_lines = static_cast<std::uint32_t>(lines->integer({.least = 1, .greatest = 2}));
  }
  if (const auto lines = node.member("blank_lines")) {
    style.blank_lines = static_cast<std::uint32_t>(lines->integer({.least = 0, .greatest = 1000}));
  }
}

}  // namespace

void read_style(const JsonNode& node, Style& style) {
  node.expect_members({"line_end", "space", "event", "id", "index", "index_shift", "members",
                       "data_lines", "blank_lines", "between", "chunk_extension", "chunks",
                       "writes", "write_gap"});
  read_lines(node, style);
  read_token_members(node, style);
  if (const auto extension = node.member("chunk_extension")) {
    style.chunk_extension = extension->text();
  }
  if (const auto chunks = node.member("chunks")) style.chunks = read_choice(*chunks, chunk_cuts);
  if (const auto writes = node.member("writes")) style.writes = read_choice(*writes, write_cuts);
  if (const auto gap = node.member("write_gap")) style.write_gap = read_duration(*gap);
}

base::Duration read_duration(const JsonNode& node) {
  const auto duration = parse_duration(node.text());
  if (duration) return *duration;
  node.refuse(duration.error().what, duration.error().way_out);
  return {};
}

}  // namespace ssert::mock_server
