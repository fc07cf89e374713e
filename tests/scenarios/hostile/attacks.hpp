// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/files/folder.hpp"

/// One kind of attack each, in the file of its name. All work in `place`, an empty folder of the room's own, and leave
/// it so.
namespace assay::hostile {

void memory(const Folder& place);
void exhaustion(const Folder& place);
void limits(const Folder& place);
void remains(const Folder& place);
void outputs(const Folder& place);
void roots(const Folder& place);
void leaks(const Folder& place);
void network(const Folder& place);
void calls(const Folder& place);
void files(const Folder& place);
void rights(const Folder& place);
void ids(const Folder& place);

}  // namespace assay::hostile
