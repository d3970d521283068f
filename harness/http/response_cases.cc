#include "http/response_cases.h"

#include <algorithm>
#include <stdexcept>

namespace ssert::http {
namespace {

using namespace std::string_literals;
using enum FramingKind;

constexpr std::string_view mark_begin = "⟦";
constexpr std::string_view mark_end = "⟧";

const std::string ok = "HTTP/1.1 200 OK\r\n";
const std::string ok_2 = ok + "Content-Length: 2\r\n\r\n";
const std::string ok_chunked = ok + "Transfer-Encoding: chunked\r\n\r\n";
const std::string old_chunked =
    "HTTP/1.0 200 OK\r\n⟦transfer-encoding-in-http10|Transfer-Encoding: chunked⟧\r\n\r\n";

const std::vector<ResponseCase> legal = {
    {"content length", ok_2 + "hi", {.content = "hi"}},
    {"content length of zero", ok + "Content-Length: 0\r\n\r\n", {}},
    {"content shorter than its length", ok_2 + "h", {.content = "h", .complete = false}},
    {"connection closed in the status line",
     "HTTP/1.1 20",
     {.status = {}, .framing = unknown, .complete = false, .keeps = false}},
    {"connection closed in the fields",
     ok + "A: b\r\nC",
     {.status = {}, .framing = unknown, .complete = false, .keeps = false}},
    {"nothing at all", "", {.status = {}, .framing = unknown, .complete = false, .keeps = false}},
    {"empty reason",
     "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .reason = ""}},
    {"reason with Latin-1 bytes and inner spaces",
     "HTTP/1.1 200  C'est \xE9t\xE9 \r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .reason = " C'est \xE9t\xE9 "}},
    {"values lose the white space around them",
     ok + "A:\r\nB:   x y \t\r\nC:\t\xFF\r\nContent-Length:2\r\n\r\nhi",
     {.content = "hi",
      .fields = FieldSection{{"A", ""}, {"B", "x y"}, {"C", "\xFF"}, {"Content-Length", "2"}}}},
    {"a value with colons",
     ok + "Date: 10:11:12\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .fields = FieldSection{{"Date", "10:11:12"}, {"Content-Length", "2"}}}},
    {"equal content lengths in two lines",
     ok + "Content-Length: 2\r\ncontent-length: 2\r\n\r\nhi",
     {.content = "hi"}},
    {"equal content lengths in one line", ok + "Content-Length: 2, 2\r\n\r\nhi", {.content = "hi"}},
    {"content length with leading zeros", ok + "Content-Length: 002\r\n\r\nhi", {.content = "hi"}},
    {"close-delimited",
     ok + "\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"close-delimited without content", ok + "\r\n", {.framing = close_delimited, .keeps = false}},
    {"HTTP/1.0 closes",
     "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"HTTP/1.0 keeps when it says so",
     "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi"}},
    {"HTTP/1.1 closes when it says so",
     ok + "Connection: foo, Close\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"close wins over keep-alive",
     ok + "Connection: close\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"response to HEAD has no content",
     ok + "Content-Length: 200\r\n\r\n",
     {.framing = none},
     "HEAD"},
    {"chunked response to HEAD has no content", ok_chunked, {.framing = none}, "HEAD"},
    {"204 has no content", "HTTP/1.1 204 No Content\r\n\r\n", {.status = 204, .framing = none}},
    {"304 has no content",
     "HTTP/1.1 304 Not Modified\r\nContent-Length: 200\r\n\r\n",
     {.status = 304, .framing = none}},
    {"an error response",
     "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nhi",
     {.status = 503, .content = "hi"}},
    {"one interim head",
     "HTTP/1.1 100 Continue\r\n\r\n" + ok_2 + "hi",
     {.interim = {100}, .content = "hi"}},
    {"several interim heads with fields",
     "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 \r\n\r\nHTTP/1.1 103 Early "
     "Hints\r\n\r\n" +
         ok_2 + "hi",
     {.interim = {103, 102, 103}, .content = "hi"}},
    {"interim heads and no final one",
     "HTTP/1.1 100 Continue\r\n\r\n",
     {.interim = {100}, .status = {}, .framing = unknown, .complete = false, .keeps = false}},
    {"101 is final, and another protocol follows",
     "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\x01\x02\x03",
     {.status = 101, .framing = none, .keeps = false, .after = 3}},
    {"chunked",
     ok_chunked + "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hello!", .chunks = 2}},
    {"chunked without content", ok_chunked + "0\r\n\r\n", {.framing = chunked}},
    {"Chunked in another case",
     ok + "Transfer-Encoding: CHUNKED\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .chunks = 1}},
    {"chunk sizes in both cases and with leading zeros",
     ok_chunked + "000A\r\n0123456789\r\nb\r\n0123456789a\r\n000\r\n\r\n",
     {.framing = chunked, .content = "01234567890123456789a", .chunks = 2}},
    {"chunk data that looks like framing",
     ok_chunked + "7\r\n0\r\n\r\n\r\n\r\n0\r\n\r\n",
     {.framing = chunked, .content = "0\r\n\r\n\r\n", .chunks = 1}},
    {"chunk extensions",
     ok_chunked + "2;a\r\nhi\r\n2;a=b;c=\"d;\\\"e\";f\r\nho\r\n0;x=y\r\n\r\n",
     {.framing = chunked, .content = "hiho", .chunks = 2}},
    {"trailers stay apart from the fields",
     ok_chunked + "0\r\nA: 1\r\nB:2 \r\n\r\n",
     {.framing = chunked,
      .fields = FieldSection{{"Transfer-Encoding", "chunked"}},
      .trailers = {{"A", "1"}, {"B", "2"}}}},
    {"connection closed before the last chunk",
     ok_chunked + "2\r\nhi\r\n",
     {.framing = chunked, .content = "hi", .complete = false, .chunks = 1}},
    {"connection closed inside a chunk",
     ok_chunked + "5\r\nhi",
     {.framing = chunked, .content = "hi", .complete = false, .chunks = 1}},
    {"connection closed inside a chunk-size line",
     ok_chunked + "2\r\nhi\r\n5",
     {.framing = chunked, .content = "hi", .complete = false, .chunks = 1}},
    {"connection closed before the blank line of the trailers",
     ok_chunked + "0\r\nA: 1\r\n",
     {.framing = chunked, .complete = false, .trailers = {{"A", "1"}}}},
    {"the largest chunk size",
     ok_chunked + "FFFFFFFFFFFFFFFF\r\nhi",
     {.framing = chunked, .content = "hi", .complete = false, .chunks = 1}},
};

const std::vector<ResponseCase> damaged_heads = {
    {"no space before an empty reason",
     "HTTP/1.1 200⟦status-line-without-reason-space|⟧\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .reason = ""}},
    {"HTTP/2.0 in the status line",
     "⟦status-line-malformed|HTTP/2.0⟧ 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"HTTP/2 without a minor version",
     "⟦status-line-malformed|HTTP/2⟧ 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"HTTP/1.2",
     "⟦status-line-malformed|HTTP/1.2⟧ 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"http in lower case",
     "⟦status-line-malformed|http/1.1⟧ 200 OK\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"two spaces before the status code",
     "HTTP/1.1⟦status-line-malformed|  ⟧200 OK\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false, .reason = "OK"}},
    {"a tab after the status code",
     "HTTP/1.1 200⟦status-line-malformed|\t⟧OK\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"a status code of two digits",
     "HTTP/1.1 ⟦status-line-malformed|20⟧ OK\r\nContent-Length: 2\r\n\r\nhi",
     {.status = 0, .content = "hi", .keeps = false}},
    {"a status code of four digits",
     "HTTP/1.1 ⟦status-line-malformed|2000⟧ OK\r\nContent-Length: 2\r\n\r\nhi",
     {.status = 0, .content = "hi", .keeps = false}},
    {"a status code that no class has",
     "HTTP/1.1 ⟦status-line-malformed|600⟧ OK\r\nContent-Length: 2\r\n\r\nhi",
     {.status = 600, .content = "hi", .keeps = false}},
    {"a status code below every class",
     "HTTP/1.1 ⟦status-line-malformed|099⟧ OK\r\nContent-Length: 2\r\n\r\nhi",
     {.status = 99, .content = "hi", .keeps = false}},
    {"no status code",
     "HTTP/1.1⟦status-line-malformed|⟧⟦status-line-malformed|⟧\r\nContent-Length: 2\r\n\r\nhi",
     {.status = 0, .content = "hi", .keeps = false}},
    {"a control byte in the reason",
     "HTTP/1.1 200 O⟦status-line-malformed|\x01⟧K\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"not HTTP",
     "⟦status-line-malformed|<⟧html>hello</html>\n",
     {.status = {}, .framing = unknown, .complete = false, .keeps = false, .gave_up = true}},
    {"another protocol that begins alike",
     "⟦status-line-malformed|HTTP ⟧/1.1 200 OK\r\n\r\n",
     {.status = {}, .framing = unknown, .complete = false, .keeps = false, .gave_up = true}},
    {"a TLS alert",
     "⟦status-line-malformed|\x15⟧\x03\x01\x00\x02\x02\x46"s,
     {.status = {}, .framing = unknown, .complete = false, .keeps = false, .gave_up = true}},
    {"blank lines before the status line",
     "⟦head-leading-blank-line|\r\n⟧⟦head-leading-blank-line|\n⟧" + ok_2 + "hi",
     {.content = "hi"}},
    {"lines of the head that end with LF",
     "HTTP/1.1 200 OK⟦head-bare-line-feed|\n⟧Content-Length: "
     "2⟦head-bare-line-feed|\n⟧⟦head-bare-line-feed|\n⟧hi",
     {.content = "hi"}},
    {"a fold",
     ok + "A: b\r\n⟦obsolete-line-folding| \t⟧c \r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .fields = FieldSection{{"A", "b c"}, {"Content-Length", "2"}}}},
    {"a fold onto nothing, and of nothing",
     ok + "A:\r\n⟦obsolete-line-folding| ⟧b\r\n⟦obsolete-line-folding| ⟧\r\nContent-Length: "
          "2\r\n\r\nhi",
     {.content = "hi", .fields = FieldSection{{"A", "b"}, {"Content-Length", "2"}}}},
    {"a folded content length",
     ok + "Content-Length:\r\n⟦obsolete-line-folding| ⟧2\r\n\r\nhi",
     {.content = "hi"}},
    {"white space before the first field",
     ok + "⟦field-line-malformed| A: b⟧\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false, .fields = FieldSection{{"Content-Length", "2"}}}},
    {"a field line without a colon",
     ok + "⟦field-line-malformed|hello⟧\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"a field line without a name",
     ok + "⟦field-line-malformed|: b⟧\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false, .fields = FieldSection{{"Content-Length", "2"}}}},
    {"a name that is no token",
     ok + "⟦field-line-malformed|A B: c⟧\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi",
      .keeps = false,
      .fields = FieldSection{{"A B", "c"}, {"Content-Length", "2"}}}},
    {"a NUL in a name",
     ok + "⟦field-line-malformed|A\0: c⟧\r\nContent-Length: 2\r\n\r\nhi"s,
     {.content = "hi", .keeps = false}},
    {"white space before the colon",
     ok + "Content-Length⟦field-name-trailing-space| \t⟧: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"NUL and DEL in a value",
     ok +
         "A: b⟦field-value-forbidden-byte|\0⟧c⟦field-value-forbidden-byte|\x7F\x7F⟧\r\nContent-Length: 2\r\n\r\nhi"s,
     {.content = "hi",
      .keeps = false,
      .fields = FieldSection{{"A", "b\0c\x7F\x7F"s}, {"Content-Length", "2"}}}},
    {"bare CR in a value does not end the line",
     ok + "A: b⟦field-value-forbidden-byte|\r⟧Content-Length: 1\r\nContent-Length: 2\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"every line ends with CR CR LF",
     "HTTP/1.1 200 OK⟦status-line-malformed|\r⟧\r\nA: "
     "b⟦field-value-forbidden-byte|\r⟧\r\n⟦field-line-malformed|\r⟧\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"a fold after a line that is no field",
     ok + "⟦field-line-malformed|hello⟧\r\n⟦obsolete-line-folding| ⟧b\r\nContent-Length: "
          "2\r\n\r\nhi",
     {.content = "hi", .keeps = false, .fields = FieldSection{{"Content-Length", "2"}}}},
    {"a fold after a field and a line that is no field: onto neither",
     ok + "Content-Length: 2\r\n⟦field-line-malformed|hello⟧\r\n⟦obsolete-line-folding| "
          "⟧b\r\n\r\nhi",
     {.content = "hi", .keeps = false, .fields = FieldSection{{"Content-Length", "2"}}}},
    {"a control byte in a fold",
     ok + "Content-Length: 2\r\nA: b\r\n⟦obsolete-line-folding| "
          "⟧⟦field-value-forbidden-byte|\x01⟧\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"damage in an interim head",
     "HTTP/1.1 100⟦status-line-without-reason-space|⟧\r\n⟦field-line-malformed|x⟧\r\n\r\n" + ok_2 +
         "hi",
     {.interim = {100}, .content = "hi", .keeps = false}},
};

const std::vector<ResponseCase> damaged_framing = {
    {"content lengths that differ: the first",
     ok + "Content-Length: 2\r\n⟦content-length-conflict|Content-Length: 3⟧\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"content lengths that differ in one line",
     ok + "⟦content-length-conflict|Content-Length: 2, 3⟧\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"a content length that is no number",
     ok + "⟦content-length-malformed|Content-Length: two⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"a negative content length",
     ok + "⟦content-length-malformed|Content-Length: -1⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"a content length with a plus sign",
     ok + "⟦content-length-malformed|Content-Length: +2⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"an empty content length",
     ok + "⟦content-length-malformed|Content-Length:⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"a content length over 64 bits",
     ok + "⟦content-length-malformed|Content-Length: 18446744073709551616⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"a content length and one that is no number",
     ok + "⟦content-length-malformed|Content-Length: 2, x⟧\r\n\r\nhi",
     {.content = "hi", .keeps = false}},
    {"content longer than its length",
     ok_2 + "hi⟦bytes-after-message|\r⟧\n",
     {.content = "hi", .keeps = false, .after = 2}},
    {"content after 204",
     "HTTP/1.1 204 No Content\r\n\r\n⟦bytes-after-message|h⟧i",
     {.status = 204, .framing = none, .keeps = false, .after = 2}},
    {"content after the response to HEAD",
     ok_2 + "⟦bytes-after-message|h⟧i",
     {.framing = none, .keeps = false, .after = 2},
     "HEAD"},
    {"204 with a content length",
     "HTTP/1.1 204 No Content\r\n⟦framing-field-forbidden|Content-Length: 0⟧\r\n\r\n",
     {.status = 204, .framing = none, .keeps = false}},
    {"an interim head with a content length",
     "HTTP/1.1 103 Early Hints\r\n⟦framing-field-forbidden|Content-Length: 7⟧\r\n\r\n" + ok_2 +
         "hi",
     {.interim = {103}, .content = "hi", .keeps = false}},
    {"chunked beside a content length",
     ok + "⟦content-length-with-transfer-encoding|Content-Length: 9⟧\r\nTransfer-Encoding: "
          "chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"a transfer coding that is not chunked",
     ok + "⟦transfer-encoding-not-chunked|Transfer-Encoding: gzip⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"identity as a transfer coding, beside a content length",
     ok + "⟦transfer-encoding-not-chunked|Transfer-Encoding: "
          "identity⟧\r\n⟦content-length-with-transfer-encoding|Content-Length: 2⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"an empty transfer encoding",
     ok + "⟦transfer-encoding-not-chunked|Transfer-Encoding:⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"gzip, then chunked",
     ok + "⟦transfer-encoding-not-chunked|Transfer-Encoding: gzip, "
          "chunked⟧\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"chunked twice",
     ok + "⟦transfer-encoding-not-chunked|Transfer-Encoding: chunked⟧\r\nTransfer-Encoding: "
          "chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"chunked, then gzip",
     ok + "⟦transfer-encoding-not-chunked|Transfer-Encoding: chunked, gzip⟧\r\n\r\nhi",
     {.framing = close_delimited, .content = "hi", .keeps = false}},
    {"chunked with a parameter",
     ok + "⟦transfer-encoding-not-chunked|Transfer-Encoding: "
          "chunked;q=1⟧\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"HTTP/1.0 and chunked",
     old_chunked + "2\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"HTTP/1.0 and chunked with an extension",
     old_chunked + "2;a=b\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"HTTP/1.0 and chunked with white space after the size",
     old_chunked + "2⟦chunk-size-malformed| \t⟧\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"HTTP/1.0 says chunked, and content of words begins alike",
     old_chunked + "a cafe;",
     {.framing = close_delimited, .content = "a cafe;", .keeps = false}},
    {"HTTP/1.0 says chunked, and is not",
     old_chunked + "data: a\n\n",
     {.framing = close_delimited, .content = "data: a\n\n", .keeps = false}},
    {"HTTP/1.0 says chunked, and content of hexadecimal digits ends",
     old_chunked + "cafe",
     {.framing = close_delimited, .content = "cafe", .keeps = false}},
    {"HTTP/1.0 says chunked, and has too many hexadecimal digits",
     old_chunked + "0123456789abcdef0\r\n",
     {.framing = close_delimited, .content = "0123456789abcdef0\r\n", .keeps = false}},
    {"HTTP/1.0 says chunked, is not, and has a content length",
     "HTTP/1.0 200 OK\r\n⟦transfer-encoding-in-http10|Transfer-Encoding: "
     "chunked⟧\r\n⟦content-length-with-transfer-encoding|Content-Length: "
     "2⟧\r\n\r\nca⟦bytes-after-message|f⟧e!",
     {.content = "ca", .keeps = false, .after = 3}},
};

const std::vector<ResponseCase> damaged_chunks = {
    {"white space after the chunk size",
     ok_chunked + "2⟦chunk-size-malformed|  ⟧\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"white space before the chunk size",
     ok_chunked + "⟦chunk-size-malformed| ⟧2\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"white space around a chunk extension",
     ok_chunked + "2⟦chunk-extension-malformed| ; a = b⟧\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"chunk sizes with 0x",
     ok_chunked + "⟦chunk-size-malformed|0x⟧1\r\nh\r\n⟦chunk-size-malformed|0X⟧1\r\ni\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 2}},
    {"something else after the chunk size",
     ok_chunked + "2⟦chunk-size-malformed|,3⟧\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"chunk extensions without a name or a value",
     ok_chunked + "1⟦chunk-extension-malformed|;;⟧\r\nh\r\n1⟦chunk-extension-malformed|;a="
                  "⟧\r\ni\r\n0⟦chunk-extension-malformed|;a=\"\\\x01\"⟧\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 2}},
    {"a negative chunk size: lines are skipped up to the next size",
     ok_chunked + "⟦chunk-size-malformed|-2⟧\r\nhi\r\n3\r\nfoo\r\n0\r\n\r\n",
     {.framing = chunked, .content = "foo", .keeps = false, .chunks = 1}},
    {"a chunk size over 64 bits",
     ok_chunked + "⟦chunk-size-malformed|10000000000000000⟧\r\nhi\r\n0\r\n\r\n",
     {.framing = chunked, .keeps = false}},
    {"content without chunks",
     ok_chunked + "⟦chunk-size-malformed|hello⟧\r\n\r\n",
     {.framing = chunked, .complete = false, .keeps = false}},
    {"a blank line too many after the chunk",
     ok_chunked + "2\r\nhi\r\n⟦chunk-size-malformed|⟧\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"chunk lines that end with LF",
     ok_chunked +
         "2⟦chunk-line-bare-line-feed|\n⟧hi⟦chunk-line-bare-line-feed|\n⟧0⟦chunk-line-bare-line-"
         "feed|\n⟧A: b⟦chunk-line-bare-line-feed|\n⟧⟦chunk-line-bare-line-feed|\n⟧",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1, .trailers = {{"A", "b"}}}},
    {"no CRLF after the chunk's data",
     ok_chunked + "2\r\nhi⟦chunk-data-not-terminated|⟧2\r\nho\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hiho", .keeps = false, .chunks = 2}},
    {"more data than the chunk size says",
     ok_chunked + "2\r\nhi⟦chunk-data-not-terminated|⟧ there\n\r\n2\r\nho\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hiho", .keeps = false, .chunks = 2}},
    {"only a flawless chunk-size line ends the search for one",
     ok_chunked + "2\r\nhi⟦chunk-data-not-terminated|⟧ there\r\n2\n2 \r\n 2\r\n1\r\n!\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi!", .keeps = false, .chunks = 2}},
    {"CR and no LF after the chunk's data",
     ok_chunked + "2\r\nhi⟦chunk-data-not-terminated|⟧\r0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"two CR after the chunk's data",
     ok_chunked + "2\r\nhi⟦chunk-data-not-terminated|⟧\r\r\n0\r\n\r\n",
     {.framing = chunked, .content = "hi", .keeps = false, .chunks = 1}},
    {"trailer lines that are no fields",
     ok_chunked + "0\r\n⟦trailer-line-malformed|hello⟧\r\nA⟦trailer-line-malformed| ⟧: "
                  "1\r\n⟦trailer-line-malformed| ⟧2\r\nB: ⟦trailer-line-malformed|\x01⟧\r\n\r\n",
     {.framing = chunked, .keeps = false, .trailers = {{"A", "1 2"}, {"B", "\x01"}}}},
    {"a trailer that may not stand there",
     ok_chunked +
         "0\r\n⟦trailer-line-malformed|content-length: 2⟧\r\n⟦trailer-line-malformed|x⟧\r\n\r\n",
     {.framing = chunked, .keeps = false, .trailers = {{"content-length", "2"}}}},
    {"a blank trailer line that ends with CR CR LF",
     ok_chunked + "0\r\n⟦trailer-line-malformed|\r⟧\r\n",
     {.framing = chunked, .keeps = false}},
    {"bytes after the last chunk",
     ok_chunked + "0\r\n\r\n⟦bytes-after-message|H⟧TTP/1.1 200 OK\r\n\r\n",
     {.framing = chunked, .keeps = false, .after = 19}},
};

// One mark that was opened, and where its damage begins.
struct OpenMark {
  violation::Code code{};
  std::uint64_t offset = 0;
};

violation::Code code_named(std::string_view name) {
  for (const violation::Row& row : violation::table()) {
    if (row.name == name) return row.code;
  }
  throw std::logic_error("a response case marks an unknown code: " + std::string(name));
}

// Walks over marked text; `on_violation` gets each mark when it is closed.
std::string without_marks(std::string_view marked, std::vector<violation::Violation>& violations) {
  std::string bytes;
  std::vector<OpenMark> open;
  while (!marked.empty()) {
    if (marked.starts_with(mark_begin)) {
      marked.remove_prefix(mark_begin.size());
      const std::string_view name = marked.substr(0, marked.find('|'));
      marked.remove_prefix(name.size() + 1);
      open.push_back({.code = code_named(name), .offset = bytes.size()});
    } else if (marked.starts_with(mark_end)) {
      marked.remove_prefix(mark_end.size());
      violations.push_back({.code = open.back().code,
                            .offset = open.back().offset,
                            .length = bytes.size() - open.back().offset});
      open.pop_back();
    } else {
      bytes += marked.front();
      marked.remove_prefix(1);
    }
  }
  return bytes;
}

}  // namespace

std::string ResponseCase::bytes() const {
  std::vector<violation::Violation> ignored;
  return without_marks(marked, ignored);
}

std::vector<violation::Violation> ResponseCase::violations() const {
  std::vector<violation::Violation> violations;
  without_marks(marked, violations);
  std::ranges::sort(violations, {}, [](const violation::Violation& violation) {
    return std::pair(violation.offset, violation.code);
  });
  return violations;
}

const std::vector<ResponseCase>& response_cases() {
  static const std::vector<ResponseCase> all = [] {
    std::vector<ResponseCase> joined;
    for (const auto& part : {legal, damaged_heads, damaged_framing, damaged_chunks})
      joined.insert(joined.end(), part.begin(), part.end());
    return joined;
  }();
  return all;
}

}  // namespace ssert::http
