#include "http/content_coding.h"

#include "base/random.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <memory>
#include <string>
#include <vector>

namespace ssert::http {
namespace {

using violation::Violation;

enum class Format : int { gzip = 15 + 16, zlib = 15, raw = -15 };

// A server's side: what was written so far can be flushed or ended.
class Deflater {
 public:
  explicit Deflater(Format format) {
    deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, static_cast<int>(format), 8,
                 Z_DEFAULT_STRATEGY);
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  std::string flush(std::string text) { return write(std::move(text), Z_SYNC_FLUSH); }
  std::string end(std::string text) { return write(std::move(text), Z_FINISH); }

 private:
  std::string write(std::string text, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(text.data());
    stream_.avail_in = static_cast<uInt>(text.size());
    std::string coded(deflateBound(&stream_, stream_.avail_in) + 64, '\0');
    stream_.next_out = reinterpret_cast<Bytef*>(coded.data());
    stream_.avail_out = static_cast<uInt>(coded.size());
    deflate(&stream_, flush);
    coded.resize(coded.size() - stream_.avail_out);
    return coded;
  }

  z_stream stream_{};
};

std::string deflated(Format format, const std::string& text) { return Deflater(format).end(text); }

struct Decoded {
  std::string text;
  std::vector<Violation> violations;
  std::size_t longest_piece = 0;
  bool gave_up = false;

