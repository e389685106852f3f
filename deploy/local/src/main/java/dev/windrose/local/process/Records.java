package dev.windrose.local.process;

import dev.windrose.local.state.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes of one fleet, a file each under {@code .fleet/run}. */
public final class Records {
    private static final String SUFFIX = ".json";

    private final Path folder;

    public Records(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    public Optional<ProcessRecord> find(String who) throws IOException {
        return Json.read(folder.resolve(who + SUFFIX), ProcessRecord.class);
    }

    /** The recorded process if it runs. */
    public Optional<ProcessRecord> alive(String who) throws IOException {
        return find(who).filter(ProcessRecord::isAlive);
    }

    public List<ProcessRecord> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            var names = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .sorted()
                    .toList();
            var records = new java.util.ArrayList<ProcessRecord>();
            for (String name : names) {
                find(name.substring(0, name.length() - SUFFIX.length())).ifPresent(records::add);
            }
            return List.copyOf(records);
        }
    }

    /** Writes down this very process. */
    public ProcessRecord enter(String who, long pid, String fingerprint) throws IOException {
        var identity = ProcessIdentity.of(pid).orElse("ended at once");
        var entry = new ProcessRecord(who, pid, identity, fingerprint);
        Json.write(folder.resolve(who + SUFFIX), entry);
        return entry;
    }

    public void forget(String who) throws IOException {
        Files.deleteIfExists(folder.resolve(who + SUFFIX));
    }
}
