package dev.windrose.hub.access;

import dev.windrose.api.RoleBindingSpec;
import dev.windrose.api.RoleBindingSpec.Subject;
import dev.windrose.api.RoleSpec;
import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Rule;
import dev.windrose.kubeapi.access.Caller;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Who may do what at one moment. Immutable; what no grant allows is denied. */
final class Policy {
    /** Group of those who may do everything; only a token from a file and loops of the hub bring it. */
    static final String MASTERS = "system:masters";

    private static final Grant BASIC = Grant.everywhere("what everybody may", BuiltInRoles.BASIC);
    private static final Grant EVERYTHING = Grant.everywhere("group " + MASTERS, BuiltInRoles.EVERYTHING);

    private final Map<String, List<Rule>> roles;
    private final Map<Subject, List<Grant>> grants;
    private final Set<ResourceName> clusterScoped;

    /**
     * @param bindings by name
     * @param ownRoles by name; built-in ones count as they are in the code, whatever is stored
     * @param clusterScoped kinds outside of namespaces
     */
    Policy(Map<String, RoleSpec> ownRoles, Map<String, RoleBindingSpec> bindings, Set<ResourceName> clusterScoped) {
        this.clusterScoped = Set.copyOf(clusterScoped);
        var all = new HashMap<String, List<Rule>>();
        ownRoles.forEach((name, role) -> all.put(name, rules(role)));
        BuiltInRoles.ROLES.forEach((name, role) -> all.put(name, role.rules()));
        this.roles = Map.copyOf(all);
        var bySubject = new HashMap<Subject, List<Grant>>();
        bindings.forEach((name, binding) -> grant(name, binding)
                .ifPresent(grant -> binding.subjects()
                        .forEach(subject -> bySubject
                                .computeIfAbsent(subject, _ -> new ArrayList<>())
                                .add(grant))));
        this.grants = bySubject;
    }

    /** A role's rules in the words of authorization. */
    static List<Rule> rules(RoleSpec role) {
        return role.rules().stream()
                .map(rule -> new Rule(
                        rule.verbs(),
                        Objects.requireNonNullElse(rule.apiGroups(), List.of()),
                        Objects.requireNonNullElse(rule.resources(), List.of()),
                        Objects.requireNonNullElse(rule.resourceNames(), List.of()),
                        Objects.requireNonNullElse(rule.nonResourcePaths(), List.of())))
                .toList();
    }

    /** What a binding gives; empty when its role does not exist. */
    Optional<Grant> grant(String name, RoleBindingSpec binding) {
        var namespaces = binding.namespaces();
        var source = "role %s by binding %s".formatted(binding.role(), name);
        return Optional.ofNullable(roles.get(binding.role()))
                .map(rules -> namespaces == null
                        ? Grant.everywhere(source, rules)
                        : Grant.within(source, rules, Set.copyOf(namespaces), clusterScoped));
    }

    boolean allows(Caller caller, Attributes asked) {
        return allowedBy(caller, asked).isPresent();
    }

    /** Where the right comes from; empty: denied. */
    Optional<String> allowedBy(Caller caller, Attributes asked) {
        var placed = placed(asked);
        return grantsOf(caller).stream()
                .filter(grant -> grant.allows(placed))
                .map(Grant::source)
                .findFirst();
    }

    /** A kind outside of namespaces is asked for outside of them, and a namespace in itself, whatever a review says. */
    private Attributes placed(Attributes asked) {
        if (!asked.path().isEmpty() || asked.resource().isEmpty()) {
            return asked;
        }
        var name = new ResourceName(asked.group(), asked.resource());
        if (name.equals(ResourceRegistry.NAMESPACES)) {
            return in(asked, asked.name());
        }
        return clusterScoped.contains(name) ? in(asked, "") : asked;
    }

    private static Attributes in(Attributes asked, String namespace) {
        return new Attributes(
                asked.verb(), asked.group(), asked.resource(), asked.subresource(), namespace, asked.name(), "");
    }

    List<Grant> grantsOf(Caller caller) {
        var found = new ArrayList<Grant>();
        found.add(BASIC);
        if (isMaster(caller)) {
            found.add(EVERYTHING);
        }
        found.addAll(grantsOf(new Subject(RoleBindingSpec.Kind.User, caller.user())));
        caller.groups().forEach(group -> found.addAll(grantsOf(new Subject(RoleBindingSpec.Kind.Group, group))));
        if (caller.source() == Caller.Source.API_TOKEN) {
            found.addAll(grantsOf(new Subject(RoleBindingSpec.Kind.Token, caller.credential())));
        }
        return found;
    }

    private static boolean isMaster(Caller caller) {
        return switch (caller.source()) {
            case SYSTEM, LOCAL -> caller.groups().contains(MASTERS);
            case NONE, API_TOKEN, OIDC -> false;
        };
    }

    private List<Grant> grantsOf(Subject subject) {
        return grants.getOrDefault(subject, List.of());
    }

    /** @param namespace empty: what holds outside of namespaces */
    List<Rule> rules(Caller caller, String namespace) {
        return grantsOf(caller).stream()
                .filter(grant -> grant.holdsIn(namespace))
                .flatMap(grant -> grant.rules().stream())
                .distinct()
                .toList();
    }

    /** What the wanted grant allows and the caller cannot do, where the grant holds; empty when they have it all. */
    Optional<Rule> missing(Caller caller, Grant wanted) {
        var places = wanted.namespaces().<Collection<String>>map(n -> n).orElse(Set.of(""));
        for (var place : places) {
            var held = rules(caller, place);
            for (var rule : wanted.rules()) {
                if (!Rules.cover(held, rule)) {
                    return Optional.of(rule);
                }
            }
        }
        return Optional.empty();
    }
}
