package dev.windrose.hub.access;

import dev.windrose.api.Names;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.Set;

/** The kinds that decide about access. */
final class AccessKinds {
    static final ResourceName ROLES = new ResourceName(Names.GROUP, "roles");
    static final ResourceName BINDINGS = new ResourceName(Names.GROUP, "rolebindings");
    static final ResourceName TOKENS = new ResourceName(Names.GROUP, "apitokens");
    static final ResourceName APPROVALS = new ResourceName(Names.GROUP, "approvals");

    /** As they stand in paths. */
    static final Set<String> PLURALS = Set.of(ROLES.plural(), BINDINGS.plural(), TOKENS.plural(), APPROVALS.plural());

    private AccessKinds() {}
}
