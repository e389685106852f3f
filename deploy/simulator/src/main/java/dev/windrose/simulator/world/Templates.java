package dev.windrose.simulator.world;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.simulator.json.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Pod templates by content: equal but for the order of keys and the hash label itself means equal hash. */
public final class Templates {
    /** The label that a Deployment puts on its ReplicaSets and their pods. */
    public static final String HASH_LABEL = "pod-template-hash";

    /** No vowels and no look-alikes, as Kubernetes (util/rand.SafeEncodeString). */
    private static final String ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

    private static final int LENGTH = 10;

    private static final int REMEMBERED = 1_024;

    /** Each change of a Deployment or ReplicaSet asks anew, and its template is what it was. Keys are copies of our own. */
    private static final Map<JsonNode, String> HASHES =
            Collections.synchronizedMap(new LinkedHashMap<>(64, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<JsonNode, String> eldest) {
                    return size() > REMEMBERED;
                }
            });

    private Templates() {}

    public static String hash(JsonNode template) {
        JsonNode plain = template.deepCopy();
        if (plain.path("metadata").path("labels") instanceof ObjectNode labels) {
            labels.remove(HASH_LABEL);
        }
        return HASHES.computeIfAbsent(plain, known -> shortHash(sorted(known).toString(), LENGTH));
    }

    /** Some letters of the SHA-256 of a text, fit for names. */
    public static String shortHash(String text, int length) {
        byte[] digest = sha256(text);
        StringBuilder made = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            made.append(ALPHABET.charAt((digest[i] & 0xff) % ALPHABET.length()));
        }
        return made.toString();
    }

    /** A number from 0 to bound - 1 that only the text decides. */
    public static long number(String text, long bound) {
        byte[] digest = sha256(text);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << Byte.SIZE | digest[i] & 0xff;
        }
        return Math.floorMod(value, bound);
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode made = Json.object();
            var entries = new TreeMap<String, JsonNode>();
            object.properties().forEach(e -> entries.put(e.getKey(), e.getValue()));
            entries.forEach((key, value) -> made.set(key, sorted(value)));
            return made;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode made = Json.array();
            array.forEach(item -> made.add(sorted(item)));
            return made;
        }
        return node;
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256.", e);
        }
    }
}
