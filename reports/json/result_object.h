// Objects of a result file, member by member: every member that is asked for has to be there, and
// no other. Complaints are collected as dialect/file_node.h says, and reading goes on with
// defaults.
#pragma once

#include "dialect/file_node.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::reports {

inline constexpr int highest_exit_code = 255;

class ResultObject {
 public:
  using Names = std::vector<std::string_view>;

  // `noun` is for messages: "a finding".
  ResultObject(dialect::Complaints& complaints, const dialect::Node& node, std::string_view noun,
               Names members)
      : complaints_(complaints), reader_(complaints, node, noun, std::move(members)) {}

  // What a target sent, or what may quote it: the bytes that were escaped in the file.
  std::string bytes(std::string_view name) const { return bytes_of(member(name)); }
  std::string bytes_or_empty(std::string_view name) const { return bytes_of(reader_.find(name)); }
  std::optional<std::string> bytes_or_null(std::string_view name) const;
  std::vector<std::string> list_of_bytes(std::string_view name) const;

  // Words of ours, which hold nothing that would have to be escaped.
  std::string words(std::string_view name) const { return words_of(member(name)); }
  std::string words_or_null(std::string_view name) const;
  std::string one_of(std::string_view name, const Names& known) const;
  std::vector<std::string> list_of_words(std::string_view name) const;

  std::uint64_t count(std::string_view name) const;
  int number_up_to(int most, std::string_view name) const;
  int number_up_to_or_null(int most, std::string_view name) const;  // null: 0
  double milliseconds(std::string_view name) const;
  std::optional<double> milliseconds_or_null(std::string_view name) const;
  double number(std::string_view name) const { return number_of(member(name)); }
  std::optional<double> number_or_null(std::string_view name) const {
    return milliseconds_or_null(name);
  }
  std::int64_t integer(std::string_view name) const;  // may be below 0
  // Exactly so many numbers; of counts, each 0 or more. Zeros with a complaint where it is not so.
  std::vector<double> numbers(std::string_view name, std::size_t size) const;
  std::vector<std::uint64_t> counts_of(const dialect::Node& node, std::size_t size) const;
  bool boolean(std::string_view name) const;

  bool holds_null(std::string_view name) const;
  std::optional<dialect::Node> required(std::string_view name) const { return member(name); }
  // Objects with names of their own: each member as a node, its name as it stands in the file.
  std::vector<dialect::Node> members_of(std::string_view name) const;
  std::string name_of(const dialect::Node& member) const;  // the bytes that were escaped in it
  std::uint64_t count_of(const dialect::Node& member) const;

  bool has(std::string_view name) const { return reader_.find(name).has_value(); }
  std::vector<dialect::Node> elements(std::string_view name) const;
  ResultObject object(std::string_view name, std::string_view noun, Names members) const;

  // A complaint where the member is not `actual`.
  void compare(std::string_view name, std::size_t actual) const;

 private:
  using MaybeNode = std::optional<dialect::Node>;

  MaybeNode member(std::string_view name) const;
  std::string bytes_of(const MaybeNode& node) const;
  std::string unescaped(const dialect::Node& node, std::string_view text) const;
  std::string words_of(const MaybeNode& node) const;
  std::int64_t integer_of(const MaybeNode& node, std::int64_t most) const;
  double number_of(const MaybeNode& node) const;

  dialect::Complaints& complaints_;
  dialect::ObjectReader reader_;
};

}  // namespace ssert::reports
