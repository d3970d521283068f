# ssert_room(NAME event_stream SOURCES decoder.cc DEPENDS ssert::base [LIBRARIES fmt::fmt] [TESTS decoder_test.cc])
#
# One static library per room, named ssert_NAME and aliased ssert::NAME, and one test program, NAME_test,
# from the tests beside the code. LIBRARIES are private: third-party headers stay behind the room's own.
include(GoogleTest)

add_library(ssert_warnings INTERFACE)
target_compile_options(ssert_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor
  -Wno-missing-field-initializers  # designated initialisers leave members at their defaults on purpose
  # GCC 12 and 13 see overlaps in std::string at -O2 that are not there (GCC bug 105651).
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<CONFIG:Release>>:-Wno-restrict>
  $<$<BOOL:${SSERT_WERROR}>:-Werror>)

function(ssert_tests target)
  if(NOT SSERT_TESTS)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_LIBRARIES} ssert_warnings GTest::gtest GTest::gtest_main)
  target_compile_definitions(${target} PRIVATE SSERT_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  if(CMAKE_BUILD_TYPE STREQUAL "Debug")
    # Half of a build is tests, and under the sanitizers half of that is the optimiser: the tests wait.
    target_compile_options(${target} PRIVATE -O0)
  endif()
  gtest_discover_tests(${target} DISCOVERY_MODE PRE_TEST NO_PRETTY_VALUES
    PROPERTIES TIMEOUT ${SSERT_TEST_SECONDS} LABELS case)
  # The same cases again, a quarter of them in one process, for whoever runs all: to start a process
  # takes as long as many a case. ctest -C shards -LE case runs them; the files say which cases ran.
  math(EXPR shard_seconds "4 * ${SSERT_TEST_SECONDS}")
  foreach(shard RANGE 3)
    set(name shard.${target}.${shard})
    add_test(NAME ${name} CONFIGURATIONS shards
      COMMAND ${target} --gtest_output=xml:${CMAKE_BINARY_DIR}/shards/${target}.${shard}.xml)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${shard_seconds}
      ENVIRONMENT "GTEST_TOTAL_SHARDS=4;GTEST_SHARD_INDEX=${shard}")
  endforeach()
endfunction()

function(ssert_room)
  cmake_parse_arguments(arg "" "NAME" "SOURCES;DEPENDS;LIBRARIES;TESTS;TEST_LIBRARIES" ${ARGN})
  add_library(ssert_${arg_NAME} STATIC ${arg_SOURCES})
  add_library(ssert::${arg_NAME} ALIAS ssert_${arg_NAME})
  target_include_directories(ssert_${arg_NAME} PUBLIC
    ${PROJECT_SOURCE_DIR}/harness ${PROJECT_SOURCE_DIR})
  target_link_libraries(ssert_${arg_NAME}
    PUBLIC ${arg_DEPENDS} PRIVATE ssert_warnings ${arg_LIBRARIES})
  if(arg_TESTS)
    ssert_tests(${arg_NAME}_test
      SOURCES ${arg_TESTS} LIBRARIES ssert::${arg_NAME} ${arg_LIBRARIES} ${arg_TEST_LIBRARIES})
  endif()
endfunction()
