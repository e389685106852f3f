package dev.windrose.agent.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windrose.agent.apply.DesiredObject;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.Generation;
import dev.windrose.protocol.ObjectKey;
import dev.windrose.protocol.SectionName;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** A ledger as compressed JSON bytes, the same bytes for the same ledger. Reading checks every body against its digest. */
final class LedgerCodec {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerCodec() {}

    static byte[] encode(SectionLedger ledger) {
        var bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(new FastZip(bytes))) {
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            json.writeStringField("section", ledger.section().value());
            json.writeStringField("generation", ledger.generation().toString());
            json.writeArrayFieldStart("objects");
            for (DesiredObject object : new TreeMap<>(ledger.objects()).values()) {
                json.writeStartObject();
                json.writeStringField("key", object.key().value());
                json.writeStringField("since", object.since().toString());
                json.writeStringField("digest", object.digest().hex());
                json.writeStringField("body", object.body());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("removals");
            for (ObjectKey key : new TreeSet<>(ledger.removals())) {
                json.writeString(key.value());
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    /** Bodies resemble each other so much that the fastest level packs them nearly as well as the best. */
    private static final class FastZip extends GZIPOutputStream {
        FastZip(OutputStream out) throws IOException {
            super(out, 4096);
            def.setLevel(Deflater.BEST_SPEED);
        }
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
