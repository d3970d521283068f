// Decodes event streams from standard input and writes what a client is to see as JSON lines.
//
// Input: any number of streams, each a line "COUNT LENGTH LENGTH ..." that gives the number of its
// pieces and the bytes of each, and then those bytes. Output per stream: {"event": ...},
// {"comment": ...} and {"retry": ...} in order, and {"end": ...}. Damage is left out: the other
// parser has no word for it.
#include "event_stream/decoder.h"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

namespace {

using ssert::event_stream::Decoder;
using ssert::event_stream::DispatchedEvent;
using ssert::event_stream::Range;

class JsonLines final : public ssert::event_stream::Observer {
 public:
  void on_event(const DispatchedEvent& event) override {
    write({{"event",
            {{"type", event.type}, {"data", event.data}, {"last_event_id", event.last_event_id}}}});
  }
  void on_block_without_data(std::string_view, Range) override {}
  void on_comment(std::string_view text, Range) override { write({{"comment", text}}); }
  void on_retry(std::uint64_t milliseconds, Range) override { write({{"retry", milliseconds}}); }
  void on_violation(const ssert::violation::Violation&) override {}
  void on_end(std::string_view last_event_id) {
    write({{"end", {{"last_event_id", last_event_id}}}});
  }

 private:
  static void write(const nlohmann::json& line) { std::cout << line.dump() << '\n'; }
};

// False where the input has ended.
bool read_pieces(std::istream& input, std::vector<std::string>& pieces) {
  std::size_t count = 0;
  if (!(input >> count)) return false;
  std::vector<std::size_t> lengths(count);
  for (auto& length : lengths) input >> length;
  input.ignore(1);  // the line feed
  pieces.clear();
  for (const auto length : lengths) {
    std::string piece(length, '\0');
    input.read(piece.data(), static_cast<std::streamsize>(length));
    pieces.push_back(std::move(piece));
  }
  return input.good();
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  for (std::vector<std::string> pieces; read_pieces(std::cin, pieces);) {
    JsonLines lines;
    Decoder decoder(lines);
    for (const auto& piece : pieces) decoder.feed(piece);
    decoder.finish();
    lines.on_end(decoder.last_event_id());
  }
  return std::cin.eof() && std::cout.flush() ? 0 : 1;
}
