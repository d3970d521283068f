// Holds the reader against another parser: Boost.Beast's, which knows nothing of it. What the
// reader finds flawless, Beast must accept and read the same; what Beast accepts, the reader must
// find flawless. Where they differ for a reason, the reason stands in a list here, and every entry
// must be needed.
#include "base/random.h"
#include "base/text.h"
#include "http/response_cases.h"
#include "http/response_recorder.h"
#include "http/syntax.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::http {
namespace {

namespace beast = boost::beast;
using violation::Code;
using violation::Violation;

// What a parser makes of a response that it accepts to the last byte.
struct Accepted {
  bool accepted = false;
  std::vector<int> interim;
  int status = 0;
  std::string reason;
  FieldSection fields;               // sorted by name, ignoring case
  FieldSection fields_and_trailers;  // likewise
  std::string content;

  bool operator==(const Accepted&) const = default;
};

FieldSection sorted(FieldSection fields) {
  for (FieldLine& field : fields) {
    for (char& c : field.name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  std::ranges::stable_sort(fields, {}, &FieldLine::name);
  return fields;
}

using BeastParser = beast::http::response_parser<beast::http::string_body>;

FieldSection fields_of(const BeastParser& parser) {
  FieldSection fields;
  for (const auto& field : parser.get())
    fields.push_back({std::string(field.name_string()), std::string(field.value())});
  return sorted(std::move(fields));
}

// One message, interim or final, from the front of `rest`. False where Beast does not accept it.
bool read_message(std::string_view& rest, std::string_view method, BeastParser& parser,
                  Accepted& result) {
  parser.header_limit(std::numeric_limits<std::uint32_t>::max());
  // More than any response here has: Beast reserves what Content-Length says.
  parser.body_limit(1U << 20U);
  parser.skip(method == "HEAD");
  bool has_head = false;
  while (!parser.is_done()) {
    beast::error_code ec;
    const std::size_t taken = parser.put(boost::asio::buffer(rest.data(), rest.size()), ec);
    rest.remove_prefix(taken);
    if (ec && ec != beast::http::error::need_more) return false;
    if (parser.is_header_done() && !has_head) {
      has_head = true;
      result.fields = fields_of(parser);
      parser.eager(true);
      continue;
    }
    if (parser.is_done() || taken > 0) continue;
    if (!parser.got_some()) return false;
    parser.put_eof(ec);
    if (ec) return false;
  }
  return true;
}

Accepted read_with_beast(std::string_view bytes, std::string_view method) {
  Accepted result;
  for (;;) {
    BeastParser parser;
    if (!read_message(bytes, method, parser, result)) return {};
    const int status = static_cast<int>(parser.get().result_int());
    if (status / 100 == 1 && status != 101) {
      result.interim.push_back(status);
      continue;
    }
    result.status = status;
    result.reason = std::string(parser.get().reason());
    result.fields_and_trailers = fields_of(parser);
    result.content = parser.get().body();
    result.accepted = bytes.empty();
    return result.accepted ? result : Accepted{};
  }
}

// What the reader makes of it, whatever damage it found on the way.
Accepted reading_of(const Observations& observed) {
  if (!observed.framing.message_complete) return {};
  Accepted result{.accepted = true};
  for (const ResponseHead& head : observed.interim_heads)
    result.interim.push_back(head.status_code);
  const ResponseHead& head = observed.heads.front();
  result.status = head.status_code;
  // Beast shows the usual phrase where none was sent.
  result.reason = head.reason.empty()
                      ? std::string(beast::http::obsolete_reason(
                            beast::http::int_to_status(static_cast<unsigned>(head.status_code))))
                      : head.reason;
  result.fields = sorted(head.fields);
  FieldSection all = head.fields;
  all.insert(all.end(), observed.framing.trailers.begin(), observed.framing.trailers.end());
  result.fields_and_trailers = sorted(std::move(all));
  result.content = observed.joined_content();
  return result;
}

bool is_flawless(const Observations& observed) {
  return observed.violations.empty() && observed.framing.message_complete &&
         observed.framing.bytes_after_message == 0;
}

// A deviation that Beast accepts.
struct Tolerance {
  std::string_view name;
  std::string_view reason;
  bool reads_the_same;  // status, fields and content, as the reader does that notes it
  bool (*covers)(const Violation& violation, std::string_view bytes);
};

std::string_view damaged_bytes(const Violation& violation, std::string_view bytes) {
  return bytes.substr(violation.offset, violation.length);
}

constexpr std::array<Tolerance, 10> tolerances = {{
    {"obsolete line folding", "Beast unfolds and does not tell; RFC 9112 forbids to send it", true,
     [](const Violation& violation, std::string_view) {
       return violation.code == Code::obsolete_line_folding ||
              (violation.code == Code::trailer_line_malformed &&
               violation.detail.starts_with("obsolete-line-folding"));
     }},
    {"status codes outside 100 to 599", "Beast takes any three digits; RFC 9110 calls them invalid",
     true,
     [](const Violation& violation, std::string_view) {
       return violation.detail == "the status code is not within 100 to 599";
     }},
    {"framing fields in 1xx and 204", "Beast skips them; RFC 9110 and 9112 forbid to send them",
     true,
     [](const Violation& violation, std::string_view) {
       return violation.code == Code::framing_field_forbidden;
     }},
    {"transfer codings other than chunked",
     "Beast leaves them in the content, or takes Content-Length where chunked is not last", false,
     [](const Violation& violation, std::string_view) {
       return violation.code == Code::transfer_encoding_not_chunked;
     }},
    {"Content-Length beside another transfer coding",
     "Beast sees a conflict with chunked alone; RFC 9112 with any transfer coding", false,
     [](const Violation& violation, std::string_view) {
       return violation.code == Code::content_length_with_transfer_encoding;
     }},
    {"chunked in HTTP/1.0", "Beast does not look at the version; RFC 9112 calls it faulty", true,
     [](const Violation& violation, std::string_view) {
       return violation.code == Code::transfer_encoding_in_http10;
     }},
    {"line feeds in quoted chunk extensions",
     "Beast takes any byte between the quotes; here LF ends the line, and another chunk begins",
     false,
     [](const Violation& violation, std::string_view bytes) {
       return violation.code == Code::chunk_extension_malformed &&
              damaged_bytes(violation, bytes).find('"') != std::string_view::npos &&
              bytes.substr(violation.offset + violation.length, 1) == "\n";
     }},
    {"white space in chunk extensions", "Beast takes BWS, which RFC 9110 forbids to send", true,
     [](const Violation& violation, std::string_view bytes) {
       return violation.code == Code::chunk_extension_malformed &&
              damaged_bytes(violation, bytes).find_first_of(" \t") != std::string_view::npos;
     }},
    {"control bytes in quoted chunk extensions", "Beast takes any byte between the quotes", true,
     [](const Violation& violation, std::string_view bytes) {
       return violation.code == Code::chunk_extension_malformed &&
              damaged_bytes(violation, bytes).find('"') != std::string_view::npos;
     }},
    {"trailers that may not stand there", "Beast merges every trailer into the fields", true,
     [](const Violation& violation, std::string_view) {
       return violation.code == Code::trailer_line_malformed &&
              violation.detail.ends_with(" may not stand in trailers");
     }},
}};

// Where Beast rejects what the reader finds flawless: it looks into Connection, which is not the
// reader's matter.
constexpr std::string_view connection_list = "Connection that is no list of tokens";

bool is_token_list(std::string_view value) {
  return std::ranges::all_of(list_members(value),
                             [](const auto& member) { return is_token(member); });
}

bool has_odd_connection(const Observations& observed) {
  std::vector<FieldSection> sections = {observed.framing.trailers};
  for (const ResponseHead& head : observed.interim_heads) sections.push_back(head.fields);
  for (const ResponseHead& head : observed.heads) sections.push_back(head.fields);
  const auto is_odd = [](const FieldLine& field) {
    return (equals_ignoring_case(field.name, "Connection") ||
            equals_ignoring_case(field.name, "Proxy-Connection")) &&
           !is_token_list(field.value);
  };
  return std::ranges::any_of(
      sections, [&](const FieldSection& fields) { return std::ranges::any_of(fields, is_odd); });
}

using Used = std::map<std::string_view, int>;  // how often each difference that is meant came up

const Tolerance* tolerance_of(const Violation& violation, std::string_view bytes) {
  const auto* const found = std::ranges::find_if(
      tolerances, [&](const Tolerance& one) { return one.covers(violation, bytes); });
  return found == tolerances.end() ? nullptr : found;
}

// Whether all that the reader notes is on the list; and then, whether both read the same. Where the
// two decide for another framing, what comes behind the head cannot be compared.
bool is_tolerated(const Observations& observed, const Accepted& theirs, std::string_view bytes,
                  Used& used) {
  bool reads_the_same = true;
  for (const Violation& violation : observed.violations) {
    const Tolerance* const tolerance = tolerance_of(violation, bytes);
    if (tolerance == nullptr) {
      const ResponseHead& head = observed.heads.front();
      const bool is_behind_head = violation.offset >= head.offset + head.bytes.size();
      if (reads_the_same || !is_behind_head) return false;
      continue;
    }
    reads_the_same = reads_the_same && tolerance->reads_the_same;
    ++used[tolerance->name];
  }
  return !reads_the_same || reading_of(observed) == theirs;
}

bool agree(const Observations& observed, const Accepted& theirs, std::string_view bytes,
           Used& used) {
  if (is_flawless(observed) && theirs.accepted) return reading_of(observed) == theirs;
  if (is_flawless(observed)) {
    ++used[connection_list];
    return has_odd_connection(observed);
  }
  if (!theirs.accepted) return true;
  return !observed.violations.empty() && observed.head_complete &&
         is_tolerated(observed, theirs, bytes, used);
}

void expect_agreement(const std::string& bytes, std::string_view method, Used& used) {
  const Observations observed = observe({bytes}, method);
  const Accepted theirs = read_with_beast(bytes, method);
  if (agree(observed, theirs, bytes, used)) return;
  ADD_FAILURE() << "Beast " << (theirs.accepted ? "accepts" : "rejects") << " (" << method << ") '"
                << base::escape_bytes(bytes) << "'\nthe reader:\n"
                << show(observed) << "Beast: status " << theirs.status << " content '"
                << base::escape_bytes(theirs.content) << "'";
}

constexpr std::string_view chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

// Beside the cases: what shows a difference that no case shows.
std::vector<std::string> odd_responses() {
  const std::string chunked(chunked_head);
  return {
      "HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 2\r\n\r\nhi",
      "HTTP/1.1 200 OK\r\nConnection: a b\r\nContent-Length: 0\r\n\r\n",
      chunked + "0;a=\"\x01\"\r\n\r\n",
      chunked + "2;a=\"\n\"\r\nhi\r\n0\r\n\r\n",
      chunked + "0\r\nTrailer: a\r\nB: c\r\n d\r\n\r\n",
  };
}

TEST(BeastDifferential, AgreesOnEveryCaseAndEveryMeantDifferenceIsNeeded) {
  Used used;
  for (const ResponseCase& response : response_cases())
    expect_agreement(response.bytes(), response.method, used);
  for (const std::string& bytes : odd_responses()) expect_agreement(bytes, "POST", used);
  for (const Tolerance& tolerance : tolerances)
    EXPECT_TRUE(used.contains(tolerance.name)) << tolerance.name << ": " << tolerance.reason;
  EXPECT_TRUE(used.contains(connection_list));
}

// Bytes and pieces that mean something in a response.
const std::vector<std::string> fragments = {"\r",
                                            "\n",
                                            "\r\n",
                                            "\r\n\r\n",
                                            " ",
                                            "\t",
                                            ":",
                                            ";",
                                            ",",
                                            "=",
                                            "\"",
                                            "\\",
                                            "\x01",
                                            "\x7F",
                                            "\xFF",
                                            "0",
                                            "5",
                                            "f",
                                            "x",
                                            std::string(1, '\0'),
                                            "0\r\n\r\n",
                                            "\r\n ",
                                            "2\r\nhi\r\n",
                                            "0x",
                                            "-",
                                            "+",
                                            "HTTP/1.1 100 \r\n\r\n",
                                            "HTTP/1.0",
                                            "Content-Length: 2\r\n",
                                            "Transfer-Encoding: chunked\r\n",
                                            "Connection: close\r\n",
                                            "chunked",
                                            "gzip, ",
                                            "A: b\r\n",
                                            ";a=b",
                                            ";a=\"b\"",
                                            "204",
                                            "FFFFFFFFFFFFFFFF",
                                            "10000000000000000"};

void mutate(std::string& bytes, base::Random& random) {
  const std::size_t at = random.below(bytes.size() + 1);
  const std::size_t length = std::min<std::size_t>(bytes.size() - at, 1 + random.below(4));
  switch (random.below(5)) {
    case 0:
      bytes.erase(at, length);
      break;
    case 1:
      bytes.insert(at, fragments[random.below(fragments.size())]);
      break;
    case 2:
      bytes.replace(at, length, fragments[random.below(fragments.size())]);
      break;
    case 3:
      bytes.insert(random.below(bytes.size() + 1), bytes.substr(at, length * 8));
      break;
    default:
      if (at < bytes.size()) bytes[at] = static_cast<char>(random.below(256));
  }
}

TEST(BeastDifferential, AgreesOnSeededMutationsOfEveryCase) {
  constexpr std::uint64_t seed = 20'260'101;
  constexpr int rounds = 400;  // of each case
  Used used;
  int accepted = 0;
  for (const ResponseCase& response : response_cases()) {
    base::Random random(seed, response.name);
    for (int round = 0; round < rounds && !HasFailure(); ++round) {
      std::string bytes = response.bytes();
      for (auto left = 1 + random.below(3); left > 0; --left) mutate(bytes, random);
      if (read_with_beast(bytes, response.method).accepted) ++accepted;
      expect_agreement(bytes, response.method, used);
    }
  }
  // Where nothing is accepted any more, agreement says nothing.
  EXPECT_GT(accepted, 4000);
}

}  // namespace
}  // namespace ssert::http
