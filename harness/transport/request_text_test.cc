#include "transport/request_text.h"

#include "transport/transport.h"

#include <gtest/gtest.h>

namespace ssert::transport {
namespace {

using namespace std::string_view_literals;

exchange::Request plain() { return {.url = "http://h:8080/x"}; }

exchange::Request completed(exchange::Request request) {
  complete_fields(request, endpoint_of(request.url).value());
  return request;
}

base::Problem problem(const exchange::Request& request) {
  const auto result = validate(request);
  if (result.has_error()) return result.error();
  ADD_FAILURE() << "accepted";
  return {};
}

TEST(CompleteFields, AddsWhatIsMissing) {
  auto request = plain();
  request.fields = {{"Accept", "text/event-stream"}};
  request.content = "{}";
  const auto fields = completed(request).fields;
  ASSERT_EQ(fields.size(), 4U);
  EXPECT_EQ(fields[0], (http::FieldLine{"Host", "h:8080"}));
  EXPECT_EQ(fields[1], (http::FieldLine{"Accept", "text/event-stream"}));
  EXPECT_EQ(fields[2].name, "User-Agent");
  EXPECT_TRUE(fields[2].value.starts_with("ssert/"));
  EXPECT_EQ(fields[3], (http::FieldLine{"Content-Length", "2"}));
}

TEST(CompleteFields, LeavesWhatIsThereWhateverItsCase) {
  auto request = plain();
  request.fields = {{"content-length", "0"}, {"HOST", "other"}, {"user-agent", "curl"}};
  EXPECT_EQ(completed(request).fields, request.fields);
}

TEST(CompleteFields, SaysAnEmptyContentOnlyWhereTheMethodPromisesSome) {
  for (const auto* method : {"GET", "HEAD", "DELETE", "OPTIONS"}) {
    auto request = plain();
    request.method = method;
    EXPECT_FALSE(http::find_field(completed(request).fields, "Content-Length")) << method;
  }
  for (const auto* method : {"POST", "PUT", "PATCH"}) {
    auto request = plain();
    request.method = method;
    EXPECT_EQ(http::find_field(completed(request).fields, "Content-Length"), "0") << method;
  }
}

TEST(RequestHead, WritesTheFieldsInOrderAsTheyStand) {
  auto request = plain();
  request.fields = {{"B", "2"}, {"a", "1, 1"}, {"B", ""}};
  EXPECT_EQ(request_head(request, "/x?y"), "POST /x?y HTTP/1.1\r\nB: 2\r\na: 1, 1\r\nB: \r\n\r\n");
}

TEST(Validate, AcceptsWhatCompleteFieldsMade) {
  auto request = plain();
  request.content = std::string("a\r\n\0b", 5);
  request.fields = {{"X-Tab", "a\tb"}, {"X-Latin", "caf\xe9"}};
  EXPECT_TRUE(validate(completed(request)).has_value());
}

TEST(Validate, RefusesControlCharactersInMethodNamesAndValues) {
  for (const auto bad : {"\r"sv, "\n"sv, "\0"sv, "\r\nX: y"sv, "\x1b"sv}) {
    auto request = completed(plain());
    request.method = "GET" + std::string(bad);
    EXPECT_EQ(problem(request).where, "method");

    request = completed(plain());
    request.fields.push_back({"X-Id" + std::string(bad), "1"});
    EXPECT_EQ(problem(request).way_out, "letters, digits and !#$%&'*+-.^_`|~ in the name");

    request = completed(plain());
    request.fields.push_back({"X-Id", "1" + std::string(bad)});
    EXPECT_EQ(problem(request).where, "field X-Id");

    request = completed(plain());
    request.url += bad;
    EXPECT_EQ(problem(request).where, "URL byte 15");
  }
}

TEST(Validate, RefusesNamesAndMethodsThatAreNoTokens) {
  auto request = completed(plain());
  for (const auto* name : {"", "A B", "A:", "\xc3\xa4"}) {
    request.fields.back().name = name;
    EXPECT_NE(problem(request).what.find("not a token"), std::string::npos) << name;
  }
  request = completed(plain());
  for (const auto* method : {"", "GET /", "P(OST"}) {
    request.method = method;
    EXPECT_EQ(problem(request).where, "method") << method;
  }
}

TEST(Validate, NeverRepeatsAValueInAProblem) {
  auto request = completed(plain());
  request.fields.push_back({"Authorization", "Bearer hunter2\n"});
  EXPECT_EQ(base::to_string(problem(request)).find("hunter2"), std::string::npos);
}

TEST(Validate, RefusesMessageFramingThatDoesNotFitTheContent) {
  const auto where_with = [](http::FieldLine field, std::string content) {
    auto request = plain();
    request.content = std::move(content);
    request = completed(request);
    request.fields.push_back(std::move(field));
    return problem(request).where;
  };
  EXPECT_EQ(where_with({"Transfer-Encoding", "chunked"}, "x"), "field Transfer-Encoding");
  EXPECT_EQ(where_with({"content-length", "1"}, "x"), "field Content-Length");
  EXPECT_EQ(where_with({"host", "h"}, "x"), "field Host");

  auto request = plain();
  request.content = "abc";
  EXPECT_EQ(problem(request).where, "field Content-Length");
  for (const auto* length : {"2", "4", "", "0003", "3, 3"}) {
    request.fields = {{"Content-Length", length}};
    EXPECT_EQ(problem(request).where, "field Content-Length") << length;
  }
  request.fields = {{"Content-Length", "3"}};
  EXPECT_TRUE(validate(request).has_value());
}

TEST(AsksToClose, FindsCloseAmongTheMembersOfConnection) {
  auto request = plain();
  EXPECT_FALSE(asks_to_close(request));
  request.fields = {{"Connection", "keep-alive"}};
  EXPECT_FALSE(asks_to_close(request));
  request.fields = {{"connection", "keep-alive, Close"}};
  EXPECT_TRUE(asks_to_close(request));
}

}  // namespace
}  // namespace ssert::transport
