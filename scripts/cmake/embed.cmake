# cmake -DSOURCE=file -DHEADER=header -DCONSTANT=name -P embed.cmake: the file as a constant text (see pages.cmake).
file(READ ${SOURCE} text)
if(text MATCHES "\\)embedded\"")
  message(FATAL_ERROR "${SOURCE} holds the mark that ends an embedded text")
endif()
get_filename_component(name ${SOURCE} NAME)
file(WRITE ${HEADER}
"// Made from ${name}.
#pragma once

#include <string_view>

namespace assay {

constexpr std::string_view ${CONSTANT} = R\"embedded(${text})embedded\";

}  // namespace assay
")
