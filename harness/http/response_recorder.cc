#include "http/response_recorder.h"

#include "base/text.h"

#include <algorithm>
#include <memory>

namespace ssert::http {
namespace {

class Recorder final : public ResponseObserver {
 public:
  explicit Recorder(Observations& observations) : observations_(observations) {}

  void on_interim_head(const ResponseHead& head) override {
    observations_.interim_heads.push_back(head);
    observations_.order.emplace_back("interim head");
  }

  void on_head(const ResponseHead& head) override {
    observations_.heads.push_back(head);
    observations_.order.emplace_back("head");
  }

  void on_content(std::string_view bytes, std::uint64_t wire_offset) override {
    std::vector<ContentPiece>& content = observations_.content;
    const bool goes_on = !content.empty() && observations_.order.back() == "content" &&
                         content.back().wire_offset + content.back().bytes.size() == wire_offset;
    if (goes_on) {
      content.back().bytes += bytes;
    } else {
      content.push_back({.wire_offset = wire_offset, .bytes = std::string(bytes)});
      observations_.order.emplace_back("content");
    }
  }

  void on_violation(const violation::Violation& violation) override {
    observations_.violations.push_back(violation);
    observations_.order.emplace_back("violation");
  }

 private:
  Observations& observations_;
};

std::string show(const ResponseHead& head) {
  std::string text = std::to_string(head.offset) + ' ' + std::to_string(head.version_major) + '.' +
                     std::to_string(head.version_minor) + ' ' + std::to_string(head.status_code) +
                     " '" + base::escape_bytes(head.reason) + "'";
  for (const FieldLine& field : head.fields)
    text += " [" + base::escape_bytes(field.name) + "|" + base::escape_bytes(field.value) + "]";
  return text + " bytes '" + base::escape_bytes(head.bytes) + "'\n";
}

}  // namespace

std::string Observations::joined_content() const {
  std::string joined;
  for (const ContentPiece& piece : content) joined += piece.bytes;
  return joined;
}

Observations observe(const std::vector<std::string_view>& pieces, std::string_view method,
                     const base::SizeLimits& limits) {
  Observations observations;
  Recorder recorder(observations);
  ResponseReader reader(recorder, method, limits);
  for (const std::string_view piece : pieces) {
    const auto buffer = std::make_unique<char[]>(piece.size());
    std::ranges::copy(piece, buffer.get());
    reader.feed({buffer.get(), piece.size()});
  }
  reader.finish();
  observations.framing = reader.framing();
  observations.head_complete = reader.head_complete();
  observations.gave_up = reader.gave_up();
  observations.bytes_fed = reader.bytes_fed();
  return observations;
}

std::string show(const Observations& observations) {
  std::string text;
  for (const ResponseHead& head : observations.interim_heads) text += "interim head " + show(head);
  for (const ResponseHead& head : observations.heads) text += "head " + show(head);
  for (const ContentPiece& piece : observations.content)
    text += "content " + std::to_string(piece.wire_offset) + " '" +
            base::escape_bytes(piece.bytes) + "'\n";
  for (const violation::Violation& violation : observations.violations)
    text += "violation " + std::string(violation::row(violation.code).name) + " " +
            std::to_string(violation.offset) + "+" + std::to_string(violation.length) + " (" +
            violation.detail + ")\n";
  const Framing& framing = observations.framing;
  text +=
      std::string(to_string(framing.kind)) + " content " + std::to_string(framing.content_bytes) +
      " chunks " + std::to_string(framing.chunks) + " after " +
      std::to_string(framing.bytes_after_message) + (framing.last_chunk_seen ? " last-chunk" : "") +
      (framing.message_complete ? " complete" : " incomplete") +
      (framing.keeps_connection ? " keeps" : " closes") + (observations.gave_up ? " gave-up" : "");
  for (const FieldLine& field : framing.trailers)
    text += " [" + base::escape_bytes(field.name) + "|" + base::escape_bytes(field.value) + "]";
  return text + "\n";
}

}  // namespace ssert::http
