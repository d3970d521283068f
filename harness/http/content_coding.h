// Takes a content coding off, piece by piece (RFC 9110 "Content Codings"). No I/O.
//
// Bytes may be cut anywhere: feed("ab") equals feed("a"), feed("b"). Whatever can be decoded from
// the bytes so far is handed on before feed() returns: an event that the server flushed is not held
// back. One decoder per response; not thread-safe.
#pragma once

#include "base/result.h"
#include "violation/violation.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace ssert::http {

class ContentDecoder {
 public:
  // Gets decoded bytes, at most `piece_bytes_max` at once however far they expand, and says whether
  // it wants more. The view lives until it returns. Bounding the sum is its own business.
  using Output = std::function<bool(std::string_view decoded)>;
  static constexpr std::size_t piece_bytes_max =
      std::size_t{16} * 1024;  // of what expands; identity: any

  virtual ~ContentDecoder() = default;
  ContentDecoder(const ContentDecoder&) = delete;
  ContentDecoder& operator=(const ContentDecoder&) = delete;

  // `wire_offset` is of bytes[0]: where damage is reported (content_coding_damaged). After damage,
  // or once Output wants no more, bytes are taken and dropped.
  virtual void feed(std::string_view bytes, std::uint64_t wire_offset) = 0;

  // The content is whole as far as message framing goes: coded data that stops before its own end
  // is damage. Not to be called where the message itself is incomplete.
  virtual void finish() = 0;

  // Damage was found after which nothing can be decoded.
  virtual bool gave_up() const = 0;

 protected:
  ContentDecoder() = default;
};

// A decoder for a Content-Encoding value (a combined field value; empty where there is no such
// field): identity, gzip, x-gzip, deflate. A Problem for any other coding, and for more than one.
base::Result<std::unique_ptr<ContentDecoder>> make_content_decoder(
    std::string_view content_encoding, ContentDecoder::Output output, violation::Sink on_violation);

}  // namespace ssert::http
