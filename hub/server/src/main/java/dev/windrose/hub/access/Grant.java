package dev.windrose.hub.access;

import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Rule;
import dev.windrose.kubeapi.resource.ResourceRegistry;
import dev.windrose.kubeapi.store.ResourceName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The rules of one role as one binding gives them.
 *
 * @param source for people: where it comes from
 * @param namespaces where they hold; empty: everywhere, also outside of namespaces
 */
record Grant(String source, List<Rule> rules, Optional<Set<String>> namespaces) {
    Grant {
        rules = List.copyOf(rules);
        namespaces = namespaces.map(Set::copyOf);
    }

    static Grant everywhere(String source, List<Rule> rules) {
        return new Grant(source, rules, Optional.empty());
    }

    /**
     * The rules as far as they mean something inside of namespaces: paths and kinds outside of namespaces fall away, and of
     * the namespaces themselves only reading these ones is left. So that what is listed is what is allowed.
     *
     * @param clusterScoped the kinds that are known to be outside
     */
    static Grant within(String source, List<Rule> rules, Set<String> namespaces, Set<ResourceName> clusterScoped) {
        var limited = new ArrayList<Rule>();
        for (var rule : rules) {
            var inside = rule.resources().stream()
                    .filter(resource -> rule.groups().stream().noneMatch(g -> isOutside(g, resource, clusterScoped)))
                    .toList();
            if (!inside.isEmpty() && !rule.groups().isEmpty()) {
                limited.add(new Rule(rule.verbs(), rule.groups(), inside, rule.names(), List.of()));
            }
            if (namesNamespaces(rule) && !namespaces.isEmpty()) {
                limited.add(new Rule(
                        List.of("get"),
                        List.of(""),
                        List.of("namespaces"),
                        List.copyOf(new TreeSet<>(namespaces)),
                        List.of()));
            }
        }
        return new Grant(source, limited, Optional.of(namespaces));
    }

    private static boolean isOutside(String group, String resource, Set<ResourceName> clusterScoped) {
        var slash = resource.indexOf('/');
        var plural = slash < 0 ? resource : resource.substring(0, slash);
        return clusterScoped.contains(new ResourceName(group, plural));
    }

    private static boolean namesNamespaces(Rule rule) {
        return rule.groups().contains("")
                && rule.resources().contains(ResourceRegistry.NAMESPACES.plural())
                && (rule.verbs().contains("get") || rule.verbs().contains(Rules.ALL));
    }

    boolean holdsIn(String namespace) {
        return namespaces.isEmpty() || namespaces.get().contains(namespace);
    }

    boolean allows(Attributes asked) {
        return holdsIn(asked.namespace()) && rules.stream().anyMatch(rule -> Rules.allows(rule, asked));
    }
}
