// The style and the scripts of a page, compiled in by embed.cmake.
#pragma once

#include <string_view>

namespace ssert::reports {

struct Asset {
  std::string_view text;
  std::string_view hash;  // "sha256-…", for the Content-Security-Policy
};

Asset asset_style();
Asset asset_script();
Asset asset_charts();  // Chart.js, MIT licence; its notice stands at its beginning

}  // namespace ssert::reports
