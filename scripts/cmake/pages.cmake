# Text files as constants of a program, so that a program is one file.
#
#   assay_pages(TARGET agreement_new.md...)   "escrow/cli/agreement_new.md.hpp" with assay::kAgreementNewPage
#   assay_embed(TARGET html.css CONSTANT)     "base/html/html.css.hpp" with assay::CONSTANT
#
# A header holds one constant of internal linkage, so that two programs may have pages of one name, and a page that
# changes rebuilds its own command only.

function(assay_embed target file constant)
  get_filename_component(source ${file} ABSOLUTE)
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${source})
  set(header ${CMAKE_BINARY_DIR}/embedded/${path}.hpp)
  add_custom_command(OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${source} -DHEADER=${header} -DCONSTANT=${constant}
            -P ${CMAKE_SOURCE_DIR}/scripts/cmake/embed.cmake
    DEPENDS ${source} ${CMAKE_SOURCE_DIR}/scripts/cmake/embed.cmake
    COMMENT "Embedding ${path}" VERBATIM)
  target_sources(${target} PRIVATE ${header})
  target_include_directories(${target} PRIVATE ${CMAKE_BINARY_DIR}/embedded)
endfunction()

function(assay_pages target)
  foreach(file ${ARGN})
    get_filename_component(stem ${file} NAME_WE)
    string(REGEX REPLACE "[-_]" ";" words ${stem})
    set(constant k)
    foreach(word ${words})
      string(SUBSTRING ${word} 0 1 first)
      string(SUBSTRING ${word} 1 -1 rest)
      string(TOUPPER ${first} first)
      string(APPEND constant ${first}${rest})
    endforeach()
    assay_embed(${target} ${file} ${constant}Page)
  endforeach()
endfunction()
