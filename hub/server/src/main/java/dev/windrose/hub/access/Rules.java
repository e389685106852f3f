package dev.windrose.hub.access;

import dev.windrose.kubeapi.access.Authorizer.Attributes;
import dev.windrose.kubeapi.access.Authorizer.Rule;
import java.util.List;

/**
 * What a rule allows, and whether rules cover another one: the semantics of Kubernetes RBAC
 * (https://kubernetes.io/docs/reference/access-authn-authz/rbac/). Pure.
 */
final class Rules {
    static final String ALL = "*";

    private Rules() {}

    static boolean allows(Rule rule, Attributes asked) {
        if (!has(rule.verbs(), asked.verb())) {
            return false;
        }
        if (!asked.path().isEmpty()) {
            return rule.paths().stream().anyMatch(path -> pathFits(path, asked.path()));
        }
        return has(rule.groups(), asked.group())
                && resourceFits(rule.resources(), asked.resource(), asked.subresource())
                && (rule.names().isEmpty()
                        || !asked.name().isEmpty() && rule.names().contains(asked.name()));
    }

    private static boolean has(List<String> allowed, String wanted) {
        return allowed.contains(ALL) || allowed.contains(wanted);
    }

    private static boolean resourceFits(List<String> allowed, String resource, String subresource) {
        if (allowed.contains(ALL)) {
            return true;
        }
        if (subresource.isEmpty()) {
            return allowed.contains(resource);
        }
        return allowed.contains(resource + "/" + subresource) || allowed.contains(ALL + "/" + subresource);
    }

    /** A star counts at the end only. */
    private static boolean pathFits(String allowed, String path) {
        return allowed.endsWith(ALL)
                ? path.startsWith(allowed.substring(0, allowed.length() - 1))
                : allowed.equals(path);
    }

    /** Whether somebody with these rules can do everything that the wanted one allows. */
    static boolean cover(List<Rule> held, Rule wanted) {
        for (var verb : wanted.verbs()) {
            for (var path : wanted.paths()) {
                if (held.stream().noneMatch(rule -> coversPath(rule, verb, path))) {
                    return false;
                }
            }
            if (!coverResources(held, verb, wanted)) {
                return false;
            }
        }
        return true;
    }

    private static boolean coverResources(List<Rule> held, String verb, Rule wanted) {
        var names = wanted.names().isEmpty() ? List.of("") : wanted.names();
        for (var group : wanted.groups()) {
            for (var resource : wanted.resources()) {
                for (var name : names) {
                    if (held.stream().noneMatch(rule -> coversOne(rule, verb, group, resource, name))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static boolean coversPath(Rule rule, String verb, String path) {
        return has(rule.verbs(), verb) && rule.paths().stream().anyMatch(allowed -> pathFits(allowed, path));
    }

    /** A star is covered by a star alone; a rule without names covers every name, one with names only those. */
    private static boolean coversOne(Rule rule, String verb, String group, String resource, String name) {
        return has(rule.verbs(), verb)
                && has(rule.groups(), group)
                && resourceCovered(rule.resources(), resource)
                && (rule.names().isEmpty() || !name.isEmpty() && rule.names().contains(name));
    }

    private static boolean resourceCovered(List<String> allowed, String wanted) {
        var slash = wanted.indexOf('/');
        return allowed.contains(ALL)
                || allowed.contains(wanted)
                || slash >= 0 && allowed.contains(ALL + wanted.substring(slash));
    }
}
