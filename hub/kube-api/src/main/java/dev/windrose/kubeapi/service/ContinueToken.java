package dev.windrose.kubeapi.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.json.Json;
import dev.windrose.kubeapi.status.Failures;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a list goes on, opaque to clients, in the form a real server gives it.
 *
 * @param version of the first page, as of which the list goes on; {@link #INCONSISTENT} for as things are now
 * @param namespace of the last object seen, empty when cluster-scoped
 */
record ContinueToken(long version, String namespace, String name) {
    /** The version in the token that a 410 offers: go on with what is there, though it does not fit what was read before. */
    static final long INCONSISTENT = -1;

    private static final String FORMAT = "meta.k8s.io/v1";
    /** Padding too: the real server's coding has none. */
    private static final Pattern ILLEGAL = Pattern.compile("[^A-Za-z0-9_-]");

    String encode() {
        ObjectNode token =
                Json.object().put("v", FORMAT).put("rv", version).put("start", namespace + "/" + name + "\0");
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
    }

    /** @throws dev.windrose.kubeapi.status.ApiException 400 when it is none of ours */
    static ContinueToken decode(String token) {
        JsonNode read = read(token);
        String format = Json.text(read, "v");
        if (!format.equals(FORMAT)) {
            throw invalid("server does not recognize this encoded version " + format);
        }
        long version = read.path("rv").canConvertToLong() ? read.path("rv").asLong() : 0;
        if (version == 0) {
            throw invalid("incorrect encoded start resourceVersion (version %s)".formatted(FORMAT));
        }
        String start = Json.text(read, "start");
        if (start.isEmpty()) {
            throw invalid("encoded start key empty (version %s)".formatted(FORMAT));
        }
        int slash = start.indexOf('/');
        if (slash < 0 || !start.endsWith("\0") || start.indexOf('/', slash + 1) >= 0) {
            throw invalid(start.replace("\0", ""));
        }
        return new ContinueToken(
                version < 0 ? INCONSISTENT : version,
                start.substring(0, slash),
                start.substring(slash + 1, start.length() - 1));
    }

    private static JsonNode read(String token) {
        Matcher illegal = ILLEGAL.matcher(token);
        if (illegal.find()) {
            throw invalid("illegal base64 data at input byte " + illegal.start());
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw invalid("illegal base64 data at input byte " + token.length() / 4 * 4);
        }
        if (bytes.length > 0 && bytes[0] != '{') {
            throw invalid("invalid character '%s' looking for beginning of value".formatted(shown(bytes[0] & 0xff)));
        }
        try {
            return Json.read(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw invalid("it holds no JSON");
        }
    }

    /** As Go shows a character in quotes. */
    private static String shown(int c) {
        return c > ' ' && c < 0x7f ? Character.toString(c) : c < 0x80 ? "\\x%02x".formatted(c) : "\\u%04x".formatted(c);
    }

    private static RuntimeException invalid(String why) {
        return Failures.badRequest("invalid continue token: continue key is not valid: " + why);
    }
}
