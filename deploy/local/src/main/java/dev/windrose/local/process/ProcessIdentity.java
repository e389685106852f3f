package dev.windrose.local.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who a process is beyond its number, so that a number that was given to another process is never taken for it.
 *
 * <p>On Linux: the boot and the clock tick at which it started, exact. Elsewhere: the start time as the JDK knows it.
 */
final class ProcessIdentity {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    /** Field 22 of proc(5) stat, counted from the end of the name, which may itself hold blanks. */
    private static final int START_TICKS_AFTER_NAME = 19;

    private ProcessIdentity() {}

    /** Empty when there is no such process, or when it has ended and only waits for its parent to look. */
    static Optional<String> of(long pid) {
        Path stat = Path.of("/proc/" + pid + "/stat");
        if (Files.exists(BOOT)) {
            try {
                String text = Files.readString(stat);
                String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
                boolean ended = fields[0].equals("Z") || fields[0].equals("X");
                return ended ? Optional.empty() : Optional.of(boot() + ":" + fields[START_TICKS_AFTER_NAME]);
            } catch (IOException e) {
                return Optional.empty(); // the file goes with the process
            }
        }
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> "at:" + start.toEpochMilli());
    }

    /** Names this boot of the machine; empty text where the system does not tell. */
    static String boot() throws IOException {
        return Files.exists(BOOT) ? Files.readString(BOOT).strip() : "";
    }
}
