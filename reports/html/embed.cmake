# Writes a C++ file that holds the parts of a page as string literals, each with the hash by which a
# Content-Security-Policy lets it run: sha256-BASE64.
#   cmake -DOUTPUT=x.cc -DSTYLE=report.css -DSCRIPT=report.js -DCHARTS=chart.min.js -P embed.cmake
set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

# Three bytes a turn; a SHA-256 has 32, so the last turn has two and a padding.
function(base64_of hex result)
  set(text "")
  foreach(start RANGE 0 60 6)
    string(SUBSTRING "${hex}00" ${start} 6 digits)
    math(EXPR bits "0x${digits}")
    foreach(shift 18 12 6 0)
      math(EXPR index "(${bits} >> ${shift}) & 63")
      string(SUBSTRING "${alphabet}" ${index} 1 letter)
      string(APPEND text "${letter}")
    endforeach()
  endforeach()
  string(SUBSTRING "${text}" 0 43 text)
  set(${result} "${text}=" PARENT_SCOPE)
endfunction()

set(code "#include \"reports/html/assets.h\"\n\nnamespace ssert::reports {\nnamespace {\n\n")
set(functions "")
foreach(part STYLE SCRIPT CHARTS)
  string(TOLOWER ${part} name)
  file(READ "${${part}}" text)
  # Any of these would end the element that the text stands in, or change what is hashed.
  if(text MATCHES "</[sS][cC][rR][iI][pP][tT]|</[sS][tT][yY][lL][eE]|<!--|\r")
    message(FATAL_ERROR "${${part}} cannot stand inside an HTML element: it has a closing tag, a comment or a CR")
  endif()
  file(READ "${${part}}" hex HEX)
  file(SHA256 "${${part}}" hash)
  base64_of(${hash} hash)
  string(LENGTH "${hex}" digits)
  math(EXPR bytes "${digits} / 2")
  # Sixteen bytes a line.
  string(REGEX REPLACE "(................................)" "\\1\n" lines "${hex}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" escaped "${lines}")
  string(REPLACE "\n" "\"\n    \"" pieces "${escaped}")
  string(APPEND code "constexpr char ${name}_text[] =\n    \"${pieces}\";\n\n")
  string(APPEND functions "Asset asset_${name}() { return {{${name}_text, ${bytes}}, \"sha256-${hash}\"}; }\n")
endforeach()
string(APPEND code "}  // namespace\n\n${functions}\n}  // namespace ssert::reports\n")
file(WRITE "${OUTPUT}" "${code}")
