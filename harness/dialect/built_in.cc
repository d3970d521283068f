#include "dialect/built_in.h"

#include "base/check.h"
#include "dialect/dialect.h"

namespace ssert::dialect {
namespace {

std::vector<Dialect> read_embedded() {
  std::vector<Dialect> dialects;
  for (const auto& file : embedded_files()) {
    auto dialect = read_dialect(file.text, file.name);
    HARNESS_CHECK(dialect.has_value(), base::to_string(dialect.error()));
    dialects.push_back(std::move(dialect.value()));
  }
  return dialects;
}

}  // namespace

const std::vector<Dialect>& built_in_dialects() {
  static const std::vector<Dialect> dialects = read_embedded();
  return dialects;
}

const Dialect* find_built_in(std::string_view name) {
  for (const auto& dialect : built_in_dialects()) {
    if (dialect.name == name) return &dialect;
  }
  return nullptr;
}

}  // namespace ssert::dialect
