#include "violation/violation.h"

#include <array>

namespace ssert::violation {
namespace {

constexpr auto wire = Space::wire;
constexpr auto content = Space::content;
constexpr auto notes = Severity::notes;
constexpr auto warns = Severity::warns;
constexpr auto fails = Severity::fails;

constexpr std::array<Row, code_count> rows{{
    {Code::status_line_malformed, "status-line-malformed", wire, fails, "head/syntax"},
    {Code::status_line_without_reason_space, "status-line-without-reason-space", wire, fails,
     "head/syntax"},
    {Code::field_line_malformed, "field-line-malformed", wire, fails, "head/syntax"},
    {Code::field_name_trailing_space, "field-name-trailing-space", wire, fails, "head/syntax"},
    {Code::field_value_forbidden_byte, "field-value-forbidden-byte", wire, fails, "head/syntax"},
    {Code::obsolete_line_folding, "obsolete-line-folding", wire, fails, "head/syntax"},
    {Code::head_bare_line_feed, "head-bare-line-feed", wire, fails, "head/syntax"},
    {Code::head_leading_blank_line, "head-leading-blank-line", wire, fails, "head/syntax"},
    {Code::content_length_malformed, "content-length-malformed", wire, fails, "head/syntax"},
    {Code::content_length_conflict, "content-length-conflict", wire, fails, "head/syntax"},
    {Code::content_length_with_transfer_encoding, "content-length-with-transfer-encoding", wire,
     fails, "head/length-and-chunked"},
    {Code::transfer_encoding_not_chunked, "transfer-encoding-not-chunked", wire, fails,
     "head/chunked"},
    {Code::transfer_encoding_in_http10, "transfer-encoding-in-http10", wire, fails, "head/chunked"},
    {Code::framing_field_forbidden, "framing-field-forbidden", wire, fails, "head/syntax"},
    {Code::chunk_size_malformed, "chunk-size-malformed", wire, fails, "head/chunked"},
    {Code::chunk_line_bare_line_feed, "chunk-line-bare-line-feed", wire, fails, "head/chunked"},
    {Code::chunk_data_not_terminated, "chunk-data-not-terminated", wire, fails, "head/chunked"},
    {Code::chunk_extension_malformed, "chunk-extension-malformed", wire, fails, "head/chunked"},
    {Code::trailer_line_malformed, "trailer-line-malformed", wire, fails, "head/chunked"},
    {Code::bytes_after_message, "bytes-after-message", wire, fails, "end/trailing-bytes"},
    {Code::content_coding_damaged, "content-coding-damaged", wire, fails, "framing/coded-content"},

    {Code::leading_bom, "leading-bom", content, warns, "framing/bom"},
    {Code::misplaced_bom, "misplaced-bom", content, fails, "framing/known-fields"},
    {Code::invalid_utf8, "invalid-utf8", content, fails, "framing/utf8"},
    {Code::unknown_field, "unknown-field", content, fails, "framing/known-fields"},
    {Code::field_name_case, "field-name-case", content, fails, "framing/field-name"},
    {Code::field_name_space, "field-name-space", content, fails, "framing/field-name"},
    {Code::id_with_nul, "id-with-nul", content, fails, "framing/id-nul"},
    {Code::retry_not_digits, "retry-not-digits", content, fails, "framing/retry-digits"},
    {Code::pending_data_discarded, "pending-data-discarded", content, fails,
     "framing/final-blank-line"},
    {Code::mixed_line_terminators, "mixed-line-terminators", content, warns, "framing/terminators"},
    {Code::cr_only_terminators, "cr-only-terminators", content, warns, "framing/terminators"},

    {Code::field_without_colon, "field-without-colon", content, notes,
     "framing/field-without-colon"},
    {Code::value_leading_space, "value-leading-space", content, notes, "framing/leading-space"},
    {Code::event_without_data, "event-without-data", content, warns, "framing/event-without-data"},
    {Code::retry_extreme, "retry-extreme", content, notes, "framing/retry-sane"},
    {Code::extra_blank_line, "extra-blank-line", content, notes, "framing/extra-blank-line"},
    {Code::comment_with_data, "comment-with-data", content, notes, "framing/comment-with-data"},
    {Code::comment_block_after_id, "comment-block-after-id", content, notes,
     "framing/comment-block"},
    {Code::keepalive_as_data, "keepalive-as-data", content, fails, "framing/keepalive-form"},
    {Code::empty_data, "empty-data", content, warns, "framing/empty-data"},
    {Code::json_over_lines, "json-over-lines", content, notes, "framing/json-over-lines"},
    {Code::replacement_character, "replacement-character", content, fails,
     "framing/replacement-character"},

    {Code::line_too_long, "line-too-long", content, fails, "framing/line-length"},
    {Code::event_too_long, "event-too-long", content, fails, "framing/line-length"},
    {Code::head_too_long, "head-too-long", wire, fails, "head/syntax"},
    {Code::response_too_long, "response-too-long", content, fails, "end/transport-complete"},
    {Code::interpreter_limit, "interpreter-limit", content, notes, "stream/judging-limit"},

    {Code::stream_status, "stream-status", wire, fails, "head/status"},
    {Code::stream_charset, "stream-charset", wire, fails, "head/charset"},

    {Code::data_not_json, "data-not-json", content, fails, "stream/json"},
    {Code::unpaired_surrogate, "unpaired-surrogate", content, fails, "stream/surrogates"},
    {Code::discriminator_missing, "discriminator-missing", content, warns, "stream/event-kind"},
    {Code::event_unknown, "event-unknown", content, notes, "stream/event-kind"},
    {Code::event_malformed, "event-malformed", content, fails, "stream/event-shape"},
    {Code::event_unusual, "event-unusual", content, warns, "stream/expected-shape"},
    {Code::event_out_of_order, "event-out-of-order", content, fails, "stream/order"},
    {Code::invariant_broken, "invariant-broken", content, fails, "stream/invariant"},
    {Code::terminal_repeated, "terminal-repeated", content, fails, "end/terminal-once"},
    {Code::event_after_terminal, "event-after-terminal", content, fails,
     "end/nothing-after-terminal"},
    {Code::event_after_error, "event-after-error", content, fails, "end/error-is-last"},
    {Code::empty_token, "empty-token", content, notes, "stream/empty-token"},
}};

constexpr bool is_in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].code) != i) return false;
  }
  return true;
}
static_assert(is_in_order(), "the table has one row a code, in the order of the enum");

}  // namespace

std::span<const Row> table() { return rows; }

const Row& row(Code code) { return rows.at(static_cast<std::size_t>(code)); }

}  // namespace ssert::violation
