# ssert_self_contained_headers(): compiles each header that no file begins with alone, so that whoever
# includes it needs nothing before it. A header beside a .cc file of its name is not compiled again: that
# file begins with it (tools/check_rooms.py holds it to that).
#
# Headers may use the standard library, Boost's headers and fmt; those of tests also GoogleTest.
function(ssert_self_contained_headers)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
    ${PROJECT_SOURCE_DIR}/harness/*.h ${PROJECT_SOURCE_DIR}/mock_server/*.h
    ${PROJECT_SOURCE_DIR}/reports/*.h ${PROJECT_SOURCE_DIR}/tests/*.h)
  list(FILTER headers EXCLUDE REGEX "node_modules")
  set(sources)
  foreach(header IN LISTS headers)
    string(REGEX REPLACE "h$" "cc" own_file "${PROJECT_SOURCE_DIR}/${header}")
    if(EXISTS ${own_file})
      continue()
    endif()
    string(REGEX REPLACE "^harness/" "" include "${header}")
    set(source ${CMAKE_CURRENT_BINARY_DIR}/alone/${header}.cc)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"@include@\"\n#include \"@include@\"\n" @ONLY)
    list(APPEND sources ${source})
  endforeach()
  add_library(self_contained_headers OBJECT ${sources})
  target_include_directories(self_contained_headers
    PRIVATE ${PROJECT_SOURCE_DIR}/harness ${PROJECT_SOURCE_DIR})
  target_link_libraries(self_contained_headers
    PRIVATE boost_net fmt::fmt GTest::gtest ssert_warnings)
  target_compile_definitions(self_contained_headers
    PRIVATE SSERT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_compile_options(self_contained_headers PRIVATE -O0 -g0)
endfunction()
