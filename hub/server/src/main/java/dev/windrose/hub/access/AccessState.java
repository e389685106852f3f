package dev.windrose.hub.access;

import dev.windrose.api.ApprovalSpec;
import java.util.List;
import java.util.Map;

/**
 * Everything that decides about access, at one moment.
 *
 * @param version of the store: what was committed up to it is in here
 * @param tokens by the part of the token that is no secret
 */
record AccessState(long version, Policy policy, Map<String, KnownToken> tokens, List<ApprovalSpec> approvals) {
    AccessState {
        tokens = Map.copyOf(tokens);
        approvals = List.copyOf(approvals);
    }
}
