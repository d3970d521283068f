#include "mock_server/net/request_reader.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <optional>
#include <string>

namespace ssert::mock_server {
namespace {

namespace http = boost::beast::http;

using Message = http::request<http::string_body>;

std::optional<std::string> field(const Message& message, std::string_view name) {
  const auto found = message.find(boost::string_view(name.data(), name.size()));
  if (found == message.end()) return std::nullopt;
  return std::string(found->value());
}

std::uint32_t status_of(const boost::system::error_code& error) {
  if (error == http::error::header_limit) return 431;
  if (error == http::error::body_limit) return 413;
  return 400;
}

// The path of an origin-form or absolute-form target.
std::string_view path_of(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? "/" : target.substr(slash);
  }
  return target;
}

}  // namespace

class RequestReader::Parser : public http::request_parser<http::string_body> {};

RequestReader::RequestReader(RequestLimits limits) : parser_(std::make_unique<Parser>()) {
  parser_->header_limit(static_cast<std::uint32_t>(limits.head_bytes));
  parser_->body_limit(limits.content_bytes);
  parser_->eager(true);
}

RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

std::size_t RequestReader::feed(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && failure_ == 0 && !parser_->is_done()) {
    boost::system::error_code error;
    const auto rest = bytes.substr(used);
    const auto taken = parser_->put(boost::asio::buffer(rest.data(), rest.size()), error);
    used += taken;
    if (error == http::error::need_more) break;
    if (error) failure_ = status_of(error);
    if (taken == 0) break;
  }
  return used;
}

bool RequestReader::complete() const { return failure_ == 0 && parser_->is_done(); }

bool RequestReader::expects_continue() const {
  if (failure_ != 0 || !parser_->is_header_done() || parser_->is_done()) return false;
  const auto expect = field(parser_->get(), "Expect");
  return expect && boost::beast::iequals(*expect, "100-continue");
}

Request RequestReader::take() {
  auto message = parser_->release();
  const auto target = message.target();
  const auto path_and_query = path_of(std::string_view(target.data(), target.size()));
  const auto question_mark = path_and_query.find('?');
  const bool http10 = message.version() < 11;
  Request request{
      .method = std::string(message.method_string()),
      .path = std::string(path_and_query.substr(0, question_mark)),
      .query = question_mark == std::string_view::npos
                   ? std::string()
                   : std::string(path_and_query.substr(question_mark + 1)),
      .http10 = http10,
      .keeps_connection = !http10 && message.keep_alive(),
      .host = field(message, "Host"),
      .authorization = field(message, "Authorization"),
      .content_type = field(message, "Content-Type"),
      .accept = field(message, "Accept"),
      .fault = field(message, "X-Mock-Fault"),
      .content = std::move(message.body()),
  };
  return request;
}

}  // namespace ssert::mock_server
