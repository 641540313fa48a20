// Copyright the Burrow authors. SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hostile_exchange.hpp"
#include "hostile_fields.hpp"
#include "hostile_framing.hpp"
#include "hostile_lines.hpp"

namespace hostile {

/// At least 50 cases for each of H1-01 to H1-16.
inline Cases hostileRequests() {
    Cases cases;
    addRequestLines(cases);
    addLineEnds(cases);
    addFieldLines(cases);
    addLengths(cases);
    addCodings(cases);
    addChunks(cases);
    addTrailers(cases);
    addHosts(cases);
    addTargets(cases);
    addPipelines(cases);
    addNominated(cases);
    addSingletons(cases);
    addResponses(cases);
    addInjections(cases);
    addExpectations(cases);
    addUpgrades(cases);
    return cases;
}

} // namespace hostile
