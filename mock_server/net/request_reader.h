// Reads HTTP/1.x requests out of a connection's bytes. The only place that knows Beast.
#pragma once

#include "mock_server/endpoints/request.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

namespace ssert::mock_server {

struct RequestLimits {
  std::size_t head_bytes = 0;
  std::size_t content_bytes = 0;
};

// One reader per request. Bytes may be cut anywhere.
class RequestReader {
 public:
  explicit RequestReader(RequestLimits limits);
  ~RequestReader();
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) noexcept;

  // Takes what it can use and says how much that was; give it the rest again with more behind it.
  std::size_t feed(std::string_view bytes);

  bool complete() const;
  // The head asks for an interim 100 before its content, which has not come yet.
  bool expects_continue() const;
  // 0, or the status code of the refusal: 400, 413, 431. Nothing more can be read then.
  std::uint32_t failure() const { return failure_; }

  // Once complete.
  Request take();

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
  std::uint32_t failure_ = 0;
};

}  // namespace ssert::mock_server
