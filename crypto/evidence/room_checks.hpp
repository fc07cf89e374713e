// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/evidence/bindings.hpp"

/// The checks of the lines in bindings_room.cpp, each named after its line. What is not disclosed they pass over: that
/// it must be is a line of its own. Nothing else includes this.
namespace assay::crypto {

Found acceptance_deposit(const Bench& bench, const Exhibit& exhibit);
Found acceptance_signer(const Bench& bench, const Exhibit& exhibit);
Found acceptance_export(const Bench& bench, const Exhibit& exhibit);
Found acceptance_snapshot(const Bench& bench, const Exhibit& exhibit);
Found acceptance_levels(const Bench& bench, const Exhibit& exhibit);

/// Of every statement with a closed part: sealed to the vendor and the signing room, to other rooms at most.
Found sealed_to_readers(const Bench& bench, const Exhibit& exhibit);

Found access_deposit(const Bench& bench, const Exhibit& exhibit);
Found access_signer(const Bench& bench, const Exhibit& exhibit);
Found access_acceptance(const Bench& bench, const Exhibit& exhibit);

Found rebuild_deposit(const Bench& bench, const Exhibit& exhibit);
Found rebuild_signer(const Bench& bench, const Exhibit& exhibit);
Found rebuild_acceptance(const Bench& bench, const Exhibit& exhibit);
Found rebuild_outcome(const Bench& bench, const Exhibit& exhibit);
Found rebuild_outputs(const Bench& bench, const Exhibit& exhibit);

Found provenance_type(const Bench& bench, const Exhibit& exhibit);
Found provenance_deposit(const Bench& bench, const Exhibit& exhibit);
Found provenance_recipe(const Bench& bench, const Exhibit& exhibit);
Found provenance_snapshot(const Bench& bench, const Exhibit& exhibit);

Found provenance_builder(const Bench& bench, const Exhibit& exhibit);
Found provenance_times(const Bench& bench, const Exhibit& exhibit);
Found provenance_environment(const Bench& bench, const Exhibit& exhibit);
Found environment_kind(const Bench& bench, const Exhibit& exhibit);
Found environment_packages(const Bench& bench, const Exhibit& exhibit);
Found environment_archives(const Bench& bench, const Exhibit& exhibit);
Found environment_machine(const Bench& bench, const Exhibit& exhibit);
Found environment_lock(const Bench& bench, const Exhibit& exhibit);

Found verdict_deposit(const Bench& bench, const Exhibit& exhibit);
Found verdict_signer(const Bench& bench, const Exhibit& exhibit);
Found verdict_rebuild(const Bench& bench, const Exhibit& exhibit);
Found verdict_word(const Bench& bench, const Exhibit& exhibit);
Found verdict_comparisons(const Bench& bench, const Exhibit& exhibit);
Found verdict_links(const Bench& bench, const Exhibit& exhibit);
Found verdict_self_test(const Bench& bench, const Exhibit& exhibit);

Found grade_environment(const Bench& bench, const Exhibit& exhibit);
Found grade_unvouched(const Bench& bench, const Exhibit& exhibit);
Found grade_opaque(const Bench& bench, const Exhibit& exhibit);
Found grade_inspected(const Bench& bench, const Exhibit& exhibit);
Found grade_source_lines(const Bench& bench, const Exhibit& exhibit);
Found grade_bytes(const Bench& bench, const Exhibit& exhibit);
Found grade_bytes_judged(const Bench& bench, const Exhibit& exhibit);

Found vsa_verifier(const Bench& bench, const Exhibit& exhibit);
Found vsa_time(const Bench& bench, const Exhibit& exhibit);
Found vsa_resource(const Bench& bench, const Exhibit& exhibit);
Found vsa_input(const Bench& bench, const Exhibit& exhibit);
Found vsa_result(const Bench& bench, const Exhibit& exhibit);
Found vsa_levels(const Bench& bench, const Exhibit& exhibit);

/// The grade's environment as a rebuild's provenance describes it, or null.
const Json* find_environment(const Exhibit& rebuild);
/// The comparisons of a verdict. Errors: Invalid, Untrusted; Unproven where they are not disclosed.
Result<std::vector<Comparison>> comparisons_of(const Exhibit& verdict);

}  // namespace assay::crypto
