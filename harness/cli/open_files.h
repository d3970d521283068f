// How many files, and so connections, this process may have open at once.
#pragma once

namespace ssert::cli {

// As many as the system allows us, where it allows it: the limit that a shell sets is made for
// programs that use select().
void raise_open_files_limit();

}  // namespace ssert::cli