  bool operator==(const Decoded&) const = default;
};

constexpr std::uint64_t first_offset = 1000;  // content never starts at the start of a response

struct Decoding {
  std::string_view coding;
  bool finishes = true;
};

Decoded decode(const Decoding& decoding, const std::vector<std::string_view>& pieces) {
  Decoded decoded;
  auto decoder = make_content_decoder(
      decoding.coding,
      [&](std::string_view bytes) {
        decoded.text += bytes;
        decoded.longest_piece = std::max(decoded.longest_piece, bytes.size());
        return true;
      },
      [&](const Violation& violation) { decoded.violations.push_back(violation); });
  EXPECT_TRUE(decoder.has_value()) << decoding.coding;
  std::uint64_t offset = first_offset;
  for (const std::string_view piece : pieces) {
    const auto buffer = std::make_unique<char[]>(piece.size());
    std::ranges::copy(piece, buffer.get());
    decoder.value()->feed({buffer.get(), piece.size()}, offset);
    offset += piece.size();
  }
  if (decoding.finishes) decoder.value()->finish();
  decoded.gave_up = decoder.value()->gave_up();
  return decoded;
}

Decoded decode(std::string_view coding, std::string_view bytes) {
  return decode({.coding = coding}, {bytes});
}

struct CodedCase {
  std::string_view name;
  std::string_view coding;
  std::string bytes;
  std::string text;
};

const std::string events = "data: one\n\ndata: two\n\ndata: two\n\n";

const std::vector<CodedCase> clean = {
    {"no coding", "", events, events},
    {"identity", "Identity", events, events},
    {"gzip", "gzip", deflated(Format::gzip, events), events},
    {"x-gzip", "X-GZip", deflated(Format::gzip, events), events},
    {"gzip beside identity", "identity, gzip", deflated(Format::gzip, events), events},
    {"gzip of nothing", "gzip", deflated(Format::gzip, ""), ""},
    {"gzip without one byte", "gzip", "", ""},
    {"gzip in two members", "gzip", deflated(Format::gzip, "a") + deflated(Format::gzip, "b"),
     "ab"},
    {"deflate", "deflate", deflated(Format::zlib, events), events},
    {"deflate of nothing", "deflate", deflated(Format::zlib, ""), ""},
};

TEST(ContentDecoder, DecodesEveryCodingItKnows) {
  for (const CodedCase& coded : clean) {
    const Decoded decoded = decode(coded.coding, coded.bytes);
    EXPECT_EQ(decoded.text, coded.text) << coded.name;
    EXPECT_TRUE(decoded.violations.empty()) << coded.name;
    EXPECT_FALSE(decoded.gave_up) << coded.name;
  }
}

struct DamagedCase {
  std::string_view name;
  std::string_view coding;
  std::string bytes;
  std::string text;      // what is decoded all the same
  std::uint64_t offset;  // of the damage, within bytes
  bool gave_up = true;
};

std::string with_byte(std::string bytes, std::size_t index, char byte) {
  bytes.at(index) = byte;
  return bytes;
}

std::vector<DamagedCase> damaged_cases() {
  const std::string gzip = deflated(Format::gzip, events);
  const std::string zlib = deflated(Format::zlib, events);
  const std::string raw = deflated(Format::raw, events);
  return {
      {"text instead of gzip", "gzip", events, "", 1},
      {"gzip with a wrong checksum", "gzip", with_byte(gzip, gzip.size() - 8, '\x55'), events,
       gzip.size() - 5},
      {"gzip with a wrong length", "gzip", with_byte(gzip, gzip.size() - 4, '\x55'), events,
       gzip.size() - 1},
      {"gzip with a reserved block type", "gzip", with_byte(gzip, 10, '\x07'), "", 10},
      {"gzip that stops before its end", "gzip", gzip.substr(0, gzip.size() - 8), events,
       gzip.size() - 8, false},
      {"text after gzip", "gzip", gzip + "data: x\n\n", events, gzip.size()},
      {"text after deflate", "deflate", zlib + "x", events, zlib.size()},
      {"what begins like gzip after deflate", "deflate", zlib + "\x1f\x8b", events, zlib.size()},
      {"deflate with a wrong checksum", "deflate", with_byte(zlib, zlib.size() - 1, '\x55'), events,
       zlib.size() - 1},
      {"deflate without the zlib wrapper", "deflate", raw, events, 0, false},
      {"deflate of one byte", "deflate", "\x78", "", 1, false},
  };
}

TEST(ContentDecoder, SaysWhereDamageIsAndHandsOnWhatCameBeforeIt) {
  for (const DamagedCase& damaged : damaged_cases()) {
    const Decoded decoded = decode(damaged.coding, damaged.bytes);
    EXPECT_EQ(decoded.text, damaged.text) << damaged.name;
    EXPECT_EQ(decoded.gave_up, damaged.gave_up) << damaged.name;
    ASSERT_EQ(decoded.violations.size(), 1U) << damaged.name;
    EXPECT_EQ(decoded.violations[0].code, violation::Code::content_coding_damaged);
    EXPECT_EQ(decoded.violations[0].offset, first_offset + damaged.offset)
        << damaged.name << ": " << decoded.violations[0].detail;
    EXPECT_FALSE(decoded.violations[0].detail.empty()) << damaged.name;
  }
}

TEST(ContentDecoder, DecodesTheSameUnderEveryCutInTwoInThreeAndByteByByte) {
  std::vector<CodedCase> all = clean;
  for (const DamagedCase& damaged : damaged_cases())
    all.push_back({damaged.name, damaged.coding, damaged.bytes, damaged.text});
  for (const CodedCase& coded : all) {
    const std::string_view bytes = coded.bytes;
    Decoded whole = decode(coded.coding, bytes);
    const auto expect_same = [&](const std::vector<std::string_view>& pieces) {
      Decoded cut = decode({.coding = coded.coding}, pieces);
      cut.longest_piece = whole.longest_piece;
      EXPECT_TRUE(cut == whole) << coded.name << ", first piece of " << pieces.front().size();
    };
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < bytes.size(); ++i) single.push_back(bytes.substr(i, 1));
    if (!single.empty()) expect_same(single);
    for (std::size_t first = 0; first <= bytes.size(); ++first) {
      for (std::size_t second = first; second <= bytes.size(); ++second)
        expect_same(
            {bytes.substr(0, first), bytes.substr(first, second - first), bytes.substr(second)});
    }
  }
}

// One byte changed anywhere: whatever is made of it is the same however the bytes are cut.
TEST(ContentDecoder, FindsTheSameDamageByteByByteInSeededDamage) {
  base::Random random(7, "http/content-coding-test");
  std::string text;
  for (int i = 0; i < 400; ++i) text += "data: " + std::to_string(random.next()) + "\n\n";
  const std::string gzip = deflated(Format::gzip, text);
  for (int round = 0; round < 300; ++round) {
    const std::string bytes =
        with_byte(gzip, random.below(gzip.size()), static_cast<char>(random.below(256)));
    const std::string_view view = bytes;
    Decoded whole = decode("gzip", view);
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < view.size(); ++i) single.push_back(view.substr(i, 1));
    Decoded cut = decode({.coding = "gzip"}, single);
    cut.longest_piece = whole.longest_piece;
    ASSERT_TRUE(cut == whole) << "round " << round << ": " << whole.text.size() << " and "
                              << cut.text.size() << " bytes decoded";
  }
}

