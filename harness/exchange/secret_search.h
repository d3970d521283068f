// Looks for secrets in bytes, in the forms in which they are written.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::exchange {

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  bool operator==(const ByteRange&) const = default;
};

// The secret as it is, as JSON strings escape it, and as URLs percent-encode it; without doubles.
std::vector<std::string> written_forms(std::string_view secret);

// Ascending, and joined where they touch.
std::vector<ByteRange> joined(std::vector<ByteRange> ranges);

class SecretSearch {
 public:
  explicit SecretSearch(std::span<const std::string> secrets);

  // Every place of every form, joined.
  std::vector<ByteRange> find(std::string_view bytes) const;

 private:
  std::vector<std::string> forms_;
};

}  // namespace ssert::exchange
