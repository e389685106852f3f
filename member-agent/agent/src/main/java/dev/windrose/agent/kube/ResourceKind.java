package dev.windrose.agent.kube;

import static java.util.Objects.requireNonNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A kind the API server serves, and where.
 *
 * @param apiVersion {@code v1} or {@code group/version}
 * @param plural the path segment, e.g. {@code deployments}
 */
public record ResourceKind(String apiVersion, String kind, String plural, boolean namespaced) {

    public static final ResourceKind NAMESPACE = new ResourceKind("v1", "Namespace", "namespaces", false);
    public static final ResourceKind NODE = new ResourceKind("v1", "Node", "nodes", false);
    public static final ResourceKind POD = new ResourceKind("v1", "Pod", "pods", true);
    public static final ResourceKind SECRET = new ResourceKind("v1", "Secret", "secrets", true);
    public static final ResourceKind CONFIG_MAP = new ResourceKind("v1", "ConfigMap", "configmaps", true);
    public static final ResourceKind SERVICE = new ResourceKind("v1", "Service", "services", true);
    public static final ResourceKind DEPLOYMENT = new ResourceKind("apps/v1", "Deployment", "deployments", true);

    public ResourceKind {
        requireNonNull(apiVersion, "apiVersion is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(plural, "plural is null");
    }

    /** Empty for core. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** The path of the collection over all namespaces. */
    public String path() {
        return (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/") + apiVersion + "/" + plural;
    }

    /** The path of the collection in {@code namespace}; over all for a cluster-scoped kind. */
    public String path(String namespace) {
        if (!namespaced) {
            return path();
        }
        String root = (apiVersion.indexOf('/') < 0 ? "/api/" : "/apis/") + apiVersion;
        return root + "/namespaces/" + encode(namespace) + "/" + plural;
    }

    public String path(String namespace, String name) {
        return path(namespace) + "/" + encode(name);
    }

    private static String encode(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