TEST(ContentDecoder, HandsOnAFlushedEventAtOnce) {
  for (const Format format : {Format::gzip, Format::zlib, Format::raw}) {
    Deflater server(format);
    std::string text;
    auto decoder = make_content_decoder(
        format == Format::gzip ? "gzip" : "deflate",
        [&](std::string_view bytes) {
          text += bytes;
          return true;
        },
        [](const Violation&) {});
    for (int i = 0; i < 50; ++i) {
      const std::string event = "data: " + std::to_string(i) + "\n\n";
      text.clear();
      decoder.value()->feed(server.flush(event), 0);
      EXPECT_EQ(text, event);
    }
  }
}

// A byte may expand to more than one piece has room for, and the rest needs no further byte.
TEST(ContentDecoder, HandsOnAllThatEveryPrefixExpandsTo) {
  const std::string gzip = deflated(Format::gzip, std::string(100'000, 'x'));
  for (std::size_t length = 0; length <= gzip.size(); ++length) {
    const auto prefix = std::string_view(gzip).substr(0, length);
    std::vector<std::string_view> single;
    for (std::size_t i = 0; i < length; ++i) single.push_back(prefix.substr(i, 1));
    const Decoded whole = decode({.coding = "gzip", .finishes = false}, {prefix});
    const Decoded cut = decode({.coding = "gzip", .finishes = false}, single);
    EXPECT_EQ(whole.text.size(), cut.text.size()) << length << " bytes";
  }
}

TEST(ContentDecoder, TellsDeflateWithoutItsWrapperWhateverItsFirstTwoBytes) {
  int multiples_of_31 = 0;
  for (int i = 0; i < 500; ++i) {
    const std::string text = std::to_string(i * 7919);
    const std::string raw = deflated(Format::raw, text);
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(raw.at(index)); };
    if ((byte(0) * 256U + byte(1)) % 31 == 0) ++multiples_of_31;
    EXPECT_EQ(decode("deflate", raw).text, text);
  }
  EXPECT_GT(multiples_of_31, 3);  // what has half of a zlib header
}

TEST(ContentDecoder, DoesNotMindAMessageThatIsCutShortUntilItIsToldThatItIsWhole) {
  const std::string gzip = Deflater(Format::gzip).flush(events);
  EXPECT_TRUE(decode({.coding = "gzip", .finishes = false}, {gzip}).violations.empty());
  EXPECT_EQ(decode({.coding = "gzip", .finishes = true}, {gzip}).violations.size(), 1U);
}

TEST(ContentDecoder, HandsOnABombInBoundedPiecesAndStopsWhenItIsTold) {
  const std::string bomb = deflated(Format::gzip, std::string(8U << 20U, 'x'));
  ASSERT_LT(bomb.size(), 10'000U);
  const Decoded whole = decode("gzip", bomb);
  EXPECT_EQ(whole.text.size(), 8U << 20U);
  EXPECT_LE(whole.longest_piece, ContentDecoder::piece_bytes_max);

  std::size_t total = 0;
  std::size_t calls = 0;
  auto decoder = make_content_decoder(
      "gzip",
      [&](std::string_view bytes) {
        total += bytes.size();
        ++calls;
        return total < 100'000;
      },
      [](const Violation&) { ADD_FAILURE() << "stopping is no damage"; });
  decoder.value()->feed(bomb, 0);
  decoder.value()->feed("what else comes is dropped", bomb.size());
  decoder.value()->finish();
  EXPECT_LT(total, 100'000 + ContentDecoder::piece_bytes_max);
  EXPECT_EQ(calls, 7U);
}

TEST(ContentDecoder, IsNotMadeForACodingThatItDoesNotKnow) {
  for (const std::string_view coding :
       {"br", "zstd", "compress", "none", "gzip, gzip", "gzip, br", "gzip;q=1"}) {
    const auto decoder = make_content_decoder(
        coding, [](std::string_view) { return true; }, [](const Violation&) {});
    ASSERT_TRUE(decoder.has_error()) << coding;
    EXPECT_NE(decoder.error().what.find(coding), std::string::npos) << coding;
  }
}

}  // namespace
}  // namespace ssert::http
