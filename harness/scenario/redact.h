// Command lines and URLs as reports may show them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

// The URL, whole or broken, without the password in front of its host and without the values of
// secret query parameters; escaped for a terminal and cut to a length that fits a line.
std::string shown_url(std::string_view url);

// The same without escaping and cutting, for a report.
std::string redacted_url(std::string_view url);

// The words of a command line of ours or of curl's, with "***" for what is secret: by the option
// that it stands under (-u, -b, --oauth2-bearer), by the header's or the parameter's name, and
// wherever one of `secrets` stands.
std::vector<std::string> redact_command(std::span<const std::string> words,
                                        std::span<const std::string> secrets);

}  // namespace ssert::scenario
