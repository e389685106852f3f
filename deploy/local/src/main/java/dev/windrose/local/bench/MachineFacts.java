package dev.windrose.local.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a figure was measured on: it says little without. */
public final class MachineFacts {
    private static final int SYNCS = 200;
    private static final int BLOCK = 4096;

    private MachineFacts() {}

    /** One line: cores, processor, system, JDK, load average before, and how long this disk takes to keep 4 KiB. */
    public static String of(Path folder) throws IOException {
        var fsync = fsync(folder);
        return "%d cores, %s, %s, JDK %s, load %.1f, fsync of 4 KiB p50 %.2f ms, p99 %.2f ms"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        System.getProperty("os.name") + " " + System.getProperty("os.version"),
                        Runtime.version(),
                        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
                        fsync.percentile(50),
                        fsync.percentile(99));
    }

    private static Samples fsync(Path folder) throws IOException {
        var samples = new Samples();
        Path file = Files.createTempFile(folder, "fsync", "");
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            for (int i = 0; i < SYNCS; i++) {
                long start = System.nanoTime();
                channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
                channel.force(true);
                samples.add(System.nanoTime() - start);
            }
        } finally {
            Files.delete(file);
        }
        return samples;
    }

    private static String processor() throws IOException {
        Path cpuinfo = Path.of("/proc/cpuinfo");
        if (!Files.exists(cpuinfo)) {
            return System.getProperty("os.arch");
        }
        try (var lines = Files.lines(cpuinfo)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
    }
}
