package dev.windrose.kubeapi.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A request that somebody might send who is careless, broken or malicious: every verb at every path, with parameters,
 * headers, tokens and bodies of which each may be right or wrong in its own way.
 */
public record RandomRequest(String method, String target, List<String> headers, byte[] body) {
    /**
     * What there is to ask for.
     *
     * @param collections paths of collections that are served, e.g. {@code /api/v1/namespaces/default/configmaps}
     * @param kinds apiVersion and kind of each, separated by a space
     * @param documents paths that are no resources
     * @param home a collection in which much is to be stored and changed
     * @param homeKind its apiVersion and kind
     * @param token of somebody who may do everything
     */
    public record Api(
            List<String> collections,
            List<String> kinds,
            List<String> documents,
            String home,
            String homeKind,
            String token) {}

    private static final List<String> METHODS = List.of(
            "GET", "GET", "GET", "POST", "POST", "PUT", "PUT", "PATCH", "PATCH", "PATCH", "DELETE", "HEAD", "OPTIONS",
            "TRACE", "BREW");
    private static final List<String> NAMES = List.of(
            "a",
            "a",
            "b",
            "b",
            "c",
            "default",
            "x-1",
            "Bad_Name",
            "..",
            "%2e%2e",
            "a%2fb",
            "a;b=c",
            "%00",
            "%ff",
            "ä",
            "a%20b",
            "*",
            "a".repeat(300),
            "%",
            "%zz",
            "~",
            "-");
    private static final List<String> SUBRESOURCES =
            List.of("status", "status", "scale", "scale", "finalize", "log", "status/x", "", "%73tatus");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json",
            "application/json",
            "application/yaml",
            "application/merge-patch+json",
            "application/merge-patch+json",
            "application/json-patch+json",
            "application/strategic-merge-patch+json",
            "application/apply-patch+yaml",
            "application/apply-patch+yaml",
            "application/vnd.kubernetes.protobuf",
            "text/plain",
            "multipart/form-data",
            "application/json; charset=utf-16",
            "",
            "application/json;;;",
            "\u00e4/\u00f6",
            "application/cbor",
            "application/json, text/plain");
    private static final List<String> PARAMETERS = List.of(
            "dryRun=All",
            "dryRun=All",
            "dryRun=",
            "dryRun=Some",
            "fieldValidation=Strict",
            "fieldValidation=Warn",
            "fieldValidation=Loose",
            "fieldManager=m",
            "fieldManager=m",
            "fieldManager=%00",
            "fieldManager=%F0%9F%98%80",
            "force=true",
            "force=maybe",
            "limit=1",
            "limit=-1",
            "limit=99999999999999999999",
            "limit=x",
            "continue=abc",
            "continue=dzEvMS8xLy8",
            "continue=%00",
            "labelSelector=a%3Db",
            "labelSelector=%2C%2C",
            "labelSelector=a+in+(b",
            "labelSelector=!",
            "fieldSelector=metadata.name%3Da",
            "fieldSelector=nope%3D1",
            "fieldSelector=%3D",
            "resourceVersion=0",
            "resourceVersion=-5",
            "resourceVersion=abc",
            "resourceVersion=99999999999999999999",
            "resourceVersionMatch=Exact",
            "resourceVersionMatch=Odd",
            "watch=true&timeoutSeconds=1",
            "timeoutSeconds=x",
            "sendInitialEvents=true",
            "allowWatchBookmarks=true",
            "includeObject=Everything",
            "propagationPolicy=Foreground",
            "propagationPolicy=Orphan",
            "propagationPolicy=Never",
            "orphanDependents=true",
            "gracePeriodSeconds=-1",
            "pretty=true",
            "%",
            "=",
            "&&&",
            "a=%zz",
            "x=" + "y".repeat(3000));
    private static final List<String> ACCEPTS = List.of(
            "application/json",
            "application/json",
            "application/yaml",
            "image/png",
            "*/*",
            "",
            "application/json;as=Table;v=v1;g=meta.k8s.io",
            "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
            "application/json;as=Nonsense;v=v9;g=x",
            ";;;",
            "application/vnd.kubernetes.protobuf",
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json",
            "a".repeat(4000));

    public static RandomRequest next(RandomGenerator random, Api api) {
        return random.nextInt(5) < 2 ? plausible(random, api) : any(random, api);
    }

    /** A request that is right in most of its parts, so that it gets far before it fails, or even does something. */
    private static RandomRequest plausible(RandomGenerator random, Api api) {
        String name = one(random, List.of("a", "b", "c", "d"));
        String object = api.home() + "/" + name;
        String apiVersion = api.homeKind().substring(0, api.homeKind().indexOf(' '));
        String body = likely(random, apiVersion, api.homeKind());
        String query = random.nextInt(3) == 0 ? "?" + one(random, PARAMETERS) : "";
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> sent("POST", api.home() + query, "application/json", body, api);
            case 3 -> sent("PUT", object + query, "application/json", body, api);
            case 4, 5 ->
                sent(
                        "PATCH",
                        object + one(random, List.of("", "", "/status", "/scale")) + query,
                        "application/merge-patch+json",
                        body,
                        api);
            case 6 ->
                sent(
                        "PATCH",
                        object + one(random, List.of("", "", "/status", "/scale")) + "?fieldManager=" + name
                                + "&force=true",
                        "application/apply-patch+yaml",
                        body.replaceFirst("\"name\":\"[a-d]\"", "\"name\":\"" + name + "\""),
                        api);
            case 7 ->
                sent(
                        "PATCH",
                        object + query,
                        "application/json-patch+json",
                        "[{\"op\":\"%s\",\"path\":\"/%s\",\"value\":%s}]"
                                .formatted(
                                        one(random, List.of("add", "replace", "remove", "test")),
                                        one(
                                                random,
                                                List.of(
                                                        "spec/color",
                                                        "spec/size",
                                                        "metadata/labels",
                                                        "spec/parts/-",
                                                        "status",
                                                        "spec")),
                                        value(random, 2)),
                        api);
            default ->
                sent("DELETE", (random.nextInt(6) == 0 ? api.home() : object) + query, "application/json", "", api);
        };
    }

    private static RandomRequest sent(String method, String target, String type, String body, Api api) {
        var headers = List.of("Host: localhost", "Authorization: Bearer " + api.token(), "Content-Type: " + type);
        return new RandomRequest(method, target, headers, bytes(body));
    }

    private static RandomRequest any(RandomGenerator random, Api api) {
        String method = one(random, METHODS);
        String target = target(random, api);
        var headers = new java.util.ArrayList<String>();
        headers.add("Host: localhost");
        headers.add("Authorization: " + authorization(random, api));
        headers.add("Accept: " + one(random, ACCEPTS));
        if (random.nextInt(10) == 0) {
            headers.add(one(
                    random,
                    List.of(
                            "User-Agent: " + "u".repeat(2000),
                            "User-Agent: \u00ff\u00fe/1",
                            "Content-Encoding: gzip",
                            "X-Remote-User: admin",
                            "Impersonate-User: admin",
                            "X-Original-URL: /api/v1/secrets",
                            "X-HTTP-Method-Override: DELETE",
                            "Upgrade: websocket",
                            "Cookie: token=" + api.token(),
                            "If-Match: \"x\"",
                            "Range: bytes=0-1")));
        }
        byte[] body = method.equals("GET") && random.nextInt(8) != 0 ? new byte[0] : body(random, api);
        if (body.length > 0) {
            headers.add("Content-Type: " + one(random, TYPES));
        }
        return new RandomRequest(method, target, List.copyOf(headers), body);
    }

    private static String authorization(RandomGenerator random, Api api) {
        if (random.nextInt(20) != 0) {
            return "Bearer " + api.token();
        }
        return one(
                random,
                List.of(
                        "",
                        "Bearer",
                        "Bearer ",
                        "Bearer x",
                        "bearer " + api.token(),
                        "Basic YTpi",
                        "Bearer " + "a".repeat(5000),
                        "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
                        "Bearer a.b.c",
                        "Bearer \u00e4"));
    }

    private static String target(RandomGenerator random, Api api) {
        String path = random.nextInt(12) == 0 ? one(random, api.documents()) : one(random, api.collections());
        int depth = random.nextInt(10);
        if (depth > 2) {
            path += "/" + one(random, NAMES);
        }
        if (depth > 6) {
            path += "/" + one(random, SUBRESOURCES);
        }
        if (random.nextInt(8) == 0) {
            path = twisted(random, path);
        }
        var query = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            query.append(query.isEmpty() ? '?' : '&').append(one(random, PARAMETERS));
        }
        return path + query;
    }

    private static String twisted(RandomGenerator random, String path) {
        int at = path.indexOf('/', 1) < 0 ? 0 : path.indexOf('/', 1);
        return switch (random.nextInt(12)) {
            case 0 -> "/" + path;
            case 1 -> path.substring(0, at) + "/.." + path;
            case 2 -> path.replaceFirst("/", "/%2f");
            case 3 -> path.substring(0, at) + ";v=1" + path.substring(at);
            case 4 -> path + "%00";
            case 5 -> path + "/" + "a/".repeat(1500);
            case 6 -> path + "//";
            case 7 -> path.replace('/', '\\');
            case 8 -> "/%61pi" + path.substring(at);
            case 9 -> path.substring(0, at) + "/." + path.substring(at);
            case 10 -> path.toUpperCase(java.util.Locale.ROOT);
            default -> path + "%c0%af";
        };
    }

    private static byte[] body(RandomGenerator random, Api api) {
        String kind = one(random, api.kinds());
        String apiVersion = kind.substring(0, kind.indexOf(' '));
        String object = "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":%s,\"spec\":%s,\"status\":%s}"
                .formatted(
                        apiVersion,
                        kind.substring(kind.indexOf(' ') + 1),
                        value(random, 2),
                        value(random, 3),
                        value(random, 2));
        return switch (random.nextInt(22)) {
            case 0 -> bytes("{");
            case 1 -> bytes("");
            case 2 -> bytes(value(random, 4));
            case 3 -> bytes("[".repeat(100_000));
            case 4 -> bytes("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000));
            case 5 -> new byte[] {'{', '"', (byte) 0xff, (byte) 0xfe, '"', ':', '1', '}'};
            case 6 -> bytes("a: &a [*a]\nb: !!java.net.URL [\"http://x\"]\n");
            case 7 -> bytes("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n");
            case 8 -> protobuf(random);
            case 9 ->
                bytes("[{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}]"
                        .formatted(
                                one(random, List.of("add", "remove", "replace", "test", "move", "copy", "x")),
                                one(
                                        random,
                                        List.of(
                                                "/spec",
                                                "/metadata/name",
                                                "",
                                                "x",
                                                "/a/0",
                                                "/metadata/labels/~1~0",
                                                "/metadata")),
                                value(random, 2)));
            case 10 -> bytes("{\"metadata\":%s}".formatted(value(random, 2)));
            case 11 -> bytes("{\"spec\":%s}".formatted(value(random, 3)));
            case 12 ->
                bytes("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":%s,\"propagationPolicy\":%s}"
                        .formatted(value(random, 1), value(random, 0)));
            case 13 -> bytes(object.replace("\"kind\"", "\"kind\":\"x\",\"kind\""));
            case 14 ->
                bytes("{\"spec\":{\"resourceAttributes\":%s,\"nonResourceAttributes\":%s}}"
                        .formatted(value(random, 2), value(random, 2)));
            default -> bytes(likely(random, apiVersion, kind));
        };
    }

    /** Nearly right, so that it gets far. */
    private static String likely(RandomGenerator random, String apiVersion, String kind) {
        String name = one(random, List.of("a", "b", "c"));
        String extra = random.nextInt(3) == 0 ? ",\"%s\":%s".formatted(one(random, METADATA), value(random, 2)) : "";
        String spec = random.nextBoolean()
                ? "{\"size\":%d,\"replicas\":%d}".formatted(random.nextInt(-1, 9), random.nextInt(-1, 5))
                : value(random, 3);
        return "{\"apiVersion\":\"%s\",\"kind\":\"%s\",\"metadata\":{\"name\":\"%s\"%s},\"spec\":%s%s}"
                .formatted(
                        apiVersion,
                        kind.substring(kind.indexOf(' ') + 1),
                        name,
                        extra,
                        spec,
                        random.nextInt(4) == 0 ? ",\"%s\":%s".formatted(one(random, FIELDS), value(random, 2)) : "");
    }

    private static final List<String> METADATA = List.of(
            "labels",
            "annotations",
            "finalizers",
            "ownerReferences",
            "managedFields",
            "resourceVersion",
            "uid",
            "generateName",
            "namespace",
            "creationTimestamp",
            "deletionTimestamp",
            "generation",
            "unknown");

    private static final List<String> FIELDS = List.of(
            "status",
            "data",
            "involvedObject",
            "regarding",
            "metadata",
            "type",
            "eventTime",
            "x",
            "spec",
            "note",
            "series");

    private static String value(RandomGenerator random, int depth) {
        int pick = random.nextInt(depth > 0 ? 16 : 12);
        return switch (pick) {
            case 0 -> "null";
            case 1 -> "true";
            case 2 -> "-1";
            case 3 -> "9223372036854775808";
            case 4 -> "1e308";
            case 5 -> "1E-400";
            case 6 -> "\"\"";
            case 7 -> "\"\\u0000\\ud800\"";
            case 8 -> "\"" + "x".repeat(random.nextInt(300)) + "\"";
            case 9 -> "\"a\"";
            case 10 -> "{}";
            case 11 -> "[]";
            case 12, 13 -> {
                var out = new StringBuilder("{");
                for (int n = random.nextInt(1, 4); n > 0; n--) {
                    out.append(out.length() > 1 ? "," : "")
                            .append('"')
                            .append(one(random, KEYS))
                            .append("\":")
                            .append(value(random, depth - 1));
                }
                yield out.append('}').toString();
            }
            default -> "[%s,%s]".formatted(value(random, depth - 1), value(random, depth - 1));
        };
    }

    private static final List<String> KEYS = List.of(
            "name",
            "namespace",
            "uid",
            "size",
            "replicas",
            "color",
            "parts",
            "weight",
            "phase",
            "conditions",
            "type",
            "status",
            "model",
            "id",
            "gpu",
            "anyOf",
            "placement",
            "tiers",
            "a",
            "$patch",
            "$setElementOrder/parts",
            "",
            "a.b/c",
            "\\u0000",
            "f:spec",
            "kind",
            "labels",
            "finalizers",
            "resourceVersion",
            "clusters",
            "verb",
            "resource",
            "path");

    private static byte[] protobuf(RandomGenerator random) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {'k', '8', 's', 0});
        for (int n = random.nextInt(60); n > 0; n--) {
            out.write(random.nextInt(256));
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static <T> T one(RandomGenerator random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** The request as it goes over the wire; bytes above 0x7f as they are in Latin-1. */
    byte[] wire() {
        var out = new ByteArrayOutputStream();
        out.writeBytes("%s %s HTTP/1.1\r\n".formatted(method, target).getBytes(StandardCharsets.ISO_8859_1));
        headers.forEach(header -> out.writeBytes((header + "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
        out.writeBytes("Content-Length: %d\r\n\r\n".formatted(body.length).getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    @Override
    public String toString() {
        String text = new String(body, 0, Math.min(body.length, 700), StandardCharsets.UTF_8);
        String shown = target.length() > 400 ? target.substring(0, 400) + "…" : target;
        List<String> cut = headers.stream()
                .map(h -> h.length() > 200 ? h.substring(0, 200) + "…" : h)
                .toList();
        return "%s %s%n%s%n%s".formatted(method, shown, cut, text);
    }
}
