package dev.windrose.simulator.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windrose.kubeapi.store.InMemoryResourceStore.Snapshot;
import dev.windrose.kubeapi.store.Journal;
import dev.windrose.kubeapi.store.ObjectKey;
import dev.windrose.kubeapi.store.ResourceName;
import dev.windrose.kubeapi.store.StoreEvent;
import dev.windrose.simulator.json.Json;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A cluster's changes, one JSON line each, handed to the operating system before the writer hears of them: they
 * survive {@code kill -9} of this process (a power cut may take the last ones: simulated clusters are worth no fsync a
 * write). A last line without its end was never acknowledged and is dropped; any other line that cannot be read stops
 * the start, because later lines build on it. Rewritten to what is alive at every start, and when it has grown.
 */
public final class FileJournal implements Journal, AutoCloseable {
    /** Rewriting takes the cluster's loop as long as hundreds of changes do; a start reads this much in about a second. */
    private static final long COMPACT_FROM_BYTES = 64L << 20;

    private static final int COMPACT_FACTOR = 4;
    private static final String FORMAT = "windroseJournal";
    private static final byte[] OBJECT = ",\"o\":".getBytes(StandardCharsets.UTF_8);

    private final Path file;
    private final Map<ObjectKey, ObjectNode> alive = new LinkedHashMap<>();
    private FileChannel channel;
    private long version;
    private long length;
    private long compactAt;

    private FileJournal(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            dropTornLine(file);
            read();
        }
        channel = compact();
    }

    /** @throws IOException the file cannot be read or written, or holds a line that is none of ours */
    public static FileJournal open(Path file) throws IOException {
        return new FileJournal(file);
    }

    /** What was alive when the journal was opened. */
    public Snapshot snapshot() {
        return new Snapshot(
                alive.entrySet().stream()
                        .map(e -> new Snapshot.Entry(e.getKey(), e.getValue()))
                        .toList(),
                version);
    }

    @Override
    public void append(StoreEvent event) {
        try {
            boolean gone = event.type() == StoreEvent.Type.DELETED;
            write(line(
                    event.key(), event.version(), gone ? null : event.stored().json()));
            remember(event.key(), event.version(), gone ? null : event.object());
            if (length > compactAt) {
                channel.close();
                channel = compact();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The change could not be written to %s (%s). Maybe the disk is full."
                            .formatted(file, e.getMessage()),
                    e);
        }
    }

    /** A line that was written in part is taken back, so that the next one does not continue it. */
    private void write(byte[] line) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(line);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            length += line.length;
        } catch (IOException e) {
            channel.truncate(length);
            throw e;
        }
    }

    private void remember(ObjectKey key, long at, @Nullable ObjectNode object) {
        version = at;
        if (object == null) {
            alive.remove(key);
        } else {
            alive.put(key, object);
        }
    }

    private void read() throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            long number = 0;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                try {
                    replay(Json.MAPPER.readTree(line));
                } catch (JsonProcessingException | IllegalArgumentException e) {
                    throw new IOException(
                            ("%s:%d: this line of the journal cannot be read. Maybe the file was edited; "
                                            + "remove the cluster's folder to start with an empty cluster.")
                                    .formatted(file, number),
                            e);
                }
            }
        }
    }

    private void replay(JsonNode line) {
        if (line.has(FORMAT)) {
            version = line.path("v").asLong();
            return;
        }
        if (!line.path("v").isNumber() || !line.path("n").isTextual()) {
            throw new IllegalArgumentException("neither a header nor a change");
        }
        ObjectKey key = new ObjectKey(
                new ResourceName(Json.text(line, "g"), Json.text(line, "p")),
                Json.text(line, "s"),
                Json.text(line, "n"));
        remember(key, Math.max(version, line.path("v").asLong()), line.path("o") instanceof ObjectNode o ? o : null);
    }

    /** Writes what is alive to a new file and puts it in place of the old one; both are whole at every instant. */
    private FileChannel compact() throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".next");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(next))) {
            ObjectNode header = Json.object().put(FORMAT, 1).put("v", version);
            out.write((header + "\n").getBytes(StandardCharsets.UTF_8));
            for (var entry : alive.entrySet()) {
                long at = entry.getValue()
                        .path("metadata")
                        .path("resourceVersion")
                        .asLong();
                out.write(line(entry.getKey(), at, Json.MAPPER.writeValueAsBytes(entry.getValue())));
            }
        }
        try (FileChannel written = FileChannel.open(next, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        length = Files.size(file);
        compactAt = Math.max(COMPACT_FROM_BYTES, length * COMPACT_FACTOR);
        return FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    }

    /** @param object its JSON, which watches are told as well; null when it is gone */
    private static byte[] line(ObjectKey key, long version, byte @Nullable [] object) throws IOException {
        ObjectNode head = Json.object();
        head.put("v", version);
        head.put("g", key.resource().group());
        head.put("p", key.resource().plural());
        head.put("s", key.namespace());
        head.put("n", key.name());
        byte[] text = Json.MAPPER.writeValueAsBytes(head);
        int length = object == null ? 0 : OBJECT.length + object.length;
        ByteBuffer line = ByteBuffer.allocate(text.length + length + 1).put(text, 0, text.length - 1);
        if (object != null) {
            line.put(OBJECT).put(object);
        }
        return line.put((byte) '}').put((byte) '\n').array();
    }

    private static void dropTornLine(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            long end = bytes.length();
            while (end > 0) {
                bytes.seek(end - 1);
                if (bytes.read() == '\n') {
                    break;
                }
                end--;
            }
            bytes.setLength(end);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
