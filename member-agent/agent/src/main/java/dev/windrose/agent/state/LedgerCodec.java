package dev.windrose.agent.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A ledger as compressed JSON bytes, the same bytes for the same ledger. Reading checks every body against its digest. */
final class LedgerCodec {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerCodec() {}

    static byte[] encode(SectionLedger ledger) {
        ObjectNode root = JSON.createObjectNode()
                .put("format", FORMAT)
                .put("section", ledger.section().value())
                .put("generation", ledger.generation().toString());
        ArrayNode objects = root.putArray("objects");
        new TreeMap<>(ledger.objects())
                .forEach((key, object) -> objects.addObject()
                        .put("key", key.value())
                        .put("since", object.since().toString())
                        .put("digest", object.digest().hex())
                        .put("body", object.body()));
        ArrayNode removals = root.putArray("removals");
        new TreeSet<>(ledger.removals()).forEach(key -> removals.add(key.value()));
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            zip.write(JSON.writeValueAsBytes(root));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException when the bytes are no ledger, of a newer format, or a body does not hash to its digest */
    static SectionLedger decode(byte[] bytes) throws IOException {
        JsonNode root;
        try (var zip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            root = JSON.readTree(zip);
        }
        if (root.path("format").asInt() != FORMAT) {
            throw new IOException(
                    "format %s is not %d. Maybe a newer agent wrote it.".formatted(root.path("format"), FORMAT));
        }
        try {
            return read(root);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static SectionLedger read(JsonNode root) throws IOException {
        var section = new SectionName(root.path("section").asText());
        Map<ObjectKey, DesiredObject> objects = new HashMap<>();
        for (JsonNode entry : root.path("objects")) {
            var key = new ObjectKey(entry.path("key").asText());
            var digest = new Digest(entry.path("digest").asText());
            String body = entry.path("body").asText();
            if (!Digest.of(body).equals(digest)) {
                throw new IOException("the body of %s does not hash to its digest".formatted(key));
            }
            Generation since = Generation.parse(entry.path("since").asText());
            objects.put(key, new DesiredObject(key, section, since, digest, body));
        }
        var removals = new HashSet<ObjectKey>();
        root.path("removals").forEach(key -> removals.add(new ObjectKey(key.asText())));
        Generation generation = Generation.parse(root.path("generation").asText());
        return new SectionLedger(section, generation, objects, removals);
    }
}
