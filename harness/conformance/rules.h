// The functions of the rules, one file an area. Each is pure: facts in, judgement out.
#pragma once

#include "conformance/rule.h"

namespace ssert::conformance::rules {

// rules_head.cc
Judgement post_accepted(const Facts& facts);
Judgement status(const Facts& facts);
Judgement content_type(const Facts& facts);
Judgement single_media_type(const Facts& facts);
Judgement charset(const Facts& facts);
Judgement cache_control(const Facts& facts);
Judgement error_content_type(const Facts& facts);
Judgement head_syntax(const Facts& facts);
Judgement length_and_chunked(const Facts& facts);
Judgement chunked(const Facts& facts);
Judgement content_coding(const Facts& facts);
Judgement identity_honoured(const Facts& facts);
Judgement stream_honoured(const Facts& facts);
Judgement no_transform(const Facts& facts);
Judgement accel_buffering(const Facts& facts);
Judgement content_length(const Facts& facts);
Judgement retry_after(const Facts& facts);
Judgement gateway_page(const Facts& facts);

// rules_framing.cc
Judgement coded_content(const Facts& facts);
Judgement utf8(const Facts& facts);
Judgement bom(const Facts& facts);
Judgement terminators(const Facts& facts);
Judgement final_blank_line(const Facts& facts);
Judgement known_fields(const Facts& facts);
Judgement field_name(const Facts& facts);
Judgement id_nul(const Facts& facts);
Judgement retry_digits(const Facts& facts);
Judgement line_length(const Facts& facts);
Judgement keepalive_form(const Facts& facts);
Judgement replacement_character(const Facts& facts);
Judgement event_without_data(const Facts& facts);
Judgement empty_data(const Facts& facts);
Judgement field_without_colon(const Facts& facts);
Judgement retry_sane(const Facts& facts);
Judgement comment_block(const Facts& facts);
Judgement json_over_lines(const Facts& facts);
Judgement leading_space(const Facts& facts);
Judgement comment_with_data(const Facts& facts);
Judgement extra_blank_line(const Facts& facts);

// rules_stream.cc
Judgement json(const Facts& facts);
Judgement surrogates(const Facts& facts);
Judgement event_kind(const Facts& facts);
Judgement event_shape(const Facts& facts);
Judgement expected_shape(const Facts& facts);
Judgement order(const Facts& facts);
Judgement invariant(const Facts& facts);
Judgement empty_token(const Facts& facts);
Judgement id_unique(const Facts& facts);
Judgement usage_adds_up(const Facts& facts);
Judgement usage_asked(const Facts& facts);
Judgement answer_is_whole(const Facts& facts);
Judgement judging_limit(const Facts& facts);
Judgement no_leak(const Facts& facts);

// rules_end.cc
Judgement transport_complete(const Facts& facts);
Judgement empty(const Facts& facts);
Judgement silent_truncation(const Facts& facts);
Judgement error_in_band(const Facts& facts);
Judgement error_is_last(const Facts& facts);
Judgement terminal_once(const Facts& facts);
Judgement nothing_after_terminal(const Facts& facts);
Judgement prompt_end(const Facts& facts);
Judgement no_output(const Facts& facts);
Judgement reasoning_alone(const Facts& facts);
Judgement truncation_visible(const Facts& facts);
Judgement trailing_bytes(const Facts& facts);
Judgement close_delimited(const Facts& facts);

// rules_probes.cc
Judgement malformed_json(const Facts& facts);
Judgement missing_field(const Facts& facts);
Judgement unknown_resource(const Facts& facts);
Judgement words_in_order(const Facts& facts);
Judgement own_answer(const Facts& facts);
Judgement prompt_answered(const Facts& facts);
Judgement keepalive_reuse(const Facts& facts);
Judgement no_token(const Facts& facts);
Judgement wrong_token(const Facts& facts);
Judgement challenge(const Facts& facts);

}  // namespace ssert::conformance::rules
