// The chat page: the files of this folder, built into the program, and what a browser may do with
// them.
#pragma once

#include "base/result.h"

#include <span>
#include <string>
#include <string_view>

namespace ssert::mock_server {

// Views live as long as the program.
struct PageFile {
  std::string_view path;  // of the URL: "/" or "/ui/page.js"
  std::string_view content_type;
  std::string_view content;
};

// In the order of CMakeLists.txt. Generated from the files at build time.
std::span<const PageFile> page_files();

// The one at that path, or null.
const PageFile* find_page_file(std::string_view path);

// What `service` in the page's query says: which service the page talks to. "" where it is not
// there: the server that sent the page. Only services of this machine are let in, because the page
// sends them the token that a person types.
base::Result<std::string> service_in(std::string_view query);

// The value of the page's Content-Security-Policy field: it loads nothing but itself, and talks to
// its own server and to `service`, which service_in() gave.
std::string page_policy(std::string_view service);

}  // namespace ssert::mock_server
