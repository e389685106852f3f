package dev.windrose.agent.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.agent.apply.Ownership;
import dev.windrose.agent.apply.SectionLedger;
import dev.windrose.agent.kube.Answer;
import dev.windrose.agent.kube.KubeApi;
import dev.windrose.agent.kube.ResourceKind;
import dev.windrose.protocol.Digest;
import dev.windrose.protocol.SectionName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Ledgers in ConfigMaps of {@value #NAMESPACE}: {@code windrose-state-<section>-0} is the head, with the hash over the
 * whole and the first chunk; a ledger that does not fit has its other chunks in ConfigMaps whose names carry that hash.
 * Those are written first, the head last: the head alone decides, in one write, which ledger there is. Chunks that no head
 * names are removed afterwards. A ledger that is damaged is as good as none, and said so.
 */
public final class LedgerStore {
    public static final String NAMESPACE = "windrose-system";
    /** etcd takes 1.5 MiB in one request, a ConfigMap 1 MiB of data. */
    static final int CHUNK = 900 * 1024;

    private static final Logger LOG = Logger.getLogger(LedgerStore.class);
    private static final String PREFIX = "windrose-state-";
    private static final String STATE_LABEL = "windrose.dev/state";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubeApi api;
    private final int chunkSize;
    private final Map<SectionName, String> versions = new ConcurrentHashMap<>();
    private final Map<SectionName, String> hashes = new ConcurrentHashMap<>();

    public LedgerStore(KubeApi api) {
        this(api, CHUNK);
    }

    LedgerStore(KubeApi api, int chunkSize) {
        this.api = api;
        this.chunkSize = chunkSize;
    }

    /** What became of reading. */
    public sealed interface Loaded {
        /** Every ledger that is whole; none when the agent was never told anything. */
        record Ledgers(List<SectionLedger> ledgers) implements Loaded {}

        /** The API server did not answer, or refused: whether there are ledgers is unknown. */
        record Unavailable(String why) implements Loaded {}
    }

    public Loaded load() {
        Answer answer = api.get(ResourceKind.CONFIG_MAP.path(NAMESPACE) + "?labelSelector=" + STATE_LABEL + "%3Dhead");
        if (answer instanceof Answer.Refused refused && refused.isNotFound()) {
            return new Loaded.Ledgers(List.of());
        }
        if (!(answer instanceof Answer.Ok(int _, JsonNode list))) {
            return new Loaded.Unavailable(answer.explain());
        }
        var ledgers = new ArrayList<SectionLedger>();
        for (JsonNode head : list.path("items")) {
            try {
                ledgers.add(read(head));
            } catch (IOException e) {
                LOG.errorf(
                        "configmap=%s state=damaged reason=\"%s\"; the hub will be asked for all of it",
                        nameOf(head), e.getMessage());
            }
        }
        return new Loaded.Ledgers(List.copyOf(ledgers));
    }

    private SectionLedger read(JsonNode head) throws IOException {
        JsonNode data = head.path("data");
        int count = data.path("chunks").asInt();
        String hash = data.path("sha256").asText();
        var bytes = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            JsonNode chunk = i == 0 ? data : chunkOf(data.path("section").asText(), hash, i);
            bytes.write(decode(chunk.path("chunk").asText()));
        }
        if (!Digest.of(bytes.toByteArray()).hex().equals(hash)) {
            throw new IOException("the chunks do not hash to " + hash);
        }
        SectionLedger ledger = LedgerCodec.decode(bytes.toByteArray());
        versions.put(
                ledger.section(), head.path("metadata").path("resourceVersion").asText());
        hashes.put(ledger.section(), hash);
        return ledger;
    }

    private JsonNode chunkOf(String section, String hash, int index) throws IOException {
        String name = chunkName(section, hash, index);
        Answer answer = api.get(ResourceKind.CONFIG_MAP.path(NAMESPACE, name));
        if (answer instanceof Answer.Ok(int _, JsonNode found)) {
            return found.path("data");
        }
        throw new IOException("chunk %s: %s".formatted(name, answer.explain()));
    }

    private static byte[] decode(String base64) throws IOException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException("a chunk is no base64", e);
        }
    }

    /** Writes the ledger, unless the very same is there. Answers why it could not; empty when it is durable. */
    public Optional<String> save(SectionLedger ledger) {
        byte[] bytes = LedgerCodec.encode(ledger);
        String hash = Digest.of(bytes).hex();
        String before = hashes.get(ledger.section());
        if (hash.equals(before)) {
            return Optional.empty();
        }
        int count = Math.max(1, (bytes.length + chunkSize - 1) / chunkSize);
        String section = ledger.section().value();
        for (int i = 1; i < count; i++) {
            Optional<String> trouble = put(chunkName(section, hash, i), data(slice(bytes, i)), "chunk", null);
            if (trouble.isPresent()) {
                return trouble;
            }
        }
        ObjectNode head = data(slice(bytes, 0))
                .put("section", section)
                .put("generation", ledger.generation().toString())
                .put("sha256", hash)
                .put("chunks", Integer.toString(count));
        Optional<String> trouble = put(PREFIX + section + "-0", head, "head", ledger.section());
        if (trouble.isEmpty()) {
            hashes.put(ledger.section(), hash);
            if (count > 1 || before != null) {
                removeStaleChunks(section, hash);
            }
        }
        return trouble;
    }

    private byte[] slice(byte[] bytes, int index) {
        return Arrays.copyOfRange(bytes, index * chunkSize, Math.min(bytes.length, (index + 1) * chunkSize));
    }

    private static ObjectNode data(byte[] chunk) {
        return JSON.createObjectNode().put("chunk", Base64.getEncoder().encodeToString(chunk));
    }

    /** Creates or replaces; {@code head} names the section whose known version must still be the newest. */
    private Optional<String> put(String name, ObjectNode data, String role, @Nullable SectionName head) {
        ObjectNode map = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode metadata = map.putObject("metadata").put("name", name).put("namespace", NAMESPACE);
        ObjectNode labels = metadata.putObject("labels").put(STATE_LABEL, role);
        labels.put("app.kubernetes.io/managed-by", Ownership.US);
        map.set("data", data);
        String version = head == null ? null : versions.get(head);
        Answer answer;
        if (version == null) {
            answer = SystemNamespace.create(api, ResourceKind.CONFIG_MAP, map);
        } else {
            metadata.put("resourceVersion", version);
            answer = api.replace(ResourceKind.CONFIG_MAP.path(NAMESPACE, name), map);
        }
        if (answer instanceof Answer.Ok(int _, JsonNode written)) {
            if (head != null) {
                versions.put(
                        head, written.path("metadata").path("resourceVersion").asText());
            }
            return Optional.empty();
        }
        boolean taken = answer instanceof Answer.Refused refused && refused.isConflict();
        if (head == null && taken) {
            return Optional.empty(); // named by its content: whoever wrote it wrote the same
        }
        if (head != null) {
            relearn(head, name);
        }
        return Optional.of("configmap %s/%s: %s".formatted(NAMESPACE, name, answer.explain()));
    }

    /** Somebody else wrote or removed the head: the next try goes by what is there then. */
    private void relearn(SectionName section, String name) {
        switch (api.get(ResourceKind.CONFIG_MAP.path(NAMESPACE, name))) {
            case Answer.Ok(int _, JsonNode found) ->
                versions.put(
                        section, found.path("metadata").path("resourceVersion").asText());
            case Answer.Refused refused when refused.isNotFound() -> versions.remove(section);
            case Answer other -> LOG.debugf("configmap=%s state=unknown reason=\"%s\"", name, other.explain());
        }
        hashes.remove(section);
    }

    private void removeStaleChunks(String section, String hash) {
        String keep = PREFIX + section + "-" + hash.substring(0, 16) + "-";
        Answer answer = api.get(ResourceKind.CONFIG_MAP.path(NAMESPACE) + "?labelSelector=" + STATE_LABEL + "%3Dchunk");
        if (answer instanceof Answer.Ok(int _, JsonNode list)) {
            for (JsonNode map : list.path("items")) {
                String name = nameOf(map);
                if (name.matches(PREFIX + section + "-[0-9a-f]{16}-[0-9]+") && !name.startsWith(keep)) {
                    api.delete(
                            ResourceKind.CONFIG_MAP.path(NAMESPACE, name),
                            map.path("metadata").path("uid").asText());
                }
            }
        }
    }

    private static String chunkName(String section, String hash, int index) {
        return PREFIX + section + "-" + hash.substring(0, 16) + "-" + index;
    }

    private static String nameOf(JsonNode object) {
        return object.path("metadata").path("name").asText();
    }
}
