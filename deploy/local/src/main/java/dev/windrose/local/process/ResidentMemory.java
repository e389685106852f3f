package dev.windrose.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How much memory a process holds resident, where the system tells (Linux). */
public final class ResidentMemory {
    private static final String FIELD = "VmRSS:";

    private ResidentMemory() {}

    /** In units of 2^20 bytes, rounded up. */
    public static Optional<Long> megabytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .map(line -> line.replaceAll("\\D", ""))
                    .map(kilobytes -> (Long.parseLong(kilobytes) + 1023) / 1024)
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty(); // it has ended, or this is no Linux
        }
    }
}
